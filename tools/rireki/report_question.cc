#include "tools/rireki/report_question.h"

#include "events/calendar/fiscal_year.h"
#include "projections/scorecard.h"
#include "tools/rireki/scorecard_question.h"

namespace rireki {

namespace {

constexpr int kYearsShown = 10;  // where no fiscal years are asked for

}  // namespace

std::string known_reports() {
  std::string known;
  for (const std::string_view name : names(ReportKind{})) known += (known.empty() ? "" : ", ") + std::string(name);
  return known;
}

Result<ReportQuery> report_query(const Question& question, const MomentOptions& moment, const FilterOptions& filters,
                                 ReportKind kind) {
  const FiscalCalendar& years = question.knowledge->organisation.policies.fiscal_years();
  ReportQuery query{.kind = kind, .as_of = question.as_of, .first_year = 0, .last_year = 0, .filter = {}};
  const bool has_years = !moment.fiscal_year.empty();
  query.last_year = years.year_of(has_years ? question.to : question.as_of);
  query.first_year = has_years ? years.year_of(question.from) : query.last_year - kYearsShown + 1;
  query.filter = [&filters](bool of_events) { return filters.filter(of_events); };
  query.has_population = !filters.populations.empty();
  const auto known = known_day(question);
  if (!known) return std::unexpected(known.error());
  query.known = *known;
  const auto today = question.engine->today();
  if (!today) return std::unexpected(today.error());
  query.today = *today;
  return query;
}

}  // namespace rireki
