#include "engine/access/vouched_heads.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>

#include "engine/proof/checkpoint_file.h"

namespace rireki {

bool VouchedHeads::allow(const Frontier& tree, Hasher& hasher) const {
  return std::ranges::all_of(std::array{by_guard, by_checkpoint}, [&](const TreeHead& known) {
    return known.size == 0 || tree.size() != known.size || tree.head(hasher) == known;
  });
}

std::uint64_t VouchedHeads::size() const { return std::max(by_guard.size, by_checkpoint.size); }

Result<TreeHead> signed_access_head(const AccessPlace& place, std::span<const VerifierKey> keys) {
  const auto note = read_checkpoint_note(place.checkpoint());
  if (!note) return std::unexpected(note.error());
  if (!*note) return TreeHead{};
  const auto text = open_note(**note, keys);
  const auto said = text ? parse_checkpoint(*text) : std::unexpected(text.error());
  if (!said) return fail(Code::integrity_error, place.checkpoint() + ": " + said.error().message);
  if (said->origin == keys.front().name + std::string(kEndOfAccessOrigin)) return said->head;
  return fail(Code::integrity_error, place.checkpoint() + " is of another log");
}

Result<void> must_have_access_log(const AccessPlace& place) {
  std::error_code ec;
  if (std::filesystem::exists(place.log(), ec) || ec) return {};
  return fail(Code::integrity_error, "the access log " + place.log() + " is missing: nothing says who has read what");
}

std::optional<std::string_view> entry_in(std::string_view line, std::uint64_t number, std::uint64_t vouched) {
  if (line.contains('\0')) return {};
  const std::string begin = std::to_string(number) + " ";
  if (line.starts_with(begin)) return line.substr(begin.size());
  const bool has_number = !line.empty() && line.front() >= '0' && line.front() <= '9';
  if (has_number || number > vouched) return {};
  return line;
}

}  // namespace rireki
