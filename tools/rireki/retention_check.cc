#include "tools/rireki/retention_check.h"

#include "projections/retention.h"

namespace rireki {

namespace {

std::string sentence_of(const std::string& person, const RetentionLock& lock) {
  return person + ": " + std::string(to_text(lock.category)) + " may not be erased" +
         (lock.last_day ? " before " + to_iso(*lock.last_day + 1) : ", without an end in sight") + ": " + lock.reason;
}

}  // namespace

Result<void> refuse_if_retained(Engine& engine, const Event& event) {
  const auto* erasure = std::get_if<PersonalDataErased>(&event.data.value);
  if (erasure == nullptr) return {};
  std::uint8_t categories = 0;
  for (const PersonalCategory category : erasure->categories) categories |= bit_of(category);
  const auto today = engine.today();
  if (!today) return std::unexpected(today.error());
  auto organisation = load_organisation(engine, engine.last(), engine.parsed_policies());
  if (!organisation) return std::unexpected(organisation.error());
  const Knowledge knowledge{engine, engine.last(), std::move(*organisation)};
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

}  // namespace rireki
