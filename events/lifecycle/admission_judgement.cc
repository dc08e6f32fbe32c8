// Steps 7 and 8 of "which code wins": the timelines that result, and whose fault it is where one does not fit.
#include <algorithm>
#include <charconv>

#include "events/calendar/age.h"
#include "events/lifecycle/admission.h"

namespace rireki {

namespace {

constexpr int kYoungestPlausible = 15;
constexpr int kOldestPlausible = 100;

bool is_plausible(Day birth, Day day) {
  const int age = age_on(birth, day, AgeRule::legal);
  return birth <= day && age >= kYoungestPlausible && age <= kOldestPlausible;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : "; ") + text;
  return out;
}

}  // namespace

void Admission::refuse(Candidate& c, Error error, std::vector<Seq> dependents) {
  if (c.outcome->kind == Outcome::Kind::refused) return;
  c.outcome->kind = Outcome::Kind::refused;
  c.outcome->error = {error.code, without_lent_seqs(error.message), std::move(error.field)};
  c.outcome->dependents = std::move(dependents);
}

/// While they are judged, events have the seqs that they would get. Of a batch that is refused none gets its own, and
/// another Record will have it: a message tells the events of a batch by their places in it.
std::string Admission::without_lent_seqs(std::string_view message) const {
  constexpr std::string_view kOpening = " (seq ";
  std::string out;
  while (true) {
    const std::size_t begin = std::min(message.find(kOpening), message.size());
    out += message.substr(0, begin);
    message.remove_prefix(begin);
    if (message.empty()) return out;
    const std::size_t end = std::min(message.find(')'), message.size() - 1) + 1;
    Seq seq;
    const auto digits = message.substr(kOpening.size());
    std::from_chars(digits.data(), digits.data() + digits.size(), seq.value);
    out += seq < next_ ? std::string(message.substr(0, end)) : place_in_batch(seq);
    message.remove_prefix(end);
  }
}

std::string Admission::place_in_batch(Seq lent) const {
  const std::uint64_t staged = lent.value - next_.value;
  if (!is_batch_ || staged >= staged_from_.size()) return {};
  return " (event " + std::to_string(staged_from_[staged] + 1) + " of the batch)";
}

Result<void> Admission::judge_subjects() {
  Subject* org = nullptr;
  for (std::size_t i = 0; i < subjects_used_; ++i) {
    Subject& s = subjects_[i];
    if (s.candidates.empty()) continue;
    if (s.kind == SubjectKind::unit) replace_units(s);
    if (s.kind == SubjectKind::organisation) org = &s;
  }
  if (org != nullptr) {
    if (auto r = judge_organisation(*org); !r) return r;
  }
  for (std::size_t i = 0; i < subjects_used_; ++i) {
    Subject& s = subjects_[i];
    if (s.candidates.empty() || s.kind == SubjectKind::organisation) continue;
    const auto r = s.kind == SubjectKind::unit ? judge_unit(s) : judge_person(s);
    if (!r) return r;
  }
  if (org != nullptr) {
    if (auto r = judge_policies(*org); !r) return r;
  }
  for (Candidate& c : candidates_) {
    if (c.outcome->kind == Outcome::Kind::appended) warn(c);
  }
  return {};
}

/// The candidate that has brought the entry; null if it was there before.
Admission::Candidate* Admission::owner_of(const Subject& subject, const Misfit& misfit) {
  for (Candidate* c : subject.candidates) {
    const bool adds = c->target.value == 0 && c->seq == misfit.entry->seq;
    const bool corrects = c->target.value != 0 && c->seq == misfit.entry->data_seq;
    if (adds || corrects) return c;
  }
  return nullptr;
}

void Admission::refuse_owners(const Subject& subject, const std::vector<Misfit>& misfits) {
  for (const Misfit& m : misfits) {
    if (Candidate* c = owner_of(subject, m)) refuse(*c, {m.code, m.message});
  }
}

