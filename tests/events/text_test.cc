// What a search compares.
#include "events/types/text.h"

#include <string>

#include <catch2/catch.hpp>

namespace rireki {

TEST_CASE("a search does not tell width, case, kana and blanks apart", "[events][text]") {
  const std::string wanted = folded_for_search("みほん hanako");
  CHECK(wanted == "みほんhanako");
  for (const char* form : {"ミホンHanako", "ﾐﾎﾝ ＨＡＮＡＫＯ", "み　ほ ん\thanako", "みほんhanako"}) {
    CHECK(folded_for_search(form) == wanted);
  }
  CHECK(folded_for_search("ガッツ") == "がっつ");
  CHECK(folded_for_search("ｶﾞｯﾂ") == "がっつ");
  CHECK(folded_for_search("か\u3099") == "が");
  CHECK(folded_for_search("ヴァヽヾー") == "ゔぁゝゞー");
  CHECK(folded_for_search("ヷ") == "ヷ");
  CHECK(folded_for_search("髙﨑 Ⅳ") == "髙﨑iv");
  CHECK(folded_for_search("か") != folded_for_search("が"));
}

TEST_CASE("the first character that Normalization Form C has otherwise is found", "[events][text]") {
  CHECK(find_not_nfc("庁舎が") == std::nullopt);
  CHECK(find_not_nfc("") == std::nullopt);
  CHECK(find_not_nfc("か\u3099") == 1);
  CHECK(find_not_nfc("庁舎か\u3099") == 3);
  CHECK(find_not_nfc("xe\u0301") == 2);
  CHECK(find_not_nfc("ab\uFA19") == 3);
  for (const char* text : {"庁舎か\u3099", "\uFA19", "e\u0301", "は\u309A"}) CHECK_FALSE(is_nfc(text));
}

TEST_CASE("blanks, nothing and malformed text fold to nothing", "[events][text]") {
  for (const char* text : {"", " ", "　\t\n", "\xE3\x81"}) CHECK(folded_for_search(text).empty());
}

}  // namespace rireki
