// A group of records as it was read, which finds its way to one in the middle.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/log/record_group.h"

namespace rireki {

class ReadGroup {
 public:
  /// Without records.
  ReadGroup() = default;
  /// `header` is that of `value`, decoded.
  ReadGroup(const GroupHeader& header, std::string value) : header_(header), value_(std::move(value)) {}

  [[nodiscard]] Seq last() const { return header_.last(); }
  [[nodiscard]] bool holds(Seq seq) const { return header_.count > 0 && header_.first <= seq && seq <= last(); }

  /// As `each_record`, from one of its records on.
  Result<bool> each_from(Seq from, const std::function<bool(Seq, std::string_view)>& visit);

 private:
  Result<bool> find_begins();

  GroupHeader header_;
  std::string value_;
  std::vector<std::size_t> begins_;  // of the records, once one in the middle was asked for
};

}  // namespace rireki
