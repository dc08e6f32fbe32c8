#include "projections/counts.h"

#include <algorithm>
#include <numeric>

#include "events/types/text_hash.h"
#include "projections/careers.h"
#include "projections/staff_groups.h"

namespace rireki {

namespace {

/// The values of one dimension, numbered as they turn up.
class Dimension {
 public:
  /// Of a text that is a value, or that is not given.
  std::uint32_t number_of(std::string_view text) {
    if (!given(text)) text = kUnknown;
    if (const auto it = numbers_.find(text); it != numbers_.end()) return it->second;
    return add(text, std::string(text));
  }

  std::uint32_t number_of(Value value) {
    const std::string text = to_text(value);
    if (const auto it = numbers_.find(text); it != numbers_.end()) return it->second;
    return add(text, std::move(value));
  }

  [[nodiscard]] const Value& value(std::uint32_t number) const { return values_[number]; }

  /// By number: how many values sort before it.
  [[nodiscard]] std::vector<std::uint32_t> places() const {
    std::vector<std::uint32_t> sorted(values_.size());
    std::iota(sorted.begin(), sorted.end(), 0U);
    std::ranges::sort(sorted, [&](std::uint32_t a, std::uint32_t b) { return sorts_before(values_[a], values_[b]); });
    std::vector<std::uint32_t> places(values_.size());
    for (std::uint32_t i = 0; i < sorted.size(); ++i) places[sorted[i]] = i;
    return places;
  }

 private:
  static constexpr std::string_view kUnknown = "unknown";  // as stated and as never stated one value

  std::uint32_t add(std::string_view text, Value value) {
    const auto number = static_cast<std::uint32_t>(values_.size());
    numbers_.emplace(text, number);
    values_.push_back(text == kUnknown ? Value() : std::move(value));
    return number;
  }

  std::unordered_map<std::string, std::uint32_t, TextHash, std::equal_to<>> numbers_;  // by text
  std::vector<Value> values_;
};

/// A number of each dimension.
using Key = std::vector<std::uint32_t>;

struct KeyHash {
  std::size_t operator()(const Key& key) const {
    return std::hash<std::string_view>{}({reinterpret_cast<const char*>(key.data()), key.size() * sizeof(key[0])});
  }
};

/// Counts what the filter admits, under every combination of its dimension values.
class Counter {
 public:
  Counter(const Knowledge& knowledge, CountQuery& query)
      : knowledge_(knowledge),
        query_(query),
        dimensions_(query.by.size()),
        groups_by_erasable_(std::ranges::any_of(query.by, is_erasable)) {}

  /// What is added from here on is another person's.
  void next_person() { ++person_; }

  /// `alike`: how many there are that differ in nothing that the query asks for; more than one are persons.
  Result<void> add(const PersonRow& row, const CountedEvent* event, std::int64_t alike = 1) {
    const Countable item{row, event, knowledge_.organisation};
    const auto admitted = query_.filter.admits(item);
    if (!admitted) return std::unexpected(admitted.error());
    if (auto r = count_unknown(item, alike); !r) return r;
    if (!*admitted) return {};
    key_.clear();
    add_keys(item, alike);
    return {};
  }

  Counts result() const {
    Counts counts;
    counts.rows.reserve(counts_.size() + 1);
    for (const auto& [key, cell] : sorted()) {
      CountRow& row = counts.rows.emplace_back();
      row.count = cell->count;
      row.persons = cell->persons;
      row.key.reserve(key->size());
      for (std::size_t i = 0; i < key->size(); ++i) row.key.push_back(dimensions_[i].value((*key)[i]));
    }
    if (query_.by.empty() && counts.rows.empty()) counts.rows.push_back({{}, 0});
    counts.erased = erased_;
    return counts;
  }

 private:
  /// Each person once, whatever happened to them.
  Result<void> count_unknown(const Countable& item, std::int64_t alike) {
    if (!item.row.personal.is_erased(PersonalCategory::attributes) || last_unknown_ == person_) return {};
    const auto is_unknown = query_.filter.looks_at_erased(item, groups_by_erasable_);
    if (!is_unknown) return std::unexpected(is_unknown.error());
    if (!*is_unknown) return {};
    erased_ += alike;
    last_unknown_ = person_;
    return {};
  }

