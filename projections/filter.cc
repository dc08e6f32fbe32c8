#include "projections/filter.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "events/calendar/age.h"
#include "events/calendar/fiscal_year.h"
#include "events/types/text.h"

namespace rireki {

namespace {

enum class ValueKind : std::uint8_t { text, number, truth };

struct AttributeTraits {
  std::string_view name;
  ValueKind kind;
  bool of_events_only;
  std::vector<std::string_view> vocabulary;  // closed; empty: open
};

template <Enumeration E>
std::vector<std::string_view> vocabulary_of(std::initializer_list<std::string_view> more = {}) {
  constexpr auto all = names(E{});
  std::vector<std::string_view> out(all.begin(), all.end());
  out.insert(out.end(), more);
  return out;
}

const std::vector<AttributeTraits>& all_attributes() {
  using enum ValueKind;
  static const std::vector<AttributeTraits> table = {
      {"unit", text, false, {}},
      {"authority", text, false, {}},
      {"rank", text, false, {}},
      {"rank_class", text, false, {}},
      {"manager", truth, false, {"true", "false"}},
      {"grade", number, false, {}},
      {"job_family", text, false, {}},
      {"job_group", text, false, {}},
      {"employment", text, false, vocabulary_of<EmploymentKind>()},
      {"post", text, false, {}},
      {"route", text, false, vocabulary_of<Route>()},
      {"assignment", text, false, vocabulary_of<AssignmentKind>({"none"})},
      {"sex", text, false, vocabulary_of<Sex>()},
      {"age", number, false, {}},
      {"age_band", text, false, {}},
      {"service_years", number, false, {}},
      {"status", text, false, vocabulary_of<Status>()},
      {"absence", text, false, vocabulary_of<AbsenceKind>({"none"})},
      {"work_pattern", text, false, vocabulary_of<Pattern>()},
      {"track", text, false, vocabulary_of<CareerTrack>()},
      {"fiscal_year", number, true, {}},
      {"month", text, true, {}},
      {"reason", text, true, {}},
      {"reason_class", text, true, {"voluntary", "involuntary", "other"}},
      {"course", text, true, {}},
      {"category", text, true, vocabulary_of<TrainingCategory>()},
      {"kind", text, true, {}},
  };
  return table;
}

const AttributeTraits& traits_of(Attribute a) { return all_attributes()[static_cast<std::size_t>(a)]; }

std::string_view trimmed(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    parts.push_back(trimmed(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  return parts;
}

Value text_or_unknown(std::string_view text) { return given(text) ? Value(std::string(text)) : Value(); }
Value number_or_unknown(const std::optional<int>& n) { return n ? Value(std::int64_t{*n}) : Value(); }

template <Enumeration E>
Value code_or_unknown(std::uint8_t code) {
  return code == kNone ? Value() : Value(std::string(to_text(static_cast<E>(code))));
}

Value employment_value(Attribute a, const PersonRow& row) {
  if (!row.state->employment) return {};
  const Employment& job = *row.state->employment;
  switch (a) {
    case Attribute::unit:
      return text_or_unknown(job.unit);
    case Attribute::rank:
      return text_or_unknown(job.rank);
    case Attribute::grade:
      return job.grade == 0 ? Value() : Value(std::int64_t{job.grade});
    case Attribute::job_family:
      return text_or_unknown(job.job_family);
    case Attribute::employment:
      return std::string(to_text(job.kind));
    case Attribute::post:
      return text_or_unknown(job.post);
    case Attribute::route:
      return code_or_unknown<Route>(job.route);
    case Attribute::work_pattern:
      return code_or_unknown<Pattern>(job.pattern);
    default:
      return {};
  }
}

Value reason_class(const CountedEvent& event, const World& org) {
  const Policy* policy = org.policies.at(event.day);
  const Reason* reason = policy == nullptr || !given(event.reason) ? nullptr : policy->find_reason(event.reason);
  if (reason == nullptr) return {};
  constexpr std::string_view kNames[] = {"voluntary", "involuntary", "other"};
  return std::string(kNames[static_cast<std::size_t>(reason->cls)]);
}

Value event_value(Attribute a, const CountedEvent& event, const World& org) {
  switch (a) {
    case Attribute::fiscal_year:
      return std::int64_t{fiscal_year_of(event.day, org.policies.fiscal_year_start(event.day))};
    case Attribute::month:
      return to_iso(month_of(event.day));
    case Attribute::reason:
      return text_or_unknown(event.reason);
    case Attribute::reason_class:
      return reason_class(event, org);
    case Attribute::course:
      return text_or_unknown(event.course);
    case Attribute::category:
      return text_or_unknown(event.category);
    case Attribute::kind:
      return text_or_unknown(event.kind);
    default:
      return {};
  }
}

Value single_value(Attribute a, const Countable& item) {
  const PersonRow& row = item.row;
  switch (a) {
    case Attribute::authority:
      return text_or_unknown(row.authority);
    case Attribute::rank_class:
      return text_or_unknown(row.rank_class);
    case Attribute::manager:
      return row.manager ? Value(*row.manager) : Value();
    case Attribute::job_group:
      return text_or_unknown(row.job_group);
    case Attribute::sex:
      return row.personal.sex ? Value(std::string(to_text(*row.personal.sex))) : Value();
    case Attribute::age:
      return number_or_unknown(row.age);
    case Attribute::age_band:
      return row.age ? Value(age_band(*row.age)) : Value();
    case Attribute::service_years:
      return number_or_unknown(row.service_years);
    case Attribute::status:
      return std::string(to_text(row.status));
    case Attribute::absence:
      return std::string(row.state->absence ? to_text(row.state->absence->kind) : std::string_view("none"));
    case Attribute::track:
      return code_or_unknown<CareerTrack>(row.state->track);
    default:
      break;
  }
  if (!traits_of(a).of_events_only) return employment_value(a, row);
  return item.event == nullptr ? Value() : event_value(a, *item.event, item.world);
}

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

Error unknown_population(const Policy& policy, const std::string& id) {
  std::string known;
  for (const Population& p : policy.populations) known += (known.empty() ? "" : ", ") + p.id;
  return {Code::usage, "the population " + in_quotes(id) + " is not in the policy (version " + policy.version +
                           "), which has: " + known};
}

Result<Value> parse_value(Attribute attribute, std::string_view text) {
  const AttributeTraits& traits = traits_of(attribute);
  if (text == "unknown") return Value();
  if (traits.kind == ValueKind::text && (text.empty() || text.starts_with('='))) {
    return fail(Code::usage, std::string(traits.name) + " needs a value, not " + in_quotes(text));
  }
  if (!traits.vocabulary.empty() && std::ranges::find(traits.vocabulary, text) == traits.vocabulary.end()) {
    std::string known;
    for (const std::string_view word : traits.vocabulary) known += std::string(word) + ", ";
    return fail(Code::usage, in_quotes(text) + " is not a value of " + std::string(traits.name) +
                                 ", which has: " + known + "unknown");
  }
  if (traits.kind == ValueKind::truth) return Value(text == "true");
  if (traits.kind == ValueKind::text) return Value(std::string(text));
  std::int64_t number = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (ec != std::errc() || end != text.data() + text.size()) {
    return fail(Code::usage, std::string(traits.name) + " needs a number, not " + in_quotes(text));
  }
  return Value(number);
}

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
    if (compares && (traits_of(*attribute).kind != ValueKind::number || condition.values.size() != 1)) {
      return fail(Code::usage,
                  in_quotes(text) + ": < <= > >= are for one number (age, grade, service_years, fiscal_year)");
    }
    return condition;
  }
  return fail(Code::usage, "the condition " + in_quotes(text) + " has no operator out of = != < <= > >=");
}

}  // namespace

std::string to_text(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* truth = std::get_if<bool>(&value)) return *truth ? "true" : "false";
  return "unknown";
}

