#include "projections/measuring.h"

#include <algorithm>
#include <array>
#include <deque>
#include <map>

#include "projections/staff_groups.h"

namespace rireki {

namespace {

/// Passes on what is shown to those who want it; the first error stops it.
class ToAll final : public CareerAudience {
 public:
  explicit ToAll(std::span<Measurement* const> all) {
    for (Measurement* m : all) {
      if (!m->counts_alike()) add(*m);
    }
    for (const auto& [day, wanting] : by_day_) days_.push_back(day);
  }

  [[nodiscard]] bool wants(EventType type) const override { return !by_type_[static_cast<std::size_t>(type)].empty(); }
  void happened(const Happening& h) override {
    for (Wanting* w : by_type_[static_cast<std::size_t>(h.type)]) {
      if (!w->days.contain(h.event.day)) continue;
      show(*w, [&](Measurement& m) { return m.happened(h, *person_); });
    }
  }
  void at_end_of(Day day, const State& state) override {
    for (Wanting* w : by_day_.find(day)->second) {
      show(*w, [&](Measurement& m) { return m.at_end_of(day, state, *person_); });
    }
  }
  void begin(Subject& person) override { person_ = &person; }
  void end() override {
    for (Wanting* w : begun_) {
      w->has_begun = false;
      Measurement& m = *w->measurement;
      if (result_) result_ = m.end(*person_);
      m.add_persons({m.numerator() != w->numerator, m.denominator() != w->denominator});
    }
    begun_.clear();
  }

  [[nodiscard]] const std::vector<Day>& days() const { return days_; }
  [[nodiscard]] const Result<void>& result() const { return result_; }
  [[nodiscard]] bool goes_on() const override { return result_.has_value(); }

 private:
  struct Wanting {
    Measurement* measurement = nullptr;
    Measurement::Days days;
    bool has_begun = false;      // with the present person
    std::int64_t numerator = 0;  // before them
    std::int64_t denominator = 0;
  };

  void add(Measurement& m) {
    Wanting& wanting = wanting_.emplace_back(Wanting{&m, m.wanted_days()});
    for (std::size_t type = 0; type < kEventTypeCount; ++type) {
      if (m.wants(static_cast<EventType>(type))) by_type_[type].push_back(&wanting);
    }
    std::vector<Day> days;
    m.add_days(days);
    std::ranges::sort(days);
    days.erase(std::ranges::unique(days).begin(), days.end());
    for (const Day day : days) by_day_[day].push_back(&wanting);
  }

  template <class Call>
  void show(Wanting& w, const Call& call) {
    if (!result_) return;
    if (!w.has_begun) {
      w.has_begun = true;
      begun_.push_back(&w);
      w.numerator = w.measurement->numerator();
      w.denominator = w.measurement->denominator();
      w.measurement->begin();
    }
    result_ = call(*w.measurement);
  }

  Subject* person_ = nullptr;
  std::deque<Wanting> wanting_;
  std::array<std::vector<Wanting*>, kEventTypeCount> by_type_;
  std::map<Day, std::vector<Wanting*>> by_day_;
  std::vector<Day> days_;
  std::vector<Wanting*> begun_;
  Result<void> result_;
};

/// Shows groups to those who count them.
Result<void> measure_groups(const Knowledge& knowledge, const std::vector<Measurement*>& all) {
  for (Measurement* m : all) {
    const auto alike = m->counts_alike();
    if (!alike) continue;
    const auto each = each_group(knowledge, m->span().world, alike->day, alike->asked,
                                 [&](const PersonRow& row, std::int64_t count) { return m->group(row, count); });
    if (!each) return each;
  }
  return {};
}

Result<CareersSeen> measure_people(const Knowledge& knowledge, const std::vector<Measurement*>& all) {
  ToAll to_all(all);
  const CareerQuestion question{
      .days = to_all.days(),
      .asks_erasable = std::ranges::any_of(all, [](const auto* m) { return m->asks_for_erasable(); }),
      .asks_records = std::ranges::any_of(all, [](const auto* m) { return m->span().explains; })};
  auto seen = see_careers(knowledge, question, to_all);
  if (seen && !to_all.result()) return std::unexpected(to_all.result().error());
  return seen;
}

}  // namespace

Result<Measured> measure(const Knowledge& knowledge, std::span<Measurement* const> measurements) {
  const auto tallies = load_tallies(knowledge);
  if (!tallies) return std::unexpected(tallies.error());
  std::vector<Measurement*> of_people;
  for (Measurement* m : measurements) {
    if (auto r = m->tallied(*tallies); !r) return std::unexpected(r.error());
    if (m->looks_at_people()) of_people.push_back(m);
  }
  if (of_people.empty()) return Measured{};
  if (auto r = measure_groups(knowledge, of_people); !r) return std::unexpected(r.error());
  const auto seen = measure_people(knowledge, of_people);
  if (!seen) return std::unexpected(seen.error());
  for (Measurement* m : of_people) m->set_measured(seen->first_hire <= m->span().until);
  std::set<std::string, std::less<>> unknown(seen->erased.begin(), seen->erased.end());
  for (const Measurement* m : of_people) unknown.insert(m->unknown().begin(), m->unknown().end());
  return Measured{.erased = static_cast<std::int64_t>(unknown.size())};
}

}  // namespace rireki
