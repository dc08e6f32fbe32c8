// append, correct and void at a service, where the policy wants a second person.
#include "tests/tools/remote_command.h"

namespace rireki {

namespace {

using namespace running;

using Words = std::vector<std::string>;

std::string policy_that_wants_promotions_approved() {
  std::string policy(kTestPolicy);
  policy.replace(policy.find("R5"), 2, "R6");
  return policy + "[approval]\ntypes = [\"Promoted\"]\n";
}

}  // namespace

TEST_CASE("append, correct and void propose to a service what a second person has to approve",
          "[tools][serve][remote]") {
  City made;
  REQUIRE(made.import(small_city(), {"--trust-recorded"}).status == 0);
  write_file(made.path("r6.toml"), policy_that_wants_promotions_approved());
  REQUIRE(made.run({"policy", "adopt", made.path("r6.toml"), "--effective", "2020-04-01"}).status == 0);
  ServedCity city(made);
  const Remote hr(city, address_of(city), city.token("hr", "hr-1"));
  const Remote second(city, address_of(city), city.token("hr", "hr-2"));
  const Words promotion = {"append",      "Promoted",   "--subject", "P1",
                           "--effective", "2023-04-01", "--set",     "rank=director"};
  const auto with = [](Words words, const Words& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
  };

  const Ran refused = hr.run(promotion);
  CHECK(refused.status == 3);
  CHECK(refused.err.contains("--propose has a second person approve it [APPROVAL_MISSING]"));
  const Ran signed_here = hr.run(with(promotion, {"--approved-by", "hr-2"}));
  CHECK(signed_here.status == 2);
  CHECK(signed_here.err.contains("give --propose"));
  const Ran beside = city.run(with(promotion, {"--propose"}));
  CHECK(beside.status == 2);
  CHECK(beside.err.contains("proposals wait in a service"));
  CHECK(hr.run(with(promotion, {"--propose", "--dry-run"})).status == 2);
  const Ran wrong = hr.run(with(promotion, {"--set", "grade=1", "--propose"}));
  CHECK(wrong.status == 3);
  CHECK(wrong.err.contains("[GRADE_NOT_ALLOWED]"));
  const Ran stale = hr.run(with(promotion, {"--expect", "1", "--propose"}));
  CHECK(stale.status == 3);
  CHECK(stale.err.contains("[CONCURRENT_CHANGE]"));

  const Words corrected = {"correct", "p1", "--set", "grade=4", "--propose"};
  const Words voided = {"void", "t1", "--cascade", "--propose"};
  for (const Words& words : {with(promotion, {"--propose"}), corrected, voided}) {
    CAPTURE(words);
    const std::size_t before = city.ask({"log"}).rows().size();
    const Ran said = hr.run(words);
    CAPTURE(said.err);
    CHECK(said.status == 0);
    CHECK(said.out.starts_with("nothing is done yet: hr-1 has proposed it as "));
    const auto waiting = second.run({"proposals", "--json"}).rows();
    REQUIRE(waiting.size() == 1);
    CHECK(city.ask({"log"}).rows().size() == before);
    CHECK(second.run({"proposals", "approve", std::string(waiting.front().at("proposal").as_string())}).status == 0);
    const auto now = city.ask({"log"}).rows();
    REQUIRE(now.size() == before + 1);
    CHECK(now.back().at("actor") == "hr-1");
    CHECK(now.back().at("approved_by") == "hr-2");
  }
}

}  // namespace rireki
