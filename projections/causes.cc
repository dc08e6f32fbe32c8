#include "projections/causes.h"

#include <algorithm>

#include "events/lifecycle/packed_entry.h"
#include "projections/persons_alone.h"
#include "projections/roster.h"

namespace rireki {

namespace {

void add_new(const TwoStates& states, std::string_view bytes, std::vector<Entry>& out) {
  out.clear();
  unpack(bytes, states.after.seq, out);
  std::erase_if(out, [&](const Entry& e) { return e.seq <= states.before.seq; });
}

/// The entries of a timeline recorded between the two.
Result<std::vector<Entry>> new_entries(const TwoStates& states, SubjectKind kind, std::string_view subject) {
  const auto packed = states.after.source.timeline(kind, subject);
  if (!packed) return std::unexpected(packed.error());
  std::vector<Entry> entries;
  add_new(states, packed->bytes, entries);
  return entries;
}

std::vector<Seq> seqs_of(const std::vector<Entry>& entries) {
  std::vector<Seq> seqs;
  for (const Entry& e : entries) seqs.push_back(e.seq);
  return seqs;
}

/// Of units, and Policies: what any answer may rest on.
Result<std::set<Seq>> new_ground(const TwoStates& states) {
  std::set<Seq> seqs;
  const auto org = new_entries(states, SubjectKind::organisation, kOrganisation);
  if (!org) return std::unexpected(org.error());
  for (const Entry& e : *org) {
    if (e.body == EventType::PolicyAdopted || e.type == EventType::EventVoided) seqs.insert(e.seq);
  }
  std::vector<Entry> entries;
  const auto each =
      states.after.source.each_timeline(SubjectKind::unit, [&](std::string_view, const PackedTimeline& packed) {
        add_new(states, packed.bytes, entries);
        for (const Entry& e : entries) seqs.insert(e.seq);
      });
  if (!each) return std::unexpected(each.error());
  return seqs;
}

/// How the person reads; empty: nobody on the roster.
Result<std::string> reading(const Knowledge& ground, std::string_view who, Day as_of, const Filter& filter) {
  std::string text;
  Result<bool> admitted = true;
  Filter asked = filter;
  const auto done = person(ground, who, as_of, [&](const PersonRow& row) {
    if (!row.state->employed) return;
    admitted = asked.admits({row, nullptr, ground.organisation});
    if (!admitted || !*admitted) return;
    JsonWriter out;
    write_state(out, row);
    text = std::move(out).str();
  });
  if (!done) return std::unexpected(done.error());
  if (!admitted) return std::unexpected(admitted.error());
  return text;
}

/// Evidence that only one of both has.
std::vector<Evidence> differing(const Number& before, const Number& after) {
  const auto order = [](const Evidence& a, const Evidence& b) {
    return std::tie(a.seq.value, a.effective, a.why) < std::tie(b.seq.value, b.effective, b.why);
  };
  auto old_ones = before.evidence;
  auto new_ones = after.evidence;
  for (auto* all : {&old_ones, &new_ones}) {
    std::erase_if(*all, &Evidence::near);
    std::ranges::sort(*all, order);
  }
  std::vector<Evidence> result;
  std::ranges::set_symmetric_difference(old_ones, new_ones, std::back_inserter(result), order);
  return result;
}

bool are_alike(const std::string& a, const std::string& b) { return a == b; }
bool are_alike(const Number& a, const Number& b) { return a.reads_as(b) && differing(a, b).empty(); }

/// The same question about one number alone.
NumbersQuery about(const Number& number, NumbersQuery query) {
  query.names = {number.name};
  if (number.fiscal_year) query.years.first_year = query.years.last_year = *number.fiscal_year;
  return query;
}

/// None: no Policy of that time defines it.
Result<Number> take_one(const Knowledge& knowledge, const NumbersQuery& query) {
  auto numbers = take_numbers(knowledge, query);
  if (numbers && !numbers->empty()) return std::move(numbers->front());
  if (numbers || numbers.error().code == Code::usage) return Number{};
  return std::unexpected(numbers.error());
}

}  // namespace

Result<void> Causes::load_grounds() {
  if (!grounds_.empty()) return {};
  const auto changes = new_ground(states_);
  if (!changes) return std::unexpected(changes.error());
  std::vector<Seq> seqs(changes->begin(), changes->end());
  seqs.insert(seqs.begin(), states_.before.seq);
  for (const Seq seq : seqs) {
    auto then = load_organisation(states_.after.source, seq, parsed_);
    if (!then) return std::unexpected(then.error());
    grounds_.push_back({seq, std::make_shared<const Organisation>(std::move(*then))});
  }
  return {};
}

std::size_t Causes::ground_at(Seq seq) const {
  const auto next = std::ranges::upper_bound(grounds_, seq, {}, &Ground::since);
  return static_cast<std::size_t>(next - grounds_.begin()) - 1;
}

Knowledge Causes::knowledge(StaffSource& source, Seq seq, std::size_t ground) const {
  return {source, seq, grounds_[ground].organisation};
}

/// Reads after each of one's own Records, and what units and Policies changed between them only where it reads
/// otherwise in the end. `read(known, ground)` is what is known of persons at one seq on some ground.
template <class Read>
Result<void> Causes::walk(const std::vector<Seq>& own, const Read& read, Seqs& found) {
  std::size_t ground = 0;
  Seq known = states_.before.seq;
  auto now = read(known, ground);
  for (std::size_t i = 0; now && i <= own.size(); ++i) {
    const Seq next = i < own.size() ? own[i] : Seq{states_.after.seq.value + 1};
    const std::size_t until = ground_at(Seq{next.value - 1});
    const auto then = until == ground ? now : read(known, until);
    if (!then) return std::unexpected(then.error());
    if (auto r = search(ground, *now, until, *then, known, read, found); !r) return r;
    ground = until;
    now = then;
    if (i == own.size()) break;
    known = next;
    const auto after = read(known, ground);
    if (after && !are_alike(*now, *after)) found.insert(known);
    now = after;
  }
  return now ? Result<void>{} : std::unexpected(now.error());
}

/// Which of the grounds behind `low`, up to `high`, read otherwise than the one before, by halves.
template <class Read, class Reading>
Result<void> Causes::search(std::size_t low, const Reading& at_low, std::size_t high, const Reading& at_high, Seq known,
                            const Read& read, Seqs& found) {
  if (low == high || are_alike(at_low, at_high)) return {};
  if (high == low + 1) {
    found.insert(grounds_[high].since);
    return {};
  }
  const std::size_t middle = low + (high - low) / 2;
  const auto at_middle = read(known, middle);
  if (!at_middle) return std::unexpected(at_middle.error());
  if (auto r = search(low, at_low, middle, *at_middle, known, read, found); !r) return r;
  return search(middle, *at_middle, high, at_high, known, read, found);
}

Result<std::vector<Seq>> Causes::of_person(std::string_view who, Day as_of, const Filter& filter) {
  if (auto r = load_grounds(); !r) return std::unexpected(r.error());
  const auto entries = new_entries(states_, SubjectKind::person, who);
  if (!entries) return std::unexpected(entries.error());
  const auto read = [&](Seq known, std::size_t ground) {
    return reading(knowledge(states_.after.source, known, ground), who, as_of, filter);
  };
  Seqs found;
  if (auto r = walk(seqs_of(*entries), read, found); !r) return std::unexpected(r.error());
  return std::vector<Seq>(found.begin(), found.end());
}

Result<Number> Causes::part(const std::vector<std::string>& persons, const NumbersQuery& query, Seq known,
                            std::size_t ground) {
  PersonsAlone source(states_.after.source, persons, states_.after.seq);
  return take_one(knowledge(source, known, ground), query);
}

/// Of whom nothing is new they are looked at together: the ground alone can have made the difference.
Result<void> Causes::add_parts(const NumbersQuery& query, const NewSeqs& news, Seqs& found) {
  std::vector<std::string> persons;
  const auto read = [&](Seq known, std::size_t ground) { return part(persons, query, known, ground); };
  for (const auto& [person, seqs] : news) {
    if (seqs.empty()) persons.push_back(person);
  }
  if (auto r = walk({}, read, found); !r) return r;
  for (const auto& [person, seqs] : news) {
    if (seqs.empty()) continue;
    persons = {person};
    if (auto r = walk(seqs, read, found); !r) return r;
  }
  return {};
}

/// What the ground has changed with everything else as it is now.
Result<void> Causes::add_by_ground(const NumbersQuery& query, const Number& after, Seqs& found) {
  const auto read = [&](Seq known, std::size_t ground) {
    return take_one(knowledge(states_.after.source, known, ground), query);
  };
  const Seq known = states_.after.seq;
  const auto first = read(known, 0);
  if (!first) return std::unexpected(first.error());
  return search(0, *first, grounds_.size() - 1, after, known, read, found);
}

/// Whose part may be another one by the evidence; of tallies the new one, or what corrects or voids the old one.
Result<void> Causes::add_by_evidence(const Number& before, const Number& after, NewSeqs& news, Seqs& found) {
  for (const Evidence& evidence : differing(before, after)) {
    const auto record = states_.after.source.record(evidence.seq);
    if (!record) return std::unexpected(record.error());
    const std::string& subject = record->event.subject;
    const SubjectKind kind = traits_of(record->event.type()).subject;
    const auto entries = new_entries(states_, kind, subject);
    if (!entries) return std::unexpected(entries.error());
    if (kind == SubjectKind::person) {
      news.try_emplace(subject, seqs_of(*entries));
      continue;
    }
    for (const Entry& e : *entries) {
      if (e.seq == evidence.seq || e.target == evidence.seq) found.insert(e.seq);
    }
  }
  return {};
}

Result<void> Causes::add_everybody(NewSeqs& news) {
  std::vector<Entry> entries;
  return states_.after.source.each_timeline(SubjectKind::person,
                                            [&](std::string_view person, const PackedTimeline& packed) {
                                              add_new(states_, packed.bytes, entries);
                                              if (!entries.empty())
                                                news.try_emplace(std::string(person), seqs_of(entries));
                                            });
}

Result<std::vector<Seq>> Causes::of_number(const NumbersQuery& query, const Number& before, const Number& after) {
  if (auto r = load_grounds(); !r) return std::unexpected(r.error());
  Seqs found;
  NewSeqs news;
  if (auto r = add_by_evidence(before, after, news, found); !r) return std::unexpected(r.error());
  // What a rate is measured by, and of whom a mean is, leaves no evidence.
  if (before.denominator || after.denominator || (found.empty() && news.empty())) {
    if (auto r = add_everybody(news); !r) return std::unexpected(r.error());
  }
  std::size_t to_look_through = 0;
  for (const auto& [person, seqs] : news) to_look_through += seqs.size();
  const NumbersQuery asked = about(after.name.empty() ? before : after, query);
  if (to_look_through > kLookedThrough) {
    for (const auto& [person, seqs] : news) found.insert(seqs.begin(), seqs.end());
  } else if (auto r = add_parts(asked, news, found); !r) {
    return std::unexpected(r.error());
  }
  if (found.empty()) {
    if (auto r = add_by_ground(asked, after, found); !r) return std::unexpected(r.error());
  }
  if (found.empty() && !are_alike(before, after)) found.insert(states_.after.seq);
  return std::vector<Seq>(found.begin(), found.end());
}

}  // namespace rireki
