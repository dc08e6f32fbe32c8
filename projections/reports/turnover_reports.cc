#include "projections/reports/turnover_reports.h"

#include <algorithm>

#include "events/calendar/one_month.h"
#include "events/types/text.h"
#include "projections/reports/leavers_fold.h"
#include "projections/reports/row_evidence.h"

namespace rireki {

namespace {

constexpr int kMonths = 12;

Day january_1(const Reporting::Year& year) {
  const CivilDate first = to_civil(year.first);
  return first.month == 1 && first.day == 1 ? year.first : from_civil({first.year + 1, 1, 1});
}

About about_year(const Reporting::Year& year) { return {{"fiscal_year", std::int64_t{year.fiscal_year}}}; }

std::vector<Day> month_ends(const Reporting::Year& year) {
  std::vector<Day> ends;
  for (int month = 1; month <= kMonths; ++month) {
    const Day end = last_day_of_months(year.first, month);
    if (end <= year.until) ends.push_back(end);
  }
  return ends;
}

/// One way to say of how many: numerator · times ÷ sum.
struct Denominator {
  std::string_view name;
  std::int64_t times = 1;
  std::int64_t sum = 0;
};

std::vector<Denominator> denominators(const LeaversFold& fold, const Reporting::Year& year, std::size_t at,
                                      bool is_everybody) {
  const auto ends = month_ends(year);
  std::int64_t of_months = 0;
  for (const Day end : ends) of_months += fold.heads(end);
  std::vector<Denominator> all = {{"opening", 1, fold.heads(year.first)},
                                  {"opening_and_closing", 2, fold.heads(year.first) + fold.heads(year.until)},
                                  {"month_ends", static_cast<std::int64_t>(ends.size()), of_months}};
  if (is_everybody) all.push_back({"person_days", year.until - year.first + 1, fold.person_days(at)});
  if (january_1(year) <= year.until) all.push_back({"january_1", 1, fold.heads(january_1(year))});
  return all;
}

void add_rates(Reporting& reporting, const LeaversFold& fold, const Reporting::Year& year, std::size_t at,
               const LeaversAsked& asked) {
  const LeaversOfYear& leavers = fold.leavers(at);
  // With the Records of those whom the row is about.
  const auto put = [&](std::string figure, About about, std::int64_t numerator) -> ReportRow& {
    const auto is_about = [&](std::string_view key, const std::string& value) {
      return std::ranges::all_of(about, [&](const auto& p) { return p.first != key || to_text(p.second) == value; });
    };
    std::vector<const Evidence*> behind;
    for (const LeaversOfYear::Leaver& l : leavers.leavers) {
      if (is_about("class", l.of_class) && is_about("reason", l.reason)) behind.push_back(&l.evidence);
    }
    ReportRow& row = reporting.add(std::move(figure), std::move(about), year.until, asked.leavers.population);
    row.numerator = numerator;
    row.partial = year.is_partial();
    for (const Evidence* e : behind) reporting.note(row, e->seq, e->effective, e->why);
    return row;
  };
  const auto with = [&](std::string_view key, const std::string& value) {
    About about = about_year(year);
    about.emplace_back(std::string(key), value);
    return about;
  };
  put("left", about_year(year), leavers.all);
  for (const auto& [name, persons] : leavers.by_class) put("left", with("class", name), persons);
  for (const auto& [name, persons] : leavers.by_reason) put("left", with("reason", name), persons);
  for (const Denominator& of : denominators(fold, year, at, asked.is_everybody[at])) {
    const auto put_rate = [&](About about, std::int64_t numerator) {
      about.emplace_back("basis", text_value(of.name));
      ReportRow& row = put("rate", std::move(about), numerator);
      row.scale = {"%", 100 * of.times, 1};
      row.denominator = of.sum;
    };
    put_rate(about_year(year), leavers.all);
    for (const auto& [name, persons] : leavers.by_class) put_rate(with("class", name), persons);
  }
}

}  // namespace

Result<void> turnover_rates(Reporting& reporting) {
  auto asked = ask_about_leavers(reporting);
  if (!asked) return std::unexpected(asked.error());
  std::vector<Day> days;
  const auto years = reporting.years();
  for (const Reporting::Year& year : years) {
    days.insert(days.end(), {year.first, year.until, january_1(year)});
    for (const Day end : month_ends(year)) days.push_back(end);
  }
  LeaversFold fold(reporting, *asked, StaffDetail::heads, std::move(days));
  if (auto r = fold.see_all(reporting); !r) return r;
  for (std::size_t i = 0; i < years.size(); ++i) add_rates(reporting, fold, years[i], i, *asked);
  return {};
}

namespace {

Result<void> note_rate_of_band(const Reporting& reporting, ReportRow& row, const Reporting::Year& year,
                               const std::string& band) {
  const std::string of_band = "age_band=" + band;
  if (auto r = note_events(reporting, row, EventType::Separated, year.first, year.until,
                           {"reason_class=voluntary", of_band});
      !r) {
    return r;
  }
  return note_heads(reporting, row, reporting.asked(false), year.first, {of_band});
}

}  // namespace

Result<void> separation_rate_by_age(Reporting& reporting) {
  auto asked = ask_about_leavers(reporting);
  if (!asked) return std::unexpected(asked.error());
  std::vector<Day> days;
  const auto years = reporting.years();
  for (const Reporting::Year& year : years) days.push_back(year.first);
  LeaversFold fold(reporting, *asked, StaffDetail::bands, std::move(days));
  if (auto r = fold.see_all(reporting); !r) return r;
  for (std::size_t i = 0; i < years.size(); ++i) {
    const auto staff = fold.bands(years[i].first);
    auto bands = fold.leavers(i).voluntary_by_band;
    for (const auto& [band, persons] : staff) bands.try_emplace(band, 0);
    for (const auto& [band, left] : bands) {
      About about = about_year(years[i]);
      about.emplace_back("age_band", band);
      ReportRow& row = reporting.add("rate", std::move(about), years[i].until, asked->leavers.population);
      row.scale = kPercent;
      row.numerator = left;
      row.denominator = staff.contains(band) ? staff.at(band) : 0;
      row.partial = years[i].is_partial();
      if (auto r = note_rate_of_band(reporting, row, years[i], band); !r) return r;
    }
  }
  return {};
}

Result<void> stability(Reporting& reporting) {
  auto asked = ask_about_leavers(reporting);
  if (!asked) return std::unexpected(asked.error());
  std::vector<Day> days;
  const auto years = reporting.years();
  for (const Reporting::Year& year : years) days.insert(days.end(), {year.until, a_year_before(year.until)});
  LeaversFold fold(reporting, *asked, StaffDetail::settled, std::move(days));
  if (auto r = fold.see_all(reporting); !r) return r;
  for (const Reporting::Year& year : years) {
    ReportRow& row = reporting.add("stability", about_year(year), year.until, asked->heads.population);
    row.scale = kPercent;
    row.numerator = fold.settled(year.until);
    row.denominator = fold.heads(a_year_before(year.until));
    row.partial = year.is_partial();
    const auto staff = [&] { return reporting.asked(false); };
    if (auto r = note_heads(reporting, row, staff(), year.until, {"service_years>=1"}); !r) return r;
    if (auto r = note_heads(reporting, row, staff(), a_year_before(year.until), {}); !r) return r;
  }
  return {};
}

}  // namespace rireki
