// The text of conditions, taken apart alike for people and for tallies.
#include "projections/condition_text.h"

#include <catch2/catch.hpp>

using namespace rireki;
using Parts = std::vector<std::string_view>;

TEST_CASE("a text is split into one more part than it has separators, each without blanks around it", "[projections]") {
  CHECK(split("a, b\t,c d ", ',') == Parts{"a", "b", "c d"});
  CHECK(split("", ',') == Parts{""});
  CHECK(split(" & ", '&') == Parts{"", ""});
  CHECK(trimmed("\t a b \t") == "a b");
  CHECK(trimmed(" \t ").empty());
}
