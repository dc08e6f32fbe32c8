#include "events/lifecycle/admission.h"

#include <algorithm>

#include "events/lifecycle/packed_entry.h"
#include "events/types/event_form.h"
#include "events/types/text.h"

namespace rireki {

namespace {

bool is_void(const Event& e) { return e.type() == EventType::EventVoided; }
bool is_correction(const Event& e) { return e.type() == EventType::EventCorrected; }

/// The date of an event once one of its corrections is voided.
Day effective_without(const Timeline& timeline, Seq event, Seq correction) {
  std::vector<Seq> left = timeline.corrected_by(event);
  std::erase(left, correction);
  const Entry* holding = left.empty() ? nullptr : timeline.find(left.back());
  return holding != nullptr && holding->gives_effective ? holding->effective : timeline.find(event)->effective;
}

const std::string& target_id(const Event& e) {
  return is_void(e) ? e.as<EventVoided>()->target.text : e.as<EventCorrected>()->target.text;
}

}  // namespace

const EventData& Admission::Candidate::data() const {
  const auto* correction = event().as<EventCorrected>();
  return correction == nullptr ? event().data : *correction->data.data;
}

const Entry* Admission::Candidate::resulting() const {
  return target.value == 0 ? &entry : subject->timeline.resolved(concerns);
}

Result<void> Admission::load() {
  auto loaded = load_organisation(source_, Seq{UINT64_MAX}, parsed_);
  if (!loaded) return std::unexpected(loaded.error());
  organisation_ = std::move(*loaded);
  return {};
}

Result<std::vector<Outcome>> Admission::judge(std::span<Submission> batch, Seq next, Instant last_recorded) {
  std::vector<Outcome> outcomes(batch.size());
  candidates_.clear();
  candidates_.reserve(batch.size());
  subjects_used_ = 0;
  if (is_batch_) {  // nearly all come alone, and to clear a table costs something even then
    by_code_.clear();
    ids_.clear();
  }
  staged_from_.clear();
  staged_used_ = 0;
  undo_.clear();
  next_ = next;
  is_batch_ = batch.size() > 1;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    Candidate& c = candidates_.emplace_back();
    c.submission = &batch[i];
    c.outcome = &outcomes[i];
    if (auto r = enter(c, last_recorded); !r) {
      if (r.error().code >= Code::usage) return std::unexpected(r.error());
      refuse(c, std::move(r.error()));
    }
    if (c.subject != nullptr) last_recorded = std::max(last_recorded, c.submission->recorded);
  }
  if (auto r = judge_subjects(); !r) {
    undo();
    return std::unexpected(r.error());
  }
  if (std::ranges::any_of(outcomes, [](const Outcome& o) { return o.kind == Outcome::Kind::refused; })) {
    undo();
    staged_used_ = 0;
    for (Outcome& o : outcomes) {
      if (o.kind == Outcome::Kind::appended) o.kind = Outcome::Kind::withheld;
    }
  }
  return outcomes;
}

void Admission::undo() {
  for (auto it = undo_.rbegin(); it != undo_.rend(); ++it) (*it)();
  undo_.clear();
  for (std::size_t i = 0; i < subjects_used_; ++i) last_judgements_.forget(subjects_[i].code);
}

/// Steps 1 to 5 of "which code wins", then the entry joins its timeline. Of what was read from JSON the form is known,
/// but not of what a program has made or signed.
Result<void> Admission::enter(Candidate& c, Instant last_recorded) {
  if (auto r = check_form(c.event()); !r) return r;
  if (auto r = check_identity(c); !r || c.outcome->kind == Outcome::Kind::duplicate) return r;
  if (auto r = check_version(c); !r) return std::unexpected(r.error());
  if (is_void(c.event()) || is_correction(c.event())) {
    if (auto r = find_target(c); !r) return r;
  } else {
    const auto subject = open(traits_of(c.event().type()).subject, c.event().subject);
    if (!subject) return std::unexpected(subject.error());
    if (!is_batch_) (*subject)->last = last_judgements_.admitting(c.event(), (*subject)->version);
    if ((*subject)->last == nullptr && (*subject)->kind != SubjectKind::organisation) {
      if (auto r = read_whole(**subject); !r) return r;
    }
    c.subject = *subject;
  }
  auto r = check_permission(c);
  if (r) r = check_time(c, last_recorded);
  if (r) r = stage(c);
  if (!r) c.subject = nullptr;
  return r;
}

