// Erasing a person's personal fields: what is asked for, what stands against it, and the deed.
#pragma once

#include "engine/engine.h"

namespace rireki {

struct ErasureRequest {
  std::string person;
  std::vector<std::string> categories;  // names of PersonalCategory; none: all
  std::string basis;                    // stored in clear
  std::string actor;
  std::string approved_by = {};  // empty: nobody
};

/// The event that asks for what is not erased yet; none if all of it is. The engine must be held or nobody else's.
/// Errors: USAGE for an unknown category, RETENTION_LOCKED with each reason and end date, INTEGRITY_ERROR.
[[nodiscard]] Result<std::optional<Event>> erasure_event(Engine& engine, const ErasureRequest& request);

/// Records it, with the engine not held, and destroys the keys; none if everything was erased before. When it has
/// returned, nobody can read those fields. Errors: as `erasure_event`, those of the rules; IO_ERROR, also if nothing
/// can sign tombstones, and then nothing is recorded; if it was recorded and not ended, the sentence says so.
[[nodiscard]] Result<std::optional<Seq>> erase(Engine& engine, const ErasureRequest& request);

/// Nothing for any event but an erasure. Errors: RETENTION_LOCKED with each reason and end date; INTEGRITY_ERROR.
[[nodiscard]] Result<void> refuse_if_retained(Engine& engine, const Event& event);

}  // namespace rireki
