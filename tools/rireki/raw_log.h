// A log as a file of its own: ids, seqs, recorded times and record bytes unchanged (export --raw, import --raw).
//
//   offset  size  the file begins with
//   0       8     magic: 0x89 'R' 'I' 'R' 'E' 'K' 'I' 0x0A
//   8       4     format of the file, 1
//   12      8     number of records in the file, which are those from seq 1 on
//   20      4     CRC-32C of bytes 0–19
//
// then blocks follow until that number is reached, and nothing after them:
//
//   0       4     number of records, at least 1
//   4       8     seq of the first
//   12      4     length of the records in bytes
//   16      4     CRC-32C of the records
//   20      4     CRC-32C of bytes 0–19
//   24      …     records, one after the other (events/types/record_codec.h; each has its own checksum)
//
// Integers are little-endian. The same log gives the same bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "events/types/event.h"

namespace rireki {

/// Takes the bytes of a file in their order. Errors: IO_ERROR.
using ByteSink = std::function<Result<void>(std::string_view)>;

/// Fills the buffer from a file; fewer bytes only at its end. Errors: IO_ERROR.
using ByteSource = std::function<Result<std::size_t>(char* buffer, std::size_t bytes)>;

/// Writes a log of a known number of records.
class RawLogWriter {
 public:
  explicit RawLogWriter(ByteSink sink) : sink_(std::move(sink)) {}

  /// Errors: the sink's.
  [[nodiscard]] Result<void> begin(std::uint64_t records);

  /// The next record, from seq 1 on. Errors: the sink's.
  [[nodiscard]] Result<void> add(std::string_view record);

  /// Errors: the sink's; INTEGRITY_ERROR if not all records came.
  [[nodiscard]] Result<void> finish();

 private:
  Result<void> write_block();

  ByteSink sink_;
  std::uint64_t announced_ = 0;
  std::uint64_t written_ = 0;
  std::uint32_t count_ = 0;  // in the block
  std::string block_;
};

/// One block, all of whose bytes are right.
struct RawBlock {
  std::vector<Record> records;
  std::vector<std::string> bytes;  // of each record
};

/// Reads such a file and believes nothing: every byte is under a checksum, and each record must encode to its bytes.
class RawLogReader {
 public:
  /// `seal`: opens what is personal; without it, or without a key, these fields stay unread.
  explicit RawLogReader(ByteSource source, PersonalSeal* seal = nullptr) : source_(std::move(source)), seal_(seal) {}

  /// Errors: IO_ERROR; INTEGRITY_ERROR if it is no such file.
  [[nodiscard]] Result<void> begin();

  /// How many records the file says that it has.
  [[nodiscard]] std::uint64_t records() const { return announced_; }

  /// The next block; false behind the last one. Errors: IO_ERROR; INTEGRITY_ERROR naming offset and seq, after which
  /// there is nothing more to be read.
  [[nodiscard]] Result<bool> next(RawBlock& block);

 private:
  Result<void> fill(std::string& buffer, std::size_t bytes, std::string_view what);
  Result<void> split(std::string_view records, std::uint32_t count, RawBlock& block);
  [[nodiscard]] std::unexpected<Error> damaged(std::uint64_t offset, const std::string& what) const;

  ByteSource source_;
  PersonalSeal* seal_;
  std::uint64_t announced_ = 0;
  std::uint64_t read_ = 0;    // records
  std::uint64_t offset_ = 0;  // of the next byte
};

}  // namespace rireki
