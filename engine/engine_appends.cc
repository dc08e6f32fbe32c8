// What is appended through an engine: judged, handed to the Log, answered.
#include <algorithm>
#include <future>
#include <iterator>

#include <spdlog/spdlog.h>

#include "engine/engine.h"
#include "engine/erasing.h"
#include "engine/proof/signing_key.h"
#include "events/lifecycle/admission.h"
#include "events/lifecycle/packed_entry.h"
#include "events/types/catalog.h"
#include "events/types/record_codec.h"

namespace rireki {

namespace {

// As many events' timelines fit well into the cache nearest to the core, and RocksDB looks for as many keys at once.
constexpr std::size_t kForeseen = 32;
constexpr std::size_t kUsualBytes = 160;  // of a record

bool has_erasure(std::span<const Submission> batch) {
  return std::ranges::any_of(batch,
                             [](const Submission& s) { return s.event->type() == EventType::PersonalDataErased; });
}

/// Of the next window.
std::vector<const Event*> events_of(std::span<const Event> events) {
  std::vector<const Event*> next;
  for (const Event& event : events.first(std::min(kForeseen, events.size()))) next.push_back(&event);
  return next;
}

std::vector<const Event*> events_of(std::span<const Engine::Append> appends) {
  std::vector<const Event*> next;
  for (const Engine::Append& append : appends.first(std::min(kForeseen, appends.size()))) {
    for (const Event& event : append.batch) next.push_back(&event);
  }
  return next;
}

}  // namespace

Result<void> Engine::begin_writing() {
  if (auto r = not_failed(); !r) return r;
  if (admission_ != nullptr) return {};
  if (sent_.value > 0) {
    const auto last = record(sent_);
    if (!last) return std::unexpected(last.error());
    last_recorded_ = last->recorded;
  } else {
    last_recorded_ = Instant{INT64_MIN};
  }
  admission_ = std::make_unique<Admission>(*this, *zones_);
  return admission_->load();
}

Result<void> Engine::not_failed() {
  const std::lock_guard lock(landing_mutex_);
  return failure_.empty() ? Result<void>{} : fail(Code::io_error, failure_);
}

/// The time now, as one call records all that it appends. Errors: IO_ERROR if the clock is not to be trusted.
Result<Instant> Engine::moment() {
  const auto clock = watch_ == nullptr ? Result<Instant>(clock_->now()) : watch_->now();
  return clock ? std::max(*clock, last_recorded_) : clock;
}

Result<Submission> Engine::submission(Event& event, Recording recording, const Result<Instant>& now) {
  const bool is_trusted = recording == Recording::trusted && event.recorded;
  if (is_trusted && !event.id.empty()) {
    return Submission{.event = &event, .recorded = *event.recorded};
  }
  if (!now) return std::unexpected(now.error());
  if (event.id.empty()) event.id = make_uuid_v7(*now);
  const Instant recorded = is_trusted ? *event.recorded : std::max(*now, last_recorded_);
  return Submission{.event = &event, .recorded = recorded};
}

Result<std::vector<Submission>> Engine::submissions(std::span<Event> batch, Recording recording,
                                                    std::optional<Version> expected, const Result<Instant>& now) {
  std::vector<Submission> all;
  all.reserve(batch.size());
  for (Event& event : batch) {
    auto one = submission(event, recording, now);
    if (!one) return std::unexpected(one.error());
    one->expected = expected;
    all.push_back(*one);
  }
  return all;
}

/// Judges a batch as a whole; what it admits is staged.
Engine::Answer Engine::judge_batch(std::span<Event> batch, Recording recording, std::optional<Version> expected,
                                   const Result<Instant>& now) {
  auto all = submissions(batch, recording, expected, now);
  if (!all) return std::unexpected(all.error());
  return judge_and_stage(*all, recording);
}

Engine::Answer Engine::judge_and_stage(std::span<Submission> batch, Recording recording) {
  const bool erases = has_erasure(batch);
  if (erases && mode_ == EngineMode::write) {  // it is not recorded unless a tombstone can be signed
    if (const auto can = SigningKey::load(data_.signing_key()); !can) return std::unexpected(can.error());
  }
  auto outcomes = admission_->judge(batch, next(), last_recorded_);
  if (outcomes && recording == Recording::by_clock && erases) {
    outcomes = hold_to_retention(batch, std::move(*outcomes));
  }
  if (!outcomes) return outcomes;
  std::size_t staged = 0;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if ((*outcomes)[i].kind == Outcome::Kind::appended) stage(batch[i], admission_->staged()[staged++]);
  }
  return outcomes;
}

