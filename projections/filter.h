// FILTER of the contract (section 7): conditions on a person, or on a counted event and its person at that moment.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "projections/person_row.h"

namespace rireki {

/// What can be asked of a person or event: the fields and dimensions of section 7.
enum class Attribute : std::uint8_t {
  unit,
  authority,
  rank,
  rank_class,
  manager,
  grade,
  job_family,
  job_group,
  employment,
  post,
  route,
  assignment,
  sex,
  age,
  age_band,
  service_years,
  status,
  absence,
  work_pattern,
  track,
  // of counted events only
  fiscal_year,
  month,
  reason,
  reason_class,
  course,
  category,
  kind
};

/// A value of an attribute; monostate: unknown. Ordered: numbers, true/false, texts, unknown as the text "unknown".
using Value = std::variant<std::monostate, std::int64_t, bool, std::string>;

[[nodiscard]] std::string to_text(const Value& value);
[[nodiscard]] bool sorts_before(const Value& a, const Value& b);
void write_value(JsonWriter& out, const Value& value);

/// Errors: USAGE, listing the known ones.
[[nodiscard]] Result<Attribute> parse_attribute(std::string_view name, bool of_events);
[[nodiscard]] std::string_view to_text(Attribute attribute);

/// What an event adds to the person's row. Not given where the event has no such thing.
struct CountedEvent {
  Day day;
  std::string_view reason;
  std::string_view course;
  std::string_view category;
  std::string_view kind;
};

/// One thing to be filtered and counted; `event` is null for a headcount or roster.
struct Countable {
  Countable(const PersonRow& of, const CountedEvent* what, const World& then) : row(of), event(what), world(then) {}
  Countable(const PersonRow& of, const CountedEvent* what, const Organisation& then)
      : Countable(of, what, World{then.policies, then.units}) {}

  const PersonRow& row;
  const CountedEvent* event;
  World world;
};

/// Whether an erasure of personal attributes makes this one unknown.
[[nodiscard]] constexpr bool is_erasable(Attribute a) {
  return a == Attribute::sex || a == Attribute::age || a == Attribute::age_band;
}

/// Several attributes: bit i is Attribute i.
using AttributeSet = std::uint32_t;
[[nodiscard]] constexpr AttributeSet set_of(Attribute a) { return 1U << static_cast<unsigned>(a); }
[[nodiscard]] constexpr bool has(AttributeSet set, Attribute a) { return (set & set_of(a)) != 0; }

/// Whether any of them can be erased.
[[nodiscard]] constexpr bool asks_erasable(AttributeSet set) {
  return (set & (set_of(Attribute::sex) | set_of(Attribute::age) | set_of(Attribute::age_band))) != 0;
}

/// The values of an attribute: one, or of `assignment` one for each that is open.
[[nodiscard]] std::vector<Value> values_of(Attribute attribute, const Countable& item);

/// The only value of an attribute whose values are texts, spared a copy; unknown is no text. None: an attribute of
/// another kind, or of several values.
[[nodiscard]] std::optional<std::string_view> single_text(Attribute attribute, const Countable& item);

struct Condition {
  enum class Op : std::uint8_t { equal, unequal, less, less_equal, greater, greater_equal };
  Attribute attribute{};
  Op op{};
  std::vector<Value> values;
  std::string text;  // as written

  [[nodiscard]] bool holds(const Countable& item) const;
};

/// Which of its populations a Policy means, by id; empty: none. Views live as long as the Policy and the function.
using PopulationOf = std::function<std::string_view(const Policy&)>;

class Filter {
 public:
  /// One more condition that must hold. Errors: USAGE.
  [[nodiscard]] Result<void> add_where(std::string_view cond, bool of_events);
  /// Conditions, joined by '&', that drop whoever meets all of them. Errors: USAGE.
  [[nodiscard]] Result<void> add_exclude(std::string_view conds, bool of_events);
  /// A named population of the Policy in effect on the item's day.
  void add_population(std::string id) { populations_.push_back(std::move(id)); }
  /// The population that the Policy in effect on the item's day means. Without one, and before the first Policy:
  /// everybody.
  void add_meant_population(PopulationOf meant) { meant_.push_back(std::move(meant)); }

  /// Whether every population asked for is in this Policy. Errors: USAGE, listing those that are.
  [[nodiscard]] Result<void> require_populations(const Policy* policy) const;
  /// Whether each of them is in some Policy in effect between the two days. Errors: USAGE, listing those of the last.
  [[nodiscard]] Result<void> require_populations(const PolicyBook& policies, Day first, Day last) const;

  /// Whether nothing was asked for.
  [[nodiscard]] bool is_empty() const {
    return where_.empty() && exclude_.empty() && populations_.empty() && meant_.empty();
  }

  /// Whether any condition looks at sex or age, which an erasure makes unknown; of a population: that of any Policy.
  [[nodiscard]] bool asks_for_erasable(const PolicyBook& policies) const;

  /// What `admits` looks at, with the populations of this Policy. Errors: as `admits`.
  [[nodiscard]] Result<AttributeSet> looks_at(const Policy* policy, bool of_events);
  /// The same of items from the first to the last day, by the Policies in effect then.
  [[nodiscard]] Result<AttributeSet> looks_at(const PolicyBook& policies, Day first, Day last, bool of_events);

  /// Whether an attribute that was erased for the item's person decides about it: whether it passes, all else that is
  /// asked letting it through, or, where the question `groups` by such an attribute, also where it stands. An answer
  /// counts those of whom it does not know that. Errors: as `admits`.
  [[nodiscard]] Result<bool> looks_at_erased(const Countable& item, bool groups = false);

  /// Errors: USAGE where a population is not in the Policy of that day, or its conditions cannot be read.
  [[nodiscard]] Result<bool> admits(const Countable& item);

  /// What keeps the item out, as written: each condition that does not hold, each exclusion that drops it. Errors: as
  /// `admits`.
  [[nodiscard]] Result<std::vector<std::string>> misses(const Countable& item);

 private:
  void add_plain_misses(const Countable& item, std::vector<std::string>& misses) const;
  [[nodiscard]] bool admits_plain(const Countable& item) const;
  enum class Known : std::uint8_t { out, in, open };
  /// What is known of an item whose erasable attributes are not.
  [[nodiscard]] Known known_of(const Countable& item) const;
  static Result<Filter> read_population(const Population& population, bool of_events);
  Result<const Filter*> population(const Policy& policy, std::string_view id, bool of_events);
  template <class See>
  Result<void> each_population(const Policy& policy, bool of_events, const See& see);

  std::vector<Condition> where_;
  std::vector<std::vector<Condition>> exclude_;
  std::vector<std::string> populations_;
  std::vector<PopulationOf> meant_;
  std::vector<std::pair<const Population*, Filter>> read_;  // populations already parsed
};

/// Whom a rule of the Policy is for. Errors: USAGE.
[[nodiscard]] Result<Filter> filter_of(const Whom& whom);

}  // namespace rireki
