// Questions asked of the command.
#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "tests/tools/filled_city.h"

namespace rireki {

using namespace running;
namespace json = boost::json;

namespace {

using Strings = std::vector<std::string>;

std::set<std::string> keys_of(const json::object& row) {
  std::set<std::string> keys;
  for (const auto& member : row) keys.insert(std::string(member.key()));
  return keys;
}

using Seqs = std::vector<std::int64_t>;

}  // namespace

// --- roster and person ---------------------------------------------------------------------------------------------

TEST_CASE("a roster shows who is employed at the end of the day, the last day included", "[tools][answers]") {
  const FilledCity city;
  const auto people = [&](Strings more) {
    more.insert(more.begin(), "roster");
    Strings out;
    for (const json::object& row : city.ask(more).rows()) out.emplace_back(row.at("person").as_string());
    return out;
  };
  CHECK(people({"--as-of", "2023-03-31"}) == Strings{"P1", "P2"});
  CHECK(people({"--as-of", "2023-04-01"}) == Strings{"P1"});
  CHECK(people({"--as-of", "2020-03-31"}).empty());
  CHECK(people({"--as-of", "2023-04-01", "--all"}) == Strings{"P1", "P2"});
  CHECK(people({"--as-of", "2023-03-31", "--where", "sex=male"}) == Strings{"P2"});
  CHECK(people({"--as-of", "2023-03-31", "--where", "unit=U-1"}) == Strings{"P1", "P2"});
  CHECK(people({"--as-of", "2023-03-31", "--where", "unit=U-2"}) == Strings{"P1"});
  CHECK(people({"--as-of", "2023-03-31", "--exclude", "sex=male & rank=clerk"}) == Strings{"P1"});
  CHECK(people({"--as-of", "2023-03-31", "--population", "chiefs"}) == Strings{"P1"});
  CHECK(people({"--as-of", "2023-03-31", "--where", "age<40", "--where", "grade=3"}) == Strings{"P1"});
}

TEST_CASE("era dates are dates", "[tools][answers]") {
  const FilledCity city;
  const std::string wanted = city.ask({"roster", "--as-of", "2023-04-01"}).out;
  for (const char* day : {"R5.4.1", "令和5年4月1日", "r5-4-1", "Ｒ５．４．１"}) {
    CHECK(city.ask({"roster", "--as-of", day}).out == wanted);
  }
  CHECK(city.ask({"roster", "--as-of", "R5.3.31"}).out != wanted);
}

TEST_CASE("a person's state has every key of section 5", "[tools][answers]") {
  const FilledCity city;
  const json::object p = city.person("P1", "2022-04-01");
  CHECK(keys_of(p) == std::set<std::string>{"person",        "status",     "employment", "unit",        "authority",
                                            "post",          "rank",       "rank_class", "manager",     "grade",
                                            "step",          "job_family", "job_group",  "sex",         "birth",
                                            "age",           "age_band",   "name",       "hired",       "first_hired",
                                            "service_years", "rank_since", "unit_since", "term_end",    "work_pattern",
                                            "track",         "absence",    "secondment", "assignments", "separated"});
  CHECK(p.at("unit") == "U-2");
  CHECK(p.at("authority") == "mayor");
  CHECK(p.at("rank") == "chief");
  CHECK(p.at("rank_class") == "chief_class");
  CHECK(p.at("manager") == false);
  CHECK(p.at("grade") == 3);
  CHECK(p.at("post").is_null());
  CHECK(p.at("age") == 31);
  CHECK(p.at("age_band") == "30s");
  CHECK(p.at("service_years") == 2);
  CHECK(p.at("rank_since") == "2022-04-01");
  CHECK(p.at("separated").is_null());
  const json::object left = city.person("P2", "2024-01-01");
  CHECK(left.at("status") == "separated");
  CHECK(left.at("separated") == json::value({{"last_day", "2023-03-31"}, {"reason", "voluntary"}, {"derived", false}}));
  CHECK(left.at("unit") == "U-1");
}

TEST_CASE("an unknown person is an empty answer, and a sentence names the number", "[tools][answers]") {
  const FilledCity city;
  for (const Strings& command : {Strings{"person", "P9"}, Strings{"person", "U-1"}, Strings{"history", "P9"},
                                 Strings{"person", "P1", "--as-of", "2019-01-01"}}) {
    Strings with_json = command;
    with_json.emplace_back("--json");
    const Ran ran = city.run(with_json);
    CHECK(ran.status == 0);
    CHECK(ran.err.contains(command[1]));
    CHECK(ran.out.empty());
  }
}

TEST_CASE("a population that the policy does not have is exit 2 and lists its own", "[tools][answers]") {
  const FilledCity city;
  const Ran ran = city.run({"roster", "--as-of", "2023-03-31", "--population", "nobody"});
  CHECK(ran.status == 2);
  CHECK(ran.err.contains("nobody"));
  CHECK(ran.err.contains("chiefs"));
}

TEST_CASE("an unknown population is exit 2 also where nobody is employed", "[tools][answers]") {
  const FilledCity city;
  CHECK(city.run({"roster", "--as-of", "2019-03-31", "--population", "nobody"}).status == 2);
  CHECK(city.run({"count", "demotions", "--population", "nobody"}).status == 2);
}

// --- known-at ------------------------------------------------------------------------------------------------------

TEST_CASE("known-at is a date, an instant or a seq, and the answer names the seq", "[tools][answers]") {
  const FilledCity city;
  struct Row {
    std::string known;
    std::string rank;
    int seq;
  };
  const std::vector<Row> rows = {{"seq:7", "clerk", 7},
                                 {"seq:8", "chief", 8},
                                 {"seq:10", "chief", 10},
                                 {"seq:999", "chief", 10},
                                 {"2022-03-19", "clerk", 7},
                                 {"2022-03-20", "chief", 9},
                                 {"R4.3.20", "chief", 9},
                                 {"2020-01-02", "clerk", 7},
                                 {"2022-03-20T00:59:59.999Z", "clerk", 7},
                                 {"2022-03-20T01:00:00Z", "chief", 9},
                                 {"2022-03-20T10:00:00+09:00", "chief", 9},
                                 {"2023-03-01T03:00:00.249Z", "chief", 9},
                                 {"2023-03-01T03:00:00.250Z", "chief", 10}};
  for (const Row& row : rows) {
    CAPTURE(row.known);
    const Ran ran = city.ask({"person", "P1", "--as-of", "2022-05-01", "--known-at", row.known});
    CHECK(std::string(ran.row().at("rank").as_string()) == row.rank);
    CHECK(ran.err == "{\"seq\":" + std::to_string(row.seq) + "}\n");
  }
  CHECK(city.ask({"roster", "--known-at", "seq:0"}).rows().empty());
}

TEST_CASE("a day of knowledge ends in the policy's zone", "[tools][answers]") {
  const City city;
  const auto unit = [](const std::string& id, const std::string& recorded) {
    return event_line(id, "OrgUnitEstablished", id, "2010-04-01", recorded, R"({"name":"n"})");
  };
  REQUIRE(city.import({unit("A", "2022-03-20T14:59:59.999Z"), unit("B", "2022-03-20T15:00:00Z")}, {"--trust-recorded"})
              .status == 0);
  CHECK(city.ask({"roster", "--known-at", "2022-03-20"}).err == "{\"seq\":2}\n");
  CHECK(city.ask({"roster", "--known-at", "2022-03-21"}).err == "{\"seq\":3}\n");
}

TEST_CASE("every question names its seq on standard error, and prints nothing else there", "[tools][answers]") {
  const FilledCity city;
  for (const Strings& question : {Strings{"roster"}, Strings{"person", "P1"}, Strings{"history", "P1"},
                                  Strings{"count", "headcount"}, Strings{"count", "absences", "--by", "kind"}}) {
    CHECK(city.ask(question).err == "{\"seq\":10}\n");
  }
}

// --- three forms of output -----------------------------------------------------------------------------------------

TEST_CASE("CSV quotes what needs it and ends lines with CR LF", "[tools][answers]") {
  const FilledCity city;
  const Ran ran = city.run({"roster", "--as-of", "2023-03-31", "--csv"});
  CHECK(ran.status == 0);
  const Strings lines = ran.lines();
  REQUIRE(lines.size() == 3);
  for (const std::string& line : lines) CHECK(line.ends_with('\r'));
  CHECK(lines[0].starts_with("person,name,"));
  CHECK(lines[1].starts_with("P1,見本 花子,working,regular,U-2,mayor,chief,3,"));
  CHECK(lines[2].starts_with("P2,\"雛形, \"\"太郎\"\"\",working,"));
  CHECK(city.run({"count", "headcount", "--by", "sex,rank", "--as-of", "2023-03-31", "--csv"}).out ==
        "sex,rank,count\r\nfemale,chief,1\r\nmale,clerk,1\r\n");
  CHECK(city.run({"history", "P1", "--csv"}).lines().size() == 5);
  CHECK(city.run({"log", "--csv"}).lines().size() == 11);
}

TEST_CASE("the CSV of persons has all that their JSON has, and as many cells in each row", "[tools][answers]") {
  const FilledCity city;
  const auto cells_of = [](std::string line) {
    Strings cells(1);
    bool is_quoted = false;
    line.pop_back();  // CR
    for (const char c : line) {
      if (c == '"') is_quoted = !is_quoted;
      if (c == ',' && !is_quoted) {
        cells.emplace_back();
      } else if (c != '"') {
        cells.back() += c;
      }
    }
    return cells;
  };
  const std::map<std::string, std::string> titles = {{"job_family", "family"}, {"rank_since", "since"}};
  std::size_t compared = 0;
  for (const Strings& question : std::vector<Strings>{{"roster", "--as-of", "2023-03-31"},
                                                      {"roster", "--as-of", "2024-03-31", "--all"},
                                                      {"person", "P2", "--as-of", "2022-12-31"},
                                                      {"find", "P", "--as-of", "2022-12-31"}}) {
    Strings words = question;
    words.emplace_back("--csv");
    const Strings lines = city.run(words).lines();
    const Strings header = cells_of(lines.at(0));
    const auto rows = city.ask(question).rows();
    REQUIRE(lines.size() == rows.size() + 1);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const Strings cells = cells_of(lines[i + 1]);
      REQUIRE(cells.size() == header.size());
      for (const auto& [key, value] : rows[i]) {
        const auto renamed = titles.find(key);
        const std::string title = renamed == titles.end() ? std::string(key) : renamed->second;
        const auto column = std::ranges::find_if(header, [&](const std::string& t) { return t.starts_with(title); });
        CAPTURE(question, title);
        REQUIRE(column != header.end());
        if (value.is_structured() || title == "secondment" || title == "name") continue;  // parts of it; quoted
        const auto text = value.is_null()     ? std::string()
                          : value.is_string() ? std::string(value.as_string())
                                              : boost::json::serialize(value);
        CHECK(cells[static_cast<std::size_t>(std::ranges::find(header, title) - header.begin())] == text);
        ++compared;
      }
    }
  }
  CHECK(compared > 100);
}

