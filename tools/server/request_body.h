// The JSON object that a request brings, where it is no event.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "events/types/error.h"

namespace rireki {

enum class MemberKind : std::uint8_t { text, whole_number, texts };

/// What a member of the object is, if it is there.
struct Member {
  std::string_view name;
  MemberKind kind = MemberKind::text;
};

class RequestBody {
 public:
  /// Holds the whole object against `members`: nothing that was sent counts as if it had not been. Errors, which name
  /// the field: INVALID_JSON, UNKNOWN_FIELD for a member that is not known, INVALID_FIELD for one of another kind (also
  /// null), for an empty text and an empty list.
  [[nodiscard]] static Result<RequestBody> read(std::string_view text, std::span<const Member> members);

  /// Errors: MISSING_FIELD.
  [[nodiscard]] Result<std::string> text(std::string_view name) const;
  /// Empty if it is not there.
  [[nodiscard]] std::string text_or_none(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;
  [[nodiscard]] std::int64_t number_or(std::string_view name, std::int64_t otherwise) const;

 private:
  using Value = std::variant<std::string, std::int64_t, std::vector<std::string>>;

  template <class T>
  [[nodiscard]] const T* find(std::string_view name) const;

  std::map<std::string, Value, std::less<>> values_;
};

}  // namespace rireki
