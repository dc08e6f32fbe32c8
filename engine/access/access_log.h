// Who has read personal fields, when and why: a log of its own beside the Log, with a tree of the same kind.
//
//   DIR/accesses/log         an entry a line (access_entry.h) behind its number, so that no copy of a line counts as a
//                            further one; the leaves are the lines without their newlines. While a process goes on
//                            recording, or after it was killed, zero bytes follow
//   DIR/accesses/guard       how many entries were recorded, and their root (guard.h). Written behind the entries
//                            without a sync, so that a power loss can make it older: whole lines after it count, a
//                            torn one does not
//   DIR/accesses/checkpoint  the newest checkpoint, signed; its origin is the Log's and "/accesses"
//   DIR/accesses/edge        the right edge of the tree at the newest checkpoint, derived: may be deleted
//
// Every process that reads records its own reads: the file is locked while one of them writes.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "engine/proof/signed_note.h"

namespace rireki {

/// Who asks for personal fields, and why.
struct Reader {
  std::string actor;
  std::string purpose;  // empty: not said
};

struct AccessPlace {
  std::string directory;
  std::string signing_key;

  [[nodiscard]] std::string log() const { return directory + "/log"; }
  [[nodiscard]] std::string guard() const { return directory + "/guard"; }
  [[nodiscard]] std::string checkpoint() const { return directory + "/checkpoint"; }
  [[nodiscard]] std::string edge() const { return directory + "/edge"; }
};

/// Any thread.
class AccessLog {
 public:
  /// Makes an empty one. Errors: IO_ERROR, also if there is one already.
  [[nodiscard]] static Result<void> create(const AccessPlace& place);

  explicit AccessLog(AccessPlace place);
  /// Signs what was recorded. What was added but not recorded is lost.
  ~AccessLog();
  AccessLog(const AccessLog&) = delete;
  AccessLog& operator=(const AccessLog&) = delete;

  /// An entry, without a newline, for the next `record`. Does not wait for one that is under way.
  void add(std::string_view entry);

  /// When it has returned, what was added is on disk, by one sync. The newest checkpoint is then at
  /// most about a second old. Errors: IO_ERROR; INTEGRITY_ERROR if the file is missing, or shorter or other than the
  /// guard says.
  [[nodiscard]] Result<void> record();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The entries in order, numbered from 1, until `visit` returns false. Errors: INTEGRITY_ERROR if log or guard is
/// missing, or guard or checkpoint say that more were recorded than can be read; IO_ERROR.
[[nodiscard]] Result<void> each_access(const AccessPlace& place,
                                       const std::function<bool(std::uint64_t, std::string_view)>& visit);

/// Reads every entry. Errors: INTEGRITY_ERROR, also naming the first that is no JSON object.
[[nodiscard]] Result<void> read_accesses(const AccessPlace& place);

/// Copies log and guard to a place that has none, while entries may be recorded. Errors: IO_ERROR, INTEGRITY_ERROR.
[[nodiscard]] Result<void> copy_access_log(const AccessPlace& from, const AccessPlace& to);

/// Holds every entry against the guard and the checkpoint. Errors: INTEGRITY_ERROR saying what is not as it was.
[[nodiscard]] Result<TreeHead> check_accesses(const AccessPlace& place, std::span<const VerifierKey> keys);

}  // namespace rireki
