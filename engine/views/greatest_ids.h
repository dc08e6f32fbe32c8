// Which ids are certainly not among many: those that are made as time goes by sort behind all of their kind. Event ids
// begin with what they are of, or with the time, so that a kind is what begins with the same bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rireki {

/// The greatest id of each kind, in byte order. Random ids are of too many kinds, and then nothing is known.
class GreatestIds {
 public:
  /// As many bytes, if there are so many, make a kind.
  static constexpr std::size_t kBeginning = 3;

  void add(std::string_view id);
  void add_all(const GreatestIds& others);
  void clear();

  /// False only if the id was not added.
  [[nodiscard]] bool may_include(std::string_view id) const;

  /// Whether there are too many kinds.
  [[nodiscard]] bool gives_up() const { return gives_up_; }

 private:
  [[nodiscard]] std::size_t place_of(std::uint32_t kind) const;

  std::vector<std::uint32_t> kinds_;
  std::vector<std::string> greatest_;  // of the kind at the same place
  std::size_t last_ = 0;               // where the kind added last stands: the next one mostly is the same
  bool gives_up_ = false;
};

}  // namespace rireki
