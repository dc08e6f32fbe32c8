#include "projections/reports/movements.h"

#include <algorithm>
#include <map>
#include <set>

#include "events/calendar/fiscal_year.h"
#include "projections/careers.h"
#include "projections/scorecard.h"

namespace rireki {

namespace {

/// Counts the years of one person after the other.
class MovementCount final : public CareerAudience {
 public:
  MovementCount(const Knowledge& knowledge, Filter& filter, std::vector<MovementYear>& years)
      : world_(knowledge.world()), filter_(filter), years_(years), own_(years.size()) {
    for (const MovementYear& year : years) {
      days_.push_back(year.open_day);
      days_.push_back(year.close_day);
    }
    std::ranges::sort(days_);
    days_.erase(std::ranges::unique(days_).begin(), days_.end());
  }

  [[nodiscard]] const std::vector<Day>& days() const { return days_; }
  [[nodiscard]] const Result<void>& result() const { return result_; }
  [[nodiscard]] bool goes_on() const override { return result_.has_value(); }

  [[nodiscard]] bool wants(EventType type) const override {
    return type == EventType::Hired || type == EventType::Separated;
  }
  void begin(Subject& person) override {
    person_ = &person;
    std::ranges::fill(own_, Own{});
  }
  void happened(const Happening& h) override {
    const bool leaves = h.type == EventType::Separated;
    for (std::size_t i = 0; i < years_.size(); ++i) {
      const MovementYear& year = years_[i];
      const bool is_inside = leaves ? h.event.day >= year.open_day && h.event.day < year.close_day
                                    : h.event.day > year.open_day && h.event.day <= year.close_day;
      if (is_inside && admits(person_->after(h, world_), &h.event)) ++(leaves ? own_[i].left : own_[i].hired);
    }
  }
  void at_end_of(Day day, const State& state) override {
    if (!admits(person_->on(day, state, world_), nullptr)) return;
    for (std::size_t i = 0; i < years_.size(); ++i) {
      if (years_[i].open_day == day) own_[i].open = 1;
      if (years_[i].close_day == day) own_[i].close = 1;
    }
  }
  void end() override {
    for (std::size_t i = 0; i < years_.size(); ++i) {
      const Own& own = own_[i];
      years_[i].open += own.open;
      years_[i].left += own.left;
      years_[i].hired += own.hired;
      years_[i].close += own.close;
      if (own.close != own.open - own.left + own.hired) unexplained_[code_].push_back(i);
    }
  }

  /// The years, by their place, in which the sum of somebody does not come out; by person.
  [[nodiscard]] const std::map<std::string, std::vector<std::size_t>>& unexplained() const { return unexplained_; }

 private:
  struct Own {
    int open = 0;
    int left = 0;
    int hired = 0;
    int close = 0;
  };

  bool admits(const Result<const PersonRow*>& row, const CountedEvent* event) {
    if (!result_) return false;
    if (!row) {
      result_ = std::unexpected(row.error());
      return false;
    }
    code_ = (*row)->person;
    const Countable item{**row, event, world_};
    const auto is_unknown = filter_.looks_at_erased(item);
    if (is_unknown && *is_unknown) person_->look_at(PersonalCategory::attributes);
    const auto admitted = filter_.admits(item);
    if (!admitted) result_ = std::unexpected(admitted.error());
    return admitted && *admitted;
  }

  World world_;
  Filter& filter_;
  std::vector<MovementYear>& years_;
  std::vector<Own> own_;  // of the present person
  std::string code_;      // the present person's
  std::map<std::string, std::vector<std::size_t>> unexplained_;
  std::vector<Day> days_;
  Subject* person_ = nullptr;
  Result<void> result_;
};

Result<void> add_exceptions(const Knowledge& knowledge, Filter& filter, const MovementCount& count,
                            std::vector<MovementYear>& years) {
  if (count.unexplained().empty()) return {};
  MovementExceptions exceptions(knowledge, filter);
  if (auto r = exceptions.prepare(); !r) return r;
  for (const auto& [person, places] : count.unexplained()) {
    if (auto r = exceptions.load(person); !r) return r;
    for (const std::size_t i : places) {
      const auto found = exceptions.between(years[i].open_day, years[i].close_day);
      if (!found) return std::unexpected(found.error());
      years[i].exceptions.insert(years[i].exceptions.end(), found->begin(), found->end());
    }
  }
  for (MovementYear& year : years) {
    auto& all = year.exceptions;
    std::ranges::sort(all, {}, &MovementException::seq);
    const auto same = std::ranges::unique(all, {}, &MovementException::seq);
    all.erase(same.begin(), same.end());
    if (all.size() > kExceptionsMax) all.resize(kExceptionsMax);
  }
  return {};
}

}  // namespace

Result<Movements> movements(const Knowledge& knowledge, Filter filter, int first_year, int last_year, Day as_of,
                            Day today) {
  const FiscalCalendar& calendar = knowledge.organisation.policies.fiscal_years();
  Movements found;
  for (int n = first_year; n <= last_year; ++n) {
    const Day open = calendar.first_day(n);
    if (open > as_of) break;
    const Day last = calendar.last_day(n);
    const bool is_cut = as_of < last;
    found.years.push_back({.fiscal_year = n,
                           .open_day = open,
                           .close_day = is_cut ? as_of : last + 1,
                           .partial = is_cut || today < last});
  }
  MovementCount count(knowledge, filter, found.years);
  const bool asks = filter.asks_for_erasable(knowledge.organisation.policies);
  const auto seen = see_careers(knowledge, {.days = count.days(), .asks_erasable = asks, .asks_records = false}, count);
  if (!seen) return std::unexpected(seen.error());
  if (!count.result()) return std::unexpected(count.result().error());
  if (auto r = add_exceptions(knowledge, filter, count, found.years); !r) return std::unexpected(r.error());
  found.erased = static_cast<std::int64_t>(seen->erased.size());
  return found;
}

}  // namespace rireki