bool sorts_before(const Value& a, const Value& b) {
  const auto* text = std::get_if<std::string>(&a);
  const auto* other = std::get_if<std::string>(&b);
  if (text != nullptr && other != nullptr) return *text < *other;
  const auto rank = [](const Value& v) { return v.index() == 1 ? 0 : v.index() == 2 ? 1 : 2; };
  if (rank(a) != rank(b)) return rank(a) < rank(b);
  return rank(a) == 2 ? to_text(a) < to_text(b) : a < b;
}

void write_value(JsonWriter& out, const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    out.integer(*number);
  } else if (const auto* truth = std::get_if<bool>(&value)) {
    out.boolean(*truth);
  } else {
    out.text(to_text(value));
  }
}

std::string_view to_text(Attribute attribute) { return traits_of(attribute).name; }

Result<Attribute> parse_attribute(std::string_view name, bool of_events) {
  std::string known;
  const auto& all = all_attributes();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].of_events_only && !of_events) continue;
    if (all[i].name == name) return static_cast<Attribute>(i);
    known += (known.empty() ? "" : ", ") + std::string(all[i].name);
  }
  return fail(Code::usage, in_quotes(name) + " is not a field here; known are: " + known);
}

std::optional<std::string_view> single_text(Attribute a, const Countable& item) {
  const PersonRow& row = item.row;
  const Employment* job = row.state->employment ? &*row.state->employment : nullptr;
  const auto of_job = [&](std::string_view Employment::*member) {
    return job == nullptr ? std::string_view() : job->*member;
  };
  switch (a) {
    case Attribute::authority:
      return row.authority;
    case Attribute::rank_class:
      return row.rank_class;
    case Attribute::job_group:
      return row.job_group;
    case Attribute::unit:
      return of_job(&Employment::unit);
    case Attribute::rank:
      return of_job(&Employment::rank);
    case Attribute::job_family:
      return of_job(&Employment::job_family);
    case Attribute::employment:
      return job == nullptr ? std::string_view() : to_text(job->kind);
    case Attribute::sex:
      return row.personal.sex ? to_text(*row.personal.sex) : std::string_view();
    case Attribute::status:
      return to_text(row.status);
    default:
      return std::nullopt;
  }
}

