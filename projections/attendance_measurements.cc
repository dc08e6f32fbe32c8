#include "projections/attendance_measurements.h"

namespace rireki {

namespace {
constexpr std::string_view kEveryone = "all";
}  // namespace

Result<void> AttendanceMeasurement::tallied(const Tallies& tallies) {
  if (!indicator_.where.empty() || !indicator_.exclude.empty()) return {};
  const std::string_view wanted = indicator_.population.empty() ? kEveryone : std::string_view(indicator_.population);
  for (const Tally& t : tallies) {
    const auto* tally = std::get_if<AttendanceTallied>(&t.data.value);
    if (tally == nullptr || tally->fiscal_year != span_.fiscal_year || tally->population != wanted) continue;
    if (!span_.is_over() && t.effective > span_.until) continue;
    has_tally_ = true;
    take(*tally);
    note(t.seq, t.effective, "the tally of the year and population");
  }
  return {};
}

Result<std::optional<AttendanceRecorded>> AttendanceMeasurement::attendance_of(const Happening& h, Subject& subject) {
  if (h.type != EventType::AttendanceRecorded || (!span_.is_over() && h.event.day > span_.until)) return std::nullopt;
  const auto month = parse_month(h.item);
  if (!month || first_day(*month) < span_.first || first_day(*month) > span_.until) return std::nullopt;
  const auto data = subject.data_of(h);
  if (!data) return std::unexpected(data.error());
  return std::get<AttendanceRecorded>(data->value);
}

void OvertimeMean::take(const AttendanceTallied& tally) {
  numerator_ += tally.overtime_minutes;
  denominator_ += tally.person_months;
}

Result<void> OvertimeMean::happened(const Happening& h, Subject& subject) {
  if (has_tally_) return {};
  const auto attendance = attendance_of(h, subject);
  if (!attendance) return std::unexpected(attendance.error());
  if (!*attendance) return {};
  const auto row = subject.after(h, span_.world);
  if (!row) return std::unexpected(row.error());
  std::vector<std::string> more;
  if (!(*attendance)->overtime_eligible) more.emplace_back("overtime_eligible");
  const auto admitted = passes(filter_, {**row, &h.event, span_.world}, subject, h.seq, h.event.day, more);
  if (!admitted) return std::unexpected(admitted.error());
  if (!*admitted) return {};
  has_attendance_ = true;
  numerator_ += (*attendance)->overtime_minutes;
  ++denominator_;
  note(h.seq, h.event.day, std::to_string((*attendance)->overtime_minutes) + " minutes in one person-month");
  return {};
}

void LeaveMean::take(const AttendanceTallied& tally) {
  numerator_ += tally.paid_leave_minutes;
  denominator_ += tally.full_period_staff;
}

void LeaveMean::add_days(std::vector<Day>& days) const {
  days.push_back(span_.first);
  days.push_back(span_.until);
}

void LeaveMean::begin() {
  is_present_ = false;
  away_after_.reset();
  was_away_ = false;
  counts_ = false;
  leaves_.clear();
}

Result<void> LeaveMean::happened(const Happening& h, Subject& subject) {
  if (has_tally_) return {};
  if (h.type == EventType::Separated) away_after_ = h.event.day;
  if (h.type == EventType::Hired) {
    if (!away_after_ || *away_after_ + 1 != h.event.day) was_away_ = true;
    away_after_.reset();
  }
  const auto attendance = attendance_of(h, subject);
  if (!attendance) return std::unexpected(attendance.error());
  if (*attendance) leaves_.push_back({h.seq, h.event.day, (*attendance)->paid_leave_minutes});
  return {};
}

Result<void> LeaveMean::at_end_of(Day day, const State& state, Subject& subject) {
  if (has_tally_) return {};
  if (day == span_.first) {
    is_present_ = state.employed;
    if (away_after_ && *away_after_ < day) away_after_.reset();
    was_away_ = false;
  }
  if (day != span_.until || !is_present_ || was_away_ || !state.employed) return {};
  const auto row = subject.on(day, state, span_.world);
  if (!row) return std::unexpected(row.error());
  const Employment& job = *state.employment;
  const auto admitted = passes(filter_, {**row, nullptr, span_.world}, subject, job.hired_seq, job.hired);
  if (!admitted) return std::unexpected(admitted.error());
  counts_ = *admitted;
  hired_seq_ = job.hired_seq;
  hired_ = job.hired;
  return {};
}

Result<void> LeaveMean::end(Subject&) {
  if (!counts_) return {};
  ++denominator_;
  note(hired_seq_, hired_, "employed on every day of the year: denominator");
  for (const Leave& leave : leaves_) {
    has_attendance_ = true;
    numerator_ += leave.minutes;
    note(leave.seq, leave.effective, std::to_string(leave.minutes) + " minutes of leave: numerator");
  }
  return {};
}

}  // namespace rireki
