#include <cstddef>
#include <string>
#include <string_view>

#include <catch2/catch.hpp>

#include "events/policy/load_policy.h"

using namespace rireki;

namespace {

// The example of the contract, section 8.
constexpr std::string_view kOtaru = R"([policy]
id = "otaru"
version = "R6"
title = { ja = "小樽市人材育成基本方針", en = "Otaru staff development policy" }
time_zone = "Asia/Tokyo"
fiscal_year_start = "04-01"
age_rule = "legal"
horizon_days = 400
min_group = 10

[[rank]]                 # lowest first: the order is the ladder
id = "clerk"
label = { ja = "主事", en = "Clerk" }
grades = [1, 2]
class = "clerk_class"
manager = false
[[rank]]
id = "section_manager"
label = { ja = "課長", en = "Section manager" }
manager = true

[[job_family]]
id = "nurse"
label = { ja = "看護師", en = "Nurse" }
group = "medical_technical"
[[job_family]]
id = "clerical"

[[authority]]
id = "hospital"
label = { ja = "病院局", en = "Hospital bureau" }

[[reason]]
id = "voluntary"
class = "voluntary"
[[reason]]
id = "death"
class = "other"

[[population]]
id = "young_leavers"
label = { ja = "30代以下（病院局の医療技術系を除く）" }
where = ["age<=39"]
exclude = ["authority=hospital & job_group=medical_technical"]
note = "as in the printed table"

[[indicator]]
id = "KPI2"
label = { ja = "30代以下職員の自己都合による退職者" }
kind = "separations"
population = "young_leavers"
where = ["reason=voluntary"]
unit = "persons"
direction = "down"
baseline = { fiscal_year = 2023, value = 13 }
target = { fiscal_year = 2028, value = 8.5 }
decimals = 0
)";

constexpr std::string_view kHead = "[policy]\nid = \"otaru\"\nversion = \"R6\"\n";  // three lines

Policy loaded(std::string_view text) {
  Result<Policy> policy = load_policy(text);
  INFO((policy ? "" : policy.error().message));
  REQUIRE(policy.has_value());
  return std::move(*policy);
}

/// The message of the refusal of a document.
std::string refusal(std::string_view text) {
  const Result<Policy> policy = load_policy(text);
  REQUIRE_FALSE(policy.has_value());
  CHECK(policy.error().code == Code::policy_invalid);
  CHECK(policy.error().message.starts_with("line "));
  return policy.error().message;
}

/// The same of a document that goes on after kHead: the first character of `rest` is on line 4.
std::string refusal_after_head(std::string_view rest) { return refusal(std::string(kHead) + std::string(rest)); }

std::string repeated(std::string_view part, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += part;
  return all;
}

}  // namespace

TEST_CASE("the example of the contract loads with every setting") {
  const Policy policy = loaded(kOtaru);
  CHECK(policy.id == "otaru");
  CHECK(policy.version == "R6");
  CHECK(policy.title.ja == "小樽市人材育成基本方針");
  CHECK(policy.title.en == "Otaru staff development policy");
  CHECK(policy.time_zone == "Asia/Tokyo");
  CHECK(policy.fiscal_year_start == FiscalYearStart{4, 1});
  CHECK(policy.age_rule == AgeRule::legal);
  CHECK(policy.horizon_days == 400);
  CHECK(policy.min_group == 10);
  const Population* population = policy.find_population("young_leavers");
  REQUIRE(population != nullptr);
  CHECK(population->where == std::vector<std::string>{"age<=39"});
  CHECK(population->exclude == std::vector<std::string>{"authority=hospital & job_group=medical_technical"});
  CHECK(population->note == "as in the printed table");
  CHECK(population->label.en.empty());
}

TEST_CASE("an indicator loads with its settings") {
  const Policy policy = loaded(kOtaru);
  const Indicator* indicator = policy.find_indicator("KPI2");
  REQUIRE(indicator != nullptr);
  CHECK(indicator->kind == "separations");
  CHECK(indicator->population == "young_leavers");
  CHECK(indicator->where == std::vector<std::string>{"reason=voluntary"});
  CHECK(indicator->unit == "persons");
  CHECK(indicator->direction == Direction::down);
  CHECK(indicator->decimals == 0);
  REQUIRE(indicator->baseline.has_value());
  CHECK(indicator->baseline->fiscal_year == 2023);
  CHECK(indicator->baseline->value == 13.0);
  REQUIRE(indicator->target.has_value());
  CHECK(indicator->target->value == 8.5);
}

