#include "engine/vault/erasure_register.h"

#include <algorithm>
#include <iterator>

#include "engine/files/durable_file.h"
#include "engine/vault/tombstone.h"

namespace rireki {

namespace {

std::string entries_of(const auto& tombstones) {
  std::string entries;
  for (const std::string& tombstone : tombstones) {
    put_vault_entry(entries, {.kind = VaultEntryKind::tombstone, .bytes = tombstone});
  }
  return entries;
}

}  // namespace

Result<void> ErasureRegister::load(const std::function<void(const Erasure&)>& visit) {
  tombstones_.clear();
  auto bytes = read_durable_file(path_);
  if (!bytes) return std::unexpected(bytes.error());
  Result<void> result;
  const auto read = each_vault_entry(*bytes, path_, [&](const VaultEntry& entry) {
    const auto tombstone = parse_tombstone(entry.bytes);
    if (!tombstone) {
      result = std::unexpected(tombstone.error());
      return;
    }
    visit(tombstone->erasure);
    tombstones_.emplace(entry.bytes);
  });
  return read ? result : std::unexpected(read.error());
}

Result<std::set<std::string>> ErasureRegister::read_copy(const std::string& path, std::span<const VerifierKey> keys) {
  const auto bytes = read_durable_file(path);
  if (!bytes) return std::unexpected(bytes.error());
  std::set<std::string> tombstones;
  Result<void> all_signed;
  const auto read = each_vault_entry(*bytes, path, [&](const VaultEntry& entry) {
    if (all_signed) all_signed = must_be_signed(entry.bytes, keys);
    tombstones.emplace(entry.bytes);
  });
  if (!read) return std::unexpected(read.error());
  if (!all_signed) return fail(Code::integrity_error, path + ": " + all_signed.error().message);
  if (*read != bytes->size()) return fail(Code::integrity_error, path + " is cut off");
  return tombstones;
}

Result<void> ErasureRegister::make(const std::string& path, const std::set<std::string>& tombstones) {
  std::string bytes(vault_magic());
  if (!tombstones.empty()) bytes += vault_frame(entries_of(tombstones));
  return replace_secret_file(path, bytes);
}

Result<void> ErasureRegister::add(std::span<const std::string> tombstones) {
  const auto bytes = read_durable_file(path_);
  if (!bytes) return std::unexpected(bytes.error());
  const auto whole_bytes = each_vault_entry(*bytes, path_, [](const VaultEntry&) {});
  if (!whole_bytes) return std::unexpected(whole_bytes.error());
  auto file = DurableFile::open_end(path_, *whole_bytes);
  if (!file) return std::unexpected(file.error());
  if (auto r = file->append(vault_frame(entries_of(tombstones))); !r) return r;
  tombstones_.insert(tombstones.begin(), tombstones.end());
  return {};
}

std::vector<std::string> ErasureRegister::lacking(std::span<const std::string> tombstones) const {
  std::vector<std::string> lost;
  std::ranges::remove_copy_if(tombstones, std::back_inserter(lost),
                              [&](const auto& tombstone) { return tombstones_.contains(tombstone); });
  return lost;
}

}  // namespace rireki
