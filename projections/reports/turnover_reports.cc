#include "projections/reports/turnover_reports.h"

#include <algorithm>
#include <array>
#include <map>

#include "events/calendar/age.h"
#include "events/calendar/one_month.h"
#include "events/types/text.h"
#include "projections/reports/people_fold.h"
#include "projections/reports/row_evidence.h"

namespace rireki {

namespace {

constexpr int kMonths = 12;
constexpr std::string_view kUnknown = "unknown";

Day january_1(const Reporting::Year& year) {
  const CivilDate first = to_civil(year.first);
  return first.month == 1 && first.day == 1 ? year.first : from_civil({first.year + 1, 1, 1});
}

Day a_year_before(Day day) {
  const CivilDate date = to_civil(day);
  return from_civil({date.year - 1, date.month, std::min(date.day, days_in_month(date.year - 1, date.month))});
}

std::string_view name_of(ReasonClass of_class) {
  constexpr std::array<std::string_view, 3> kNames = {"voluntary", "involuntary", "other"};
  return kNames[static_cast<std::size_t>(of_class)];
}

/// Separations of a year, each with what it counts as.
struct Leavers {
  std::map<std::string, std::int64_t> by_class;
  std::map<std::string, std::int64_t> by_reason;
  std::map<std::string, std::int64_t> voluntary_by_band;
  std::int64_t all = 0;
  struct Leaver {
    std::string of_class;
    std::string reason;
    Evidence evidence;
  };
  std::vector<Leaver> leavers;
};

struct TurnoverAsked {
  Reporting::Asked heads;
  Reporting::Asked leavers;
  bool is_everybody = false;
};

/// What a report asks of the staff of a day.
enum class StaffDetail : std::uint8_t { heads, settled, bands };

/// Headcounts of the days asked for, and separations of the years.
class TurnoverFold final : public PeopleFold {
 public:
  TurnoverFold(const Reporting& reporting, TurnoverAsked& asked, StaffDetail detail, std::vector<Day> days)
      : PeopleFold(reporting, asked.heads.filter),
        of_leavers_(asked.leavers.filter),
        detail_(detail),
        needs_row_(!asked.is_everybody || detail != StaffDetail::heads),
        days_(std::move(days)),
        leavers_(years_.size()) {
    std::ranges::sort(days_);
    days_.erase(std::ranges::unique(days_).begin(), days_.end());
    heads_.resize(days_.size());
  }

  [[nodiscard]] bool wants(EventType type) const override {
    return type == EventType::Separated || type == EventType::Hired;
  }
  void at_end_of(Day day, const State& state) override {
    const auto place = static_cast<std::size_t>(std::ranges::lower_bound(days_, day) - days_.begin());
    if (!needs_row_) {  // a row takes longer than all else, and there are many days
      ++heads_[place];
      return;
    }
    const PersonRow* row = admitted(person_->on(day, state, world_), nullptr);
    if (row == nullptr) return;
    ++heads_[place];
    if (detail_ == StaffDetail::settled && row->service_years.value_or(0) >= 1) ++settled_[day];
    if (detail_ == StaffDetail::bands) ++bands_[{day, row->age ? age_band(*row->age) : std::string(kUnknown)}];
  }
  void happened(const Happening& h) override {
    if (h.type == EventType::Hired) {
      in_service_from_ = h.event.day;
      return;
    }
    if (in_service_from_) add_service(*in_service_from_, h.event.day);
    in_service_from_.reset();
    for (std::size_t i = 0; i < years_.size(); ++i) {
      if (h.event.day >= years_[i].first && h.event.day <= years_[i].until) leave(leavers_[i], h);
    }
  }
  void end() override {
    if (in_service_from_) add_service(*in_service_from_, kLastDay);
  }

  [[nodiscard]] Result<void> see_all(Reporting& reporting) {
    const auto erased = see({.days = days_, .asks_erasable = needs_row_, .asks_records = false});
    if (!erased) return std::unexpected(erased.error());
    reporting.note_erased(*erased);
    return {};
  }

  [[nodiscard]] std::int64_t heads(Day day) const {
    return heads_[static_cast<std::size_t>(std::ranges::lower_bound(days_, day) - days_.begin())];
  }
  [[nodiscard]] std::int64_t settled(Day day) const { return at(settled_, day); }
  [[nodiscard]] std::map<std::string, std::int64_t> bands(Day day) const {
    std::map<std::string, std::int64_t> bands;
    for (const auto& [key, persons] : bands_) {
      if (key.first == day) bands[key.second] = persons;
    }
    return bands;
  }
  [[nodiscard]] const Leavers& leavers(std::size_t year) const { return leavers_[year]; }
  [[nodiscard]] std::int64_t person_days(std::size_t year) const { return at(person_days_, year); }

 protected:
  void begin_person() override { in_service_from_.reset(); }

 private:
  template <class Map, class Key>
  static std::int64_t at(const Map& map, const Key& key) {
    const auto found = map.find(key);
    return found == map.end() ? 0 : found->second;
  }
  void add_service(Day from, Day last) {
    for (std::size_t i = 0; i < years_.size(); ++i) {
      const Day begin = std::max(from, years_[i].first);
      const Day end = std::min(last, years_[i].until);
      if (begin <= end) person_days_[i] += end - begin + 1;
    }
  }

