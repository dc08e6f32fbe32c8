#include "engine/log/next_group.h"

#include <rocksdb/write_batch.h>

#include "engine/log/record_group.h"
#include "events/types/record_codec.h"

namespace rireki {

void NextGroup::follow(const Frontier& end) {
  frontier_ = end;
  previous_ = tree();
}

void NextGroup::end(const TreeHead& tree) {
  previous_ = tree;
  records_.clear();
}

Result<Appended> NextGroup::add(const AppendRequest& request) {
  const Seq end{frontier_.size()};
  if (request.expected_last != end) {
    return fail(Code::concurrent_change, "the log has moved on to seq " + std::to_string(end.value));
  }
  for (std::size_t i = 0; i < request.records->size(); ++i) {
    records_.push_back((*request.records)[i]);
    frontier_.append(records_.back(), hasher_);
  }
  return Appended{Seq{end.value + 1}, Seq{frontier_.size()}};
}

rocksdb::Status NextGroup::put(rocksdb::WriteBatch& batch, rocksdb::ColumnFamilyHandle* family) const {
  std::vector<rocksdb::Slice> parts;
  for (std::size_t i = 0; i < records_.size();) {
    GroupHeader header{Seq{previous_.size + 1 + i}, 0, recorded_of(records_[i])};
    parts.assign(1, {});
    std::size_t bytes = 0;
    do {
      parts.emplace_back(records_[i].data(), records_[i].size());
      bytes += records_[i].size();
      ++header.count;
      ++i;
    } while (i < records_.size() && bytes + records_[i].size() <= kGroupBytesMax);
    const std::string key = group_key(header.first);
    const std::string first = encode_group_header(header, bytes);
    parts.front() = first;
    const rocksdb::Slice keys[] = {key};
    const auto status = batch.Put(family, rocksdb::SliceParts(keys, 1),
                                  rocksdb::SliceParts(parts.data(), static_cast<int>(parts.size())));
    if (!status.ok()) return status;
  }
  return {};
}

}  // namespace rireki
