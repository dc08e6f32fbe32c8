// The keys of a Vault in memory, wrapped under the master key until somebody asks for one.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "engine/vault/cipher.h"
#include "engine/vault/vault_file.h"

namespace rireki {

/// What it appends to `entries` are entries of the Vault's file. One thread at a time.
class KeyTable {
 public:
  explicit KeyTable(std::string master_key_path);
  ~KeyTable();
  KeyTable(const KeyTable&) = delete;
  KeyTable& operator=(const KeyTable&) = delete;

  /// Takes over the file's bytes and the keys in them; `visit` sees each other entry. Errors: as `each_vault_entry`,
  /// which also says what is returned.
  [[nodiscard]] Result<std::size_t> read(std::string file, const std::string& path,
                                         const std::function<void(const VaultEntry&)>& visit);
  /// Forgets all but the master key; the file's bytes are overwritten.
  void clear();

  /// Errors: IO_ERROR, INTEGRITY_ERROR.
  [[nodiscard]] Result<void> load_master();
  /// Takes this one instead of what its file says.
  void take_master(const SecretKey& key);
  /// Whether the master key unwraps what lies here; without any key it is not asked for. Errors: as `find`.
  [[nodiscard]] Result<void> check_master();

  /// Null: destroyed. Errors: INTEGRITY_ERROR if it is missing without that, or another master key has wrapped it; as
  /// `load_master`.
  [[nodiscard]] Result<const SecretKey*> find(std::string_view person, PersonalCategory category);

  [[nodiscard]] KeyState state(std::string_view person, PersonalCategory category) const;

  /// A new key, which nobody will ever know again if one was destroyed. Only after `load_master`, as the next one.
  [[nodiscard]] const SecretKey* make(std::string_view person, PersonalCategory category, std::string& entries);
  /// Takes a key of another log, unless one is or was here.
  void adopt(std::string_view person, PersonalCategory category, std::string_view key, std::string& entries);

  void destroy(const Erasure& erasure);
  [[nodiscard]] bool are_destroyed(const Erasure& erasure) const;
  /// Whether the file that was read has a key that is destroyed.
  [[nodiscard]] bool has_destroyed_in_file() const;

  /// All but what was destroyed, wrapped. Only after `load_master`.
  void put_wrapped(std::string& entries);
  /// The same, not wrapped. Errors: as `find`.
  [[nodiscard]] Result<void> put_open(std::string& entries);

 private:
  struct Keys;
  std::unique_ptr<Keys> keys_;
};

}  // namespace rireki
