// The guard: a small file outside RocksDB that says how long the Log was when it last acknowledged, and its root. A Log
// that comes back shorter, or different, is found out by it.
//
//   two slots, at offsets 0 and 512, written in turn; integers little-endian
//   offset  size
//   0       8     "rirekiG1"
//   8       8     number of records
//   16      32    Merkle root
//   48      4     CRC-32C of bytes 0–47
//
// A slot that was torn by a crash has a wrong checksum; the other one then holds what was acknowledged before.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "engine/proof/frontier.h"
#include "events/types/error.h"

namespace rireki {

class Guard {
 public:
  /// Makes the file with both slots for an empty Log, synced with its name. Errors: IO_ERROR, also if it exists.
  [[nodiscard]] static Result<void> create(const std::string& path);

  /// What the file vouches for: of its valid slots the one with more records. Errors: INTEGRITY_ERROR if there is no
  /// valid slot, or no file.
  [[nodiscard]] static Result<TreeHead> read(const std::string& path);

  /// Opens the file for writing. Errors: IO_ERROR.
  [[nodiscard]] static Result<std::unique_ptr<Guard>> open(const std::string& path);

  ~Guard();
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;

  /// Writes the next slot, without a sync: it outlives the process, and a power loss can only make the guard older than
  /// the Log. Errors: IO_ERROR.
  [[nodiscard]] Result<void> put(const TreeHead& head);

  /// Errors: IO_ERROR.
  [[nodiscard]] Result<void> sync();

  /// Makes both slots say `head` and syncs: forgets what was vouched for before. Errors: IO_ERROR.
  [[nodiscard]] Result<void> reset(const TreeHead& head);

 private:
  Guard(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}

  int fd_;
  std::string path_;
  unsigned next_slot_ = 0;
};

}  // namespace rireki
