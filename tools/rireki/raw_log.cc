#include "tools/rireki/raw_log.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "events/types/crc32c.h"
#include "events/types/record_codec.h"

namespace rireki {

namespace {

constexpr std::string_view kMagic = "\x89RIREKI\n";
constexpr std::uint32_t kFormat = 1;
constexpr std::size_t kFileHeaderBytes = 24;
constexpr std::size_t kBlockHeaderBytes = 24;
constexpr std::size_t kBlockBytesFull = std::size_t{256} << 10;
constexpr std::size_t kBlockBytesMax = std::size_t{64} << 20;  // a reader takes no more into memory at once

static_assert(std::endian::native == std::endian::little, "fixed integers are written as they lie in memory");

template <class Integer>
void put(std::string& out, Integer value) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  out.append(bytes, sizeof value);
}

template <class Integer>
Integer get(std::string_view bytes, std::size_t offset) {
  Integer value{};
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

bool has_checksum(std::string_view header) {
  const std::size_t end = header.size() - sizeof(std::uint32_t);
  return get<std::uint32_t>(header, end) == crc32c(header.substr(0, end));
}

}  // namespace

Result<void> RawLogWriter::begin(std::uint64_t records) {
  announced_ = records;
  std::string header(kMagic);
  put(header, kFormat);
  put(header, records);
  put(header, crc32c(header));
  return sink_(header);
}

Result<void> RawLogWriter::add(std::string_view record) {
  block_ += record;
  ++count_;
  return block_.size() < kBlockBytesFull ? Result<void>{} : write_block();
}

Result<void> RawLogWriter::finish() {
  if (count_ > 0) {
    if (auto r = write_block(); !r) return r;
  }
  if (written_ == announced_) return {};
  return fail(Code::integrity_error,
              "the log gave " + std::to_string(written_) + " records, not " + std::to_string(announced_));
}

Result<void> RawLogWriter::write_block() {
  std::string header;
  put(header, count_);
  put(header, written_ + 1);
  put(header, static_cast<std::uint32_t>(block_.size()));
  put(header, crc32c(block_));
  put(header, crc32c(header));
  written_ += count_;
  count_ = 0;
  if (auto r = sink_(header); !r) return r;
  const auto result = sink_(block_);
  block_.clear();
  return result;
}

Result<void> RawLogReader::begin() {
  std::string header;
  if (auto r = fill(header, kFileHeaderBytes, "the header of the file"); !r) return r;
  if (!header.starts_with(kMagic)) return damaged(0, "this is no exported log");
  if (!has_checksum(header)) return damaged(0, "the header of the file has a wrong checksum");
  const auto format = get<std::uint32_t>(header, kMagic.size());
  if (format != kFormat) return damaged(kMagic.size(), "the format " + std::to_string(format) + " is not known here");
  announced_ = get<std::uint64_t>(header, kMagic.size() + sizeof format);
  return {};
}

Result<bool> RawLogReader::next(RawBlock& block) {
  block = {};
  std::string header;
  if (read_ == announced_) {
    const auto more = source_(header.assign(1, '\0').data(), 1);
    if (!more) return std::unexpected(more.error());
    if (*more > 0) return damaged(offset_, "there are bytes after the last record");
    return false;
  }
  const std::uint64_t begin = offset_;
  if (auto r = fill(header, kBlockHeaderBytes, "the header of a block"); !r) return std::unexpected(r.error());
  if (!has_checksum(header)) return damaged(begin, "the header of a block has a wrong checksum");
  const auto count = get<std::uint32_t>(header, 0);
  const auto bytes = get<std::uint32_t>(header, 12);
  const bool fits = count > 0 && count <= announced_ - read_ && bytes <= kBlockBytesMax;
  if (!fits || get<std::uint64_t>(header, 4) != read_ + 1) return damaged(begin, "a block does not belong here");
  std::string records;
  if (auto r = fill(records, bytes, "a block"); !r) return std::unexpected(r.error());
  if (auto r = split(records, count, block); !r) return std::unexpected(r.error());
  if (crc32c(records) != get<std::uint32_t>(header, 16)) return damaged(begin, "a block has a wrong checksum");
  read_ += count;
  return true;
}

/// The records of a block. One that does not decode is named itself, which the block's checksum could not do.
Result<void> RawLogReader::split(std::string_view records, std::uint32_t count, RawBlock& block) {
  std::string again;
  for (std::uint32_t i = 0; i < count; ++i) {
    const Seq seq{read_ + i + 1};
    const std::string place =
        "offset " + std::to_string(offset_ - records.size()) + ", seq " + std::to_string(seq.value);
    const auto length = record_length(records);
    if (!length) return fail(Code::integrity_error, place + ": " + length.error().message);
    const std::string_view bytes = records.substr(0, *length);
    auto record = decode_record_for_transfer(seq, bytes, seal_);
    if (!record) return fail(Code::integrity_error, place + ": " + record.error().message);
    again.clear();
    encode_record(record->event, record->recorded, again);
    if (again != bytes) return fail(Code::integrity_error, place + ": the record is not what this program would write");
    block.records.push_back(std::move(*record));
    block.bytes.emplace_back(bytes);
    records.remove_prefix(*length);
  }
  return records.empty() ? Result<void>{}
                         : damaged(offset_ - records.size(), "a block has bytes after its last record");
}

Result<void> RawLogReader::fill(std::string& buffer, std::size_t bytes, std::string_view what) {
  buffer.resize(bytes);
  const auto got = source_(buffer.data(), bytes);
  if (!got) return std::unexpected(got.error());
  if (*got < bytes) return damaged(offset_ + *got, "the file ends inside " + std::string(what));
  offset_ += bytes;
  return {};
}

std::unexpected<Error> RawLogReader::damaged(std::uint64_t offset, const std::string& what) const {
  return fail(Code::integrity_error,
              "offset " + std::to_string(offset) + ", seq " + std::to_string(read_ + 1) + ": " + what);
}

}  // namespace rireki
