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
    exceptions_.resize(years.size());
  }

  [[nodiscard]] const std::vector<Day>& days() const { return days_; }
  [[nodiscard]] const Result<void>& result() const { return result_; }
  [[nodiscard]] bool goes_on() const override { return result_.has_value(); }

  [[nodiscard]] bool wants(EventType type) const override {
    return has_rows(type) && type != EventType::TrainingCompleted && type != EventType::FamilyEventRecorded;
  }
  void begin(Subject& person) override {
    person_ = &person;
    std::ranges::fill(own_, Own{});
    seen_.clear();
  }
  void happened(const Happening& h) override {
    seen_.emplace_back(h.event.day, h.seq);
    const bool leaves = h.type == EventType::Separated;
    if (!leaves && h.type != EventType::Hired) return;
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
      if (own.close != own.open - own.left + own.hired) note_exception(i);
    }
  }

  void finish() {
    for (std::size_t i = 0; i < years_.size(); ++i) {
      for (const Seq seq : exceptions_[i]) {
        if (years_[i].exceptions.size() < kExceptionsMax) years_[i].exceptions.push_back(seq);
      }
    }
  }

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
    const auto admitted = filter_.admits({**row, event, world_});
    if (!admitted) result_ = std::unexpected(admitted.error());
    return admitted && *admitted;
  }

  /// Whatever happened to the person between the two days may have done it; if nothing did, time has (an age, a term).
  void note_exception(std::size_t i) {
    bool any = false;
    for (const auto& [day, seq] : seen_) {
      if (day < years_[i].open_day || day > years_[i].close_day) continue;
      exceptions_[i].insert(seq);
      any = true;
    }
    if (!any && !seen_.empty()) exceptions_[i].insert(seen_.front().second);
  }

  World world_;
  Filter& filter_;
  std::vector<MovementYear>& years_;
  std::vector<Own> own_;  // of the present person
  std::vector<std::pair<Day, Seq>> seen_;
  std::vector<std::set<Seq>> exceptions_;
  std::vector<Day> days_;
  Subject* person_ = nullptr;
  Result<void> result_;
};

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
    found.years.push_back(
        {.fiscal_year = n, .open_day = open, .close_day = is_cut ? as_of : last + 1, .partial = is_cut || today < last});
  }
  MovementCount count(knowledge, filter, found.years);
  const bool asks = filter.asks_for_erasable(knowledge.organisation.policies);
  const auto seen = see_careers(knowledge, {.days = count.days(), .asks_erasable = asks, .asks_records = false}, count);
  if (!seen) return std::unexpected(seen.error());
  if (!count.result()) return std::unexpected(count.result().error());
  count.finish();
  found.erased = seen->erased;
  return found;
}

}  // namespace rireki
