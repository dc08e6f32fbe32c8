// The JSON object that a request brings, where it is no event.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "events/types/error.h"

namespace rireki {

class RequestBody {
 public:
  /// Members are texts, whole numbers, or lists of texts. Errors: INVALID_JSON, UNKNOWN_FIELD for a key that is not
  /// known, INVALID_FIELD for a member that is nothing of these.
  [[nodiscard]] static Result<RequestBody> read(std::string_view text, std::span<const std::string_view> known);

  /// Errors: MISSING_FIELD, also if it is empty.
  [[nodiscard]] Result<std::string> text(std::string_view key) const;
  /// Empty if it is not there.
  [[nodiscard]] std::string text_or_none(std::string_view key) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view key) const;
  [[nodiscard]] std::int64_t number_or(std::string_view key, std::int64_t otherwise) const;

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> texts_;
  std::map<std::string, std::int64_t, std::less<>> numbers_;
};

}  // namespace rireki