/// Refuses an admitted batch with an erasure that a rule or a legal hold forbids. What a trusted import brings has
/// happened elsewhere and is not held to it.
Engine::Answer Engine::hold_to_retention(std::span<Submission> batch, std::vector<Outcome> outcomes) {
  bool is_held_back = false;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (outcomes[i].kind != Outcome::Kind::appended) continue;
    const auto allowed = refuse_if_retained(*this, *batch[i].event);
    if (allowed) continue;
    if (allowed.error().code != Code::retention_locked) return std::unexpected(allowed.error());
    outcomes[i].kind = Outcome::Kind::refused;
    outcomes[i].error = allowed.error();
    is_held_back = true;
  }
  if (!is_held_back) return outcomes;
  admission_->undo();
  for (Outcome& outcome : outcomes) {
    if (outcome.kind == Outcome::Kind::appended) outcome.kind = Outcome::Kind::withheld;
  }
  return outcomes;
}

/// A rehearsal makes no keys, so that it cannot tell a missing one.
Result<void> Engine::can_keep(std::string_view person, std::uint8_t categories) {
  for (std::size_t i = 0; i < names(PersonalCategory{}).size(); ++i) {
    const auto category = static_cast<PersonalCategory>(i);
    if ((categories & bit_of(category)) == 0) continue;
    const auto state = vault_->key_state(person, category);
    if (!state) return std::unexpected(state.error());
    if (*state == KeyState::destroyed) {
      return fail(Code::person_erased,
                  std::string(person) + ": personal fields of this person were erased; none are taken any more");
    }
    if (*state == KeyState::kept || mode_ != EngineMode::write) continue;
    const auto has_sealed = has_stated(person, category);
    if (!has_sealed) return std::unexpected(has_sealed.error());
    if (*has_sealed) {
      return fail(Code::integrity_error, "the key of " + std::string(person) + " (" + std::string(to_text(category)) +
                                             ") is not in the vault, and nothing says that it was destroyed");
    }
  }
  return {};
}

/// Whether a Record of the person has fields of the category.
Result<bool> Engine::has_stated(std::string_view person, PersonalCategory category) {
  const auto packed = timeline(SubjectKind::person, person);
  if (!packed) return std::unexpected(packed.error());
  std::vector<Entry> entries;
  unpack(packed->bytes, Seq{UINT64_MAX}, entries);
  return std::ranges::any_of(entries, [&](const Entry& e) { return (e.personal & bit_of(category)) != 0; });
}

/// Adds what was admitted to the timelines and to `pending_`.
void Engine::stage(const Submission& submission, const StagedEntry& entry) {
  const bool is_writer = mode_ == EngineMode::write;
  const Seq seq = next();
  const Event& event = *submission.event;
  encode_record(event, submission.recorded, pending_.bytes, is_writer ? vault_.get() : nullptr);
  if (event.type() == EventType::PersonalDataErased && is_writer) vault_->intend(*erasure_of(event));
  pending_.ends.push_back(pending_.bytes.size());
  store_->absorb(seq, event.id, entry.kind, entry.subject, entry.packed);
  if (entry.kind != SubjectKind::person) {
    reorganised_ = seq;
    organisation_.reset();
    zone_.reset();
  }
  last_recorded_ = submission.recorded;
}

/// Whether the Log has to answer first: for what is new, and for a duplicate of what may not be durable yet.
bool Engine::must_wait(const Answer& answer) const {
  if (!answer || mode_ == EngineMode::rehearse) return false;
  const bool is_under_way = pending_.size() > 0 || !flights_.empty();
  return std::ranges::any_of(*answer, [&](const Outcome& outcome) {
    return outcome.kind == Outcome::Kind::appended || (outcome.kind == Outcome::Kind::duplicate && is_under_way);
  });
}

/// Sends to the Log what was admitted. Returns what is answered without it.
std::vector<Engine::Judged> Engine::send(std::vector<Judged> judged, TimelineStore::Sealing sealing) {
  while (!flights_.empty() && flights_.front().first.value + flights_.front().records->size() <= last().value + 1) {
    flights_.pop_front();
  }
  const auto at_once =
      std::stable_partition(judged.begin(), judged.end(), [this](const Judged& one) { return must_wait(one.answer); });
  std::vector<Judged> answered(std::make_move_iterator(at_once), std::make_move_iterator(judged.end()));
  judged.erase(at_once, judged.end());
  if (mode_ == EngineMode::rehearse || (judged.empty() && pending_.size() == 0)) return answered;
  send_pending(std::move(judged));
  if (store_->holds_much(sealing)) {
    if (const auto sealed = seal(sealing); !sealed) spdlog::warn("{}", sealed.error().message);
  }
  return answered;
}

void Engine::send_pending(std::vector<Judged> waiting) {
  const Seq before = sent_;
  const auto records = std::make_shared<const RecordBatch>(std::exchange(pending_, {}));
  sent_.value += records->size();
  flights_.push_back({Seq{before.value + 1}, records});
  {
    const std::lock_guard lock(landing_mutex_);
    ++in_flight_;
  }
  const auto kept = std::make_shared<std::vector<Judged>>(std::move(waiting));
  log_->append({records, before}, [this, kept](const Result<Appended>& appended) {
    land(appended);
    for (Judged& one : *kept) one.done(appended ? std::move(one.answer) : Answer(std::unexpected(appended.error())));
  });
}

