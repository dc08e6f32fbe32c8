// CP932 to UTF-8: what Windows-31J holds arrives, what it does not is named.
#include "tools/rireki/text_encoding.h"

#include <string>
#include <string_view>

#include <catch2/catch.hpp>

#include "events/types/text.h"

namespace rireki {

namespace {

std::string cp932(std::string_view bytes) {
  auto decoder = TextDecoder::make("cp932");
  REQUIRE(decoder);
  std::string text;
  const auto decoded = decoder->decode(bytes, text);
  return decoded ? text : decoded.error().message;
}

}  // namespace

TEST_CASE("the characters of names and offices arrive", "[tools][encoding]") {
  CHECK(cp932("\x8F\xAC\x92\x4D") == "小樽");
  CHECK(cp932("\xFB\xFC\xFA\xB1") == "髙﨑");
  CHECK(cp932("\x87\x40\x87\x54\x87\x8A") == "①Ⅰ㈱");
  CHECK(cp932("\x81\x60\x81\x61\x81\x7C\x81\x91\x81\x92\x81\xCA") == "～∥－￠￡￢");
  CHECK(cp932("\xB6\xDE\x20\xCA\xDF\xB0\xC4") == "ｶﾞ ﾊﾟｰﾄ");
  CHECK(cp932("a\\~") == "a\\~");
  CHECK(cp932("").empty());
}

TEST_CASE("NEC's and IBM's places of one character are that character", "[tools][encoding]") {
  CHECK(cp932("\xED\x40") == cp932("\xFA\x5C"));  // 纊
  CHECK(cp932("\xEE\xF9") == cp932("\x81\xCA"));  // ￢
  CHECK(cp932("\x87\x9A") == cp932("\x81\xE6"));  // ∵
  CHECK(cp932("\xFA\x40") == cp932("\xEE\xEF"));  // ⅰ
}

TEST_CASE("a user-defined character stays one", "[tools][encoding]") {
  CHECK(cp932("\xF0\x40\xF9\xFC") == "\uE000\uE757");
}

TEST_CASE("every character of CP932 is in Normalization Form C, and no two become one but by its own duplicates",
          "[tools][encoding]") {
  auto decoder = TextDecoder::make("cp932");
  REQUIRE(decoder);
  std::size_t characters = 0;
  std::string text;
  for (int lead = 0x81; lead <= 0xFC; ++lead) {
    if (lead >= 0xA0 && lead <= 0xDF) continue;
    for (int trail = 0x40; trail <= 0xFC; ++trail) {
      const char bytes[] = {static_cast<char>(lead), static_cast<char>(trail)};
      if (!decoder->decode({bytes, 2}, text)) continue;
      ++characters;
      CAPTURE(lead, trail, text);
      REQUIRE(is_nfc(text));
    }
  }
  CHECK(characters == 9604);  // 7,724 of the standard and of NEC and IBM, and 1,880 user-defined
}

TEST_CASE("a compatibility ideograph keeps its shape", "[tools][encoding]") {
  CHECK(cp932("\xFB\x7E\x93\x63") == "\u795E\uFE00田");
  CHECK(cp932("\x90\x5F\x93\x63") == "神田");
  CHECK(cp932("\xEE\x62") == "\u795E\uFE00");
  CHECK(cp932("\x81\xF0") == "\u00C5");
}

TEST_CASE("what CP932 lacks is named with column and byte", "[tools][encoding]") {
  CHECK(cp932("ab\x81\xAD") == "column 3: byte 0x81, before 0xAD, is not valid CP932");
  CHECK(cp932("\x8F\xAC\x92") == "column 3: byte 0x92 is not valid CP932");
  for (const std::string_view byte : {"\x80", "\xA0", "\xFD", "\xFE", "\xFF"}) {
    CHECK(cp932(byte) == "column 1: byte " + hex_byte(byte.front()) + " is not valid CP932");
  }
}

TEST_CASE("only the encodings that are promised are read", "[tools][encoding]") {
  CHECK(TextDecoder::make("utf-8")->is_utf8());
  CHECK(TextDecoder::make("euc-jp").error().code == Code::usage);
}

}  // namespace rireki
