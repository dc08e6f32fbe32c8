#include "projections/turnover.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>
#include <unordered_map>

#include "events/types/catalog.h"

namespace rireki {

namespace {

/// What is of no type that counts; also what was voided.
constexpr auto kNothing = EventType::EventVoided;

constexpr bool counts(EventType type) {
  switch (type) {
    case EventType::Hired:
    case EventType::Separated:
    case EventType::Promoted:
    case EventType::Demoted:
    case EventType::Transferred:
    case EventType::SecondmentEnded:
    case EventType::TermRenewed:
      return true;
    default:
      return false;
  }
}

constexpr auto kCounts = [] {
  std::array<bool, kEventTypeCount> table{};
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = counts(static_cast<EventType>(i));
  return table;
}();

}  // namespace

void TurnoverFold::add(const EventPage& page) {
  std::size_t next_extra = 0;
  for (std::uint32_t i = 0; i < page.size(); ++i) {
    const bool has_extra = next_extra < page.extras.size() && page.extras[next_extra].index == i;
    if (!kCounts[page.type[i]] && !has_extra) continue;
    Step step{.seq = page.first.value + i,
              .person = page.person[i],
              .effective = page.effective[i],
              .unit = page.unit[i],
              .rank = page.rank[i],
              .type = static_cast<EventType>(page.type[i])};
    if (has_extra) {
      const PageExtra& extra = page.extras[next_extra++];
      step.line = extra.line;
      step.has_term = (extra.flags & PageExtra::has_term) != 0;
      step.term = extra.day;
      if ((extra.flags & (PageExtra::is_correction | PageExtra::is_void)) != 0) {
        amendments_.push_back({step.seq, extra, step});
        continue;
      }
    }
    if (!kCounts[page.type[i]] || step.person == kNoPerson) continue;
    step.phase = phase_of(step.type);
    steps_.push_back(step);
    persons_ = std::max(persons_, step.person + 1);
  }
}

TurnoverFold::Step* TurnoverFold::find(std::uint64_t seq) {
  const auto it = std::ranges::lower_bound(steps_, seq, {}, &Step::seq);
  return it != steps_.end() && it->seq == seq ? &*it : nullptr;
}

/// Of several corrections of one event the last one that is not voided holds, alone and over the original.
void TurnoverFold::amend() {
  std::set<std::uint64_t> voided;
  for (const Amendment& a : amendments_) {
    if ((a.extra.flags & PageExtra::is_void) != 0) voided.insert(a.extra.target);
  }
  std::unordered_map<std::uint64_t, const Amendment*> holding;
  for (const Amendment& a : amendments_) {
    if ((a.extra.flags & PageExtra::is_correction) != 0 && !voided.contains(a.seq)) holding[a.extra.target] = &a;
  }
  for (const auto& [target, amendment] : holding) {
    Step* step = find(target);
    if (step == nullptr) continue;
    const Step& with = amendment->replacement;
    step->unit = with.unit;
    step->rank = with.rank;
    step->has_term = with.has_term;
    step->term = with.term;
    if ((amendment->extra.flags & PageExtra::gives_effective) != 0) step->effective = with.effective;
    if ((amendment->extra.flags & PageExtra::gives_line) != 0) step->line = with.line;
  }
  for (const std::uint64_t target : voided) {
    if (Step* step = find(target)) step->type = kNothing;
  }
}

/// Where each person's steps end, once they lie person by person.
std::vector<std::uint32_t> TurnoverFold::ends_by_person() const {
  std::vector<std::uint32_t> ends(persons_);
  for (const Step& step : steps_) ++ends[step.person];
  std::uint32_t sum = 0;
  for (std::uint32_t& end : ends) end = sum += end;
  return ends;
}

std::map<int, TurnoverYear> TurnoverFold::finish() {
  amend();
  auto begins = ends_by_person();
  std::vector<Step> sorted(steps_.size());
  for (auto it = steps_.rbegin(); it != steps_.rend(); ++it) sorted[--begins[it->person]] = *it;
  std::vector<Step>().swap(steps_);
  std::vector<Step> steps;
  for (std::size_t person = 0; person < begins.size(); ++person) {
    const std::size_t end = person + 1 < begins.size() ? begins[person + 1] : sorted.size();
    steps.assign(sorted.begin() + begins[person], sorted.begin() + static_cast<std::ptrdiff_t>(end));
    fold(steps);
  }
  return std::move(years_);
}

void TurnoverFold::fold(std::vector<Step>& steps) {
  const auto order = [](const Step& s) { return std::tuple(s.effective, s.phase, s.line, s.seq); };
  if (!std::ranges::is_sorted(steps, {}, order)) std::ranges::sort(steps, {}, order);
  Employment job;
  for (const Step& step : steps) {
    if (step.type == kNothing) continue;
    const bool renews_in_time = step.type == EventType::TermRenewed && job.has_term && step.effective <= job.term + 1;
    if (step.effective > as_of_.days + (renews_in_time ? 1 : 0)) continue;
    if (job.is_employed && job.has_term && step.effective > job.term && !renews_in_time) leave(job.term, job);
    take(step, job);
  }
  if (!job.is_employed) return;
  if (job.has_term && job.term <= as_of_.days) return leave(job.term, job);
  close_stay(as_of_.days, job);
}

void TurnoverFold::take(const Step& step, Employment& job) {
  TurnoverYear* year = step.effective <= as_of_.days ? &years_[year_of(step.effective)] : nullptr;
  switch (step.type) {
    case EventType::Hired:
      job = {.is_employed = true,
             .has_term = step.has_term,
             .term = step.term,
             .since = step.effective,
             .unit = step.unit};
      ++year->hires;
      return;
    case EventType::Separated:
      return leave(step.effective, job);
    case EventType::TermRenewed:
      job.term = step.term;
      return;
    case EventType::Promoted:
      ++year->promotions;
      return move(step, job);
    case EventType::Demoted:
      ++year->demotions;
      return move(step, job);
    case EventType::Transferred:
      ++year->transfers;
      return move(step, job);
    default:
      return move(step, job);
  }
}

void TurnoverFold::move(const Step& step, Employment& job) {
  if (step.unit == 0 || step.unit == job.unit) return;
  close_stay(step.effective - 1, job);
  job.unit = step.unit;
  job.since = step.effective;
}

void TurnoverFold::leave(std::int32_t last_day, Employment& job) {
  ++years_[year_of(last_day)].separations;
  close_stay(last_day, job);
  job.is_employed = false;
}

/// Counts a stay in a unit on the last day of each fiscal year that it covers.
void TurnoverFold::close_stay(std::int32_t last_day, const Employment& job) {
  for (int year = year_of(job.since);; ++year) {
    const std::int32_t day = last_day_of_fiscal_year(year, start_).days;
    if (day > last_day) return;
    ++years_[year].headcount[job.unit];
  }
}

}  // namespace rireki
