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
  std::int64_t integer = 0;  // of an object: the bits of its keys, `key_bit`
  double number = 0;         // of `integer` and `number`
  std::string_view key;      // of a member of an object
  std::string_view text;     // of `text`
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

[[nodiscard]] inline std::size_t count_children(const std::vector<JsonNode>& tape, std::uint32_t index) {
  std::size_t count = 0;
  for_each_child(tape, index, [&](std::uint32_t) { ++count; });
  return count;
}

/// Keys differ mostly in length or first letter: this looks at those before calling memcmp.
[[nodiscard]] inline bool same_key(std::string_view a, std::string_view b) {
  return a.size() == b.size() && (a.empty() || a.front() == b.front()) && a == b;
}

/// One bit out of 64 for a key: an object without it does not have the key.
[[nodiscard]] inline std::int64_t key_bit(std::string_view key) {
  const std::size_t mixed = key.size() * 5 + (key.empty() ? 0U : static_cast<unsigned char>(key.front()));
  return static_cast<std::int64_t>(std::uint64_t{1} << (mixed % 64));
}

/// The members of one object by key. Asking in the order in which they stand, or for one twice, is fastest.
class JsonMembers {
 public:
  JsonMembers(const std::vector<JsonNode>& tape, std::uint32_t object)
      : tape_(tape), object_(object), next_(object + 1), last_(object + 1) {}

  /// The member with this key, if it is there, by tape index.
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view key) {
    if ((tape_[object_].integer & key_bit(key)) == 0) return std::nullopt;
    const std::uint32_t end = tape_[object_].next;
    if (next_ < end && same_key(tape_[next_].key, key)) return take(next_);
    if (last_ < end && same_key(tape_[last_].key, key)) return last_;
    for (std::uint32_t i = object_ + 1; i < end; i = tape_[i].next) {
      if (same_key(tape_[i].key, key)) return take(i);
    }
    return std::nullopt;
  }

 private:
  std::uint32_t take(std::uint32_t index) {
    last_ = index;
    next_ = tape_[index].next;
    return index;
  }

  const std::vector<JsonNode>& tape_;
  std::uint32_t object_;
  std::uint32_t next_;  // likely asked for next
  std::uint32_t last_;
};

[[nodiscard]] std::string_view to_text(JsonKind kind) noexcept;

}  // namespace rireki
