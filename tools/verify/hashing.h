// SHA-256 and base64, for the verifier alone: it shares no code with the engine whose work it checks.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rireki {

using Digest = std::array<std::uint8_t, 32>;

/// SHA-256 of the texts, one after the other.
[[nodiscard]] Digest sha256(std::initializer_list<std::string_view> texts);

/// RFC 6962, section 2.1.
[[nodiscard]] Digest leaf_digest(std::string_view record);
[[nodiscard]] Digest node_digest(const Digest& left, const Digest& right);

/// None unless it is padded base64 without anything else.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);
[[nodiscard]] std::optional<Digest> decode_digest(std::string_view base64);

[[nodiscard]] std::string hex_of(std::string_view bytes);
[[nodiscard]] inline std::string_view bytes_of(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace rireki