TEST_CASE("a rank knows its place on the ladder, its grades, its class and whether it manages") {
  const Policy policy = loaded(kOtaru);
  const Rank* clerk = policy.find_rank("clerk");
  const Rank* manager = policy.find_rank("section_manager");
  REQUIRE(clerk != nullptr);
  REQUIRE(manager != nullptr);
  CHECK(clerk->position == 0);
  CHECK(manager->position == 1);
  CHECK(clerk->grades == std::vector<int>{1, 2});
  CHECK(manager->grades.empty());
  CHECK(clerk->class_id == "clerk_class");
  CHECK(manager->class_id == "section_manager");
  CHECK_FALSE(clerk->manager);
  CHECK(manager->manager);
}

TEST_CASE("a definition is found by its exact id only") {
  const Policy policy = loaded(kOtaru);
  CHECK(policy.find_rank("Clerk") == nullptr);
  CHECK(policy.find_rank("") == nullptr);
  REQUIRE(policy.find_job_family("nurse") != nullptr);
  CHECK(policy.find_job_family("nurse")->group == "medical_technical");
  CHECK(policy.find_job_family("clerical")->group == "clerical");
  CHECK(policy.find_job_family("doctor") == nullptr);
  CHECK(policy.find_authority("hospital")->label.ja == "病院局");
  CHECK(policy.find_authority("mayor") == nullptr);
  CHECK(policy.find_reason("voluntary")->cls == ReasonClass::voluntary);
  CHECK(policy.find_reason("death")->cls == ReasonClass::other);
  CHECK(policy.find_reason("retired") == nullptr);
  CHECK(policy.find_population("all") == nullptr);
}

TEST_CASE("what a document leaves out has the contract's default") {
  const Policy policy = loaded(kHead);
  CHECK(policy.time_zone == "Asia/Tokyo");
  CHECK(policy.fiscal_year_start == FiscalYearStart{4, 1});
  CHECK(policy.age_rule == AgeRule::legal);
  CHECK(policy.horizon_days == 400);
  CHECK(policy.min_group == 10);
  CHECK(policy.ranks.empty());
  CHECK_FALSE(policy.needs_approval("Separated"));
  CHECK_FALSE(policy.calendar.is_day_off(from_civil({2024, 1, 1})));
}

TEST_CASE("the head's settings are taken over") {
  const Policy policy = loaded(std::string(kHead) +
                               "title = \"基本方針\"\ntime_zone = \"America/Port-au-Prince\"\nfiscal_year_start = "
                               "\"01-01\"\nage_rule = \"birthday\"\nhorizon_days = 0\nmin_group = 1\nnote = \"\"");
  CHECK(policy.title.ja == "基本方針");
  CHECK(policy.title.en == "基本方針");
  CHECK(policy.time_zone == "America/Port-au-Prince");
  CHECK(policy.fiscal_year_start == FiscalYearStart{1, 1});
  CHECK(policy.age_rule == AgeRule::birthday);
  CHECK(policy.horizon_days == 0);
  CHECK(policy.min_group == 1);
}

TEST_CASE("the types that need a second person are listed under approval") {
  const Policy policy = loaded(std::string(kHead) + "[approval]\ntypes = [\"Separated\", \"EventVoided\"]");
  CHECK(policy.needs_approval("Separated"));
  CHECK(policy.needs_approval("EventVoided"));
  CHECK_FALSE(policy.needs_approval("Promoted"));
}

TEST_CASE("days off are the weekly ones and the holidays, as TOML dates or texts") {
  const Policy policy =
      loaded(std::string(kHead) + "[calendar]\nweekend = [\"sat\", \"sun\"]\nholidays = [2024-05-03, \"2024-01-01\"]");
  CHECK(policy.calendar.is_day_off(from_civil({2024, 1, 1})));          // Monday
  CHECK(policy.calendar.is_day_off(from_civil({2024, 5, 3})));          // Friday
  CHECK_FALSE(policy.calendar.is_day_off(from_civil({2024, 5, 2})));    // Thursday
  CHECK(policy.calendar.is_day_off(from_civil({2024, 5, 4})));          // Saturday
  CHECK(policy.calendar.is_day_off(from_civil({2024, 5, 5})));          // Sunday
  CHECK_FALSE(policy.calendar.is_day_off(from_civil({2024, 5, 7})));    // Tuesday
  CHECK(policy.calendar.is_day_off(from_civil({1969, 12, 28})));        // Sunday
  CHECK_FALSE(policy.calendar.is_day_off(from_civil({1969, 12, 29})));  // Monday
}