Result<void> Admission::check_identity(Candidate& c) {
  const std::string& id = c.event().id;
  if (const auto it = ids_.find(id); it != ids_.end()) {
    if (same_content(it->second->event(), c.event())) {
      c.outcome->kind = Outcome::Kind::duplicate;
      c.outcome->seq = it->second->seq;
      return {};
    }
    return fail(Code::id_reused, "the id " + in_quotes(id) + " stands twice in this batch with different content",
                "id");
  }
  const auto existing = source_.find_id(id);
  if (!existing) return std::unexpected(existing.error());
  if (!*existing) return {};
  const auto same = is_same_fact(c, **existing);
  if (!same) return std::unexpected(same.error());
  if (!*same) {
    return fail(Code::id_reused, "the id " + in_quotes(id) + " belongs to another event (" + seq_text(**existing) + ")",
                "id");
  }
  c.outcome->kind = Outcome::Kind::duplicate;
  c.outcome->seq = **existing;
  return {};
}

Result<bool> Admission::is_same_fact(Candidate& c, Seq existing) {
  const auto record = source_.record(existing);
  if (!record) return std::unexpected(record.error());
  Event sent = c.event();
  if (sent.type() != record->event.type()) return false;
  if (!sent.effective) sent.effective = record->event.effective;
  if (auto* correction = std::get_if<EventCorrected>(&sent.data.value)) {
    const auto type = static_cast<EventType>(record->event.as<EventCorrected>()->data.data->value.index());
    auto data = reader_.read_data(type, correction->data.json, true);  // the rules of today bind what is new
    if (!data) return false;
    correction->data = {.json = {}, .data = std::make_shared<EventData>(std::move(*data))};
  }
  forget(sent.data, record->event.unread);  // what was erased cannot be compared
  return same_content(sent, record->event);
}

Result<Version> Admission::check_version(const Candidate& c) {
  if (!c.submission->expected) return Version{};
  SubjectKind kind = traits_of(c.event().type()).subject;
  Version version;
  for (const SubjectKind k : {SubjectKind::person, SubjectKind::unit, SubjectKind::organisation}) {
    if (kind != SubjectKind::of_target && kind != k) continue;
    const auto subject = open(k, c.event().subject);
    if (!subject) return std::unexpected(subject.error());
    // Of a batch all events expect what was there before it.
    version = std::max(version, Version{(*subject)->version.value - (*subject)->candidates.size()});
  }
  if (version == *c.submission->expected) return version;
  return fail(Code::concurrent_change, c.event().subject + ": version " +
                                           std::to_string(c.submission->expected->value) + " was expected, but it is " +
                                           std::to_string(version.value) + " now: read it again");
}

/// Where a subject that was opened for the batch lies among `subjects_`; `subjects_used_` for others.
std::size_t Admission::find_opened(SubjectKind kind, std::string_view code) const {
  if (is_batch_) {
    const auto of_kind = by_code_.find(kind);
    if (of_kind == by_code_.end()) return subjects_used_;
    const auto it = of_kind->second.find(code);
    return it == of_kind->second.end() ? subjects_used_ : it->second;
  }
  std::size_t place = 0;
  while (place < subjects_used_ && (subjects_[place].kind != kind || subjects_[place].code != code)) ++place;
  return place;
}

Result<Admission::Subject*> Admission::open(SubjectKind kind, std::string_view code) {
  const std::size_t place = find_opened(kind, code);
  if (place < subjects_used_) return &subjects_[place];
  const auto packed = source_.timeline(kind, code);
  if (!packed) return std::unexpected(packed.error());
  if (subjects_used_ == subjects_.size()) subjects_.emplace_back();
  Subject& subject = subjects_[subjects_used_++];
  subject.kind = kind;
  subject.code = code;
  subject.version = packed->version;
  subject.candidates.clear();
  subject.spans_before.clear();
  subject.is_whole = false;
  subject.last = nullptr;
  subject.timeline.read({}, Seq{UINT64_MAX});
  if (is_batch_) by_code_[kind].emplace(subject.code, place);
  return &subject;
}

Result<void> Admission::read_whole(Subject& subject) {
  if (subject.is_whole) return {};
  const auto packed = source_.timeline(subject.kind, subject.code);
  if (!packed) return std::unexpected(packed.error());
  const std::vector<Entry> staged(subject.timeline.recorded().begin(), subject.timeline.recorded().end());
  subject.timeline.read(packed->bytes, Seq{UINT64_MAX});
  for (const Entry& entry : staged) subject.timeline.add(entry);
  subject.is_whole = true;
  return {};
}

