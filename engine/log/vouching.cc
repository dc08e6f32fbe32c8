#include "engine/log/vouching.h"

#include <filesystem>
#include <fstream>

namespace rireki {

namespace {

std::string edge_of(const std::string& checkpoint) { return checkpoint + ".edge"; }

/// Whether the tree was `vouched` on its way from `near` to its head.
Result<bool> leads_through(const TreeHead& vouched, Frontier near, const TreeHead& head, Log& log) {
  Hasher hasher;
  bool agrees = near.size() != vouched.size || near.head(hasher) == vouched;
  const auto read = log.read(Seq{near.size() + 1}, Seq{head.size}, [&](Seq seq, std::string_view record) {
    near.append(record, hasher);
    if (seq.value == vouched.size) agrees = near.head(hasher) == vouched;
    return agrees;
  });
  if (!read) return std::unexpected(read.error());
  return agrees && near.head(hasher) == head;
}

}  // namespace

Result<std::optional<Loss>> find_loss(const TreeHead& vouched, const Frontier& near, const LogHead& head, Log& log) {
  Hasher hasher;
  const TreeHead present = head.frontier.head(hasher);
  if (vouched == present || vouched == head.previous) return std::nullopt;
  if (vouched.size > present.size) return Loss{vouched, present, Seq{present.size + 1}};
  if (vouched.size < present.size) {
    // The machine lost power: of the guard, unlike of the Log, not every write was synced. Or the program died before
    // its next checkpoint, or is writing while others read.
    const auto leads = leads_through(vouched, near.size() <= vouched.size ? near : Frontier(), present, log);
    if (!leads) return std::unexpected(leads.error());
    if (*leads) return std::nullopt;
  }
  return Loss{vouched, present, Seq{1}};
}

void write_edge(const std::string& checkpoint, const Frontier& edge) {
  const std::string fresh = edge_of(checkpoint) + ".new";
  std::ofstream(fresh, std::ios::binary) << encode_log_head({edge, {}});
  std::error_code ignored;
  std::filesystem::rename(fresh, edge_of(checkpoint), ignored);
}

Frontier read_edge(const std::string& checkpoint) {
  std::ifstream file(edge_of(checkpoint), std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  const auto head = decode_log_head(bytes);
  return head ? head->frontier : Frontier();
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