std::vector<Value> values_of(Attribute attribute, const Countable& item) {
  if (attribute != Attribute::assignment) return {single_value(attribute, item)};
  std::vector<Value> kinds;
  for (const OpenAssignment& a : item.row.state->assignments) {
    Value kind = std::string(to_text(a.kind));
    if (std::ranges::find(kinds, kind) == kinds.end()) kinds.push_back(std::move(kind));
  }
  if (kinds.empty()) kinds.emplace_back("none");
  return kinds;
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
  const auto* number = std::get_if<std::int64_t>(&have.front());
  const auto* limit = std::get_if<std::int64_t>(&values.front());
  if (number == nullptr || limit == nullptr) return false;
  switch (op) {
    case Op::less:
      return *number < *limit;
    case Op::less_equal:
      return *number <= *limit;
    case Op::greater:
      return *number > *limit;
    default:
      return *number >= *limit;
  }
}

Result<void> Filter::add_where(std::string_view cond, bool of_events) {
  auto condition = parse_condition(cond, of_events);
  if (!condition) return std::unexpected(condition.error());
  where_.push_back(std::move(*condition));
  return {};
}

Result<void> Filter::add_exclude(std::string_view conds, bool of_events) {
  std::vector<Condition> all;
  for (const std::string_view cond : split(conds, '&')) {
    auto condition = parse_condition(cond, of_events);
    if (!condition) return std::unexpected(condition.error());
    all.push_back(std::move(*condition));
  }
  exclude_.push_back(std::move(all));
  return {};
}

bool Filter::admits_plain(const Countable& item) const {
  const auto holds = [&](const Condition& c) { return c.holds(item); };
  return std::ranges::all_of(where_, holds) &&
         std::ranges::none_of(exclude_, [&](const auto& all) { return std::ranges::all_of(all, holds); });
}