TEST_CASE("people get a table whose columns line up", "[tools][answers]") {
  const FilledCity city;
  const Strings lines = city.run({"count", "headcount", "--by", "sex,rank", "--as-of", "2023-03-31"}).lines();
  CHECK(lines == Strings{"sex     rank   count", "------  -----  -----", "female  chief  1", "male    clerk  1"});
  const Ran history = city.run({"history", "P1"});
  CHECK(history.out.contains("昇任"));
  CHECK(history.err.contains("seq 10"));
  CHECK(city.run({"person", "P1"}).out.contains("見本 花子"));
  CHECK(city.run({"log"}).out.contains("OrgUnitEstablished"));
}

TEST_CASE("options may stand before or after the command", "[tools][answers]") {
  const FilledCity city;
  CHECK(city.run({"--json", "count", "headcount"}).out == city.run({"count", "headcount", "--json"}).out);
}

// --- history and count ---------------------------------------------------------------------------------------------

TEST_CASE("a history has each valid event with the state right after it", "[tools][answers]") {
  const FilledCity city;
  const auto rows = city.ask({"history", "P1"}).rows();
  REQUIRE(rows.size() == 4);
  for (const json::object& row : rows) {
    CHECK(keys_of(row) ==
          std::set<std::string>{"seq", "id", "type", "effective", "line", "recorded", "data", "corrected_by", "state"});
    CHECK(row.at("corrected_by").as_array().empty());
  }
  CHECK(rows[0].at("type") == "PersonRegistered");
  CHECK(rows[0].at("state").at("status") == "registered");
  CHECK(rows[1].at("data").at("rank") == "clerk");
  CHECK(rows[2].at("state").at("unit") == "U-1");
  CHECK(rows[3].at("line") == 1);
  CHECK(rows[3].at("state").at("unit") == "U-2");
  CHECK(rows[3].at("recorded") == "2022-03-20T01:00:00.000Z");
  CHECK(city.history({"P1", "--as-of", "2022-03-31"}) == Strings{"4:r1", "5:h1"});
  CHECK(city.history({"P2", "--as-of", "2023-03-31"}) == Strings{"6:r2", "7:h2", "10:s2"});
  CHECK(city.ask({"history", "P2"}).rows().back().at("state").at("status") == "separated");
}

