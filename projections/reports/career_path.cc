#include "projections/reports/career_path.h"

namespace rireki {

void put_mean(Reporting& reporting, std::string figure, About about, Day day, const PopulationOf& population,
              Scale scale, const Mean& mean) {
  ReportRow& row = reporting.add(std::move(figure), std::move(about), day, population);
  row.scale = scale;
  row.numerator = mean.sum;
  row.denominator = mean.of;
}

const Career* career_of(const Policy* policy) {
  return policy == nullptr || !policy->development.career ? nullptr : &*policy->development.career;
}

Result<Reporting::Asked> asked_of_path(const Reporting& reporting) {
  return reporting.asked(false, [](const Policy& policy) {
    const Career* career = career_of(&policy);
    return career == nullptr ? std::string_view() : std::string_view(career->population);
  });
}

Result<void> see_all(Reporting& reporting, PeopleFold& fold, std::span<const Day> days) {
  const auto erased = fold.see({.days = days, .asks_erasable = true, .asks_records = false});
  if (!erased) return std::unexpected(erased.error());
  reporting.note_erased(*erased);
  return {};
}

}  // namespace rireki