  void leave(Leavers& leavers, const Happening& h) {
    const auto row = person_->after(h, world_);
    if (!row) return fail_with(row.error());
    const auto admits = of_leavers_.admits({**row, &h.event, world_});
    if (!admits) return fail_with(admits.error());
    if (!*admits) return;
    const Policy* policy = world_.policies.at(h.event.day);
    const Reason* reason = policy == nullptr ? nullptr : policy->find_reason(h.event.reason);
    const std::string of_class = reason == nullptr ? std::string(kUnknown) : std::string(name_of(reason->cls));
    ++leavers.all;
    ++leavers.by_class[of_class];
    ++leavers.by_reason[std::string(h.event.reason)];
    if (of_class == "voluntary") {
      ++leavers.voluntary_by_band[(*row)->age ? age_band(*(*row)->age) : std::string(kUnknown)];
    }
    const std::string why = "left, " + std::string(h.event.reason) + ": numerator";
    leavers.leavers.push_back(
        {of_class, std::string(h.event.reason), {.seq = h.seq, .effective = h.event.day, .why = why}});
  }

  Filter& of_leavers_;
  StaffDetail detail_;
  bool needs_row_;
  std::vector<Day> days_;
  std::vector<std::int64_t> heads_;  // by place in `days_`
  std::map<Day, std::int64_t> settled_;
  std::map<std::pair<Day, std::string>, std::int64_t> bands_;
  std::map<std::size_t, std::int64_t> person_days_;
  std::vector<Leavers> leavers_;
  std::optional<Day> in_service_from_;
};

Result<TurnoverAsked> ask_for_both(const Reporting& reporting) {
  auto heads = reporting.asked_on(reporting.query().as_of, false);
  if (!heads) return std::unexpected(heads.error());
  auto leavers = reporting.asked_on(reporting.query().as_of, true);
  if (!leavers) return std::unexpected(leavers.error());
  const auto looks_at = heads->filter.looks_at(reporting.policy_on(reporting.query().as_of), false);
  if (!looks_at) return std::unexpected(looks_at.error());
  return TurnoverAsked{std::move(*heads), std::move(*leavers), *looks_at == 0};
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

std::vector<Denominator> denominators(const TurnoverFold& fold, const Reporting::Year& year, std::size_t at,
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

void add_rates(Reporting& reporting, const TurnoverFold& fold, const Reporting::Year& year, std::size_t at,
               const TurnoverAsked& asked) {
  const Leavers& leavers = fold.leavers(at);
  // With the Records of those whom the row is about.
  const auto put = [&](std::string figure, About about, std::int64_t numerator) -> ReportRow& {
    const auto is_about = [&](std::string_view key, const std::string& value) {
      return std::ranges::all_of(about, [&](const auto& p) { return p.first != key || to_text(p.second) == value; });
    };
    std::vector<const Evidence*> behind;
    for (const Leavers::Leaver& l : leavers.leavers) {
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
  for (const Denominator& of : denominators(fold, year, at, asked.is_everybody)) {
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
  auto asked = ask_for_both(reporting);
  if (!asked) return std::unexpected(asked.error());
  std::vector<Day> days;
  const auto years = reporting.years();
  for (const Reporting::Year& year : years) {
    days.insert(days.end(), {year.first, year.until, january_1(year)});
    for (const Day end : month_ends(year)) days.push_back(end);
  }
  TurnoverFold fold(reporting, *asked, StaffDetail::heads, std::move(days));
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
  return note_heads(reporting, row, reporting.asked_on(reporting.query().as_of, false), year.first, {of_band});
}

}  // namespace

Result<void> separation_rate_by_age(Reporting& reporting) {
  auto asked = ask_for_both(reporting);
  if (!asked) return std::unexpected(asked.error());
  std::vector<Day> days;
  const auto years = reporting.years();
  for (const Reporting::Year& year : years) days.push_back(year.first);
  TurnoverFold fold(reporting, *asked, StaffDetail::bands, std::move(days));
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
  auto asked = ask_for_both(reporting);
  if (!asked) return std::unexpected(asked.error());
  std::vector<Day> days;
  const auto years = reporting.years();
  for (const Reporting::Year& year : years) days.insert(days.end(), {year.until, a_year_before(year.until)});
  TurnoverFold fold(reporting, *asked, StaffDetail::settled, std::move(days));
  if (auto r = fold.see_all(reporting); !r) return r;
  for (const Reporting::Year& year : years) {
    ReportRow& row = reporting.add("stability", about_year(year), year.until, asked->heads.population);
    row.scale = kPercent;
    row.numerator = fold.settled(year.until);
    row.denominator = fold.heads(a_year_before(year.until));
    row.partial = year.is_partial();
    const auto staff = [&] { return reporting.asked_on(reporting.query().as_of, false); };
    if (auto r = note_heads(reporting, row, staff(), year.until, {"service_years>=1"}); !r) return r;
    if (auto r = note_heads(reporting, row, staff(), a_year_before(year.until), {}); !r) return r;
  }
  return {};
}

}  // namespace rireki
