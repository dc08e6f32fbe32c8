// policy check, adopt and show with the real command, on the city's own document.
#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/support/checkout.h"
#include "tests/tools/command_runner.h"

namespace rireki {

using namespace running;

namespace {

using Strings = std::vector<std::string>;

const std::string kOtaru = (checkout() / "projections/policies/otaru.toml").string();

/// The city's document with one text replaced by another.
std::string changed(const City& city, const std::string& text, const std::string& by) {
  std::string document = read_file(kOtaru);
  const std::size_t at = document.find(text);
  REQUIRE(at != std::string::npos);
  document.replace(at, text.size(), by);
  write_file(city.path("changed.toml"), document);
  return city.path("changed.toml");
}

std::string line_of(const std::string& path, const std::string& text) {
  const std::string document = read_file(path);
  const auto begin = document.begin();
  return "line " +
         std::to_string(1 + std::count(begin, begin + static_cast<std::ptrdiff_t>(document.find(text)), '\n')) + ":";
}

}  // namespace

TEST_CASE("the city's policy is whole", "[tools][policy]") {
  const City city(false);
  const auto row = city.ask({"policy", "check", kOtaru}).row();
  CHECK(row.at("policy") == "otaru");
  const auto& tables = row.at("tables").as_object();
  CHECK(tables.at("rank") == 6);
  CHECK(tables.at("authority") == 4);
  CHECK(tables.at("indicator") == 14);
  CHECK(tables.at("career_path") == 6);
  CHECK(tables.at("profile") == 27);
  CHECK(tables.at("measure") == 44);
  CHECK(tables.at("workplace_training") == 4);
  CHECK(tables.at("retention") == 3);
}

TEST_CASE("policy check names line and key of what is wrong", "[tools][policy]") {
  const City city(false);
  const auto refused = [&](const std::string& text, const std::string& by, const std::string& key) {
    const std::string path = changed(city, text, by);
    const Ran ran = city.run({"policy", "check", path});
    CAPTURE(by, ran.err);
    CHECK(ran.status == 3);
    CHECK(ran.err.contains(line_of(path, by)));
    CHECK(ran.err.contains(key));
  };
  refused("grades = [3, 4, 5]", "grades = [3, 4, 50]", "grades");
  refused("window = \"first_day\"", "windwo = \"first_day\"", "windwo");
  refused("ability = \"judgement\", text = \"部の", "ability = \"judgment\", text = \"部の", "ability");
  refused("population = \"young_leavers\"", "population = \"young_leaver\"", "population");
  refused("\"job_family=doctor,dentist\", \"job_family=school_supervisor\"", "\"job_famly=doctor\"", "exclude");
  refused("where = [\"reason=voluntary\"]", "where = [\"reson=voluntary\"]", "where");
  refused("born_from = 1963-04-02", "born_from = \"spring\"", "born_from");
  refused("minimum_cell = 10", "minimum_cell = 0", "minimum_cell");
  CHECK(city.run({"policy", "check", city.path("none")}).status == 1);
  const Ran folder = city.run({"policy", "check", city.path("")});
  CHECK(folder.status == 1);
  CHECK(folder.err.contains(" is a directory, not a document"));
  CHECK(city.run({"policy", "check"}).status == 2);
  CHECK(city.run({"policy", "burn", kOtaru}).status == 2);
}

TEST_CASE("a condition that names what the document does not define is warned of, with its line", "[tools][policy]") {
  const City city(false);
  CHECK_FALSE(city.run({"policy", "check", kOtaru}).err.contains("warning"));
  const std::string head(kTestPolicy);
  const auto lines = static_cast<int>(std::ranges::count(head, '\n'));
  write_file(city.path("typo.toml"), head +
                                         "[[population]]\nid = \"P\"\nwhere = [\"authority=nope\"]\n"
                                         "exclude = [\"rank=clerk & rank_class=nope\"]\n"
                                         "[[indicator]]\nid = \"I\"\nkind = \"separations\"\n"
                                         "where = [\"reason=voluntary,volntary\"]\n"
                                         "[[training]]\nid = \"A\"\nwhere = [\"rank=clerk\"]\n"
                                         "[[training]]\nid = \"B\"\nwhere = [\"rank=nope\", \"job_family!=nope\"]\n"
                                         "[[retirement]]\nage = 60\nwhere = [\"job_group=nope\"]\n"
                                         "[[profile]]\nid = \"F\"\nany = [\"rank=nope\"]\n");
  const auto warning = [&](int line, const std::string& rest) {
    return "warning: " + city.path("typo.toml") + ": line " + std::to_string(lines + line) + ": " + rest +
           " of this document\n";
  };
  const std::string all = warning(3, "[[population]] \"P\", where: \"nope\" is no authority") +
                          warning(4, "[[population]] \"P\", exclude: \"nope\" is no rank_class") +
                          warning(8, "[[indicator]] \"I\", where: \"volntary\" is no reason") +
                          warning(17, "[[retirement]], where: \"nope\" is no job_group") +
                          warning(14, "[[training]] \"B\", where: \"nope\" is no rank") +
                          warning(14, "[[training]] \"B\", where: \"nope\" is no job_family") +
                          warning(20, "[[profile]] \"F\", any: \"nope\" is no rank");
  const Ran checked = city.run({"policy", "check", city.path("typo.toml")});
  CHECK(checked.status == 0);
  CHECK(checked.err == all);
  CHECK(checked.out.starts_with("well formed: "));
  const Ran made = city.run({"init", "--policy", city.path("typo.toml")});
  CHECK(made.status == 0);
  CHECK(made.err == all);
  const Ran adopted =
      city.run({"policy", "adopt", city.path("typo.toml"), "--effective", "2024-04-01", "--dry-run", "--json"});
  CAPTURE(adopted.out);
  CHECK(adopted.status == 0);
  CHECK(adopted.err == all);
}

TEST_CASE("settings that an indicator's kind lacks or does not look at are warned of", "[tools][policy]") {
  const City city(false);
  const std::string head(kTestPolicy);
  const auto lines = static_cast<int>(std::ranges::count(head, '\n'));
  write_file(city.path("slips.toml"), head +
                                          "[[indicator]]\nid = \"S\"\nkind = \"share\"\nof = [\"sex=female\"]\n"
                                          "[[indicator]]\nid = \"H\"\nkind = \"headcount\"\nrank = \"clerk\"\n"
                                          "[[indicator]]\nid = \"C\"\nkind = \"career_mean\"\nmeasure = \"age\"\n"
                                          "[[indicator]]\nid = \"R\"\nkind = \"ratio\"\nof = [\"S\"]\nper = [\"H\"]\n");
  const auto warning = [&](int line, const std::string& rest) {
    return "warning: " + city.path("slips.toml") + ": line " + std::to_string(lines + line) + ": [[indicator]] " +
           rest + "\n";
  };
  const Ran checked = city.run({"policy", "check", city.path("slips.toml")});
  CHECK(checked.status == 0);
  CHECK(checked.err == warning(1, "\"S\", per: the kind \"share\" needs it; without, it is a share of everyone") +
                           warning(5, "\"H\", rank: the kind \"headcount\" does not look at it") +
                           warning(9, "\"C\", rank: the kind \"career_mean\" needs it; without, it has no data"));
}

TEST_CASE("a condition whose field can never have the value is refused with its line", "[tools][policy]") {
  const City city(false);
  const std::string head(kTestPolicy);
  for (const std::string cond :
       {"status=wroking", "absence=childcares", "employment=reguler", "sex=femal", "route=exam", "age_band=35s",
        "work_pattern=nights", "track=general", "reason_class=volntary", "manager=yes", "kind=reguler", "month=2023-13",
        "category=basics", "assignment=mentors", "age>=forty"}) {
    write_file(city.path("bad.toml"), head + "[[population]]\nid = \"P\"\nwhere = [\"" + cond + "\"]\n");
    const Ran ran = city.run({"policy", "check", city.path("bad.toml")});
    CAPTURE(cond, ran.err);
    CHECK(ran.status == 3);
    CHECK(ran.err.contains("POLICY_INVALID"));
    CHECK(ran.err.contains("line " + std::to_string(3 + std::ranges::count(head, '\n')) + ": [[population]] \"P\""));
  }
}

TEST_CASE("a table that is not used is told of when the log is made", "[tools][policy]") {
  const City city(false);
  write_file(city.path("lax.toml"),
             std::string(kTestPolicy) + "[disclosure]\naudiences = [{ id = \"public\", minimum_cell = 0 }]\n");
  const Ran made = city.run({"init", "--policy", city.path("lax.toml")});
  CAPTURE(made.err);
  CHECK(made.status == 0);
  CHECK(made.err.contains("minimum_cell"));
  CHECK(made.err.contains("what this table says is not used"));
  CHECK(city.run({"policy", "check", city.path("lax.toml")}).status == 3);
}

TEST_CASE("an indicator that nothing could ever be counted for is refused with line and key", "[tools][policy]") {
  const City city(false);
  const auto ran = [&](const std::string& more, const Strings& words) {
    write_file(city.path("bad.toml"), std::string(kTestPolicy) +
                                          "[[indicator]]\nid = \"GOOD\"\nkind = \"separations\"\n" +
                                          "where = [\"reason=voluntary\"]\n[[indicator]]\nid = \"BAD\"\n" + more);
    Strings all = words;
    all.push_back(city.path("bad.toml"));
    return city.run(all);
  };
  const auto lines = static_cast<int>(std::ranges::count(kTestPolicy, '\n'));
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"kind = \"headcount\"\nwhere = [\"reason=voluntary\"]\n", ", where: \"reason\""},
      {"kind = \"leave_mean\"\nexclude = [\"sex=male & month=2023-04\"]\n", ", exclude: \"month\""},
      {"kind = \"share\"\nof = [\"kind=regular\"]\n", ", of"},
      {"kind = \"exam_takers\"\nwhere = [\"sex=male\"]\n", ", where: \"sex\""},
      {"kind = \"stress_share\"\nwhere = [\"sex=male\"]\n", ", where: \"sex\""}};
  for (const auto& [more, key] : wrong) {
    for (const Strings& words : {Strings{"policy", "check"}, Strings{"init", "--policy"}}) {
      const Ran refused = ran(more, words);
      CAPTURE(more, refused.err);
      CHECK(refused.status == 3);
      CHECK(refused.err.contains("line " + std::to_string(lines + 8) + ": [[indicator]] \"BAD\"" + key));
      CHECK(refused.err.contains("POLICY_INVALID"));
    }
  }
  const std::string leavers =
      "kind = \"KIND\"\npopulation = \"leavers\"\n[[population]]\nid = \"leavers\"\n"
      "where = [\"reason=voluntary\"]\n";
  const auto of_kind = [&](const std::string& kind) { return std::string(leavers).replace(8, 4, kind); };
  const Ran population = ran(of_kind("headcount"), {"policy", "check"});
  CHECK(population.err.contains("line " + std::to_string(lines + 11) +
                                ": [[indicator]] \"BAD\", population: \"reason\""));
  CHECK(ran(of_kind("separations"), {"policy", "check"}).status == 0);
  CHECK(ran(of_kind("exam_takers"), {"policy", "check"}).status == 0);
}

