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
constexpr std::size_t kCacheLineBytes = 64;

void bring_near(const Event& event) {
  const auto* bytes = reinterpret_cast<const char*>(&event);
  for (std::size_t at = 0; at < sizeof event; at += kCacheLineBytes) __builtin_prefetch(bytes + at);
}

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
  if (auto r = outbox_.not_failed(); !r) return r;
  if (admission_ != nullptr) return {};
  if (const Seq end = outbox_.sent(); end.value > 0) {
    const auto bytes = record_bytes(end);  // its personal fields are nothing to whoever appends
    if (!bytes) return std::unexpected(bytes.error());
    last_recorded_ = recorded_of(*bytes);
  } else {
    last_recorded_ = Instant{INT64_MIN};
  }
  admission_ = std::make_unique<Admission>(*this, *zones_);
  return admission_->load();
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
  auto outcomes = admission_->judge(batch, outbox_.next(), last_recorded_);
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

/// Adds what was admitted to the timelines and to the outbox.
void Engine::stage(const Submission& submission, const StagedEntry& entry) {
  const bool is_writer = mode_ == EngineMode::write;
  const Seq seq = outbox_.next();
  const Event& event = *submission.event;
  outbox_.add([&](std::string& bytes) {
    encode_record(event, submission.recorded, bytes, is_writer ? vault_.get() : nullptr);
  });
  if (event.type() == EventType::PersonalDataErased && is_writer) vault_->intend(*erasure_of(event));
  // It was read a moment ago to judge the event. If it cannot be read now, the Log has the Record and the views lack
  // it.
  const auto absorbed = store_->absorb(seq, event.id, entry.kind, entry.subject, entry.packed);
  if (!absorbed) outbox_.stop(absorbed.error());
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
  return std::ranges::any_of(*answer, [&](const Outcome& outcome) {
    return outcome.kind == Outcome::Kind::appended ||
           (outcome.kind == Outcome::Kind::duplicate && outbox_.is_waiting());
  });
}

/// Sends to the Log what was admitted. Returns what is answered without it.
std::vector<Engine::Judged> Engine::send(std::vector<Judged> judged, TimelineStore::Sealing sealing) {
  outbox_.forget(last());
  const auto at_once =
      std::stable_partition(judged.begin(), judged.end(), [this](const Judged& one) { return must_wait(one.answer); });
  std::vector<Judged> answered(std::make_move_iterator(at_once), std::make_move_iterator(judged.end()));
  judged.erase(at_once, judged.end());
  if (mode_ == EngineMode::rehearse || (judged.empty() && !outbox_.has_added())) return answered;
  send_added(std::move(judged));
  if (store_->holds_much(sealing)) {
    if (const auto sealed = seal(sealing); !sealed) spdlog::warn("{}", sealed.error().message);
  }
  return answered;
}

void Engine::send_added(std::vector<Judged> waiting) {
  const auto kept = std::make_shared<std::vector<Judged>>(std::move(waiting));
  outbox_.send(*log_, [kept](const Result<Appended>& appended) {
    for (Judged& one : *kept) one.done(appended ? std::move(one.answer) : Answer(std::unexpected(appended.error())));
  });
}

/// Fetches at once what judging these events one after the other would wait for.
void Engine::foresee(std::span<const Event* const> events) {
  for (const Event* e : events) bring_near(*e);
  for (const Event* e : events) admission_->foresee(*e);
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
  outbox_.expect(window.size(), kUsualBytes);
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
  auto outcomes = admission_->judge(*all, outbox_.next(), last_recorded_);
  if (outcomes && recording == Recording::by_clock && has_erasure(*all)) {
    outcomes = hold_to_retention(*all, std::move(*outcomes));
  }
  admission_->undo();
  return outcomes;
}

}  // namespace rireki
