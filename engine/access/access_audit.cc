// The access log as others than its writer see it: read, copied and held against what vouches for it.
#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>

#include "engine/access/access_log.h"
#include "engine/access/vouched_heads.h"
#include "engine/files/durable_file.h"
#include "engine/proof/checkpoint_file.h"
#include "engine/proof/guard.h"
#include "events/types/json_reader.h"

namespace rireki {

namespace {

using VisitAccess = std::function<bool(std::uint64_t, std::string_view)>;
/// Of a line, its number and the entry in it.
using VisitLine = std::function<bool(std::string_view, std::uint64_t, std::string_view)>;

/// How many there are, up to the first that is not whole; none if `visit` has stopped before. `vouched`: so many are.
Result<std::optional<std::uint64_t>> visit_whole(const AccessPlace& place, std::uint64_t vouched,
                                                 const VisitLine& visit) {
  std::ifstream file(place.log(), std::ios::binary);
  if (!file) return fail(Code::io_error, "reading " + place.log() + ": " + std::generic_category().message(errno));
  std::uint64_t number = 0;
  for (std::string line; std::getline(file, line) && !file.eof(); ++number) {
    const auto entry = entry_in(line, number + 1, vouched);
    if (!entry) break;
    if (!visit(line, number + 1, *entry)) return std::nullopt;
  }
  return number;
}

}  // namespace

Result<void> each_access(const AccessPlace& place, const VisitAccess& visit) {
  if (auto r = must_have_access_log(place); !r) return r;
  // What vouches comes first: whoever records meanwhile moves it on.
  const auto vouched = Guard::read(place.guard());
  if (!vouched) return std::unexpected(vouched.error());
  const auto checkpoint = read_checkpoint(place.checkpoint());
  if (!checkpoint) return std::unexpected(checkpoint.error());
  const std::uint64_t recorded = std::max(vouched->size, *checkpoint ? (*checkpoint)->head.size : 0);
  const auto found = visit_whole(place, recorded, [&](std::string_view, std::uint64_t number, std::string_view entry) {
    return visit(number, entry);
  });
  if (!found) return std::unexpected(found.error());
  if (!*found || **found >= recorded) return {};
  return fail(Code::integrity_error, "the access log " + place.log() + " can be read up to entry " +
                                         std::to_string(**found) + ", but " + std::to_string(recorded) +
                                         " were recorded: put it back from a backup");
}

Result<void> read_accesses(const AccessPlace& place) {
  JsonReader reader;
  Result<void> result;
  const auto read = each_access(place, [&](std::uint64_t number, std::string_view line) {
    const auto tape = reader.parse(line);
    if (tape && (*tape)->front().kind == JsonKind::object) return true;
    result = fail(Code::integrity_error, "the access log " + place.log() + ": entry " + std::to_string(number) +
                                             " cannot be read: " + (tape ? "it is no object" : tape.error().message));
    return false;
  });
  return read ? result : read;
}

Result<void> copy_access_log(const AccessPlace& from, const AccessPlace& to) {
  std::error_code ec;
  std::filesystem::create_directories(to.directory, ec);
  if (ec) return fail(Code::io_error, "making " + to.directory + ": " + ec.message());
  // The guard first: a longer log is one that went on.
  const auto guard = read_durable_file(from.guard());
  if (!guard) return std::unexpected(guard.error());
  auto log = read_durable_file(from.log());
  if (!log) return std::unexpected(log.error());
  log->resize(log->find_last_not_of('\0') + 1);  // without what was written ahead
  if (auto r = write_durable_file(to.log(), *log); !r) return r;
  return write_durable_file(to.guard(), *guard);
}

Result<TreeHead> check_accesses(const AccessPlace& place, std::span<const VerifierKey> keys) {
  const auto vouched = Guard::read(place.guard());
  if (!vouched) return std::unexpected(vouched.error());
  const auto checkpoint = signed_access_head(place, keys);
  if (!checkpoint) return std::unexpected(checkpoint.error());
  const VouchedHeads known{*vouched, *checkpoint};
  Hasher hasher;
  Frontier frontier;
  bool agrees = true;
  if (auto r = must_have_access_log(place); !r) return std::unexpected(r.error());
  const auto read = visit_whole(place, known.size(), [&](std::string_view line, std::uint64_t, std::string_view) {
    frontier.append(line, hasher);
    agrees = agrees && known.allow(frontier, hasher);
    return true;
  });
  if (!read) return std::unexpected(read.error());
  if (agrees && frontier.size() >= known.size()) return frontier.head(hasher);
  return fail(Code::integrity_error, "the access log " + place.log() + " holds " + std::to_string(frontier.size()) +
                                         " entries, which are not those that its guard and checkpoint vouch for");
}

}  // namespace rireki