TEST_CASE("a quota gives the number of staff of a unit") {
  const Policy policy = loaded(std::string(kHead) + "[[quota]]\nunit = \"mayor\"\ncount = 806\nnote = \"ordinance\"");
  REQUIRE(policy.find_quota("mayor") != nullptr);
  CHECK(policy.find_quota("mayor")->count == 806);
  CHECK(policy.find_quota("mayor")->note == "ordinance");
  CHECK(policy.find_quota("fire") == nullptr);
}

TEST_CASE("age limits, courses and probation are read") {
  const Policy policy = loaded(std::string(kHead) + R"([probation]
months = 12
[[population]]
id = "all"
[[retirement]]
age = 65
born_from = 1967-04-02
born_to = "1999-12-31"
where = "job_family=doctor"
[[training]]
id = "監督者研修"
label = "For chiefs"
category = "basic"
due_months = 6
since = "rank"
since_from = 2015-04-01
population = "all"
[[training]]
id = "catalogue only"
)");
  CHECK(policy.probation_months == 12);
  REQUIRE(policy.retirements.size() == 1);
  CHECK(policy.retirements[0].age == 65);
  CHECK(policy.retirements[0].born_from == from_civil({1967, 4, 2}));
  CHECK(policy.retirements[0].born_to == from_civil({1999, 12, 31}));
  CHECK(policy.retirements[0].whom.where == std::vector<std::string>{"job_family=doctor"});
  REQUIRE(policy.trainings.size() == 2);
  CHECK(policy.trainings[0].id == "監督者研修");
  CHECK(policy.trainings[0].due_months == 6);
  CHECK(policy.trainings[0].since == ClockStart::rank);
  CHECK(policy.trainings[0].since_from == from_civil({2015, 4, 1}));
  CHECK(policy.trainings[0].whom.population == "all");
  CHECK_FALSE(policy.trainings[1].due_months);
  CHECK(policy.unread.empty());
  CHECK(loaded(std::string(kHead)).probation_months == 6);
}

TEST_CASE("somebody else's age limits and courses are accepted, and noted as not used") {
  const Policy policy = loaded(std::string(kHead) +
                               "[[retirement]]\nid = \"general\"\nlimits = { 2023 = 61 }\n"
                               "[[retirement]]\nborn_from = 1963-04-02\n[[training]]\nid = \"x\"\ndue = \"yearly\"\n");
  CHECK(policy.retirements.empty());
  CHECK(policy.trainings.empty());
  REQUIRE(policy.unread.size() == 3);
  CHECK(policy.unread[0].starts_with("line 5: unknown key \"id\" in [[retirement]]"));
  CHECK(policy.unread[1].contains("\"age\" of [[retirement]] is missing"));
  CHECK(policy.unread[2].contains("unknown key \"due\" in [[training]]"));
}

TEST_CASE("a malformed value of an age limit or course is refused") {
  const auto refused = [](const std::string& text, const std::string& words) {
    CAPTURE(text);
    CHECK(refusal_after_head(text).contains(words));
  };
  refused("[[retirement]]\nage = 0", "the key \"age\" of [[retirement]] must be a whole number from 1 to 120");
  refused("[[retirement]]\nage = 60\nborn_from = \"1963\"", "must be a date from");
  refused("[[retirement]]\nage = 60\nborn_from = 1963-04-02\nborn_to = 1963-04-01", "is before born_from");
  refused("[[retirement]]\nage = 60\npopulation = \"nobody\"", "is not a population of this document: nobody");
  refused("[[training]]\nid = \"x\"\ndue_months = 0", "must be a whole number from 1 to 1200");
  refused("[[training]]\nid = \"x\"\nsince = \"birth\"", "must be one of hired, rank");
  refused("[probation]\nmonths = 61", "must be a whole number from 0 to 60");
}

