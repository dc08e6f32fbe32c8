#include "engine/vault/key_text.h"

#include <charconv>

namespace rireki {

std::optional<SecretKey> key_of_first_line(std::string_view text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  SecretKey key{};
  if (line.size() != 2 * key.size()) return std::nullopt;
  for (std::size_t i = 0; i < key.size(); ++i) {
    const char* const end = line.data() + 2 * i + 2;
    const auto [ptr, ec] = std::from_chars(end - 2, end, key[i], 16);
    if (ec != std::errc{} || ptr != end) return std::nullopt;
  }
  return key;
}

}  // namespace rireki
