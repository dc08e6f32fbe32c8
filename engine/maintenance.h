// What is done to a data directory as a whole, without opening it as an Engine: by an operator, rarely. Whether
// somebody writes meanwhile is said at each.
#pragma once

#include <string>

#include "engine/data_directory.h"
#include "engine/views/rebuild.h"
#include "events/types/values.h"

namespace rireki {

/// Gives up acknowledged records that the Log lacks, from `first_missing` on, as the refusal to open it named them, and
/// writes that down in DIR/losses.jsonl. While nobody writes. Errors: USAGE if nothing is missing, or something else;
/// IO_ERROR.
[[nodiscard]] Result<void> accept_loss(const std::string& directory, Seq first_missing, const std::string& actor);

/// Builds the views anew from the Log alone, as `rebuild_views`, while this or another process reads and writes.
[[nodiscard]] Result<Rebuilt> rebuild(const std::string& directory, bool check, const Watch& watch);

/// Two keys sign from the beginning of a change to its end.
enum class KeyChange : std::uint8_t { begin, end };

/// Begins to change the signing key, or ends it (signing_key.h), whether or not somebody writes. Errors: USAGE;
/// INTEGRITY_ERROR if it is another log's key; IO_ERROR.
[[nodiscard]] Result<void> change_signing_key(const std::string& directory, KeyChange change);

/// Writes down the public half of the signing key. Errors: those of loading it; IO_ERROR.
[[nodiscard]] Result<void> write_verifier_key(const DataDirectory& data);

/// Takes the clock as it is now for right. Errors: IO_ERROR if there is no such directory.
[[nodiscard]] Result<void> confirm_clock(const std::string& directory);

}  // namespace rireki
