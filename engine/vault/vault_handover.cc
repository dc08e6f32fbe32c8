// The keys as they go from one Vault to another, beside a log that is taken over.
#include <mutex>

#include <openssl/crypto.h>

#include "engine/files/durable_file.h"
#include "engine/vault/tombstone.h"
#include "engine/vault/vault_impl.h"

namespace rireki {

Result<void> Vault::write_open_keys(const std::function<Result<void>(std::string_view)>& sink) {
  const std::lock_guard lock(impl_->mutex);
  if (auto r = impl_->must_load(); !r) return r;
  std::string entries;
  if (auto r = impl_->keys.put_open(entries); !r) return r;
  for (const std::string& tombstone : impl_->all_tombstones()) {
    put_vault_entry(entries, {.kind = VaultEntryKind::tombstone, .bytes = tombstone});
  }
  std::string bytes(vault_magic());
  bytes += vault_frame(entries);
  auto written = sink(bytes);
  OPENSSL_cleanse(bytes.data(), bytes.size());
  OPENSSL_cleanse(entries.data(), entries.size());
  return written;
}

Result<DestroyedKeys> Vault::adopt_open_keys(const std::string& path) {
  const auto bytes = read_durable_file(path);
  if (!bytes) return std::unexpected(bytes.error());
  const std::lock_guard lock(impl_->mutex);
  if (auto r = impl_->must_load(); !r) return std::unexpected(r.error());
  if (auto r = impl_->keys.load_master(); !r) return std::unexpected(r.error());
  DestroyedKeys destroyed;
  Result<void> parsed;
  const auto read = each_vault_entry(*bytes, path, [&](const VaultEntry& entry) {
    if (entry.kind == VaultEntryKind::open_key) {
      impl_->keys.adopt(entry.person, entry.category, entry.bytes, impl_->pending);
    } else if (entry.kind == VaultEntryKind::tombstone) {
      const auto tombstone = parse_tombstone(entry.bytes);
      if (tombstone) destroyed[tombstone->erasure.person] |= tombstone->erasure.categories;
      if (!tombstone) parsed = std::unexpected(tombstone.error());
    }
  });
  if (!read) return std::unexpected(read.error());
  if (!parsed) return std::unexpected(parsed.error());
  if (*read != bytes->size()) return fail(Code::integrity_error, path + " is cut off");
  return destroyed;
}

}  // namespace rireki
