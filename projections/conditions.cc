#include "projections/conditions.h"

#include <algorithm>

#include "events/types/text.h"
#include "projections/attributes.h"
#include "projections/condition_text.h"

namespace rireki {

namespace {

bool is_text(const Value& value, std::string_view text) {
  constexpr std::string_view kUnknown = "unknown";
  const auto* wanted = std::get_if<std::string>(&value);
  return (wanted == nullptr ? kUnknown : std::string_view(*wanted)) == (given(text) ? text : kUnknown);
}

/// `sex=unknown` finds the stated "unknown" and the one that nobody stated.
bool equals(const Value& a, const Value& b) { return a == b || to_text(a) == to_text(b); }

bool is_within_unit(const Value& unit, const Value& root, const Countable& item) {
  if (std::holds_alternative<std::monostate>(unit)) return to_text(root) == "unknown";
  const State& state = *item.row.state;
  const Day day = state.separation && !state.employed ? state.separation->last_day : item.row.day;
  return item.world.units.is_within(std::get<std::string>(unit), to_text(root), day);
}

/// An unknown compares with nothing.
bool compares_so(const Value& value, Condition::Op op, const Value& limit) {
  const auto* a = std::get_if<std::int64_t>(&value);
  const auto* b = std::get_if<std::int64_t>(&limit);
  if (a == nullptr || b == nullptr) return false;
  switch (op) {
    case Condition::Op::less:
      return *a < *b;
    case Condition::Op::less_equal:
      return *a <= *b;
    case Condition::Op::greater:
      return *a > *b;
    default:
      return *a >= *b;
  }
}

}  // namespace

Result<Condition> parse_condition(std::string_view text, bool of_events) {
  using Op = Condition::Op;
  constexpr std::pair<std::string_view, Op> kOps[] = {{"!=", Op::unequal},       {"<=", Op::less_equal},
                                                      {">=", Op::greater_equal}, {"=", Op::equal},
                                                      {"<", Op::less},           {">", Op::greater}};
  const std::size_t at = text.find_first_of("!<>=");
  if (at == std::string_view::npos) {
    return fail(Code::usage, "the condition " + in_quotes(text) + " has no operator out of = != < <= > >=");
  }
  const auto attribute = parse_attribute(trimmed(text.substr(0, at)), of_events);
  if (!attribute) return std::unexpected(attribute.error());
  for (const auto& [sign, op] : kOps) {
    if (!text.substr(at).starts_with(sign)) continue;
    Condition condition{*attribute, op, {}, std::string(trimmed(text))};
    for (const std::string_view word : split(text.substr(at + sign.size()), ',')) {
      auto value = parse_value(*attribute, word);
      if (!value) return std::unexpected(value.error());
      condition.values.push_back(std::move(*value));
    }
    const bool compares = op != Op::equal && op != Op::unequal;
    if (compares && !is_number(*attribute)) {
      return fail(Code::usage,
                  in_quotes(text) + ": < <= > >= are for numbers (age, grade, service_years, fiscal_year)");
    }
    const bool has_unknown = std::ranges::any_of(
        condition.values, [](const Value& value) { return std::holds_alternative<std::monostate>(value); });
    if (compares && has_unknown) {
      return fail(Code::usage, in_quotes(text) + ": < <= > >= are for numbers, and nothing is beside an unknown one");
    }
    return condition;
  }
  return fail(Code::usage, "the condition " + in_quotes(text) + " has no operator out of = != < <= > >=");
}

Result<std::vector<Condition>> parse_conditions(std::string_view text, bool of_events) {
  std::vector<Condition> all;
  for (const std::string_view cond : split(text, '&')) {
    auto condition = parse_condition(cond, of_events);
    if (!condition) return std::unexpected(condition.error());
    all.push_back(std::move(*condition));
  }
  return all;
}

bool Condition::holds(const Countable& item) const {
  const bool is_equality = op == Op::equal || op == Op::unequal;
  const bool is_of_a_tree = attribute == Attribute::unit;
  if (const auto single = single_text(attribute, item); single && is_equality && !is_of_a_tree) {
    return std::ranges::any_of(values, [&](const Value& v) { return is_text(v, *single); }) == (op == Op::equal);
  }
  const std::vector<Value> have = values_of(attribute, item);
  if (is_equality) {
    const bool found = std::ranges::any_of(have, [&](const Value& v) {
      return std::ranges::any_of(values, [&](const Value& wanted) {
        return is_of_a_tree ? is_within_unit(v, wanted, item) : equals(v, wanted);
      });
    });
    return found == (op == Op::equal);
  }
  return std::ranges::any_of(values, [&](const Value& limit) { return compares_so(have.front(), op, limit); });
}

}  // namespace rireki
