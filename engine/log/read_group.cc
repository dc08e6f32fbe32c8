#include "engine/log/read_group.h"

namespace rireki {

Result<bool> ReadGroup::each_from(Seq from, const std::function<bool(Seq, std::string_view)>& visit) {
  if (from == header_.first) return each_record(header_, value_, visit);
  if (begins_.empty()) {
    if (const auto r = find_begins(); !r) return r;
  }
  const std::uint64_t skipped = from.value - header_.first.value;
  const GroupHeader rest{from, header_.count - static_cast<std::uint32_t>(skipped), header_.recorded};
  return each_record(rest, std::string_view(value_).substr(begins_[skipped] - kGroupHeaderBytes), visit);
}

Result<bool> ReadGroup::find_begins() {
  auto found = each_record(header_, value_, [&](Seq, std::string_view record) {
    begins_.push_back(static_cast<std::size_t>(record.data() - value_.data()));
    return true;
  });
  if (!found) begins_.clear();  // who asks again finds the same amiss
  return found;
}

}  // namespace rireki