TEST_CASE("tables of the contract that are not interpreted yet are accepted as they are") {
  CHECK(load_policy(std::string(kHead) + R"([retention]
any = 1
[disclosure]
[[retirement]]
[[training]]
[[profile]]
[[measure]]
[career]
[[career_path]]
[[ability]]
[[role]]
[workplace_training]
[[survey]]
[[benchmark]]
)")
            .has_value());
}

TEST_CASE("one text stands for a list of one") {
  const Policy policy = loaded(std::string(kHead) +
                               "[[indicator]]\nid = \"a\"\nkind = \"headcount\"\nwhere = \"manager=true\"\n"
                               "[[indicator]]\nid = \"b\"\nkind = \"ratio\"\nof = \"a\"\nper = \"a\"\n");
  CHECK(policy.find_indicator("a")->where == std::vector<std::string>{"manager=true"});
  CHECK(policy.find_indicator("b")->of == std::vector<std::string>{"a"});
}

TEST_CASE("text that is not TOML is refused with its line") {
  CHECK(refusal_after_head("x = ").starts_with("line 4: not TOML: "));
  CHECK(refusal("[policy\n").starts_with("line 1: not TOML: "));
  CHECK(refusal_after_head("id = \"again\"").starts_with("line 4: not TOML: "));
}

TEST_CASE("a missing required key is named with the line of its table") {
  CHECK(refusal("") ==
        "line 1: the key \"policy\" of the document is missing: a policy begins with the table [policy]");
  CHECK(refusal("\n[policy]\nversion = \"1\"") == "line 2: [policy] lacks the key \"id\"");
  CHECK(refusal("[policy]\nid = \"x\"") == "line 1: [policy] lacks the key \"version\"");
  for (const std::string name : {"rank", "job_family", "authority", "reason", "population", "indicator"}) {
    CHECK(refusal_after_head("[[" + name + "]]\n") == "line 4: [[" + name + "]] lacks the key \"id\"");
  }
  CHECK(refusal_after_head("[[reason]]\nid = \"x\"") == "line 4: [[reason]] lacks the key \"class\"");
  CHECK(refusal_after_head("[[indicator]]\nid = \"x\"") == "line 4: [[indicator]] lacks the key \"kind\"");
  CHECK(refusal_after_head("[[quota]]\nunit = \"x\"") == "line 4: [[quota]] lacks the key \"count\"");
}

TEST_CASE("an unknown key is named with its line and the known keys") {
  CHECK(refusal_after_head("[[rank]]\nid = \"x\"\ngrade = 1") ==
        "line 6: unknown key \"grade\" in [[rank]]; its keys are id, label, grades, class, manager, note");
  CHECK(refusal_after_head("[[reason]]\nclas = \"other\"").starts_with("line 5: unknown key \"clas\" in [[reason]]"));
  CHECK(refusal_after_head("zone = 1").starts_with("line 4: unknown key \"zone\" in [policy]"));
  CHECK(refusal_after_head("title = { jp = \"x\" }") ==
        "line 4: unknown key \"jp\" in \"title\" of [policy]; its keys are ja, en");
  CHECK(refusal_after_head("[approval]\ntype = []").starts_with("line 5: unknown key \"type\" in [approval]"));
  CHECK(refusal_after_head("[calendar]\nz = 1").starts_with("line 5: unknown key \"z\" in [calendar]"));
  CHECK(refusal_after_head("[[quota]]\nz = 1").starts_with("line 5: unknown key \"z\" in [[quota]]"));
  CHECK(refusal_after_head("[[indicator]]\nid = \"x\"\nkind = \"hires\"\ntarget = { fiscal_year = 2028, val = 8 }") ==
        "line 7: unknown key \"val\" in \"target\" of [[indicator]]; its keys are fiscal_year, value, label, note");
}

TEST_CASE("an unknown table is named with its line") {
  CHECK(refusal_after_head("[ranks]\n").starts_with("line 4: unknown key \"ranks\" in the document"));
  CHECK(refusal("id = \"x\"").starts_with("line 1: unknown key \"id\" in the document"));
}

TEST_CASE("a line break of the document does not reach the message") {
  const std::string message = refusal_after_head("\"a\\nb\" = 1");
  CHECK(message.starts_with("line 4: unknown key \"a?b\""));
  CHECK(refusal_after_head("x = n\n").find('\n') == std::string::npos);
}

