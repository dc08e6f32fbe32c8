#include "engine/log/vouching.h"

namespace rireki {

namespace {

/// The head of the tree over the first `size` records.
Result<TreeHead> head_at(std::uint64_t size, Log& log, Hasher& hasher) {
  Frontier frontier;
  const auto read = log.read(Seq{1}, Seq{size}, [&](Seq, std::string_view record) {
    frontier.append(record, hasher);
    return true;
  });
  if (!read) return std::unexpected(read.error());
  return frontier.head(hasher);
}

}  // namespace

Result<std::optional<Loss>> find_loss(const TreeHead& vouched, const LogHead& head, Log& log) {
  Hasher hasher;
  const TreeHead present = head.frontier.head(hasher);
  if (vouched == present || vouched == head.previous) return std::nullopt;
  if (vouched.size > present.size) return Loss{vouched, present, Seq{present.size + 1}};
  if (vouched.size < present.size) {
    // The machine lost power: of the guard, unlike of the Log, not every write was synced.
    const auto then = head_at(vouched.size, log, hasher);
    if (!then) return std::unexpected(then.error());
    if (*then == vouched) return std::nullopt;
  }
  return Loss{vouched, present, Seq{1}};
}

std::unexpected<Error> refuse_loss(const Loss& loss) {
  const std::string first = std::to_string(loss.first_missing.value);
  const std::string what = loss.vouched.size > loss.present.size
                               ? "the log ends at seq " + std::to_string(loss.present.size) + ", but " +
                                     std::to_string(loss.vouched.size) +
                                     " records were acknowledged: the first missing one is seq " + first
                               : "the log is not the one that was acknowledged: its first " +
                                     std::to_string(loss.vouched.size) + " records have another root";
  return fail(Code::integrity_error, what + "; restore a backup, or go on without them with --accept-loss " + first);
}

}  // namespace rireki
