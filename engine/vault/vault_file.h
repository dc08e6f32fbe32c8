// The file of the Vault, and that of the register of erasures beside it: frames, of which the last may be torn by a
// crash.
//
//   offset  size  the file begins with
//   0       8     "rirekiV1"
//
// then frames, each of them written and synced as one:
//
//   0       4     length of the entries in bytes
//   4       4     CRC-32C of bytes 0–3
//   8       4     CRC-32C of the entries
//   12      …     entries: varint length, kind byte, then by kind
//                   1  key        category byte, varint length, person, the wrapped key (60 bytes: cipher.h)
//                   2  intent     byte with a bit for each category, varint length, person, varint length, event id
//                   3  tombstone  a signed note (tombstone.h)
//                   4  open key   category byte, varint length, person, 32 bytes: of an exported log only,
//                                 with the tombstones of the keys that are not in it
//
// Integers are little-endian.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "engine/vault/cipher.h"
#include "events/types/enums.h"
#include "events/types/error.h"

namespace rireki {

/// A person's data that is to be, or was, made unreadable by the event with this id.
struct Erasure {
  std::string person;
  std::uint8_t categories = 0;  // bit_of
  std::string event_id;
};

/// Of the key of a person and category.
enum class KeyState : std::uint8_t { missing, kept, destroyed };

/// "the key of P000123 (identity)"
[[nodiscard]] std::string key_name(std::string_view person, PersonalCategory category);

/// INTEGRITY_ERROR: the key is missing, which is not the same as destroyed.
[[nodiscard]] std::unexpected<Error> refuse_missing_key(std::string_view person, PersonalCategory category);

enum class VaultEntryKind : std::uint8_t { key = 1, intent = 2, tombstone = 3, open_key = 4 };

/// One entry; views into the file's bytes.
struct VaultEntry {
  VaultEntryKind kind{};
  PersonalCategory category{};  // of a key
  std::uint8_t categories = 0;  // of an intent
  std::string_view person;      // of a key or an intent
  std::string_view bytes;       // the key, the event id, the note
};

void put_vault_entry(std::string& out, const VaultEntry& entry);

/// The entries as one frame.
[[nodiscard]] std::string vault_frame(std::string_view entries);

[[nodiscard]] std::string_view vault_magic();

/// Visits all entries; says how many bytes of the file are whole: what comes after them was torn. Errors:
/// INTEGRITY_ERROR if anything else is wrong, naming the offset.
[[nodiscard]] Result<std::size_t> each_vault_entry(std::string_view file, const std::string& path,
                                                   const std::function<void(const VaultEntry&)>& visit);

}  // namespace rireki