TEST_CASE("a value of another type is refused with the line and key") {
  CHECK(refusal("[policy]\nid = \"x\"\nversion = 6").starts_with("line 3: the key \"version\" of [policy] must be"));
  CHECK(refusal("policy = 1").starts_with("line 1: the key \"policy\" of the document must be a table"));
  CHECK(
      refusal_after_head("[rank]\nid = \"x\"").starts_with("line 4: the key \"rank\" of the document must be a list"));
  CHECK(refusal("rank = [1]\n[policy]\nid=\"x\"\nversion=\"1\"").starts_with("line 1: the key \"rank\""));
  const std::string rank = "[[rank]]\nid = \"x\"\n";
  CHECK(refusal_after_head(rank + "grades = 1").starts_with("line 6: the key \"grades\" of [[rank]] must be a list"));
  CHECK(refusal_after_head(rank + "grades = [1.5]").starts_with("line 6: the key \"grades\" of [[rank]] must be"));
  CHECK(refusal_after_head(rank + "grades = [21]").starts_with("line 6: the key \"grades\" of [[rank]] must be"));
  CHECK(refusal_after_head(rank + "manager = \"yes\"").starts_with("line 6: the key \"manager\" of [[rank]] must be"));
  CHECK(refusal_after_head(rank + "label = 5").starts_with("line 6: the key \"label\" of [[rank]] must be a table"));
  CHECK(refusal_after_head(rank + "class = \"\"").starts_with("line 6: the key \"class\" of [[rank]] must be"));
  CHECK(refusal_after_head("[[rank]]\nid = \"\"").starts_with("line 5: the key \"id\" of [[rank]] must be"));
  CHECK(refusal_after_head("[[rank]]\nid = \"a\\u0000\"").starts_with("line 5: the key \"id\" of [[rank]] must be"));
  CHECK(refusal_after_head("[[population]]\nid = \"x\"\nwhere = [1]").starts_with("line 6: the key \"where\""));
  CHECK(refusal_after_head("[approval]\ntypes = [1]").starts_with("line 5: the key \"types\" of [approval]"));
}

TEST_CASE("a value out of range is refused with the line and key") {
  CHECK(refusal_after_head("horizon_days = -1") ==
        "line 4: the key \"horizon_days\" of [policy] must be a whole number from 0 to 1000000");
  CHECK(refusal_after_head("min_group = 0").starts_with("line 4: the key \"min_group\" of [policy] must be"));
  CHECK(refusal_after_head("min_group = 9223372036854775807").starts_with("line 4: the key \"min_group\""));
  CHECK(refusal_after_head("age_rule = \"school\"") ==
        "line 4: the key \"age_rule\" of [policy] must be one of legal, birthday");
  for (const std::string start : {"4-1", "04-31", "13-01", "00-01", "04-00", "02-29", "04/01", "04-01-", ""}) {
    CHECK(refusal_after_head("fiscal_year_start = \"" + start + "\"")
              .starts_with("line 4: the key \"fiscal_year_start\""));
  }
  for (const std::string zone : {"", "/etc/passwd", "../x", "Asia Tokyo"}) {
    CHECK(refusal_after_head("time_zone = \"" + zone + "\"").starts_with("line 4: the key \"time_zone\" of [policy]"));
  }
  CHECK(refusal_after_head("[[reason]]\nid = \"x\"\nclass = \"own wish\"") ==
        "line 6: the key \"class\" of [[reason]] must be one of voluntary, involuntary, other");
  CHECK(
      refusal_after_head("[[quota]]\nunit = \"x\"\ncount = -1").starts_with("line 6: the key \"count\" of [[quota]]"));
}

TEST_CASE("a day off that is no weekday or date is refused") {
  CHECK(refusal_after_head("[calendar]\nweekend = [\"Saturday\"]").starts_with("line 5: the key \"weekend\""));
  CHECK(refusal_after_head("[calendar]\nholidays = [\"2024-02-30\"]").starts_with("line 5: the key \"holidays\""));
  CHECK(refusal_after_head("[calendar]\nholidays = [1700-01-01]").starts_with("line 5: the key \"holidays\""));
  CHECK(refusal_after_head("[calendar]\nholidays = [5]").starts_with("line 5: the key \"holidays\""));
}

