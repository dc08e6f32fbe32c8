#include "projections/reports/career_path.h"

namespace rireki {

void put_mean(Reporting& reporting, std::string figure, About about, Day day, const std::string& population,
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
  auto asked = reporting.asked_on(reporting.query().as_of, false);
  const Career* career = career_of(reporting.policy_on(reporting.query().as_of));
  if (!asked || !asked->population.empty() || reporting.query().has_population || career == nullptr) return asked;
  if (career->population.empty()) return asked;
  asked->filter.add_population(career->population);
  asked->population = career->population;
  return asked;
}

Result<void> see_all(Reporting& reporting, PeopleFold& fold, std::span<const Day> days) {
  const auto erased = fold.see({.days = days, .asks_erasable = true, .asks_records = false});
  if (!erased) return std::unexpected(erased.error());
  reporting.note_erased(*erased);
  return {};
}

}  // namespace rireki
