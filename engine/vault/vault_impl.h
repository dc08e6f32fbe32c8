// What a Vault holds in memory, for its own sources.
#pragma once

#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/files/durable_file.h"
#include "engine/vault/cipher.h"
#include "engine/vault/erasure_register.h"
#include "engine/vault/key_table.h"
#include "engine/vault/opened_parts.h"
#include "engine/vault/vault.h"

namespace rireki {

struct Vault::Impl {
  explicit Impl(VaultPlace where)
      : place(std::move(where)), keys(place.master_key), register_of_erasures(place.register_file) {}

  Result<void> load();
  Result<void> load_file();
  Result<void> must_load() { return is_loaded ? Result<void>{} : load(); }
  /// In memory: no such key opens anything from now on.
  void destroy_keys(const Erasure& erasure);
  /// Signs tombstones into the register; in memory the keys are gone.
  Result<void> bury(std::span<const Erasure> erasures, Instant now);
  Result<void> apply_register();
  Result<void> write_anew();
  std::string kept_entries();
  /// Those of the register and of the file.
  [[nodiscard]] std::set<std::string> all_tombstones() const;
  void step() const {
    if (place.between_steps) place.between_steps();
  }

  VaultPlace place;
  mutable std::mutex mutex;  // of everything but the file's end
  std::mutex writing_mutex;  // of the file's end; taken first
  Cipher cipher;             // of parts
  bool is_loaded = false;
  KeyTable keys;
  ErasureRegister register_of_erasures;
  std::size_t whole = 0;         // bytes of the file that are not torn
  OpenedParts opened_parts;      // forgotten with each key that is destroyed
  DestroyedKeys destroyed_keys;  // by an erasure
  std::vector<Erasure> intents;
  std::vector<std::string> tombstones;  // of the file, signed
  std::string pending;                  // entries that are not on disk yet
  std::optional<DurableFile> end;       // of a writer; none while the file is being replaced
  bool failed = false;                  // nothing more goes to the file
  bool is_behind = false;               // the file has keys that are destroyed: it is to be written anew
};

}  // namespace rireki
