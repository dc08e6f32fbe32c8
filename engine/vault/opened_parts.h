// What the Vault has opened lately: the same fields are asked for again and again. In memory alone, as the keys are.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rireki {

/// So many parts at most; one that comes may take the place of any other. One thread at a time.
class OpenedParts {
 public:
  OpenedParts() = default;
  ~OpenedParts() { forget(); }
  OpenedParts(const OpenedParts&) = delete;
  OpenedParts& operator=(const OpenedParts&) = delete;

  /// What these bytes were opened to in this context, which says whose key it was; null if that is not known.
  [[nodiscard]] const std::string* find(std::string_view context, std::string_view sealed) const;

  void remember(std::string_view context, std::string_view sealed, std::string_view clear);

  /// Everything, overwritten in memory.
  void forget();

 private:
  struct Part {
    std::string context;
    std::string sealed;
    std::string clear;
  };
  std::vector<Part> parts_;  // by a hash of the sealed bytes; none before the first
};

}  // namespace rireki