TEST_CASE("counts take periods, dimensions and filters", "[tools][answers]") {
  const FilledCity city;
  const auto counted = [&](Strings arguments) {
    arguments.insert(arguments.begin(), "count");
    return city.ask(arguments).out;
  };
  CHECK(counted({"headcount", "--as-of", "2023-03-31"}) == "{\"count\":2}\n");
  CHECK(counted({"headcount", "--as-of", "2019-03-31"}) == "{\"count\":0}\n");
  CHECK(counted({"headcount", "--as-of", "2019-03-31", "--by", "rank"}).empty());
  CHECK(counted({"separations", "--fiscal-year", "2022", "--by", "fiscal_year,reason"}) ==
        "{\"fiscal_year\":2022,\"reason\":\"voluntary\",\"count\":1}\n");
  CHECK(counted({"separations", "--fiscal-year", "2023"}) == "{\"count\":0}\n");
  CHECK(counted({"hires", "--fiscal-year", "2019..2021", "--by", "month"}) == "{\"month\":\"2020-04\",\"count\":2}\n");
  CHECK(counted({"hires", "--from", "R2.4.1", "--to", "R2.4.1"}) == "{\"count\":2}\n");
  CHECK(counted({"hires", "--from", "2020-04-02", "--to", "2021-04-01"}) == "{\"count\":0}\n");
  CHECK(counted({"promotions", "--where", "sex=female", "--by", "rank,manager"}) ==
        "{\"rank\":\"chief\",\"manager\":false,\"count\":1}\n");
  CHECK(counted({"transfers"}) == "{\"count\":1}\n");
  CHECK(counted({"demotions"}) == "{\"count\":0}\n");
  CHECK(counted({"trainings"}) == "{\"count\":0}\n");
  CHECK(counted({"separations", "--known-at", "seq:9"}) == "{\"count\":0}\n");
}

