#include "tools/rireki/scorecard_question.h"

#include <algorithm>

#include "events/types/text.h"
#include "projections/indicator_measurement.h"
#include "tools/rireki/answering.h"

namespace rireki {

Result<Day> known_day(const Question& question) {
  const Seq seq = question.knowledge->seq;
  if (seq.value == 0) return question.engine->today();
  const auto record = question.engine->record(seq);
  if (!record) return std::unexpected(record.error());
  return question.engine->local_day(record->recorded, question.knowledge->organisation.policies);
}

Result<ScorecardQuery> scorecard_query(const Question& question, const MomentOptions& moment) {
  const auto known = known_day(question);
  if (!known) return std::unexpected(known.error());
  const auto today = question.engine->today();
  if (!today) return std::unexpected(today.error());
  const FiscalCalendar& years = question.knowledge->organisation.policies.fiscal_years();
  const bool has_years = !moment.fiscal_year.empty();
  ScorecardQuery query;
  query.first_year = years.year_of(has_years ? question.from : question.as_of);
  query.last_year = years.year_of(has_years ? question.to : question.as_of);
  query.as_of = question.as_of;
  query.known = *known;
  query.today = *today;
  return query;
}

void say_unmeasurable(const GlobalOptions& global, const Policy* policy) {
  if (global.json || policy == nullptr) return;
  for (const Indicator& indicator : policy->indicators) {
    const auto measurable = check_measurable(indicator, *policy);
    if (measurable) continue;
    remarks() << "the indicator " << in_quotes(indicator.id) << " of the policy (version " << policy->version
              << ") has no data: " << measurable.error().message << '\n';
  }
}

void say_unmeasurable(const GlobalOptions& global, const Scorecard& card) {
  std::vector<const Policy*> said;
  for (const ScoreRow& figure : card.figures) {
    if (std::ranges::find(said, figure.policy) != said.end()) continue;
    said.push_back(figure.policy);
    say_unmeasurable(global, figure.policy);
  }
}

}  // namespace rireki
