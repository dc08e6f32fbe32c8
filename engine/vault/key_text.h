// A key as text: 64 hexadecimal digits.
#pragma once

#include <optional>
#include <string_view>

#include "engine/vault/cipher.h"

namespace rireki {

/// What the first line says; none if it is no key.
[[nodiscard]] std::optional<SecretKey> key_of_first_line(std::string_view text);

}  // namespace rireki