// --- log -----------------------------------------------------------------------------------------------------------

TEST_CASE("the log is filtered by seq, subject, type, recorded time, actor and order", "[tools][answers]") {
  const FilledCity city;
  CHECK(city.seqs({}) == Seqs{1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
  CHECK(city.seqs({"--from", "9"}) == Seqs{9, 10});
  CHECK(city.seqs({"--from", "3", "--to", "4"}) == Seqs{3, 4});
  CHECK(city.seqs({"--from", "11"}).empty());
  CHECK(city.seqs({"--subject", "P1"}) == Seqs{4, 5, 8, 9});
  CHECK(city.seqs({"--subject", "P7"}).empty());
  CHECK(city.seqs({"--type", "Hired"}) == Seqs{5, 7});
  CHECK(city.seqs({"--actor", "hr-2"}) == Seqs{7});
  CHECK(city.seqs({"--order", "R4-9"}) == Seqs{8, 9});
  CHECK(city.seqs({"--order", "R2-1", "--actor", "hr-1"}) == Seqs{5});
  CHECK(city.seqs({"--recorded", "2022-03-20..2022-03-20"}) == Seqs{8, 9});
  CHECK(city.seqs({"--recorded", "R4.3.20..R4.3.20"}) == Seqs{8, 9});
  CHECK(city.seqs({"--recorded", "..2020-01-31"}) == Seqs{1, 2, 3, 4, 5, 6, 7});
  CHECK(city.seqs({"--recorded", "2022-03-21.."}) == Seqs{10});
  CHECK(city.seqs({"--recorded", "2023-03-01T03:00:00.250Z..2023-03-01T03:00:00.250Z"}) == Seqs{10});
  CHECK(city.seqs({"--recorded", "2023-03-01T03:00:00.251Z.."}).empty());
  CHECK(city.seqs({"--retroactive"}) == Seqs{1, 2, 3});
  const auto rows = city.ask({"log", "--subject", "P1"}).rows();
  for (std::size_t i = 0; i < rows.size(); ++i) CHECK(rows[i].at("version") == static_cast<std::int64_t>(i) + 1);
  CHECK(rows[3].at("line") == 1);
  CHECK_FALSE(rows[0].contains("line"));
}

TEST_CASE("retroactive means after the effective day in the organisation's zone", "[tools][answers]") {
  const City city;
  const auto unit = [](const std::string& id, const std::string& effective) {
    return event_line(id, "OrgUnitEstablished", id, effective, "2023-03-31T15:30:00Z", R"({"name":"n"})");
  };
  REQUIRE(city.import({unit("A", "2023-03-31"), unit("B", "2023-04-01")}, {"--trust-recorded"}).status == 0);
  const auto rows = city.ask({"log", "--from", "2", "--retroactive"}).rows();
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].at("id") == "A");
}