Result<bool> Filter::admits(const Countable& item) {
  if (!admits_plain(item)) return false;
  const Policy* policy = item.world.policies.at(item.row.day);
  for (const std::string& id : populations_) {
    if (policy == nullptr)
      return fail(Code::usage, "the population " + in_quotes(id) + " is asked for, but no policy is in effect on " +
                                   to_iso(item.row.day));
    const auto named = population(*policy, id, item.event != nullptr);
    if (!named) return std::unexpected(named.error());
    if (!(*named)->admits_plain(item)) return false;
  }
  return true;
}

void Filter::add_plain_misses(const Countable& item, std::vector<std::string>& misses) const {
  for (const Condition& c : where_) {
    if (!c.holds(item)) misses.push_back(c.text);
  }
  for (const auto& all : exclude_) {
    if (!std::ranges::all_of(all, [&](const Condition& c) { return c.holds(item); })) continue;
    std::string conds;
    for (const Condition& c : all) conds += (conds.empty() ? "" : " & ") + c.text;
    misses.push_back("not (" + conds + ")");
  }
}

Result<std::vector<std::string>> Filter::misses(const Countable& item) {
  std::vector<std::string> result;
  add_plain_misses(item, result);
  const Policy* policy = item.world.policies.at(item.row.day);
  for (const std::string& id : populations_) {
    if (policy == nullptr) continue;
    const auto named = population(*policy, id, item.event != nullptr);
    if (!named) return std::unexpected(named.error());
    (*named)->add_plain_misses(item, result);
  }
  return result;
}

Result<void> Filter::require_populations(const Policy* policy) const {
  for (const std::string& id : populations_) {
    if (policy == nullptr)
      return fail(Code::usage, "no policy is in effect then that could have the population " + in_quotes(id));
    if (policy->find_population(id) == nullptr) return std::unexpected(unknown_population(*policy, id));
  }
  return {};
}

bool Filter::asks_for_erasable(const PolicyBook& policies) const {
  const auto erasable = [](const Condition& c) { return is_erasable(c.attribute); };
  const auto population_asks = [&](const AdoptedPolicy& adopted) {
    return std::ranges::any_of(populations_, [&](const std::string& id) {
      const Population* population = adopted.policy->find_population(id);
      const auto plain = population == nullptr ? Result<Filter>(Filter{}) : read_population(*population, true);
      return plain && plain->asks_for_erasable({});
    });
  };
  return std::ranges::any_of(where_, erasable) ||
         std::ranges::any_of(exclude_, [&](const auto& all) { return std::ranges::any_of(all, erasable); }) ||
         std::ranges::any_of(policies.all(), population_asks);
}

Result<AttributeSet> Filter::looks_at(const Policy* policy, bool of_events) {
  AttributeSet set = 0;
  for (const Condition& c : where_) set |= set_of(c.attribute);
  for (const auto& all : exclude_) {
    for (const Condition& c : all) set |= set_of(c.attribute);
  }
  for (const std::string& id : populations_) {
    if (policy == nullptr) continue;
    const auto named = population(*policy, id, of_events);
    if (!named) return std::unexpected(named.error());
    Filter plain = **named;
    set |= *plain.looks_at(nullptr, of_events);
  }
  return set;
}

Result<const Filter*> Filter::population(const Policy& policy, const std::string& id, bool of_events) {
  const Population* wanted = policy.find_population(id);
  if (wanted == nullptr) return std::unexpected(unknown_population(policy, id));
  for (const auto& [population, filter] : read_) {
    if (population == wanted) return &filter;
  }
  auto filter = read_population(*wanted, of_events);
  if (!filter) return std::unexpected(filter.error());
  read_.emplace_back(wanted, std::move(*filter));
  return &read_.back().second;
}

Result<Filter> Filter::read_population(const Population& population, bool of_events) {
  Filter filter;
  for (const std::string& cond : population.where) {
    if (auto r = filter.add_where(cond, of_events); !r) return std::unexpected(r.error());
  }
  for (const std::string& conds : population.exclude) {
    if (auto r = filter.add_exclude(conds, of_events); !r) return std::unexpected(r.error());
  }
  return filter;
}

}  // namespace rireki