  void add_keys(const Countable& item, std::int64_t alike) {
    if (key_.size() == query_.by.size()) {
      Cell& cell = counts_[key_];
      cell.count += alike;
      if (cell.last_person != person_) cell.persons += alike;
      cell.last_person = person_;
      return;
    }
    const Attribute attribute = query_.by[key_.size()];
    Dimension& dimension = dimensions_[key_.size()];
    const auto add_under = [&](std::uint32_t number) {
      key_.push_back(number);
      add_keys(item, alike);
      key_.pop_back();
    };
    if (const auto text = single_text(attribute, item)) {
      add_under(dimension.number_of(*text));
    } else {
      for (Value& value : values_of(attribute, item)) add_under(dimension.number_of(std::move(value)));
    }
  }

  struct Cell {
    std::int64_t count = 0;
    std::int64_t persons = 0;
    std::uint64_t last_person = 0;
  };
  using Row = std::pair<const Key*, const Cell*>;

  /// By the values of the first dimension, then of the next.
  std::vector<Row> sorted() const {
    std::vector<Row> rows;
    rows.reserve(counts_.size());
    for (const auto& [key, cell] : counts_) rows.emplace_back(&key, &cell);
    for (std::size_t i = dimensions_.size(); i-- > 0;) rows = sorted_by(i, rows);
    return rows;
  }

  /// Stable, so that what was sorted by the dimensions behind this one stays so.
  std::vector<Row> sorted_by(std::size_t dimension, const std::vector<Row>& rows) const {
    const std::vector<std::uint32_t> places = dimensions_[dimension].places();
    const auto place_of = [&](const Row& row) { return places[(*row.first)[dimension]]; };
    std::vector<std::size_t> ends(places.size() + 1);  // of what sorts before each place
    for (const Row& row : rows) ++ends[place_of(row) + 1];
    std::partial_sum(ends.begin(), ends.end(), ends.begin());
    std::vector<Row> sorted(rows.size());
    for (const Row& row : rows) sorted[ends[place_of(row)]++] = row;
    return sorted;
  }

  const Knowledge& knowledge_;
  CountQuery& query_;
  std::vector<Dimension> dimensions_;
  Key key_;  // of what is being added, as far as it is known
  std::unordered_map<Key, Cell, KeyHash> counts_;
  std::uint64_t person_ = 0;
  bool groups_by_erasable_;
  std::int64_t erased_ = 0;
  std::uint64_t last_unknown_ = 0;  // of `person_`
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
    counter_.next_person();
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
  return each_group(knowledge, knowledge.world(), query.as_of, *asked, [&](const PersonRow& row, std::int64_t alike) {
    counter.next_person();
    return counter.add(row, nullptr, alike);
  });
}

Result<void> count_events(const Knowledge& knowledge, const CountQuery& query, Counter& counter) {
  EventsCounted events(knowledge, query, counter);
  const auto seen = see_careers(knowledge, {.days = {}, .asks_erasable = true, .asks_records = false}, events);
  return seen ? events.result() : std::unexpected(seen.error());
}

}  // namespace

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

DaySpan counted_days(CountOf what, Day from, Day to, Day as_of) {
  if (what == CountOf::headcount) return {as_of, as_of};
  return {what == CountOf::absences ? kFirstDay : from, std::min(to, as_of)};
}

Result<Counts> count(const Knowledge& knowledge, CountQuery query) {
  const auto [first, last] = counted_days(query.what, query.from, query.to, query.as_of);
  if (auto r = query.filter.require_populations(knowledge.organisation.policies, first, last); !r) {
    return std::unexpected(r.error());
  }
  Counter counter(knowledge, query);
  const auto result = query.what == CountOf::headcount ? count_heads(knowledge, query, counter)
                                                       : count_events(knowledge, query, counter);
  if (!result) return std::unexpected(result.error());
  return counter.result();
}

}  // namespace rireki
