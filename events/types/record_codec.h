// The canonical bytes of a Record: what the Log stores and the Merkle tree hashes.
//
//   offset  size  field
//   0       1     header format, 1
//   1       1     event type (number of the alternative in EventVariant)
//   2       2     schema version of the type
//   4       4     length of everything after these 12 bytes
//   8       4     CRC-32C of bytes 0–7 and of everything after these 12 bytes
//   12      4     effective day, days since 1970-01-01, signed
//   16      2     line
//   18      8     recorded, milliseconds since 1970-01-01T00:00Z, signed
//   26      …     id, subject, actor, approved_by, order_ref, note: varint n, then n − 1 bytes; n = 0 is absent
//   …       …     parts, each: category byte, form byte (0: in clear, 1: sealed), varint length, bytes
//
// All fixed integers are little-endian. A part holds the fields of one personal category (0: the clear ones), so that a
// category can be encrypted and forgotten alone; parts without fields are left out. A personal part in which any field
// is given is sealed (sealing.h), if there is a seal. The sequence number is not inside:
// it is the Record's place in the Log, and the bytes do not depend on it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "events/types/event.h"

namespace rireki {

inline constexpr std::size_t kRecordHeaderBytes = 12;

/// The parts of an event's data by category, in the layout of one schema version.
struct EncodedParts {
  EventType type{};
  std::uint16_t schema_version = 1;
  std::string bytes[kPartCount];
  std::uint8_t unread = 0;  // categories (bit_of) that were not opened: their bytes are empty
};

/// Brings the parts of an older schema version to the next one.
struct Upcaster {
  EventType type{};
  std::uint16_t from_version = 0;
  EncodedParts (*apply)(EncodedParts) = nullptr;
};

/// Every upcaster that this program needs to read all logs ever written.
[[nodiscard]] const std::vector<Upcaster>& standard_upcasters();

/// Appends the record's bytes to `out`. `event.id` and `event.effective` must be there, and a correction resolved.
/// Without a seal, personal parts lie in clear, but for those of `event.sealed`.
void encode_record(const Event& event, Instant recorded, std::string& out, PersonalSeal* seal = nullptr);

/// Reads one record, which must fill `bytes` exactly. Errors: INTEGRITY_ERROR for a wrong checksum, length or content;
/// for a schema version newer than this program's. Never crashes on any bytes. Sealed parts stay unread.
[[nodiscard]] Result<Record> decode_record(Seq seq, std::string_view bytes,
                                           const std::vector<Upcaster>& upcasters = standard_upcasters());

/// As `decode_record`, with sealed parts opened. Errors: also the seal's.
[[nodiscard]] Result<Record> decode_record(Seq seq, std::string_view bytes, PersonalSeal& seal);

/// As `decode_record`, for a log that takes the Record over: sealed parts also stay in `event.sealed` as they are, and
/// one that does not open (without a seal: any) is unread.
[[nodiscard]] Result<Record> decode_record_for_transfer(Seq seq, std::string_view bytes, PersonalSeal* seal);

/// Reads many records one after the other, into memory that it keeps: what views are built from. As `decode_record`,
/// but actor, approved_by, order_ref and note are left out.
class RecordReader {
 public:
  RecordReader();
  ~RecordReader();

  /// The Record lasts until the next one of its type is read. Errors: as `decode_record`.
  [[nodiscard]] Result<const Record*> read(Seq seq, std::string_view bytes);

 private:
  struct Memory;
  std::unique_ptr<Memory> memory_;
};

/// Length of the record at the front of `bytes` (header included). Errors: INTEGRITY_ERROR if it is cut off.
[[nodiscard]] Result<std::size_t> record_length(std::string_view bytes);

/// `recorded` alone, from a record's bytes that decode.
[[nodiscard]] Instant recorded_of(std::string_view bytes);

}  // namespace rireki
