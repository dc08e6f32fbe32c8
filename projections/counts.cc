#include "projections/counts.h"

#include <algorithm>

#include "projections/careers.h"
#include "projections/staff_groups.h"

namespace rireki {

namespace {

EventType counted_type(CountOf what) {
  switch (what) {
    case CountOf::hires:
      return EventType::Hired;
    case CountOf::separations:
      return EventType::Separated;
    case CountOf::promotions:
      return EventType::Promoted;
    case CountOf::demotions:
      return EventType::Demoted;
    case CountOf::transfers:
      return EventType::Transferred;
    default:
      return EventType::TrainingCompleted;
  }
}

struct KeyOrder {
  bool operator()(const std::vector<Value>& a, const std::vector<Value>& b) const {
    return std::ranges::lexicographical_compare(a, b, sorts_before);
  }
};

/// Counts what the filter admits, under every combination of its dimension values.
class Counter {
 public:
  Counter(const Knowledge& knowledge, CountQuery& query) : knowledge_(knowledge), query_(query) {}

  /// `alike`: how many there are that differ in nothing that the query asks for.
  Result<void> add(const PersonRow& row, const CountedEvent* event, std::int64_t alike = 1) {
    const Countable item{row, event, knowledge_.organisation};
    const auto admitted = query_.filter.admits(item);
    if (!admitted) return std::unexpected(admitted.error());
    if (row.personal.is_erased(PersonalCategory::attributes)) erased_ += alike;
    if (!*admitted) return {};
    std::vector<Value> key;
    add_keys(item, key, alike);
    return {};
  }

  Counts result() const {
    Counts counts;
    for (const auto& [text, row] : rows_) counts.rows.push_back(row);
    std::ranges::sort(counts.rows, KeyOrder(), &CountRow::key);
    if (query_.by.empty() && counts.rows.empty()) counts.rows.push_back({{}, 0});
    const bool asked = query_.filter.asks_for_erasable() || std::ranges::any_of(query_.by, is_erasable);
    if (asked) counts.erased = erased_;
    return counts;
  }

 private:
  void add_keys(const Countable& item, std::vector<Value>& key, std::int64_t alike) {
    if (key.size() == query_.by.size()) {
      std::string text;
      for (const Value& value : key) (text += to_text(value)) += kKeySeparator;
      CountRow& row = rows_[std::move(text)];
      if (row.count == 0) row.key = key;
      row.count += alike;
      return;
    }
    for (Value& value : values_of(query_.by[key.size()], item)) {
      // "unknown" as stated and as never stated are one group.
      key.push_back(to_text(value) == "unknown" ? Value() : std::move(value));
      add_keys(item, key, alike);
      key.pop_back();
    }
  }

  const Knowledge& knowledge_;
  CountQuery& query_;
  static constexpr char kKeySeparator = '\x1F';

  std::unordered_map<std::string, CountRow> rows_;  // by the key's texts
  std::int64_t erased_ = 0;
};

/// Counts the events or spells of one person after the other.
class EventsCounted final : public CareerAudience {
 public:
  EventsCounted(const Knowledge& knowledge, const CountQuery& query, Counter& counter)
      : knowledge_(knowledge), query_(query), counter_(counter), spells_(knowledge.organisation.policies) {}

  [[nodiscard]] bool wants(EventType type) const override {
    if (query_.what != CountOf::absences) return type == counted_type(query_.what);
    return type == EventType::AbsenceStarted || type == EventType::AbsenceEnded || type == EventType::Separated;
  }
  void begin(Subject& person) override {
    person_ = &person;
    spells_.clear();
  }
  void happened(const Happening& h) override {
    if (h.event.day > query_.as_of) return;
    if (query_.what == CountOf::absences) {
      spells_.see(h);
    } else if (h.event.day >= query_.from && h.event.day <= query_.to) {
      count(h);
    }
  }
  void end() override {
    for (const Spell& s : spells_.spells()) {
      const Day last = std::min(s.last.value_or(query_.as_of), query_.as_of);
      if (s.start.event.day > query_.to || last < query_.from) continue;
      Happening start = s.start;
      start.state = &s.state;
      count(start);
    }
  }
  [[nodiscard]] bool goes_on() const override { return result_.has_value(); }
  [[nodiscard]] const Result<void>& result() const { return result_; }

 private:
  void count(const Happening& h) {
    if (!result_) return;
    const auto row = person_->after(h, knowledge_.world());
    result_ = row ? counter_.add(**row, &h.event) : std::unexpected(row.error());
  }

  const Knowledge& knowledge_;
  const CountQuery& query_;
  Counter& counter_;
  SpellFold spells_;
  Subject* person_ = nullptr;
  Result<void> result_;
};

Result<void> count_heads(const Knowledge& knowledge, CountQuery& query, Counter& counter) {
  auto asked = query.filter.looks_at(knowledge.organisation.policies.at(query.as_of), false);
  if (!asked) return std::unexpected(asked.error());
  for (const Attribute a : query.by) *asked |= set_of(a);
  return each_group(knowledge, knowledge.world(), query.as_of, *asked,
                    [&](const PersonRow& row, std::int64_t alike) { return counter.add(row, nullptr, alike); });
}

Result<void> count_events(const Knowledge& knowledge, const CountQuery& query, Counter& counter) {
  EventsCounted events(knowledge, query, counter);
  const auto seen = see_careers(knowledge, {.days = {}, .asks_erasable = true, .asks_records = false}, events);
  return seen ? events.result() : std::unexpected(seen.error());
}

}  // namespace

Result<Counts> count(const Knowledge& knowledge, CountQuery query) {
  if (auto r = query.filter.require_populations(knowledge.organisation.policies.at(query.as_of)); !r) {
    return std::unexpected(r.error());
  }
  Counter counter(knowledge, query);
  const auto result = query.what == CountOf::headcount ? count_heads(knowledge, query, counter)
                                                       : count_events(knowledge, query, counter);
  if (!result) return std::unexpected(result.error());
  return counter.result();
}

}  // namespace rireki
