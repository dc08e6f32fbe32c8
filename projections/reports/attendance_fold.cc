#include "projections/reports/attendance_fold.h"

namespace rireki {

const Indicator* indicator_of(const Policy* policy, std::string_view kind) {
  if (policy == nullptr) return nullptr;
  const auto found = std::ranges::find(policy->indicators, kind, &Indicator::kind);
  return found == policy->indicators.end() ? nullptr : &*found;
}

Result<AttendanceAsked> asked_of_attendance(const Reporting& reporting, std::string_view kind, bool of_events) {
  auto plain = reporting.asked(of_events);
  if (!plain) return std::unexpected(plain.error());
  auto whole = reporting.asked(of_events, [kind](const Policy& policy) {
    const Indicator* indicator = indicator_of(&policy, kind);
    return indicator == nullptr ? std::string_view() : std::string_view(indicator->population);
  });
  if (!whole) return std::unexpected(whole.error());
  const auto tallies = load_tallies(reporting.knowledge());
  if (!tallies) return std::unexpected(tallies.error());
  AttendanceAsked asked{std::move(*whole), {}};
  for (const Reporting::Year& year : reporting.years()) {
    const auto narrows = plain->filter.looks_at(reporting.policy_on(year.last), of_events);
    if (!narrows) return std::unexpected(narrows.error());
    const bool is_open = *narrows == 0 && !reporting.query().has_population;
    asked.tallies.push_back(is_open ? *tallies : Tallies{});
  }
  return asked;
}

Result<void> AttendanceFold::see_attendance(Reporting& reporting, const AttendanceAsked& asked,
                                            std::span<const Day> days) {
  const bool asks = asked.filter.asks_for_erasable(world_.policies);
  const auto erased = see({.days = days, .asks_erasable = asks, .asks_records = false});
  if (!erased) return std::unexpected(erased.error());
  reporting.note_erased(*erased);
  return {};
}

std::optional<AttendanceFold::MonthOf> AttendanceFold::month_of(const Happening& h) {
  const auto month = parse_month(h.item);
  for (std::size_t i = 0; month && i < years_.size(); ++i) {
    const Reporting::Year& year = years_[i];
    if (first_day(*month) < year.first || first_day(*month) > year.until) continue;
    if (year.is_cut() && h.event.day > year.until) continue;
    const auto data = person_->data_of(h);
    if (!data) {
      fail_with(data.error());
      return std::nullopt;
    }
    return MonthOf{i, std::get<AttendanceRecorded>(data->value)};
  }
  return std::nullopt;
}

ReportRow& AttendanceRows::put(std::string figure, Scale scale, std::int64_t numerator, About about) {
  about.insert(about.begin(), {"fiscal_year", std::int64_t{year_.fiscal_year}});
  ReportRow& row = reporting_.add(std::move(figure), std::move(about), year_.until, population_);
  row.scale = scale;
  row.numerator = numerator;
  row.partial = year_.is_partial();
  return row;
}

ReportRow& AttendanceRows::put_mean(Scale scale, std::int64_t minutes, std::int64_t of, std::string_view source) {
  ReportRow& row = put("mean", scale, minutes, {{"source", text_value(source)}});
  row.denominator = of;
  return row;
}

void AttendanceRows::put_tallies(const Tallies& tallies, Scale scale, Count AttendanceTallied::*minutes,
                                 Count AttendanceTallied::*of) {
  for (const Tally& t : tallies) {
    const auto* tally = std::get_if<AttendanceTallied>(&t.data.value);
    if (tally == nullptr || tally->fiscal_year != year_.fiscal_year) continue;
    if (year_.is_cut() && t.effective > year_.until) continue;
    ReportRow& row = put_mean(scale, tally->*minutes, tally->*of, "tally");
    row.population = tally->population;
    reporting_.note(row, t.seq, t.effective, "the tally of the year and population");
  }
}

}  // namespace rireki
