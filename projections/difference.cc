#include "projections/difference.h"

#include <algorithm>
#include <set>

#include "projections/roster.h"

namespace rireki {

namespace {

using Seqs = std::set<Seq>;

std::string row_json(const PersonRow& row) {
  JsonWriter out;
  write_state(out, row);
  return std::move(out).str();
}

/// The entries of a timeline recorded after `before`, up to `after`.
Result<std::vector<Entry>> entries_between(const TwoStates& states, SubjectKind kind, std::string_view subject) {
  const auto packed = states.after.source.timeline(kind, subject);
  if (!packed) return std::unexpected(packed.error());
  std::vector<Entry> entries;
  unpack(packed->bytes, states.after.seq, entries);
  std::erase_if(entries, [&](const Entry& e) { return e.seq <= states.before.seq; });
  return entries;
}

/// The new Records that any answer may rest on: of units, and Policies.
Result<Seqs> common_ground(const TwoStates& states) {
  Seqs seqs;
  const auto org = entries_between(states, SubjectKind::organisation, kOrganisation);
  if (!org) return std::unexpected(org.error());
  for (const Entry& e : *org) {
    if (e.body == EventType::PolicyAdopted || e.type == EventType::EventVoided) seqs.insert(e.seq);
  }
  std::vector<Entry> entries;
  const auto each =
      states.after.source.each_timeline(SubjectKind::unit, [&](std::string_view, const PackedTimeline& packed) {
        unpack(packed.bytes, states.after.seq, entries);
        for (const Entry& e : entries) {
          if (e.seq > states.before.seq) seqs.insert(e.seq);
        }
      });
  if (!each) return std::unexpected(each.error());
  return seqs;
}

/// How the person reads at one seq, in the world of `ground`; empty: nobody on the roster.
Result<std::string> reading(const Knowledge& ground, std::string_view who, Day as_of, const Filter& filter) {
  std::string text;
  Result<bool> admitted = true;
  Filter asked = filter;
  const auto done = person(ground, who, as_of, [&](const PersonRow& row) {
    if (!row.state->employed) return;
    admitted = asked.admits({row, nullptr, ground.organisation});
    if (admitted && *admitted) text = row_json(row);
  });
  if (!done) return std::unexpected(done.error());
  if (!admitted) return std::unexpected(admitted.error());
  return text;
}

/// The person's Records after each of which the reading is another one.
Result<Seqs> turning_points(const TwoStates& states, std::string_view who, Day as_of, const Filter& filter) {
  const auto entries = entries_between(states, SubjectKind::person, who);
  if (!entries) return std::unexpected(entries.error());
  Knowledge ground = states.after.at(states.before.seq);
  auto before = reading(ground, who, as_of, filter);
  if (!before) return std::unexpected(before.error());
  Seqs seqs;
  for (const Entry& e : *entries) {
    ground.seq = e.seq;
    auto after = reading(ground, who, as_of, filter);
    if (!after) return std::unexpected(after.error());
    if (*after != *before) seqs.insert(e.seq);
    before = std::move(after);
  }
  return seqs;
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

/// Evidence that only one of both has.
std::vector<Evidence> differing(const std::vector<Evidence>& before, const std::vector<Evidence>& after) {
  const auto order = [](const Evidence& a, const Evidence& b) {
    return std::tie(a.seq.value, a.effective, a.why) < std::tie(b.seq.value, b.effective, b.why);
  };
  auto old_ones = before;
  auto new_ones = after;
  for (auto* all : {&old_ones, &new_ones}) {
    std::erase_if(*all, &Evidence::near);
    std::ranges::sort(*all, order);
  }
  std::vector<Evidence> result;
  std::ranges::set_symmetric_difference(old_ones, new_ones, std::back_inserter(result), order);
  return result;
}

/// What is new of the subject of one piece of evidence.
Result<Seqs> news_of(const TwoStates& states, const Evidence& evidence) {
  const auto record = states.after.source.record(evidence.seq);
  if (!record) return std::unexpected(record.error());
  const SubjectKind kind = traits_of(record->event.type()).subject;
  const auto entries = entries_between(states, kind, record->event.subject);
  if (!entries) return std::unexpected(entries.error());
  Seqs own;
  Seqs all;
  for (const Entry& e : *entries) {
    if (e.seq == evidence.seq || e.target == evidence.seq) own.insert(e.seq);
    all.insert(e.seq);
  }
  return own.empty() && kind == SubjectKind::person ? all : own;
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
    auto seqs = turning_points(states, person, as_of, filter);
    if (seqs && seqs->empty()) seqs = common_ground(states);
    if (!seqs) return std::unexpected(seqs.error());
    change.records.assign(seqs->begin(), seqs->end());
    changes.all.push_back(std::move(change));
  }
  return changes;
}

Result<std::vector<Seq>> reasons(const TwoStates& states, const Number& before, const Number& after) {
  Seqs seqs;
  for (const Evidence& evidence : differing(before.evidence, after.evidence)) {
    const auto news = news_of(states, evidence);
    if (!news) return std::unexpected(news.error());
    seqs.insert(news->begin(), news->end());
  }
  if (seqs.empty() || before.policy_version != after.policy_version) {
    const auto ground = common_ground(states);
    if (!ground) return std::unexpected(ground.error());
    seqs.insert(ground->begin(), ground->end());
  }
  return std::vector<Seq>(seqs.begin(), seqs.end());
}

Result<Changes> number_changes(const TwoStates& states, const std::vector<Number>& before,
                               const std::vector<Number>& after, const DisclosureRule& rule) {
  std::map<std::string, std::pair<const Number*, const Number*>> pairs;
  for (const Number& number : before) pairs[number_key(number)].first = &number;
  for (const Number& number : after) pairs[number_key(number)].second = &number;
  Changes changes{.all = {}, .erased = erased_in(after)};
  static const Number kNothing;
  for (const auto& [key, pair] : pairs) {
    const auto& [was, is] = pair;
    if (was != nullptr && is != nullptr && was->reads_as(*is)) continue;
    Change change;
    change.kind = kind_of(was != nullptr, is != nullptr);
    change.key = key;
    change.suppressed = tells_of_few(was, is, rule);
    if (change.suppressed) {
      changes.all.push_back(std::move(change));
      continue;
    }
    if (was != nullptr) change.before = sides_json(*was);
    if (is != nullptr) change.after = sides_json(*is);
    if (rule.minimum > 1) {
      changes.all.push_back(std::move(change));
      continue;
    }
    auto seqs = reasons(states, was != nullptr ? *was : kNothing, is != nullptr ? *is : kNothing);
    if (!seqs) return std::unexpected(seqs.error());
    change.records = std::move(*seqs);
    changes.all.push_back(std::move(change));
  }
  return changes;
}

}  // namespace rireki
