// What the reports on careers share: the Policy's career path and whom it is for, and means over people.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "projections/reports/people_fold.h"
#include "projections/reports/reporting.h"

namespace rireki {

inline constexpr Scale kMeanYears{"years", 1, 1};

struct Mean {
  std::int64_t sum = 0;
  std::int64_t of = 0;

  void add(std::int64_t value) {
    sum += value;
    ++of;
  }
};

/// Adds a row whose value is the mean.
void put_mean(Reporting& reporting, std::string figure, About about, Day day, const PopulationOf& population,
              Scale scale, const Mean& mean);

/// Null if the Policy, perhaps none, has no career path.
[[nodiscard]] const Career* career_of(const Policy* policy);

/// The report's own population, else the career path's, else everybody. Errors: those of the population.
[[nodiscard]] Result<Reporting::Asked> asked_of_path(const Reporting& reporting);

/// Shows everybody to the fold, as they are on these days too. Errors: INTEGRITY_ERROR.
[[nodiscard]] Result<void> see_all(Reporting& reporting, PeopleFold& fold, std::span<const Day> days);

}  // namespace rireki
