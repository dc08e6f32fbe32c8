// Event ids that a look into the sealed views has not found, for those who are about to be judged.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rireki {

/// Kept in the order in which they will be asked for, so that each is found at once. To be cleared once the views have
/// ids that memory has no longer.
class AbsentIds {
 public:
  void clear() { size_ = at_ = 0; }

  void add(std::string_view id) {
    if (size_ == ids_.size()) ids_.emplace_back();
    ids_[size_++] = id;
  }

  /// Whether the id is one of them, and was not asked for before. False says nothing.
  [[nodiscard]] bool includes(std::string_view id) {
    for (std::size_t i = at_; i < size_; ++i) {
      if (ids_[i] != id) continue;
      at_ = i + 1;
      return true;
    }
    return false;
  }

 private:
  std::vector<std::string> ids_;  // whose memory is used again
  std::size_t size_ = 0;
  std::size_t at_ = 0;  // those before were asked for
};

}  // namespace rireki
