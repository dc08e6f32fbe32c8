#include "projections/counts.h"

#include <algorithm>

#include "projections/happenings.h"
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

/// Finds the countable events or spells of one person after the other.
class EventCount {
 public:
  EventCount(const Knowledge& knowledge, const CountQuery& query, Counter& counter)
      : knowledge_(knowledge),
        query_(query),
        counter_(counter),
        personal_(knowledge.source, PersonalFields::Scope::attributes) {}

  Result<void> load() { return personal_.load_all(knowledge_.seq); }

  Result<void> add(std::string_view person, std::string_view bytes) {
    timeline_.load(bytes, knowledge_.seq);
    Result<void> result;
    const auto count = [&](const CountedEvent& event, const State& state, const Entry* entry) {
      if (!result) return;
      auto personal = entry == nullptr ? personal_.at(person, timeline_, bytes, event.day)
                                       : personal_.after(person, timeline_, bytes, *entry);
      if (!personal) {
        result = std::unexpected(personal.error());
        return;
      }
      result = counter_.add(make_person_row(person, state, knowledge_, event.day, std::move(*personal)), &event);
    };
    if (query_.what == CountOf::absences) {
      for (const Spell& s : spells(timeline_, knowledge_, person, query_.as_of)) {
        const Day last = std::min(s.last.value_or(query_.as_of), query_.as_of);
        if (s.event.day <= query_.to && last >= query_.from) count(s.event, s.state, s.entry);
      }
      return result;
    }
    const EventType type = counted_type(query_.what);
    const auto visit = [&](const Happening& h) {
      if (h.event.day >= query_.from && h.event.day <= query_.to) count(h.event, h.state, h.entry);
    };
    each_happening(timeline_, knowledge_, person, query_.as_of, visit, [&](EventType t) { return t == type; });
    return result;
  }

 private:
  const Knowledge& knowledge_;
  const CountQuery& query_;
  Counter& counter_;
  PersonalFields personal_;
  Timeline timeline_;
};

Result<void> count_heads(const Knowledge& knowledge, CountQuery& query, Counter& counter) {
  auto asked = query.filter.looks_at(knowledge.organisation.policies.at(query.as_of), false);
  if (!asked) return std::unexpected(asked.error());
  for (const Attribute a : query.by) *asked |= set_of(a);
  return each_group(knowledge, knowledge.world(), query.as_of, *asked,
                    [&](const PersonRow& row, std::int64_t alike) { return counter.add(row, nullptr, alike); });
}

Result<void> count_events(const Knowledge& knowledge, const CountQuery& query, Counter& counter) {
  EventCount events(knowledge, query, counter);
  if (auto r = events.load(); !r) return r;
  Result<void> result;
  const auto each =
      knowledge.source.each_timeline(SubjectKind::person, [&](std::string_view person, const PackedTimeline& packed) {
        if (result) result = events.add(person, packed.bytes);
      });
  return each ? result : each;
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
