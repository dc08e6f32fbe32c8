// Strict reading of one JSON text into a flat tape of nodes. Beyond what Boost.JSON refuses (syntax, invalid UTF-8,
// lone surrogates, depth), repeated keys are refused: two readers of one line must never see different values.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "events/types/error.h"

namespace rireki {

enum class JsonKind : std::uint8_t { null, boolean, integer, number, text, array, object };

/// A value on the tape. `next` is the index right after the value and everything inside it.
struct JsonNode {
  JsonKind kind{};
  bool boolean = false;
  std::uint32_t next = 0;
  std::int64_t integer = 0;
  double number = 0;      // of `integer` and `number`
  std::string_view key;   // of a member of an object
  std::string_view text;  // of `text`
};

inline constexpr std::size_t kJsonDepthMax = 32;
inline constexpr std::size_t kJsonBytesMax = std::size_t{4} << 20;

/// Owns the tape of the last text parsed; nodes and views live until the next `parse` or its end. One thread at a time.
class JsonReader {
 public:
  JsonReader();
  ~JsonReader();
  JsonReader(const JsonReader&) = delete;
  JsonReader& operator=(const JsonReader&) = delete;

  /// The tape; element 0 is the root. Errors: INVALID_JSON with the column (1-based, in bytes), ENCODING_ERROR with
  /// column and byte where the text is not UTF-8.
  [[nodiscard]] Result<const std::vector<JsonNode>*> parse(std::string_view text);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The children of the object or array at `index`, by tape index.
template <class Visit>
void for_each_child(const std::vector<JsonNode>& tape, std::uint32_t index, Visit&& visit) {
  for (std::uint32_t i = index + 1; i < tape[index].next; i = tape[i].next) visit(i);
}

/// The member of the object at `index` with this key, if it is there.
[[nodiscard]] std::optional<std::uint32_t> find_member(const std::vector<JsonNode>& tape, std::uint32_t index,
                                                       std::string_view key);

[[nodiscard]] std::string_view to_text(JsonKind kind) noexcept;

}  // namespace rireki