/// Whose fault are the entries that do not fit? The first of them decides (contract, "which code wins", step 7).
Result<void> Admission::attribute(Subject& subject, const std::vector<Misfit>& misfits) {
  if (owner_of(subject, misfits.front()) != nullptr) {
    refuse_owners(subject, misfits);
    return {};
  }
  const auto culprits = culprits_in(subject);
  if (!culprits) return std::unexpected(culprits.error());
  struct Blame {
    Candidate* candidate;
    Code first;
    Dependents others;
  };
  std::vector<Blame> blames;
  for (const Misfit& m : misfits) {
    const auto found = culprits->find(m.entry->seq);
    Candidate* by = found != culprits->end() ? found->second
                    : blames.empty()         ? usual_suspect(subject, m.code)
                                             : blames.front().candidate;
    auto blame = std::ranges::find(blames, by, &Blame::candidate);
    if (blame == blames.end()) blame = blames.insert(blames.end(), {by, m.code, {}});
    blame->others.note(m);
  }
  for (const auto& [candidate, first, others] : blames) {
    refuse_for(*candidate, others);
    if (candidate->event().type() == EventType::Separated && first == Code::not_employed) {
      candidate->outcome->error.code = Code::events_after_separation;
    }
  }
  return {};
}

/// By the kind of what does not fit, where nobody has looked which it was.
Admission::Candidate* Admission::usual_suspect(const Subject& subject, Code code) {
  const auto is = [](EventType type) { return [type](const Candidate* c) { return c->event().type() == type; }; };
  auto suspect = std::ranges::find_if(subject.candidates, is(EventType::EventVoided));
  if (suspect == subject.candidates.end() && code == Code::not_employed) {
    suspect = std::ranges::find_if(subject.candidates, is(EventType::Separated));
  }
  return suspect == subject.candidates.end() ? subject.candidates.front() : *suspect;
}

/// Of several events of one person: since which of them a stored entry does not fit, the batch's joining one by one.
Result<std::map<Seq, Admission::Candidate*>> Admission::culprits_in(const Subject& person) {
  std::map<Seq, Candidate*> culprits;
  if (person.kind != SubjectKind::person || person.candidates.size() < 2) return culprits;
  std::set<Seq> before;
  for (std::size_t i = 0; i < person.candidates.size(); ++i) {
    auto misfits = misfits_with(person, i + 1);
    if (!misfits) return std::unexpected(misfits.error());
    for (const Seq seq : *misfits) {
      if (!before.contains(seq)) culprits[seq] = person.candidates[i];
    }
    before = std::move(*misfits);
  }
  return culprits;
}

/// What does not fit with the first `count` of the batch's events of this person.
Result<std::set<Seq>> Admission::misfits_with(const Subject& person, std::size_t count) {
  const auto packed = source_.timeline(person.kind, person.code);
  if (!packed) return std::unexpected(packed.error());
  Timeline timeline;
  timeline.read(packed->bytes, Seq{UINT64_MAX});
  for (std::size_t i = 0; i < count; ++i) timeline.add(person.candidates[i]->entry);
  timeline.resolve();
  const World w = world();
  PersonFold fold(w, person.code);
  std::set<Seq> misfits;
  for (const Entry* e : timeline.valid()) {
    if (fold.step(*e)) misfits.insert(e->seq);
  }
  return misfits;
}

void Admission::refuse_for(Candidate& c, const Dependents& others) {
  const std::string list = joined(others.sentences);
  const std::string& subject = c.event().subject;
  if (c.event().type() == EventType::EventVoided) {
    return refuse(
        c,
        {Code::void_has_dependents, subject + ": without seq " + std::to_string(c.target.value) + ", " +
                                        std::to_string(others.seqs.size()) + " other event(s) would not fit: " + list},
        others.seqs);
  }
  refuse(c,
         {Code::retro_conflict, subject + ": " + describe(c.entry) + " itself fits, but " +
                                    std::to_string(others.seqs.size()) + " other event(s) no longer would: " + list});
}

void Admission::warn(Candidate& c) {
  const Event& e = c.event();
  auto& warnings = c.outcome->warnings;
  if (!e.order_ref && comes_with_an_order(e.type())) warnings.push_back(Warning::order_ref_missing);
  const bool is_void = e.type() == EventType::EventVoided;
  const auto* registered = is_void ? nullptr : std::get_if<PersonRegistered>(&c.data().value);
  if (registered != nullptr && !is_plausible(registered->birth, counted_from(c))) {
    warnings.push_back(Warning::age_implausible);
  }
}

/// The day on which the age that a registration states must be one of staff: of a correction the first hire, which is
/// there already as a rule.
Day Admission::counted_from(const Candidate& c) {
  const Entry* registration = c.resulting();
  if (c.target.value == 0 || registration == nullptr) return c.entry.effective;
  for (const Entry* e : c.subject->timeline.valid()) {
    if (e->type == EventType::Hired) return e->effective;
  }
  return registration->effective;
}

}  // namespace rireki
