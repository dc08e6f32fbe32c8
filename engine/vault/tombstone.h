// What is left of an erasure: a signed note that says whose keys were destroyed, and for which event.
//
//   rireki.erasure/v1 · the person · the categories, with commas · the event's id · when: a line each
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "engine/proof/signed_note.h"
#include "engine/vault/vault_file.h"
#include "events/calendar/instant.h"

namespace rireki {

struct Tombstone {
  Erasure erasure;
  Instant at;

  [[nodiscard]] std::string text() const;
};

/// What a note says, without a look at its signature. Errors: INTEGRITY_ERROR if it is no tombstone.
[[nodiscard]] Result<Tombstone> parse_tombstone(std::string_view note);

/// Errors: INTEGRITY_ERROR, naming the person, if none of these keys of a log has signed the note.
[[nodiscard]] Result<void> must_be_signed(std::string_view note, std::span<const VerifierKey> keys);

}  // namespace rireki
