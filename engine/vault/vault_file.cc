#include "engine/vault/vault_file.h"

#include <bit>
#include <cstring>
#include <optional>

#include "events/types/crc32c.h"
#include "events/types/varint.h"

namespace rireki {

namespace {

constexpr std::string_view kMagic = "rirekiV1";
constexpr std::size_t kFrameHeaderBytes = 12;
static_assert(std::endian::native == std::endian::little, "integers are written as they lie in memory");

void put_u32(std::string& out, std::uint32_t value) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  out.append(bytes, sizeof value);
}

std::uint32_t get_u32(std::string_view bytes) {
  std::uint32_t value = 0;
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}

void put_text(std::string& out, std::string_view text) {
  put_varint(out, text.size());
  out += text;
}

std::optional<std::uint8_t> take_byte(std::string_view& bytes) {
  if (bytes.empty()) return std::nullopt;
  const auto byte = static_cast<std::uint8_t>(bytes.front());
  bytes.remove_prefix(1);
  return byte;
}

std::optional<std::string_view> take_text(std::string_view& bytes) {
  const auto size = read_varint(bytes);
  if (!size || *size > bytes.size()) return std::nullopt;
  const std::string_view text = bytes.substr(0, *size);
  bytes.remove_prefix(*size);
  return text;
}

std::optional<VaultEntry> parse_entry(std::string_view bytes) {
  const auto kind = take_byte(bytes);
  if (!kind || *kind < 1 || *kind > static_cast<std::uint8_t>(VaultEntryKind::open_key)) return std::nullopt;
  VaultEntry entry{.kind = static_cast<VaultEntryKind>(*kind)};
  if (entry.kind == VaultEntryKind::tombstone) {
    entry.bytes = bytes;
    return entry;
  }
  const auto category = take_byte(bytes);
  const auto person = take_text(bytes);
  if (!category || !person) return std::nullopt;
  entry.person = *person;
  entry.categories = *category;
  if (entry.kind == VaultEntryKind::intent) {
    const auto id = take_text(bytes);
    if (!id || !bytes.empty()) return std::nullopt;
    entry.bytes = *id;
    return entry;
  }
  if (*category >= names(PersonalCategory{}).size()) return std::nullopt;
  entry.category = static_cast<PersonalCategory>(*category);
  entry.bytes = bytes;
  const std::size_t wanted = sizeof(SecretKey) + (entry.kind == VaultEntryKind::key ? kSealBytes : 0);
  return bytes.size() == wanted ? std::optional(entry) : std::nullopt;
}

/// Visits the entries of one frame; false if it is not made of entries.
bool each_entry(std::string_view entries, const std::function<void(const VaultEntry&)>& visit) {
  while (!entries.empty()) {
    const auto bytes = take_text(entries);
    const auto entry = bytes ? parse_entry(*bytes) : std::nullopt;
    if (!entry) return false;
    visit(*entry);
  }
  return true;
}

}  // namespace

std::string key_name(std::string_view person, PersonalCategory category) {
  return "the key of " + std::string(person) + " (" + std::string(to_text(category)) + ")";
}

std::unexpected<Error> refuse_missing_key(std::string_view person, PersonalCategory category) {
  return fail(Code::integrity_error,
              key_name(person, category) + " is not in the vault, and nothing says that it was destroyed");
}

std::string_view vault_magic() { return kMagic; }

void put_vault_entry(std::string& out, const VaultEntry& entry) {
  std::string bytes(1, static_cast<char>(entry.kind));
  if (entry.kind == VaultEntryKind::tombstone) {
    bytes += entry.bytes;
  } else if (entry.kind == VaultEntryKind::intent) {
    bytes += static_cast<char>(entry.categories);
    put_text(bytes, entry.person);
    put_text(bytes, entry.bytes);
  } else {
    bytes += static_cast<char>(entry.category);
    put_text(bytes, entry.person);
    bytes += entry.bytes;
  }
  put_text(out, bytes);
}

std::string vault_frame(std::string_view entries) {
  std::string frame;
  put_u32(frame, static_cast<std::uint32_t>(entries.size()));
  put_u32(frame, crc32c(frame));
  put_u32(frame, crc32c(entries));
  frame += entries;
  return frame;
}

Result<std::size_t> each_vault_entry(std::string_view file, const std::string& path,
                                     const std::function<void(const VaultEntry&)>& visit) {
  const auto damaged = [&](std::size_t at) {
    return fail(Code::integrity_error, path + " is damaged at offset " + std::to_string(at));
  };
  if (!file.starts_with(kMagic)) return damaged(0);
  std::size_t at = kMagic.size();
  while (file.size() - at >= kFrameHeaderBytes) {
    const std::string_view header = file.substr(at, kFrameHeaderBytes);
    if (crc32c(header.substr(0, 4)) != get_u32(header.substr(4))) return damaged(at);
    const std::size_t size = get_u32(header);
    if (size > file.size() - at - kFrameHeaderBytes) return at;
    const std::string_view entries = file.substr(at + kFrameHeaderBytes, size);
    if (crc32c(entries) != get_u32(header.substr(8)) || !each_entry(entries, visit)) return damaged(at);
    at += kFrameHeaderBytes + size;
  }
  return at;
}

}  // namespace rireki
