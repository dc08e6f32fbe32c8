#include "tools/rireki/text_encoding.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "events/types/text.h"

namespace rireki {

namespace {

constexpr std::size_t kUtf8BytesPerByteMax = 3;

struct Replacement {
  std::string_view from;
  std::string_view to;
};

// What CP932 has and Normalization Form C does not: compatibility ideographs, here with the variation selectors of the
// Unicode Character Database (StandardizedVariants.txt), and the sign of the ångström, which is the letter.
constexpr auto kStableForms = std::to_array<Replacement>({
    {"\u212B", "\u00C5"},       {"\uF929", "\u6717\uFE00"}, {"\uF9DC", "\u9686\uFE00"}, {"\uFA10", "\u585A\uFE00"},
    {"\uFA12", "\u6674\uFE00"}, {"\uFA15", "\u51DE\uFE00"}, {"\uFA16", "\u732A\uFE00"}, {"\uFA17", "\u76CA\uFE00"},
    {"\uFA18", "\u793C\uFE00"}, {"\uFA19", "\u795E\uFE00"}, {"\uFA1A", "\u7965\uFE00"}, {"\uFA1B", "\u798F\uFE00"},
    {"\uFA1C", "\u9756\uFE00"}, {"\uFA1D", "\u7CBE\uFE00"}, {"\uFA1E", "\u7FBD\uFE00"}, {"\uFA20", "\u8612\uFE00"},
    {"\uFA22", "\u8AF8\uFE00"}, {"\uFA25", "\u9038\uFE00"}, {"\uFA26", "\u90FD\uFE00"}, {"\uFA2A", "\u98EF\uFE00"},
    {"\uFA2B", "\u98FC\uFE00"}, {"\uFA2C", "\u9928\uFE00"}, {"\uFA2D", "\u9DB4\uFE00"},
});

void take_stable_forms(std::string& text) {
  constexpr auto kBeginnings = std::to_array<std::string_view>({"\xE2\x84\xAB", "\xEF\xA4", "\xEF\xA7", "\xEF\xA8"});
  if (std::ranges::none_of(kBeginnings, [&](std::string_view b) { return text.find(b) != std::string::npos; })) return;
  for (const auto& [from, to] : kStableForms) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
      text.replace(at, from.size(), to);
    }
  }
}

std::unexpected<Error> not_valid(std::string_view bytes, std::size_t at, std::string_view encoding) {
  std::string message = "column " + std::to_string(at + 1) + ": byte " + hex_byte(bytes[at]);
  const bool shows_next = encoding == "CP932" && at + 1 < bytes.size();
  if (shows_next) message += ", before " + hex_byte(bytes[at + 1]) + ",";
  const std::string way_on =
      encoding == "UTF-8" ? "; if it comes from a Japanese spreadsheet: --encoding cp932" : std::string();
  return fail(Code::encoding_error, message + " is not valid " + std::string(encoding) + way_on);
}

bool is_ascii(std::string_view bytes) {
  return std::ranges::none_of(bytes, [](char c) { return (static_cast<unsigned char>(c) & 0x80U) != 0; });
}

}  // namespace

Result<TextDecoder> TextDecoder::make(const std::string& encoding) {
  TextDecoder decoder;
  if (encoding == "utf-8") return decoder;
  if (encoding != "cp932") return fail(Code::usage, "--encoding: utf-8 or cp932, not " + in_quotes(encoding));
  const iconv_t converter = iconv_open("UTF-8", "CP932");
  if (converter == reinterpret_cast<iconv_t>(-1)) {
    return fail(Code::io_error, "this system cannot read cp932: " + std::generic_category().message(errno));
  }
  decoder.converter_ = std::shared_ptr<void>(converter, [](void* open) { iconv_close(open); });
  return decoder;
}

Result<void> TextDecoder::check_mark(bool has_byte_order_mark) const {
  if (is_utf8() || !has_byte_order_mark) return {};
  return fail(Code::usage, "--encoding: the file begins with the byte order mark of UTF-8, so it is not cp932");
}

Result<void> TextDecoder::decode(std::string_view bytes, std::string& text) {
  if (is_utf8()) {
    if (const auto bad = find_invalid_utf8(bytes)) return not_valid(bytes, *bad, "UTF-8");
    text = bytes;
    return {};
  }
  if (is_ascii(bytes)) {
    text = bytes;
    return {};
  }
  text.resize(bytes.size() * kUtf8BytesPerByteMax);
  char* in = const_cast<char*>(bytes.data());  // iconv does not write there
  char* out = text.data();
  std::size_t in_left = bytes.size();
  std::size_t out_left = text.size();
  iconv(converter_.get(), nullptr, nullptr, nullptr, nullptr);
  const std::size_t converted = iconv(converter_.get(), &in, &in_left, &out, &out_left);
  if (converted == static_cast<std::size_t>(-1)) return not_valid(bytes, bytes.size() - in_left, "CP932");
  text.resize(text.size() - out_left);
  take_stable_forms(text);
  return {};
}

}  // namespace rireki
