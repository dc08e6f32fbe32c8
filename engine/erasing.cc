#include "engine/erasing.h"

#include "engine/clock/clock.h"
#include "events/lifecycle/packed_entry.h"
#include "events/types/sealing.h"
#include "events/types/text.h"
#include "projections/personal.h"
#include "projections/retention.h"

namespace rireki {

namespace {

constexpr auto kCategories = names(PersonalCategory{});

/// The categories asked for, one bit each (bit_of); all if none is named.
Result<std::uint8_t> wanted(const ErasureRequest& request) {
  std::uint8_t mask = 0;
  for (const std::string& name : request.categories) {
    const auto category = from_text<PersonalCategory>(name);
    if (!category) {
      return fail(Code::usage, "category: " + in_quotes(name) + " is none of identity, attributes, sensitive",
                  "category");
    }
    mask |= bit_of(*category);
  }
  return request.categories.empty() ? std::uint8_t{7} : mask;
}

std::string sentence_of(const std::string& person, const RetentionLock& lock) {
  return person + ": " + std::string(to_text(lock.category)) + " may not be erased" +
         (lock.last_day ? " before " + to_iso(*lock.last_day + 1) : ", without an end in sight") + ": " + lock.reason;
}

}  // namespace

namespace {

/// What the Log says was erased of a person goes, where an older vault still has the keys.
Result<void> destroy_kept_keys(Engine& engine, const std::string& person) {
  const auto timeline = engine.timeline(SubjectKind::person, person);
  if (!timeline) return std::unexpected(timeline.error());
  std::vector<Entry> entries;
  unpack(timeline->bytes, engine.last(), entries);
  std::vector<Erasure> kept;
  for (const Entry& entry : entries) {
    if (entry.type != EventType::PersonalDataErased) continue;
    const auto record = engine.record(entry.seq);
    if (!record) return std::unexpected(record.error());
    const Erasure erasure = *erasure_of(record->event);
    const auto is_known = engine.vault().knows_of(erasure);
    if (!is_known) return std::unexpected(is_known.error());
    if (!*is_known) kept.push_back(erasure);
  }
  return engine.vault().destroy(kept, system_clock()->now());
}

}  // namespace

Result<void> refuse_if_retained(Engine& engine, const Event& event) {
  const auto* erasure = std::get_if<PersonalDataErased>(&event.data.value);
  if (erasure == nullptr) return {};
  std::uint8_t categories = 0;
  for (const PersonalCategory category : erasure->categories) categories |= bit_of(category);
  const auto today = engine.today();
  if (!today) return std::unexpected(today.error());
  const auto organisation = engine.organisation(engine.last());
  if (!organisation) return std::unexpected(organisation.error());
  const Knowledge knowledge{engine, engine.last(), *organisation};
  const auto locks = retention_locks(knowledge, event.subject, categories, *today,
                                     [&](Instant instant) { return engine.local_day(instant); });
  if (!locks) return std::unexpected(locks.error());
  if (locks->empty()) return {};
  std::string message;
  for (const RetentionLock& lock : *locks) {
    (message += message.empty() ? "" : "; ") += sentence_of(event.subject, lock);
  }
  return fail(Code::retention_locked, message);
}

Result<std::optional<Event>> erasure_event(Engine& engine, const ErasureRequest& request) {
  const auto categories = wanted(request);
  if (!categories) return std::unexpected(categories.error());
  const auto timeline = engine.timeline(SubjectKind::person, request.person);
  if (!timeline) return std::unexpected(timeline.error());
  const auto left = static_cast<std::uint8_t>(*categories & ~erased_categories(timeline->bytes));
  if (left == 0) return std::nullopt;
  const auto today = engine.today();
  if (!today) return std::unexpected(today.error());
  Event event;
  event.subject = request.person;
  event.effective = *today;
  event.actor = request.actor;
  if (!request.approved_by.empty()) event.approved_by = request.approved_by;
  PersonalDataErased erased;
  for (std::size_t i = 0; i < kCategories.size(); ++i) {
    const auto category = static_cast<PersonalCategory>(i);
    if ((left & bit_of(category)) != 0) erased.categories.push_back(category);
  }
  erased.basis = request.basis;
  event.data.value = std::move(erased);
  if (auto r = refuse_if_retained(engine, event); !r) return std::unexpected(r.error());
  return event;
}

Result<std::optional<Seq>> erase(Engine& engine, const ErasureRequest& request) {
  auto held = engine.hold();
  auto event = erasure_event(engine, request);
  if (event && !*event) {
    if (auto r = destroy_kept_keys(engine, request.person); !r) return std::unexpected(r.error());
    return std::nullopt;
  }
  held.unlock();
  if (!event) return std::unexpected(event.error());
  const auto outcomes = engine.append({std::move(**event)}, Recording::by_clock);
  if (!outcomes) return std::unexpected(outcomes.error());
  if (outcomes->front().kind != Outcome::Kind::appended) return std::unexpected(outcomes->front().error);
  if (const auto finished = engine.finish_erasures(); !finished) {
    return fail(finished.error().code, "the erasure is recorded as seq " + std::to_string(outcomes->front().seq.value) +
                                           ", but the keys are not destroyed yet: " + finished.error().message +
                                           "; the next command that writes goes on with it");
  }
  return outcomes->front().seq;
}

}  // namespace rireki