TEST_CASE("a range of recorded times may be open at either end, or hold nothing", "[tools][answers]") {
  const FilledCity city;
  CHECK(city.seqs({"--recorded", "..2019-12-31"}).empty());
  CHECK(city.seqs({"--recorded", "..2020-01-01T00:00:00Z"}) == Seqs{1});
  CHECK(city.seqs({"--recorded", "2022-03-20T01:00:00.001Z.."}) == Seqs{10});
  CHECK(city.seqs({"--recorded", "R4.3.20.."}) == Seqs{8, 9, 10});
  CHECK(city.seqs({"--recorded", "..R4.3.20", "--from", "8"}) == Seqs{8, 9});
  CHECK(city.run({"log", "--recorded", "2022-03-21..2022-03-20"}).status == 2);
  CHECK(city.seqs({"--recorded", "2022-03-20..2022-03-20T01:00:00Z", "--type", "Promoted", "--order", "R4-9"}) ==
        Seqs{8});
  CHECK(city.seqs({"--retroactive", "--subject", "U-1"}) == Seqs{2});
  for (const char* range : {"2022-03-20", "yesterday..", "..2022-02-30"}) {
    const Ran ran = city.run({"log", "--recorded", range});
    CHECK(ran.status == 2);
    CHECK(ran.err.contains("--recorded"));
  }
  CHECK(city.run({"log", "--type", "Promotd"}).err.contains("Promoted"));
}

TEST_CASE("a corrected birth is looked at as a registered one is", "[tools][answers]") {
  const City city;
  REQUIRE(city.import(small_city()).row().at("refused") == 0);  // P1, hired on 2020-04-01
  const auto warns = [&](const std::string& birth) {
    const Ran ran = city.run({"correct", "r1", "--set", "birth=" + birth, "--cause", "clerical"});
    CAPTURE(birth, ran.err);
    REQUIRE(ran.status == 0);
    return ran.err.contains("warning: age_implausible\n");
  };
  CHECK(warns("R8.3.1"));
  CHECK(warns("2005-04-03"));
  CHECK(warns("1919-04-01"));
  CHECK_FALSE(warns("2005-04-02"));  // 15 on the eve of the birthday
  CHECK_FALSE(warns("1990-05-06"));
}