void Engine::land(const Result<Appended>& appended) {
  const std::lock_guard lock(landing_mutex_);
  --in_flight_;
  if (!appended && failure_.empty()) failure_ = appended.error().message;
  landing_.notify_all();
}

void Engine::wait_for_flights() {
  std::unique_lock lock(landing_mutex_);
  landing_.wait(lock, [this] { return in_flight_ == 0; });
}

/// Fetches at once what judging these events one after the other would wait for.
void Engine::foresee(std::span<const Event* const> events) {
  std::vector<TimelineStore::Foreseen> coming;
  coming.reserve(events.size());
  for (const Event* e : events) {
    const SubjectKind kind = traits_of(e->type()).subject;  // a correction's target is a person's, nearly always
    coming.push_back({kind == SubjectKind::of_target ? SubjectKind::person : kind, e->subject, e->id});
  }
  store_->foresee(coming);
}

std::vector<Engine::Judged> Engine::judge_window(std::span<Append> window, Recording recording,
                                                 const Result<Instant>& now) {
  foresee(events_of(window));
  pending_.bytes.reserve(window.size() * kUsualBytes);
  pending_.ends.reserve(window.size());
  std::vector<Judged> judged;
  judged.reserve(window.size());
  for (Append& append : window) {
    judged.push_back({judge_batch(append.batch, recording, append.expected, now), std::move(append.done)});
  }
  return judged;
}

/// What is judged goes to the Log a window at a time: it commits those while the next are being judged.
void Engine::submit(std::span<Append> appends, Recording recording) {
  std::vector<Judged> answered;
  {
    const auto lock = hold();
    if (const auto ready = begin_writing(); !ready) {
      for (Append& append : appends) answered.push_back({std::unexpected(ready.error()), std::move(append.done)});
      appends = {};
    }
    const auto now = moment();
    for (std::size_t at = 0; at < appends.size(); at += kForeseen) {
      const auto window = appends.subspan(at, std::min(kForeseen, appends.size() - at));
      auto at_once = send(judge_window(window, recording, now), TimelineStore::Sealing::steady);
      std::ranges::move(at_once, std::back_inserter(answered));
    }
  }
  for (Judged& one : answered) one.done(std::move(one.answer));
}

void Engine::submit(std::vector<Event> batch, Recording recording, std::optional<Version> expected, Done done) {
  Append one{std::move(batch), expected, std::move(done)};
  submit({&one, 1}, recording);
}

void Engine::submit_each(std::vector<Event> events, Recording recording, Done done) {
  std::vector<Judged> judged;
  {
    const auto lock = hold();
    Answer all;
    if (auto r = begin_writing(); !r) all = std::unexpected(r.error());
    const auto now = moment();
    for (std::size_t i = 0; i < events.size() && all; ++i) {
      if (i % kForeseen == 0) foresee(events_of(std::span(events).subspan(i)));
      auto one = submission(events[i], recording, now);
      auto outcome = one ? judge_and_stage({&*one, 1}, recording) : Answer(std::unexpected(one.error()));
      if (outcome) {
        all->push_back(std::move(outcome->front()));
      } else {
        all = std::unexpected(outcome.error());
      }
    }
    judged.push_back({std::move(all), std::move(done)});
    judged = send(std::move(judged), TimelineStore::Sealing::bulk);
  }
  for (Judged& one : judged) one.done(std::move(one.answer));
}

Engine::Answer Engine::append(std::vector<Event> batch, Recording recording, std::optional<Version> expected) {
  const auto promise = std::make_shared<std::promise<Answer>>();
  submit(std::move(batch), recording, expected, [promise](Answer answer) { promise->set_value(std::move(answer)); });
  return promise->get_future().get();
}

Engine::Answer Engine::append_each(std::vector<Event> events, Recording recording) {
  const auto promise = std::make_shared<std::promise<Answer>>();
  submit_each(std::move(events), recording, [promise](Answer answer) { promise->set_value(std::move(answer)); });
  return promise->get_future().get();
}

Engine::Answer Engine::judge(std::vector<Event> batch, Recording recording, std::optional<Version> expected) {
  const auto lock = hold();
  if (auto r = begin_writing(); !r) return std::unexpected(r.error());
  auto all = submissions(batch, recording, expected, moment());
  if (!all) return std::unexpected(all.error());
  auto outcomes = admission_->judge(*all, next(), last_recorded_);
  if (outcomes && recording == Recording::by_clock && has_erasure(*all)) {
    outcomes = hold_to_retention(*all, std::move(*outcomes));
  }
  admission_->undo();
  return outcomes;
}

}  // namespace rireki
