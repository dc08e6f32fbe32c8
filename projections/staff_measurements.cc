#include "projections/staff_measurements.h"

#include "events/calendar/fiscal_year.h"

namespace rireki {

namespace {

/// What these filters look at, if they can be asked about groups.
std::optional<Measurement::Alike> alike_on(Day day, const YearSpan& span, std::initializer_list<Filter*> filters) {
  if (span.explains) return std::nullopt;
  Measurement::Alike alike{.day = day};
  for (Filter* filter : filters) {
    const auto asked = filter->looks_at(span.world.policies.at(day), false);
    if (!asked) return std::nullopt;
    alike.asked |= *asked;
  }
  return alike;
}

}  // namespace

std::optional<Measurement::Alike> Headcount::counts_alike() { return alike_on(day_, span_, {&filter_}); }

Result<void> Headcount::group(const PersonRow& row, std::int64_t count) {
  const auto admitted = admits(filter_, row);
  if (!admitted) return std::unexpected(admitted.error());
  if (*admitted) numerator_ += count;
  return {};
}

Result<void> Headcount::at_end_of(Day day, const State& state, Subject& subject) {
  if (day != day_ || !state.employed) return {};
  const auto row = subject.on(day, state, span_.world);
  if (!row) return std::unexpected(row.error());
  const Employment& job = *state.employment;
  const auto admitted = passes(filter_, {**row, nullptr, span_.world}, subject, job.hired_seq, job.hired);
  if (!admitted) return std::unexpected(admitted.error());
  if (!*admitted) return {};
  ++numerator_;
  note(job.hired_seq, job.hired, "employed at the end of " + to_iso(day));
  return {};
}

std::optional<Measurement::Alike> Share::counts_alike() { return alike_on(day_, span_, {&of_, &per_}); }

Result<void> Share::group(const PersonRow& row, std::int64_t count) {
  const auto in_per = admits(per_, row);
  if (!in_per) return std::unexpected(in_per.error());
  if (!*in_per) return {};
  const auto in_of = admits(of_, row);
  if (!in_of) return std::unexpected(in_of.error());
  denominator_ += count;
  if (*in_of) numerator_ += count;
  return {};
}

Result<void> Share::at_end_of(Day day, const State& state, Subject& subject) {
  if (day != day_ || !state.employed) return {};
  const auto row = subject.on(day, state, span_.world);
  if (!row) return std::unexpected(row.error());
  const Countable item{**row, nullptr, span_.world};
  const Employment& job = *state.employment;
  const auto in_per = passes(per_, item, subject, job.hired_seq, job.hired);
  if (!in_per) return std::unexpected(in_per.error());
  if (!*in_per) return {};
  const auto in_of = admits(of_, item, subject);
  if (!in_of) return std::unexpected(in_of.error());
  ++denominator_;
  numerator_ += *in_of ? 1 : 0;
  note(job.hired_seq, job.hired,
       "employed at the end of " + to_iso(day) + (*in_of ? ": numerator and denominator" : ": denominator only"));
  return {};
}

Retention::Retention(YearSpan span, Filter filter, int years)
    : Measurement(span),
      filter_(std::move(filter)),
      cohort_first_(span.fiscal_years.first_day(span.fiscal_year - years)),
      cohort_last_(span.fiscal_years.last_day(span.fiscal_year - years)) {}

Result<void> Retention::happened(const Happening& h, Subject& subject) {
  if (h.type != EventType::Hired || h.event.day < cohort_first_ || h.event.day > cohort_last_) return {};
  const auto row = subject.after(h, span_.world);
  if (!row) return std::unexpected(row.error());
  const auto admitted = passes(filter_, {**row, &h.event, span_.world}, subject, h.seq, h.event.day);
  if (!admitted) return std::unexpected(admitted.error());
  if (*admitted) hires_.push_back({h.seq, h.event.day, false});
  return {};
}

Result<void> Retention::at_end_of(Day day, const State& state, Subject&) {
  if (day != span_.until || !state.employed) return {};
  for (Hire& hire : hires_) hire.stays = hire.stays || hire.day == state.employment->hired;
  return {};
}

Result<void> Retention::end(Subject&) {
  for (const Hire& hire : hires_) {
    if (hire.day > span_.until) continue;
    ++denominator_;
    numerator_ += hire.stays ? 1 : 0;
    const std::string until = to_iso(span_.until);
    note(hire.seq, hire.day,
         hire.stays ? "hired then and still employed on " + until + ": numerator and denominator"
                    : "hired then, gone by " + until + ": denominator only");
  }
  return {};
}

Result<void> CareerMean::happened(const Happening& h, Subject& subject) {
  if (has_taken_ || h.is_lapse() || h.event.day > span_.until) return {};
  if ((h.type != EventType::Hired && h.type != EventType::Promoted) || h.state->employment->rank != rank_) return {};
  has_taken_ = true;
  taken_seq_ = h.seq;
  taken_on_ = h.event.day;
  const auto row = subject.after(h, span_.world);
  if (!row) return std::unexpected(row.error());
  if (measure_ == CareerMeasure::age) subject.look_at(PersonalCategory::attributes);
  value_ = measure_ == CareerMeasure::age ? (*row)->age : (*row)->service_years;
  return {};
}

Result<void> CareerMean::at_end_of(Day day, const State& state, Subject& subject) {
  if (day != span_.until || !state.employed || !has_taken_ || !value_) return {};
  const auto row = subject.on(day, state, span_.world);
  if (!row) return std::unexpected(row.error());
  const auto admitted = passes(filter_, {**row, nullptr, span_.world}, subject, taken_seq_, taken_on_);
  if (!admitted) return std::unexpected(admitted.error());
  if (!*admitted) return {};
  ++denominator_;
  numerator_ += *value_;
  note(taken_seq_, taken_on_,
       measure_ == CareerMeasure::age
           ? "first took the rank then"
           : "first took the rank then, after " + std::to_string(*value_) + " completed years of service");
  return {};
}

}  // namespace rireki
