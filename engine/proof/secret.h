// Secrets that others are given: made at random, and kept only as keyed hashes.
#pragma once

#include <string>
#include <string_view>

#include "engine/proof/hash.h"

namespace rireki {

/// 256 random bits, as 64 hexadecimal digits.
[[nodiscard]] std::string make_secret();

/// HMAC-SHA256 (RFC 2104).
[[nodiscard]] Hash keyed_hash(std::string_view key, std::string_view text);

}  // namespace rireki
