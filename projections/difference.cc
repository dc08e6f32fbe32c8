#include "projections/difference.h"

#include <algorithm>
#include <set>

#include "projections/narrow_question.h"
#include "projections/number_disclosure.h"
#include "projections/roster.h"

namespace rireki {

namespace {

std::string row_json(const PersonRow& row) {
  JsonWriter out;
  write_state(out, row);
  return std::move(out).str();
}

struct Readings {
  std::map<std::string, std::string> rows;  // by person
  std::int64_t erased = 0;                  // persons of whom something was erased
};

Result<Readings> readings(const Knowledge& knowledge, Day as_of, const Filter& filter) {
  Readings read;
  const auto done = roster(knowledge, {as_of, filter, false}, [&](const PersonRow& row) {
    read.rows.emplace(row.person, row_json(row));
    read.erased += row.personal.erased != 0 ? 1 : 0;
  });
  if (!done) return std::unexpected(done.error());
  read.erased += *done;
  return read;
}

std::string person_key(const std::string& person) {
  JsonWriter out;
  out.begin_object().key("person").text(person).end_object();
  return std::move(out).str();
}

ChangeKind kind_of(bool was, bool is) {
  return !was ? ChangeKind::added : !is ? ChangeKind::removed : ChangeKind::changed;
}

void write_optional(JsonWriter& out, std::string_view key, const std::optional<double>& value) {
  out.key(key);
  value ? out.number(*value) : out.null();
}

std::string number_key(const Number& number) {
  JsonWriter out;
  out.begin_object().key(number.fiscal_year ? "id" : "count").text(number.name);
  if (number.fiscal_year) out.key("fiscal_year").integer(*number.fiscal_year);
  out.end_object();
  return std::move(out).str();
}

/// As narrow as the number is.
Result<DisclosureRule> rule_for(const TwoStates& states, const NumbersQuery& query, const Number& number,
                                const DisclosureRule& rule) {
  if (!rule.hides_any()) return rule;
  if (number.fiscal_year) {
    const Day last = states.after.organisation.policies.fiscal_years().last_day(*number.fiscal_year);
    return last > std::min(query.years.as_of, query.years.today) ? rule.narrowed() : rule;
  }
  CountQuery counted{.what = from_text<CountOf>(number.name).value_or(CountOf{}),
                     .as_of = query.years.as_of,
                     .from = query.from,
                     .to = query.to,
                     .filter = {},
                     .by = {}};
  if (query.filter) {
    auto filter = query.filter(counted.what != CountOf::headcount);
    if (!filter) return std::unexpected(filter.error());
    counted.filter = std::move(*filter);
  }
  return is_narrow(counted) ? rule.narrowed() : rule;
}

/// What an audience may know of a number that reads otherwise; of one that is narrowed down to a few, nothing.
void add_disclosed(Changes& changes, Change change, const Number* was, const Number* is, const DisclosureRule& rule) {
  change.suppressed = tells_of_few(was, is, rule);
  if (change.suppressed && rule.hides_zeros) return;
  if (was != nullptr && !change.suppressed) change.before = sides_json(*was);
  if (is != nullptr && !change.suppressed) change.after = sides_json(*is);
  changes.all.push_back(std::move(change));
}

}  // namespace

std::string sides_json(const Number& number) {
  JsonWriter out;
  out.begin_object();
  write_optional(out, number.fiscal_year ? "value" : "count", number.value);
  if (number.fiscal_year) {
    write_optional(out, "numerator", number.numerator);
    write_optional(out, "denominator", number.denominator);
  }
  out.end_object();
  return std::move(out).str();
}

Result<Changes> roster_changes(const TwoStates& states, Day as_of, const Filter& filter) {
  const auto before = readings(states.before, as_of, filter);
  if (!before) return std::unexpected(before.error());
  const auto after = readings(states.after, as_of, filter);
  if (!after) return std::unexpected(after.error());
  std::set<std::string> persons;
  for (const auto& [person, row] : before->rows) persons.insert(person);
  for (const auto& [person, row] : after->rows) persons.insert(person);
  Causes causes(states);
  Changes changes{.all = {}, .erased = after->erased};
  for (const std::string& person : persons) {
    const auto was = before->rows.find(person);
    const auto is = after->rows.find(person);
    Change change;
    if (was != before->rows.end()) change.before = was->second;
    if (is != after->rows.end()) change.after = is->second;
    if (change.before == change.after) continue;
    change.kind = kind_of(!change.before.empty(), !change.after.empty());
    change.key = person_key(person);
    auto records = causes.of_person(person, as_of, filter);
    if (!records) return std::unexpected(records.error());
    change.records = std::move(*records);
    changes.all.push_back(std::move(change));
  }
  return changes;
}

Result<Changes> number_changes(const TwoStates& states, const NumbersQuery& query, const std::vector<Number>& before,
                               const std::vector<Number>& after, const DisclosureRule& rule) {
  std::map<std::string, std::pair<const Number*, const Number*>> pairs;
  for (const Number& number : before) pairs[number_key(number)].first = &number;
  for (const Number& number : after) pairs[number_key(number)].second = &number;
  Causes causes(states);
  Changes changes{.all = {}, .erased = erased_in(after)};
  static const Number kNothing;
  for (const auto& [key, pair] : pairs) {
    const auto& [was, is] = pair;
    const auto own = rule_for(states, query, was != nullptr ? *was : *is, rule);
    if (!own) return std::unexpected(own.error());
    changes.leaves_out = changes.leaves_out || own->hides_zeros;
    if (was != nullptr && is != nullptr && was->reads_as(*is)) continue;
    Change change;
    change.kind = kind_of(was != nullptr, is != nullptr);
    change.key = key;
    if (rule.hides_any()) {
      add_disclosed(changes, std::move(change), was, is, *own);
      continue;
    }
    if (was != nullptr) change.before = sides_json(*was);
    if (is != nullptr) change.after = sides_json(*is);
    auto records = causes.of_number(query, was != nullptr ? *was : kNothing, is != nullptr ? *is : kNothing);
    if (!records) return std::unexpected(records.error());
    change.records = std::move(*records);
    changes.all.push_back(std::move(change));
  }
  return changes;
}

}  // namespace rireki