TEST_CASE("an id may be given once in each list") {
  for (const std::string name : {"rank", "job_family", "authority", "population"}) {
    const std::string entry = "[[" + name + "]]\nid = \"x\"\n";
    CHECK(refusal_after_head(entry + entry) == "line 7: the key \"id\" of [[" + name + "]] is given twice: x");
  }
  const std::string quota = "[[quota]]\nunit = \"x\"\ncount = 1\n";
  CHECK(refusal_after_head(quota + quota).starts_with("line 8: the key \"unit\" of [[quota]] is given twice"));
  CHECK(load_policy(std::string(kHead) + "[[rank]]\nid = \"x\"\n[[authority]]\nid = \"x\"").has_value());
}

TEST_CASE("an indicator is refused for an unknown kind, population, rank or direction") {
  const std::string head = "[[indicator]]\nid = \"x\"\n";
  CHECK(refusal_after_head(head + "kind = \"leavers\"")
            .starts_with("line 6: the key \"kind\" of [[indicator]] must be one of headcount, separations, "));
  const std::string hires = head + "kind = \"hires\"\n";
  CHECK(refusal_after_head(hires + "population = \"young\"") ==
        "line 7: the key \"population\" of [[indicator]] names no [[population]] of this document: young");
  CHECK(
      refusal_after_head(hires + "rank = \"king\"").starts_with("line 7: the key \"rank\" of [[indicator]] names no"));
  CHECK(refusal_after_head(hires + "direction = \"left\"").starts_with("line 7: the key \"direction\""));
  CHECK(refusal_after_head(hires + "decimals = 10").starts_with("line 7: the key \"decimals\""));
  CHECK(refusal_after_head(hires + "on = \"today\"").starts_with("line 7: the key \"on\""));
  CHECK(refusal_after_head(hires + "target = { fiscal_year = 2028, value = nan }")
            .starts_with("line 7: the key \"value\" of \"target\" of [[indicator]] must be a finite number"));
  CHECK(refusal_after_head(hires + "target = { value = 1 }")
            .starts_with("line 7: \"target\" of [[indicator]] lacks the key \"fiscal_year\""));
}

TEST_CASE("an indicator may name a population that the document defines further down") {
  CHECK(load_policy(std::string(kHead) + "[[indicator]]\nid = \"x\"\nkind = \"hires\"\npopulation = \"p\"\n"
                                         "[[population]]\nid = \"p\"\n")
            .has_value());
}

TEST_CASE("a ratio names two indicators and never depends on itself") {
  const auto ratio = [](const std::string& id, const std::string& of, const std::string& per) {
    return "[[indicator]]\nid = \"" + id + "\"\nkind = \"ratio\"\nof = " + of + "\nper = " + per + "\n";
  };
  const std::string base = "[[indicator]]\nid = \"n\"\nkind = \"headcount\"\n";
  CHECK(
      load_policy(std::string(kHead) + ratio("a", "\"b\"", "\"n\"") + ratio("b", "\"n\"", "\"n\"") + base).has_value());
  CHECK(refusal_after_head(ratio("a", "\"n\"", "\"z\"") + base)
            .starts_with("line 8: the key \"per\" of [[indicator]] names no [[indicator]] that can be computed"));
  CHECK(refusal_after_head(ratio("a", "\"a\"", "\"n\"") + base).starts_with("line 7: the key \"of\""));
  CHECK(refusal_after_head(ratio("a", "\"b\"", "\"n\"") + ratio("b", "\"a\"", "\"n\"") + base)
            .starts_with("line 7: the key \"of\""));
  CHECK(refusal_after_head(ratio("a", "[\"n\", \"n\"]", "\"n\"") + base).starts_with("line 7: the key \"of\""));
  CHECK(refusal_after_head("[[indicator]]\nid = \"a\"\nkind = \"ratio\"\n").starts_with("line 4: the key \"of\""));
}

