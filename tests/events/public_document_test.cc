// What others than auditors and hr read of a policy's document.
#include "events/policy/public_document.h"

#include <catch2/catch.hpp>

#include "events/policy/load_policy.h"

namespace rireki {

namespace {

const std::string kDocument = R"(# 見本 花子さんのことは人事課へ
[policy]
id = "city"
version = "1"
title = { ja = "試験用の市\n「方針」 'x'", en = "A \"city\"" }
[[rank]]
id = "clerk"
label = { ja = "主事", en = "Clerk" }
grades = [1, 2]
[[rank]]
id = "chief"
[[population]]
id = "all"
where = ["rank=clerk"]
[calendar]
holidays = [2024-01-01, "2024-01-02"]
[[quota]]
unit = "U-1"
count = 3
)";
const std::string kRules = "[retention]\nlabel = \"保存\"\nrules = [{ category = \"identity\", years = 5 }]\n";

std::string shown(const std::string& document) {
  const auto text = public_document(document);
  REQUIRE(text);
  return *text;
}

}  // namespace

TEST_CASE("a document without holds is shown as it is") {
  CHECK(shown(kDocument) == kDocument);
  CHECK(shown(kDocument + kRules) == kDocument + kRules);
}

TEST_CASE("holds on persons are left out of a document, however they are written, and comments with them") {
  for (const std::string holds :
       {"holds = [{ person = \"P000017\", until = 2030-01-01, label = \"訴訟\" }]\n",
        "holds = [\n  # P000017 claims\n  { person = 'P000017' },\n  { \"person\" = \"P00001\\u0037\" },\n]\n",
        "[[retention.holds]]\nperson = \"P000017\"\nlabel = { ja = \"訴訟\", en = \"suit\" }\n",
        "\"\\u0068olds\" = [{ person = \"P000017\" }]\n", "suits = [\"P000017\"]\n"}) {
    const std::string text = shown(kDocument + kRules + holds);
    CAPTURE(holds, text);
    CHECK(text.starts_with("# "));
    for (const char* hidden : {"P000017", "訴訟", "suit", "花子"}) CHECK_FALSE(text.contains(hidden));
    const auto as_it_is = load_policy(text);
    REQUIRE_FALSE(as_it_is);
    CHECK(as_it_is.error().message.contains("left_out"));
    const std::size_t at = text.find("left_out =");
    REQUIRE(at != std::string::npos);
    const auto rest = load_policy_strictly(text.substr(0, at) + text.substr(text.find('\n', at)));
    if (!rest) FAIL(rest.error().message);
    const auto all = load_policy_strictly(kDocument + kRules);
    REQUIRE(all);
    CHECK(rest->title.ja == all->title.ja);
    CHECK(rest->title.en == all->title.en);
    CHECK(rest->ranks.size() == 2);
    CHECK(rest->ranks.front().id == "clerk");
    CHECK(rest->ranks.front().grades == all->ranks.front().grades);
    CHECK(rest->populations.size() == all->populations.size());
    CHECK(rest->quotas.size() == 1);
    CHECK(rest->calendar.holidays == all->calendar.holidays);
    CHECK(rest->safekeeping.retention.size() == 1);
    CHECK(rest->safekeeping.holds.empty());
  }
  CHECK_FALSE(shown(kDocument + "[[retention]]\nperson = \"P000017\"\n").contains("P000017"));
}

}  // namespace rireki
