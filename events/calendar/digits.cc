#include "events/calendar/digits.h"

namespace rireki {

std::string to_half_width(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  while (!text.empty()) {
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const unsigned code = byte(0) == 0xEF ? (byte(1) << 8 | byte(2)) : 0U;
    if (take(text, "\u2212")) {
      plain += '-';
    } else if (code >= 0xBC81 && code <= 0xBCBF) {
      plain += static_cast<char>('!' + (code - 0xBC81));
      text.remove_prefix(3);
    } else if (code >= 0xBD80 && code <= 0xBD9E) {
      plain += static_cast<char>('`' + (code - 0xBD80));
      text.remove_prefix(3);
    } else {
      plain += text.front();
      text.remove_prefix(1);
    }
  }
  return plain;
}

}  // namespace rireki