Result<void> Admission::find_target(Candidate& c) {
  const std::string& id = target_id(c.event());
  std::optional<Seq> seq;
  if (const auto it = ids_.find(id); it != ids_.end()) {
    seq = it->second->seq;
  } else {
    const auto found = source_.find_id(id);
    if (!found) return std::unexpected(found.error());
    seq = *found;
  }
  for (const SubjectKind kind : {SubjectKind::person, SubjectKind::unit, SubjectKind::organisation}) {
    if (!seq || (kind == SubjectKind::organisation) != (c.event().subject == kOrganisation)) continue;
    const auto subject = open(kind, c.event().subject);
    if (!subject) return std::unexpected(subject.error());
    if (auto r = read_whole(**subject); !r) return r;
    Timeline& timeline = (*subject)->timeline;
    timeline.resolve();
    if (timeline.find(*seq) == nullptr) continue;
    c.target = *seq;
    c.subject = *subject;
    const auto checked = check_target(c);
    if (!checked) c.subject = nullptr;
    return checked;
  }
  return fail(Code::unknown_target, "the target " + in_quotes(id) + " is not in the log of " + c.event().subject,
              "target");
}

/// The target is known: may it be corrected or voided? Completes the event's date and data.
Result<void> Admission::check_target(Candidate& c) {
  Event& event = *c.submission->event;
  const Timeline& timeline = c.subject->timeline;
  const Entry& target = *timeline.find(c.target);
  const std::string name = in_quotes(target_id(event)) + " (" + seq_text(c.target) + ")";
  const bool about_correction = target.type == EventType::EventCorrected;
  if (is_correction(event) && (about_correction || target.type == EventType::EventVoided)) {
    return fail(Code::correction_changes_identity,
                name + " is itself a correction or a void; record a further correction of the original", "target");
  }
  if (target.type == EventType::EventVoided)
    return fail(Code::already_void, name + " is a void, which stays", "target");
  if (const Seq by = timeline.voided_by(c.target); by.value != 0) {
    return fail(Code::already_void, name + " is already voided by " + seq_text(by), "target");
  }
  c.restores = about_correction;
  c.concerns = about_correction ? target.target : c.target;
  const Day original = timeline.find(c.concerns)->effective;
  if (event.effective && *event.effective != original) {
    return fail(Code::invalid_field,
                "effective: a correction or void takes its target's original date, " + to_iso(original) + ", not " +
                    to_iso(*event.effective),
                "effective");
  }
  event.effective = original;
  if (const Entry* present = timeline.resolved(c.concerns)) {
    c.effective_before = present->effective;
  } else {
    c.effective_before = original;
  }
  c.effective_after = c.restores ? effective_without(timeline, c.concerns, c.target) : c.effective_before;
  return is_correction(event) ? read_replacement(c) : Result<void>{};
}

Result<void> Admission::read_replacement(Candidate& c) {
  Event& event = *c.submission->event;
  auto& replacement = std::get<EventCorrected>(event.data.value).data;
  if (replacement.data == nullptr) {
    const bool is_trusted = event.recorded.has_value();
    auto data = reader_.read_data(c.subject->timeline.find(c.target)->type, replacement.json, is_trusted);
    if (!data) return std::unexpected(data.error());
    replacement = {.json = {}, .data = std::make_shared<EventData>(std::move(*data))};
  }
  return {};
}

StagedEntry& Admission::next_staged() {
  if (staged_used_ == staged_.size()) staged_.emplace_back();
  StagedEntry& next = staged_[staged_used_++];
  next.packed.clear();
  return next;
}

Result<void> Admission::stage(Candidate& c) {
  c.seq = Seq{next_.value + staged_used_};
  c.entry = make_entry(c.seq, c.event(), c.target, c.scratch);
  Subject& subject = *c.subject;
  if (c.entry.personal != 0 && subject.kind == SubjectKind::person && c.event().sealed == nullptr) {
    if (auto r = source_.can_keep(subject.code, c.entry.personal); !r) return r;
  }
  if (c.concerns.value == 0) c.concerns = c.seq;
  subject.timeline.add(c.entry);
  subject.version.value += 1;
  subject.candidates.push_back(&c);
  staged_from_.push_back(static_cast<std::size_t>(&c - candidates_.data()));
  StagedEntry& staged = next_staged();
  staged.kind = subject.kind;
  staged.subject = subject.code;
  pack(c.entry, staged.packed);
  if (is_batch_) ids_.emplace(c.event().id, &c);
  c.outcome->seq = c.seq;
  c.outcome->version = subject.version;
  return {};
}

}  // namespace rireki
