#include "projections/indicator_measurement.h"

#include "projections/attendance_measurements.h"
#include "projections/event_measurements.h"
#include "projections/staff_measurements.h"
#include "projections/tally_measurements.h"

namespace rireki {

namespace {

constexpr int kRetentionYearsDefault = 3;

using Conditions = std::vector<std::string>;

Error in_indicator(const Indicator& indicator, const Error& error) {
  Error named = error;
  named.message = "the indicator \"" + indicator.id + "\": " + error.message;
  return named;
}

Result<void> add_conditions(Filter& filter, const Conditions& where, const Conditions& exclude, bool of_events) {
  for (const std::string& cond : where) {
    if (auto r = filter.add_where(cond, of_events); !r) return r;
  }
  for (const std::string& conds : exclude) {
    if (auto r = filter.add_exclude(conds, of_events); !r) return r;
  }
  return {};
}

/// The filter with further conditions.
Result<Filter> filter_with(const Indicator& indicator, const Policy& policy, const Conditions& more, bool of_events) {
  Filter filter;
  Result<void> added;
  if (const Population* group = policy.find_population(indicator.population)) {
    added = add_conditions(filter, group->where, group->exclude, of_events);
  }
  if (added) added = add_conditions(filter, indicator.where, indicator.exclude, of_events);
  if (added) added = add_conditions(filter, more, {}, of_events);
  if (!added) return std::unexpected(added.error());
  return filter;
}

/// The filter of an indicator: its Population, `where`, `exclude`.
Result<Filter> filter_of(const Indicator& indicator, const Policy& policy, bool of_events) {
  return filter_with(indicator, policy, {}, of_events);
}

Result<TallyFilter> tally_filter(const Indicator& indicator, const Policy& policy,
                                 const std::vector<std::string_view>& fields) {
  TallyFilter filter;
  if (const Population* group = policy.find_population(indicator.population)) {
    filter.add_known(group->where, group->exclude, fields);
  }
  if (auto r = filter.add(indicator.where, indicator.exclude, fields); !r) return std::unexpected(r.error());
  return filter;
}

Day day_of(const Indicator& indicator, const YearSpan& span) {
  return indicator.on == "first_day" ? span.first : span.until;
}

std::optional<AbsenceCause> cause_of(const Indicator& indicator) {
  return indicator.cause.empty() ? std::nullopt : from_text<AbsenceCause>(indicator.cause);
}

std::optional<EventType> counted_event(std::string_view kind) {
  if (kind == "separations") return EventType::Separated;
  if (kind == "hires") return EventType::Hired;
  if (kind == "promotions") return EventType::Promoted;
  if (kind == "transfers") return EventType::Transferred;
  return std::nullopt;
}

Result<MeasurementPtr> of_tallies(const Indicator& in, const Policy& policy, const YearSpan& span) {
  if (in.kind == "survey_share") return std::make_unique<SurveyShare>(span, in);
  const std::vector<std::string_view> fields =
      in.kind == "exam_takers"    ? std::vector<std::string_view>{"recruiter", "category"}
      : in.kind == "stress_share" ? std::vector<std::string_view>{"unit", "authority"}
                                  : std::vector<std::string_view>{"course"};
  auto filter = tally_filter(in, policy, fields);
  if (!filter) return std::unexpected(filter.error());
  if (in.kind == "exam_takers") return std::make_unique<ExamTakers>(span, std::move(*filter));
  if (in.kind == "stress_share") return std::make_unique<StressShare>(span, std::move(*filter));
  return std::make_unique<TrainingScore>(span, std::move(*filter));
}

Result<MeasurementPtr> share(const Indicator& in, const Policy& policy, const YearSpan& span) {
  auto of = filter_with(in, policy, in.of, false);
  auto per = filter_with(in, policy, in.per, false);
  if (!of) return std::unexpected(of.error());
  if (!per) return std::unexpected(per.error());
  return std::make_unique<Share>(span, std::move(*of), std::move(*per), day_of(in, span));
}

Result<MeasurementPtr> of_events(const Indicator& in, const Policy& policy, const YearSpan& span) {
  auto filter = filter_of(in, policy, true);
  if (!filter) return std::unexpected(filter.error());
  if (const auto type = counted_event(in.kind)) return std::make_unique<EventCount>(span, std::move(*filter), *type);
  if (in.kind == "absence_spells") {
    return std::make_unique<SpellCount>(span, std::move(*filter), cause_of(in), in.min_months.value_or(0));
  }
  if (in.kind == "overtime_mean") return std::make_unique<OvertimeMean>(span, std::move(*filter), in);
  if (in.kind == "retention") {
    return std::make_unique<Retention>(span, std::move(*filter), in.years.value_or(kRetentionYearsDefault));
  }
  const auto method = in.method == "flow" ? ChildcareMethod::flow : ChildcareMethod::cohort;
  return std::make_unique<ChildcareRate>(span, std::move(*filter), method);
}

Result<MeasurementPtr> of_kind(const Indicator& in, const Policy& policy, const YearSpan& span) {
  if (in.kind == "ratio") return nullptr;
  if (in.kind == "survey_share" || in.kind == "training_score" || in.kind == "exam_takers" ||
      in.kind == "stress_share") {
    return of_tallies(in, policy, span);
  }
  if (in.kind == "share") return share(in, policy, span);
  const bool of_staff = in.kind == "headcount" || in.kind == "career_mean" || in.kind == "leave_mean";
  if (!of_staff) return of_events(in, policy, span);
  auto filter = filter_of(in, policy, false);
  if (!filter) return std::unexpected(filter.error());
  if (in.kind == "headcount") return std::make_unique<Headcount>(span, std::move(*filter), day_of(in, span));
  if (in.kind == "leave_mean") return std::make_unique<LeaveMean>(span, std::move(*filter), in);
  const auto measure = in.measure == "age" ? CareerMeasure::age : CareerMeasure::service_years;
  return std::make_unique<CareerMean>(span, std::move(*filter), in.rank, measure);
}

}  // namespace

Result<MeasurementPtr> measurement_of(const Indicator& indicator, const Policy& policy, const YearSpan& span) {
  auto measurement = of_kind(indicator, policy, span);
  return measurement ? std::move(measurement) : std::unexpected(in_indicator(indicator, measurement.error()));
}

Result<void> check_measurable(const Indicator& indicator, const Policy& policy) {
  const PolicyBook no_policies;
  const Units no_units;
  const auto measurement = of_kind(indicator, policy, {.world = {no_policies, no_units}});
  return measurement ? Result<void>{} : std::unexpected(measurement.error());
}

}  // namespace rireki