TEST_CASE("a question that names what nothing defines is told so, its answer is the same", "[tools][answers]") {
  const City city;
  REQUIRE(city.import(small_city()).row().at("refused") == 0);
  const auto remarks = [&](std::vector<std::string> words, const std::string& cond) {
    words.insert(words.end(), {"--where", cond});
    const Ran ran = city.run(words);
    CHECK(ran.status == 0);
    words.push_back("--json");
    CHECK(std::ranges::count(city.run(words).err, '\n') == 1);  // a machine is told the moment alone
    return ran.err;
  };
  const std::vector<std::string> heads = {"count", "headcount", "--as-of", "2023-03-31"};
  CHECK(remarks(heads, "rank=chif")
            .starts_with("\"rank=chif\": \"chif\" is no rank of any policy, as known then; there are: "));
  CHECK(remarks(heads, "unit=soum")
            .starts_with("\"unit=soum\": \"soum\" is no unit that was ever established, as known then\n"));
  for (const std::string cond : {"rank_class=x", "job_family=x", "job_group=x", "authority=x", "rank!=clerk,x"}) {
    CHECK(remarks(heads, cond).contains("\"x\" is no "));
  }
  CHECK(remarks({"count", "separations", "--fiscal-year", "2022"}, "reason=volntary").contains("is no reason"));
  CHECK(remarks({"roster", "--as-of", "2023-03-31"}, "unit=U-9").contains("\"U-9\" is no unit"));
  CHECK(remarks({"explain", "headcount", "--as-of", "2023-03-31"}, "rank=chif").contains("is no rank"));
  CHECK(remarks({"report", "staff_trend", "--as-of", "2023-03-31"}, "rank=chif").contains("is no rank"));
  for (const std::string cond : {"rank=chief", "unit=U-1,U-2", "rank=unknown", "post=anything"}) {
    CHECK_FALSE(remarks(heads, cond).contains(" is no "));
  }
  CHECK_FALSE(remarks({"count", "trainings", "--fiscal-year", "2022"}, "course=anything").contains(" is no "));
  CHECK_FALSE(remarks({"count", "separations", "--fiscal-year", "2022"}, "reason=term_expired").contains(" is no "));
  // What was not known then is not known.
  const Ran before = city.run({"count", "headcount", "--where", "unit=U-1", "--known-at", "seq:1"});
  CHECK(before.err.contains("\"U-1\" is no unit that was ever established, as known then"));
}

TEST_CASE("the log masks erased fields, also in corrections and in what was recorded before", "[tools][answers]") {
  const FilledCity city;
  city.ask({"correct", "r1", "--set", "name=見本 華子", "--cause", "clerical"});
  city.ask({"append", "PersonalDataErased", "--subject", "P1", "--effective", "2023-04-01", "--set",
            "categories=identity", "--set", "basis=R5-1"});
  const Ran ran = city.ask({"log", "--subject", "P1"});
  CHECK_FALSE(ran.out.contains("見本"));
  const auto rows = ran.rows();
  // The name and its reading share one key: without it nobody can say which of them was given.
  CHECK(rows.front().at("data") ==
        json::value({{"name", "erased"}, {"kana", "erased"}, {"birth", "1990-05-05"}, {"sex", "female"}}));
  CHECK(rows.at(4).at("data").at("data").at("name") == "erased");
  CHECK(rows.at(4).at("data").at("data").at("sex") == "female");
  CHECK(rows.back().at("data").at("categories") == json::array{"identity"});
  CHECK(city.ask({"log", "--subject", "P2"}).out.contains("雛形"));
}

TEST_CASE("what the log prints can be imported again", "[tools][answers]") {
  const FilledCity city;
  const City other(false);
  REQUIRE(other.run({"init"}).status == 0);
  const std::string log = city.ask({"log"}).out;
  const Ran ran = other.run({"import", "-", "--trust-recorded", "--json"}, log);
  CHECK(ran.row().at("appended") == 10);
  CHECK(other.ask({"log"}).out == log);
}

}  // namespace rireki
