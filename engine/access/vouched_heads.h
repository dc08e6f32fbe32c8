// What is known of the access log's tree beside its entries: what their writer and whoever looks them through hold them
// against.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "engine/access/access_log.h"
#include "engine/proof/frontier.h"
#include "engine/proof/signed_note.h"

namespace rireki {

/// After the log's name: the origin of the checkpoints.
inline constexpr std::string_view kEndOfAccessOrigin = "/accesses";

/// Of guard and checkpoint; zero where there is none. The checkpoint may be older than the guard.
struct VouchedHeads {
  TreeHead by_guard;
  TreeHead by_checkpoint;

  /// Whether the tree is the one that they say, if it has the size of one of them.
  [[nodiscard]] bool allow(const Frontier& tree, Hasher& hasher) const;
  /// How many entries there are at least.
  [[nodiscard]] std::uint64_t size() const;
};

/// Size and root by the newest checkpoint of the log; zero if none was signed. Errors: IO_ERROR; INTEGRITY_ERROR if
/// none of the keys has signed it, or it is another log's.
[[nodiscard]] Result<TreeHead> signed_access_head(const AccessPlace& place, std::span<const VerifierKey> keys);

/// Errors: INTEGRITY_ERROR.
[[nodiscard]] Result<void> must_have_access_log(const AccessPlace& place);

/// What follows the number in the log's `number`-th line; none if that is no such line: zeros where a power loss kept
/// it from reaching the disk, or a copy of others. Logs begun before entries had numbers have lines without, which
/// count as far as they are vouched for.
[[nodiscard]] std::optional<std::string_view> entry_in(std::string_view line, std::uint64_t number,
                                                       std::uint64_t vouched);

}  // namespace rireki
