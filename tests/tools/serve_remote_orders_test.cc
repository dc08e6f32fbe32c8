// What the command line has a service do or hand out beside questions and appends: audits, rebuilds, backups, tokens,
// closings, erasures. Each is held against the same beside the data directory.
#include <atomic>

#include "tests/tools/canned_service.h"
#include "tests/tools/remote_command.h"

namespace rireki {

namespace {

using namespace running;
using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("files beside an answer come from a service, too", "[tools][serve][remote]") {
  ServedCity city;
  const Remote remote(city, address_of(city), city.token("hr", "hr-1"));
  check_alike(city, remote, {{"log", "--cloudevents"}, {"log", "--cloudevents", "--from", "3", "--limit", "2"}});
  for (const Words& words :
       {Words{"report", "staff_trend", "--fiscal-year", "2020..2022"}, {"roster", "--as-of", "2022-05-01"}}) {
    const auto with_file = [&](const char* name) {
      Words all = words;
      all.insert(all.end(), {"--xlsx", city.path(name)});
      return all;
    };
    const Ran here = city.run(with_file("here.xlsx"));
    const Ran there = remote.run(with_file("there.xlsx"));
    CAPTURE(words, there.err);
    CHECK(there.status == 0);
    CHECK(there.out == here.out);
    CHECK(there.err == here.err);
    CHECK((read_file(city.path("there.xlsx")) == read_file(city.path("here.xlsx"))));
  }
  write_file(city.path("key"), city.run({"checkpoint", "--key"}).out);
  const auto verifier = std::filesystem::path(command_path()).parent_path() / "rireki-verify";
  for (const Words& words : {Words{"count", "headcount", "--by", "rank"},
                             {"explain", "separations", "--fiscal-year", "2022"},
                             {"restate", "FY2022"}}) {
    Words all = {"--json", "--certificate", city.path("certificate")};
    all.insert(all.end(), words.begin(), words.end());
    std::filesystem::remove(city.path("certificate"));
    const Ran here = city.run(words.front() == "restate" ? words : all);
    const Ran there = remote.run(all);
    CAPTURE(words, here.err, there.err);
    CHECK(there.status == here.status);
    CHECK(there.out == here.out);
    if (there.status != 0) continue;
    const Ran checked = Process(city.scratch(), {verifier.string(), "certificate", city.path("certificate"), "--key",
                                                 city.path("key"), "--data", city.data()})
                            .wait();
    CAPTURE(checked.err);
    CHECK(checked.status == 0);
  }
  CHECK(remote.run({"--certificate", city.path("c"), "count", "headcount"}).status == 2);
  CHECK(remote.run({"--certificate", city.path("c"), "verify"}).status == 2);
  CHECK_FALSE(std::filesystem::exists(city.path("c")));
  const CannedService liar([](const std::string&) {
    return R"({"count":9})"
           "\n";
  });
  CHECK(Remote(city, liar.url(), "any").run({"--json", "--certificate", city.path("c"), "count", "headcount"}).status ==
        4);
  CHECK_FALSE(std::filesystem::exists(city.path("c")));
}

TEST_CASE("who reads what is asked of a service, and what needs none is answered without", "[tools][serve][remote]") {
  ServedCity city;
  const Remote auditor(city, address_of(city), city.token("auditor", "auditor-1"));
  REQUIRE(auditor.run({"--purpose", "leave", "person", "P1", "--as-of", "2022-05-01"}).status == 0);
  check_alike(city, auditor, {{"accesses"}, {"accesses", "P1"}, {"accesses", "--from", "yesterday"}});
  const Remote nobody(city, "http://127.0.0.1:1", "none");
  for (const Words& words : {Words{"man"}, {"completion", "bash"}}) {
    const Ran ran = nobody.run(words);
    CHECK(ran.status == 0);
    CHECK(ran.out == city.run(words).out);
  }
  for (const Words& words : {Words{"init"}, {"demo"}, {"restore", "x"}, {"serve"}, {"export", city.path("x")}}) {
    const Ran ran = nobody.run(words);
    CHECK(ran.status == 2);
    CHECK(ran.err.contains("is not answered by a service; give --data"));
  }
}

}  // namespace rireki
