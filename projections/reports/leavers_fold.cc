#include "projections/reports/leavers_fold.h"

#include <algorithm>
#include <array>

#include "events/calendar/age.h"
#include "events/types/text.h"

namespace rireki {

namespace {

constexpr std::string_view kUnknown = "unknown";

std::string_view name_of(ReasonClass of_class) {
  constexpr std::array<std::string_view, 3> kNames = {"voluntary", "involuntary", "other"};
  return kNames[static_cast<std::size_t>(of_class)];
}

}  // namespace

Day a_year_before(Day day) {
  const CivilDate date = to_civil(day);
  return from_civil({date.year - 1, date.month, std::min(date.day, days_in_month(date.year - 1, date.month))});
}

Result<LeaversAsked> ask_about_leavers(const Reporting& reporting) {
  auto heads = reporting.asked(false);
  if (!heads) return std::unexpected(heads.error());
  auto leavers = reporting.asked(true);
  if (!leavers) return std::unexpected(leavers.error());
  LeaversAsked asked{std::move(*heads), std::move(*leavers), {}};
  const PolicyBook& policies = reporting.knowledge().organisation.policies;
  for (const Reporting::Year& year : reporting.years()) {
    const auto looks_at = asked.heads.filter.looks_at(policies, a_year_before(year.until), year.until, false);
    if (!looks_at) return std::unexpected(looks_at.error());
    asked.is_everybody.push_back(*looks_at == 0);
  }
  return asked;
}

LeaversFold::LeaversFold(const Reporting& reporting, LeaversAsked& asked, StaffDetail detail, std::vector<Day> days)
    : PeopleFold(reporting, asked.heads.filter),
      of_leavers_(asked.leavers.filter),
      detail_(detail),
      needs_row_(!std::ranges::all_of(asked.is_everybody, std::identity()) || detail != StaffDetail::heads),
      days_(std::move(days)),
      leavers_(years_.size()) {
  std::ranges::sort(days_);
  days_.erase(std::ranges::unique(days_).begin(), days_.end());
  heads_.resize(days_.size());
}

Result<void> LeaversFold::see_all(Reporting& reporting) {
  const auto erased = see({.days = days_, .asks_erasable = needs_row_, .asks_records = reporting.query().explaining});
  if (!erased) return std::unexpected(erased.error());
  reporting.note_erased(*erased);
  return {};
}

std::size_t LeaversFold::place_of(Day day) const {
  return static_cast<std::size_t>(std::ranges::lower_bound(days_, day) - days_.begin());
}

std::int64_t LeaversFold::heads(Day day) const { return heads_[place_of(day)]; }

std::map<std::string, std::int64_t> LeaversFold::bands(Day day) const {
  std::map<std::string, std::int64_t> bands;
  for (const auto& [key, persons] : bands_) {
    if (key.first == day) bands[key.second] = persons;
  }
  return bands;
}

void LeaversFold::at_end_of(Day day, const State& state) {
  if (!needs_row_) {  // a row takes longer than all else, and there are many days
    ++heads_[place_of(day)];
    return;
  }
  const PersonRow* row = admitted(person_->on(day, state, world_), nullptr);
  if (row == nullptr) return;
  ++heads_[place_of(day)];
  if (detail_ == StaffDetail::settled && row->service_years.value_or(0) >= 1) ++settled_[day];
  if (detail_ == StaffDetail::bands) ++bands_[{day, row->age ? age_band(*row->age) : std::string(kUnknown)}];
}

void LeaversFold::happened(const Happening& h) {
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

void LeaversFold::end() {
  if (in_service_from_) add_service(*in_service_from_, kLastDay);
}

void LeaversFold::add_service(Day from, Day last) {
  for (std::size_t i = 0; i < years_.size(); ++i) {
    const Day begin = std::max(from, years_[i].first);
    const Day end = std::min(last, years_[i].until);
    if (begin <= end) person_days_[i] += end - begin + 1;
  }
}

void LeaversFold::leave(LeaversOfYear& leavers, const Happening& h) {
  const auto row = person_->after(h, world_);
  if (!row) return fail_with(row.error());
  const Countable item{**row, &h.event, world_};
  note_unknown(of_leavers_, item);
  const auto admits = of_leavers_.admits(item);
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
  const std::string reason_left(h.event.reason);
  const std::string why = h.is_lapse() ? "its term ended on " + to_iso(h.event.day) + " and was not renewed: numerator"
                                       : "left, " + reason_left + ": numerator";
  leavers.leavers.push_back({of_class, reason_left, {.seq = h.seq, .effective = effective_of(h), .why = why}});
}

}  // namespace rireki