TEST_CASE("hostile text is refused, never a crash") {
  CHECK(refusal(std::string_view("\0", 1)).starts_with("line 1: not TOML"));
  CHECK(refusal("[[=").starts_with("line 1: not TOML"));
  CHECK(refusal(std::string_view("[\0", 2)).starts_with("line 1: not TOML"));
  CHECK(refusal("[policy]\nid = \"\xFF\"").starts_with("line 2: not TOML"));
  CHECK(refusal("# \xC1\x81").starts_with("line 1: not TOML: the text is not UTF-8"));
  CHECK(refusal("x = 1\"あ\"").starts_with("line 1: not TOML"));
  CHECK(refusal("x = 1='''あ'''").starts_with("line 1: not TOML"));
  CHECK(refusal("x = " + repeated("[", 100'000)).starts_with("line 1: not TOML"));
  CHECK(refusal("x = " + repeated("{a=", 100'000)).starts_with("line 1: not TOML"));
  CHECK(refusal(repeated("a.", 400'000) + "a = 1").starts_with("line 1: a key has more than 8 parts"));
  CHECK(refusal("\n[" + repeated("a . ", 200'000) + "a]").starts_with("line 2: a key has more than 8 parts"));
  CHECK(refusal("x = [\"\"\"a\"\"\"\"\", {" + repeated("a.", 200'000) + "a=1}]").starts_with("line 1: a key has more"));
  CHECK(refusal("x = ['''a''''', {" + repeated("a.", 200'000) + "a=1}]").starts_with("line 1: a key has more"));
  CHECK(refusal("x = [\"\\\\\", '\\', \"\", {" + repeated("a.", 200'000) + "a=1}]").starts_with("line 1: a key has"));
  CHECK(refusal(repeated("#", (1U << 20) + 1)).starts_with("line 1: the document is longer than 1 MiB"));
}

TEST_CASE("a character other than ASCII stands in quotes or comments only") {
  CHECK(refusal_after_head("note = あ").starts_with("line 4: not TOML: a character other than ASCII"));
  CHECK(refusal_after_head("注 = 1").starts_with("line 4: not TOML: a character other than ASCII"));
  CHECK(refusal_after_head("note = \"\"\"\n\\あ\"\"\"").starts_with("line 5: not TOML: a backslash"));
  CHECK(load_policy("\uFEFF" + std::string(kHead) + "note = 'あ' # あ").has_value());
}

TEST_CASE("texts keep their content, whatever quotes they stand in") {
  const auto title = [](const std::string& toml) { return loaded(std::string(kHead) + "title = " + toml).title.ja; };
  CHECK(title(R"('あ\"\u3042')") == R"(あ\"\u3042)");
  CHECK(title(R"("あ\"\\\u3042'")") == R"(あ"\あ')");
  CHECK(title("\"\"\"\n''あ\"\"い\n\\\"\"\"う\"\"\"\"\"") == "''あ\"\"い\n\"\"\"う\"\"");
  CHECK(title("'''\n\"\"\"あ''い\\\n'う'''''") == "\"\"\"あ''い\\\n'う''");
  CHECK(title("'''a'''") == "a");
  CHECK(title("'''''a'''") == "''a");
  CHECK(title("'😀'") == "😀");
  CHECK(refusal_after_head("title = ''\"\"\n\"\"\"").starts_with("line 4: not TOML: two texts"));
  CHECK(refusal_after_head("title = 'a\nb'").starts_with("line 4: not TOML"));
  CHECK(refusal_after_head("title = '''a").starts_with("line 4: not TOML"));
}

TEST_CASE("a text goes on after a backslash at the end of a line, in any script") {
  for (const std::string text : {"「あ」", "小樽", "é", "😀", "\u3000x", "a"}) {
    const Policy policy = loaded(std::string(kHead) + "title = \"\"\"\n\\\n  \t" + text + "b\"\"\"\n");
    CHECK(policy.title.ja == text + "b");
  }
  CHECK(refusal_after_head("title = \"\"\"\\\nあ\"\"\"\nz = 1").starts_with("line 6: unknown key \"z\""));
}

TEST_CASE("dots in texts, numbers and comments are not parts of keys") {
  CHECK(load_policy(
            std::string(kHead) +
            "note = \"\"\"\nx. . . . . . . . . . . . .\"\"\" # . . . . . . . . . . . .\n"
            "label = '. . . . . . . . . .'\n[retention]\nx = [1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5, 0.5]\n")
            .has_value());
}

TEST_CASE("a document of the greatest size loads in reasonable time") {
  std::string text(kHead);
  for (int i = 0; text.size() < (1U << 20) - 40; ++i) text += "[[rank]]\nid = \"r" + std::to_string(i) + "\"\n";
  CHECK(loaded(text).ranks.size() > 30'000);
}
