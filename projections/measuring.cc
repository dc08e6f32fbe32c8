#include "projections/measuring.h"

#include <algorithm>
#include <array>
#include <deque>
#include <map>

#include "projections/staff_groups.h"

namespace rireki {

namespace {

/// One person after the other, as the measurements see them.
class PresentPerson final : public Subject {
 public:
  explicit PresentPerson(const Knowledge& knowledge)
      : knowledge_(knowledge), personal_(knowledge.source, PersonalFields::Scope::attributes) {}

  Result<void> load_personal_fields() {
    reads_personal_fields_ = true;
    return personal_.load_all(knowledge_.seq);
  }

  void load(std::string_view person, std::string_view bytes) {
    person_ = person;
    bytes_ = bytes;
    timeline_.load(bytes, knowledge_.seq);
    erased_ = reads_personal_fields_ ? personal_.erased(person, bytes) : erased_categories(bytes);
    row_of_ = {};
    read_.clear();
  }

  [[nodiscard]] const Timeline& timeline() const { return timeline_; }
  [[nodiscard]] std::string_view person() const { return person_; }
  [[nodiscard]] bool has_erased() const { return erased_ != 0; }

  Result<const PersonRow*> on(Day day, const State& state, const World& world) override {
    const RowKey key{day, nullptr, world.policies.at(day), &state};
    if (row_of_ == key) return &row_;
    auto personal = reads_personal_fields_ ? personal_.at(person_, timeline_, bytes_, day) : Personal{};
    if (!personal) return std::unexpected(personal.error());
    return remember(key, make_person_row(person_, state, world, day, std::move(*personal)));
  }

  Result<const PersonRow*> after(const Happening& h, const World& world) override {
    const RowKey key{h.event.day, h.entry, world.policies.at(h.event.day), &h.state};
    if (h.entry != nullptr && row_of_ == key) return &row_;
    auto personal = !reads_personal_fields_ ? Personal{}
                    : h.entry == nullptr    ? personal_.at(person_, timeline_, bytes_, h.event.day)
                                            : personal_.after(person_, timeline_, bytes_, *h.entry);
    if (!personal) return std::unexpected(personal.error());
    return remember(key, make_person_row(person_, h.state, world, h.event.day, std::move(*personal)));
  }

  /// Measurements of ten years ask for the same Record ten times.
  Result<EventData> data_of(const Entry& entry) override {
    if (const auto it = read_.find(entry.data_seq); it != read_.end()) return it->second;
    const auto record = knowledge_.source.record(entry.data_seq);
    if (!record) return std::unexpected(record.error());
    erased_ |= record->event.unread;
    const auto* correction = record->event.as<EventCorrected>();
    return read_.emplace(entry.data_seq, correction == nullptr ? record->event.data : *correction->data.data)
        .first->second;
  }

  Day effective_of(Seq seq) const override {
    const Entry* entry = timeline_.resolved(seq);
    return entry == nullptr ? Day{} : entry->effective;
  }

  bool is_erased(PersonalCategory category) override { return (erased_ >> static_cast<unsigned>(category) & 1U) != 0; }

 private:
  struct RowKey {
    Day day;
    const Entry* entry = nullptr;
    const Policy* policy = nullptr;
    const State* state = nullptr;
    friend bool operator==(const RowKey&, const RowKey&) = default;
  };

  const PersonRow* remember(const RowKey& key, PersonRow row) {
    row_of_ = key;
    row_ = std::move(row);
    return &row_;
  }

  const Knowledge& knowledge_;
  PersonalFields personal_;
  bool reads_personal_fields_ = false;
  Timeline timeline_;
  std::string_view person_;
  std::string_view bytes_;
  std::uint8_t erased_ = 0;
  std::map<Seq, EventData> read_;  // of the present person
  RowKey row_of_;
  PersonRow row_;
};

/// Passes on what the fold shows to those who want it; the first error stops it.
class ToAll final : public CareerVisitor {
 public:
  ToAll(std::span<Measurement* const> all, PresentPerson& person) : person_(person) {
    for (Measurement* m : all) {
      if (!m->counts_alike()) add(*m);
    }
    for (const auto& [day, wanting] : by_day_) days_.push_back(day);
  }

  [[nodiscard]] bool wants(EventType type) const override {
    return type == EventType::Hired || !by_type_[static_cast<std::size_t>(type)].empty();
  }
  void happened(const Happening& h) override {
    if (h.type == EventType::Hired) first_hire_ = std::min(first_hire_, h.event.day);
    for (Wanting* w : by_type_[static_cast<std::size_t>(h.type)]) {
      show(*w, [&](Measurement& m) { return m.happened(h, person_); });
    }
  }
  void at_end_of(Day day, const State& state) override {
    if (!state.employed) return;
    for (Wanting* w : by_day_.find(day)->second) {
      show(*w, [&](Measurement& m) { return m.at_end_of(day, state, person_); });
    }
  }
  void end_person() {
    for (Wanting* w : begun_) {
      w->has_begun = false;
      if (result_) result_ = w->measurement->end(person_);
    }
    begun_.clear();
  }

  [[nodiscard]] const std::vector<Day>& days() const { return days_; }
  [[nodiscard]] const Result<void>& result() const { return result_; }
  [[nodiscard]] Day first_hire() const { return first_hire_; }

 private:
  struct Wanting {
    Measurement* measurement = nullptr;
    bool has_begun = false;  // with the present person
  };

  void add(Measurement& m) {
    Wanting& wanting = wanting_.emplace_back(Wanting{&m});
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
      w.measurement->begin();
    }
    result_ = call(*w.measurement);
  }

  PresentPerson& person_;
  std::deque<Wanting> wanting_;
  std::array<std::vector<Wanting*>, kEventTypeCount> by_type_;
  std::map<Day, std::vector<Wanting*>> by_day_;
  std::vector<Day> days_;
  std::vector<Wanting*> begun_;
  Result<void> result_;
  Day first_hire_ = kForever;
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

Result<Measured> measure_people(const Knowledge& knowledge, const std::vector<Measurement*>& all) {
  PresentPerson person(knowledge);
  const bool asks_for_erasable = std::ranges::any_of(all, [](const auto* m) { return m->asks_for_erasable(); });
  if (asks_for_erasable) {
    if (auto r = person.load_personal_fields(); !r) return std::unexpected(r.error());
  }
  Measured measured;
  ToAll to_all(all, person);
  const World world = knowledge.world();
  const auto each =
      knowledge.source.each_timeline(SubjectKind::person, [&](std::string_view code, const PackedTimeline& packed) {
        if (!to_all.result()) return;
        person.load(code, packed.bytes);
        if (asks_for_erasable && person.has_erased()) ++measured.erased;
        walk_career(person.timeline(), world, code, to_all.days(), to_all);
        to_all.end_person();
      });
  if (!each) return std::unexpected(each.error());
  if (!to_all.result()) return std::unexpected(to_all.result().error());
  measured.first_hire = to_all.first_hire();
  return measured;
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
  auto measured = measure_people(knowledge, of_people);
  if (!measured) return measured;
  for (Measurement* m : of_people) {
    m->set_measured(measured->first_hire <= m->span().until);
  }
  return measured;
}

}  // namespace rireki
