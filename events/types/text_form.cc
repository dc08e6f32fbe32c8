#include "events/types/text_form.h"

#include "events/types/text.h"

namespace rireki {

Result<void> check_utf8(std::string_view name, std::string_view text) {
  const auto bad = find_invalid_utf8(text);
  if (!bad) return {};
  return fail(
      Code::encoding_error,
      std::string(name) + ", byte " + std::to_string(*bad + 1) + ": " + hex_byte(text[*bad]) + " is not valid UTF-8",
      std::string(name));
}

std::optional<std::string> misfit_of(std::string_view text, std::size_t characters_max) {
  if (text.find('\0') != std::string_view::npos) return "the text holds a NUL character";
  if (text.size() > characters_max && count_characters(text) > characters_max) {
    return "the text is longer than " + std::to_string(characters_max) + " characters";
  }
  if (const auto at = is_nfc(text) ? std::nullopt : find_not_nfc(text)) {
    return "character " + std::to_string(*at) +
           " of the text is not in Unicode Normalization Form C; bring it into that form (`uconv -x nfc` does), or "
           "import a file in cp932 as it is";
  }
  return std::nullopt;
}

Result<void> check_text(std::string_view field, std::string_view text, std::size_t characters_max) {
  if (auto r = check_utf8(field, text); !r) return r;
  const auto misfit = misfit_of(text, characters_max);
  if (!misfit) return {};
  return fail(Code::invalid_field, std::string(field) + ": " + *misfit, std::string(field));
}

}  // namespace rireki
