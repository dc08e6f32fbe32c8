#include "engine/log/group_reader.h"

#include <rocksdb/db.h>

#include "engine/log/log_options.h"
#include "engine/log/rocks_error.h"
#include "events/types/record_codec.h"

namespace rireki {

namespace {

constexpr std::string_view kReading = "reading the log";

std::unexpected<Error> missing(Seq seq) {
  return fail(Code::integrity_error, "record " + std::to_string(seq.value) + " is missing from the log");
}

/// Whether the visitor wants more. Takes its own hold of the group: a visitor may read other records meanwhile.
Result<bool> visit_group(std::shared_ptr<ReadGroup> group, Seq from, Seq to, const Log::Visit& visit) {
  bool wants_more = true;
  const auto r = group->each_from(from, [&](Seq seq, std::string_view record) {
    if (seq > to) return false;
    wants_more = visit(seq, record);
    return wants_more && seq < to;
  });
  if (!r) return r;
  return wants_more;
}

}  // namespace

void GroupReader::open(rocksdb::DB& db, rocksdb::ColumnFamilyHandle& records) {
  db_ = &db;
  records_ = &records;
}

Result<void> GroupReader::keep(std::string_view key, std::string_view value) {
  const auto header = decode_group_header(key, value);
  if (!header) return std::unexpected(header.error());
  kept_ = std::make_shared<ReadGroup>(*header, std::string(value));
  return {};
}

Result<Seq> GroupReader::find_last() {
  const std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator(checked_reads(), records_));
  it->SeekToLast();
  if (!it->status().ok()) return std::unexpected(error_of(it->status(), kReading));
  if (!it->Valid()) return Seq{};
  if (auto r = keep(it->key().ToStringView(), it->value().ToStringView()); !r) return std::unexpected(r.error());
  return kept_->last();
}

Result<void> GroupReader::read(Seq from, Seq to, const Log::Visit& visit) {
  if (kept_->holds(from) && kept_->holds(to)) {
    const auto r = visit_group(kept_, from, to, visit);
    return r ? Result<void>{} : std::unexpected(r.error());
  }
  const std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator(checked_reads(), records_));
  Seq expected = from;
  for (it->SeekForPrev(group_key(from)); it->Valid() && expected <= to; it->Next()) {
    if (auto r = keep(it->key().ToStringView(), it->value().ToStringView()); !r) return r;
    if (!kept_->holds(expected)) return missing(expected);
    const Seq upto = std::min(to, kept_->last());
    const auto more = visit_group(kept_, expected, upto, visit);
    if (!more) return std::unexpected(more.error());
    if (!*more) return {};
    expected = Seq{upto.value + 1};
  }
  if (!it->status().ok()) return std::unexpected(error_of(it->status(), kReading));
  return expected > to ? Result<void>{} : missing(expected);
}

Result<Seq> GroupReader::last_known_at(Instant instant, Seq last) {
  // `recorded` never decreases with seq: halve the range of seqs until the last one that is not later.
  std::uint64_t low = 0;
  std::uint64_t high = last.value;
  while (low < high) {
    const std::uint64_t middle = low + (high - low + 1) / 2;
    Instant recorded;
    const auto r = read(Seq{middle}, Seq{middle}, [&](Seq, std::string_view bytes) {
      recorded = recorded_of(bytes);
      return true;
    });
    if (!r) return std::unexpected(r.error());
    if (recorded <= instant) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return Seq{low};
}

}  // namespace rireki