TEST_CASE("policy adopt makes it an event, and show gives the one in effect", "[tools][policy]") {
  const City city(false);
  REQUIRE(city.run({"init", "--policy", kOtaru}).status == 0);
  const std::string next = changed(city, "version = \"R6\"", "version = \"R7\"");
  CHECK(city.run({"policy", "adopt", next}).status == 2);
  CHECK(city.run({"policy", "adopt", next, "--effective", "R8.4.1", "--dry-run", "--json"}).row().at("seq") == 2);
  CHECK(city.run({"policy", "adopt", next, "--effective", "R8.4.1", "--actor", "hr-1", "--json"}).row().at("seq") == 2);
  const auto record = city.ask({"log", "--type", "PolicyAdopted", "--from", "2"}).row();
  CHECK(record.at("actor") == "hr-1");
  CHECK(record.at("effective") == "2026-04-01");

  const auto before = city.ask({"policy", "show", "--as-of", "2026-03-31"}).row();
  CHECK(before.at("version") == "R6");
  CHECK(before.at("effective") == "1868-01-01");
  CHECK(before.at("tables").at("profile") == 27);
  const auto after = city.ask({"policy", "show", "--as-of", "2026-04-01"}).row();
  CHECK(after.at("version") == "R7");
  CHECK(after.at("seq") == 2);
  CHECK(city.ask({"policy", "show", "--as-of", "2026-04-01", "--known-at", "seq:1"}).row().at("version") == "R6");
  CHECK(city.run({"policy", "show", "--as-of", "2026-04-01", "--toml"}).out == read_file(next));
  CHECK(city.run({"policy", "show", "--as-of", "2026-04-01"}).out.contains("小樽市人材育成基本方針"));

  const Ran again = city.run({"policy", "adopt", next, "--effective", "2026-04-01"});
  CHECK(again.status == 3);
  CHECK(again.err.contains("POLICY_OVERLAP"));
}

}  // namespace rireki
