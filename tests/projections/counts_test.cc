// Counts, through an Engine on a directory of its own.
#include "projections/counts.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "engine/engine.h"
#include "events/types/event_json.h"
#include "projections/roster.h"
#include "tests/support/scratch.h"

namespace rireki {

namespace {

constexpr std::string_view kPolicy =
    R"([policy]\nid = \"test\"\nversion = \"1\"\ntime_zone = \"Asia/Tokyo\"\n)"
    R"([[rank]]\nid = \"clerk\"\ngrades = [1, 2]\n[[rank]]\nid = \"chief\"\ngrades = [3]\nmanager = true\n)"
    R"([[job_family]]\nid = \"general\"\n[[authority]]\nid = \"mayor\"\n[[authority]]\nid = \"hospital\"\n)"
    R"([[reason]]\nid = \"voluntary\"\nclass = \"voluntary\"\n[[reason]]\nid = \"term_expired\"\nclass = \"other\"\n)"
    R"([[population]]\nid = \"chiefs\"\nwhere = [\"rank=chief\"]\n[calendar]\nweekend = [\"sat\", \"sun\"]\n)";

/// A city of its own in a directory of its own.
class City {
 public:
  City() {
    REQUIRE(Engine::create(scratch_ / "data"));
    auto engine = Engine::open(scratch_ / "data", EngineMode::write);
    REQUIRE(engine);
    engine_ = std::move(*engine);
    add("org", "PolicyAdopted", "1868-01-01",
        R"({"policy":"test","version":"1","document":")" + std::string(kPolicy) + R"("})");
    add("U-1", "OrgUnitEstablished", "2000-04-01", R"({"name":"市","authority":"mayor"})");
    add("U-11", "OrgUnitEstablished", "2000-04-01", R"({"name":"課","parent":"U-1"})");
    add("U-2", "OrgUnitEstablished", "2000-04-01", R"({"name":"病院","authority":"hospital"})");
  }

  void add(const std::string& subject, const std::string& type, const std::string& effective, const std::string& data) {
    EventReader reader;
    auto event = reader.read(R"({"type":")" + type + R"(","subject":")" + subject + R"(","effective":")" + effective +
                             R"(","data":)" + data + "}");
    CAPTURE(subject, type, effective, data);
    REQUIRE(event);
    const auto outcomes = engine_->append({std::move(*event)}, Recording::by_clock);
    REQUIRE(outcomes);
    CAPTURE(outcomes->front().error.message);
    REQUIRE(outcomes->front().kind == Outcome::Kind::appended);
  }

  void hire(const std::string& person, const std::string& sex, const std::string& day, const std::string& more = "",
            const std::string& unit = "U-11") {
    add(person, "PersonRegistered", day, R"({"name":"名","birth":"1990-01-01","sex":")" + sex + R"("})");
    const std::string kind = more.find("term_end") == std::string::npos ? "regular" : "fixed_term";
    add(person, "Hired", day,
        R"({"kind":")" + kind + R"(","unit":")" + unit + R"(","rank":"clerk","job_family":"general")" + more + "}");
  }

  Knowledge knowledge() {
    auto org = load_organisation(*engine_, engine_->last(), engine_->parsed_policies());
    REQUIRE(org);
    return {*engine_, engine_->last(), std::move(*org)};
  }

  Counts counts(CountQuery query) {
    const Knowledge known = knowledge();
    auto result = count(known, std::move(query));
    REQUIRE(result);
    return std::move(*result);
  }

  /// "male,clerk=2 female,clerk=1"
  std::string text(CountQuery query) {
    std::string out;
    for (const CountRow& row : counts(std::move(query)).rows) {
      std::string key;
      for (const Value& value : row.key) key += (key.empty() ? "" : ",") + to_text(value);
      out += (out.empty() ? "" : " ") + key + "=" + std::to_string(row.count);
    }
    return out;
  }

 private:
  Scratch scratch_;  // outlives the engine in it
  std::unique_ptr<Engine> engine_;
};

Day day(std::string_view text) { return *parse_iso_day(text); }

CountQuery headcount(std::string_view as_of, std::vector<Attribute> by = {}) {
  return {.what = CountOf::headcount, .as_of = day(as_of), .filter = {}, .by = std::move(by)};
}

CountQuery of_events(CountOf what, std::string_view from, std::string_view to, std::vector<Attribute> by = {}) {
  return {.what = what, .as_of = day(to), .from = day(from), .to = day(to), .filter = {}, .by = std::move(by)};
}

}  // namespace

TEST_CASE("a headcount counts who is there at the end of the day", "[projections][counts]") {
  City city;
  CHECK(city.text(headcount("2023-04-01")) == "=0");
  CHECK(city.text(headcount("2023-04-01", {Attribute::rank})).empty());
  city.hire("P1", "female", "2020-04-01");
  city.hire("P2", "male", "2021-04-01");
  city.hire("P3", "unknown", "2022-04-01", "", "U-2");
  city.add("P2", "Separated", "2023-03-31", R"({"reason":"voluntary"})");
  CHECK(city.text(headcount("2020-03-31")) == "=0");
  CHECK(city.text(headcount("2020-04-01")) == "=1");
  CHECK(city.text(headcount("2023-03-31")) == "=3");
  CHECK(city.text(headcount("2023-04-01")) == "=2");
  CHECK(city.text(headcount("2023-04-01", {Attribute::sex})) == "female=1 unknown=1");
  CHECK(city.text(headcount("2023-03-31", {Attribute::authority, Attribute::sex})) ==
        "hospital,unknown=1 mayor,female=1 mayor,male=1");
  CHECK(city.text(headcount("2023-03-31", {Attribute::service_years})) == "0=1 1=1 2=1");
  CHECK(city.text(headcount("2023-03-31", {Attribute::grade})) == "unknown=3");
}

TEST_CASE("rows are sorted by number, not by digits, and zero rows are left out", "[projections][counts]") {
  City city;
  city.hire("P1", "female", "2010-04-01");
  city.hire("P2", "female", "2020-04-01");
  city.hire("P3", "female", "2001-04-01");
  CHECK(city.text(headcount("2022-05-01", {Attribute::service_years})) == "2=1 12=1 21=1");
}

TEST_CASE("two open assignments count in both groups", "[projections][counts]") {
  City city;
  city.hire("P1", "female", "2020-04-01");
  city.hire("P2", "male", "2020-04-01");
  city.add("P1", "AssignmentAdded", "2022-04-01", R"({"assignment":"A","kind":"mentor"})");
  city.add("P1", "AssignmentAdded", "2022-04-01", R"({"assignment":"B","kind":"acting"})");
  city.add("P1", "AssignmentEnded", "2022-09-30", R"({"assignment":"B"})");
  CHECK(city.text(headcount("2022-09-30", {Attribute::assignment})) == "acting=1 mentor=1 none=1");
  CHECK(city.text(headcount("2022-10-01", {Attribute::assignment})) == "mentor=1 none=1");
}

TEST_CASE("separations count the derived lapses, by the state of the last day", "[projections][counts]") {
  City city;
  city.hire("P1", "female", "2020-04-01");
  city.hire("P2", "male", "2022-04-01", R"(,"term_end":"2023-03-31")");
  city.add("P1", "Promoted", "2021-04-01", R"({"rank":"chief"})");
  city.add("P1", "Separated", "2023-03-31", R"({"reason":"voluntary"})");
  CHECK(city.text(of_events(CountOf::separations, "2022-04-01", "2023-03-31", {Attribute::reason, Attribute::rank})) ==
        "term_expired,clerk=1 voluntary,chief=1");
  CHECK(city.text(of_events(CountOf::separations, "2022-04-01", "2023-03-31", {Attribute::fiscal_year})) == "2022=2");
  CHECK(city.text(of_events(CountOf::separations, "2022-04-01", "2023-03-30")) == "=0");
  CHECK(city.text(of_events(CountOf::separations, "2023-04-01", "2024-03-31")) == "=0");
  CHECK(city.text(of_events(CountOf::hires, "2020-04-01", "2023-03-31", {Attribute::month})) == "2020-04=1 2022-04=1");
  CHECK(city.text(of_events(CountOf::promotions, "2020-04-01", "2023-03-31", {Attribute::rank, Attribute::manager})) ==
        "chief,true=1");
}

TEST_CASE("a renewal effective the next day prevents the lapse of the as-of day", "[projections][counts]") {
  City city;
  city.hire("P1", "female", "2022-04-01", R"(,"term_end":"2023-03-31")");
  CHECK(city.text(of_events(CountOf::separations, "2022-04-01", "2023-03-31")) == "=1");
  city.add("P1", "TermRenewed", "2023-04-01", R"({"term_end":"2024-03-31"})");
  CHECK(city.text(of_events(CountOf::separations, "2022-04-01", "2023-03-31")) == "=0");
  CHECK(city.text(headcount("2023-04-01")) == "=1");
}

TEST_CASE("an absence spell overlaps its period, and days off do not part it", "[projections][counts]") {
  City city;
  city.hire("P1", "female", "2020-04-01");
  const auto absent = [&](const std::string& id, const std::string& from, const std::string& back) {
    city.add("P1", "AbsenceStarted", from, R"({"absence":")" + id + R"(","kind":"sick_leave","cause":"physical"})");
    city.add("P1", "AbsenceEnded", back, R"({"absence":")" + id + R"("})");
  };
  absent("B1", "2022-05-02", "2022-05-07");  // back on a Saturday
  absent("B2", "2022-05-09", "2022-05-12");  // away again on the Monday
  absent("B3", "2022-08-01", "2022-08-03");
  CHECK(city.text(of_events(CountOf::absences, "2022-04-01", "2023-03-31", {Attribute::kind})) == "sick_leave=2");
  CHECK(city.text(of_events(CountOf::absences, "2022-05-11", "2022-05-31")) == "=1");
  CHECK(city.text(of_events(CountOf::absences, "2022-05-12", "2022-07-31")) == "=0");
}

TEST_CASE("filters and populations hold for counts too", "[projections][counts]") {
  City city;
  city.hire("P1", "female", "2020-04-01");
  city.hire("P2", "male", "2020-04-01", "", "U-2");
  city.add("P1", "Promoted", "2021-04-01", R"({"rank":"chief"})");
  CountQuery query = headcount("2022-04-01");
  REQUIRE(query.filter.add_where("unit=U-1", false));
  CHECK(city.text(query) == "=1");
  query = headcount("2022-04-01");
  query.filter.add_population("chiefs");
  CHECK(city.text(query) == "=1");
  query = headcount("2022-04-01");
  query.filter.add_population("nobody");
  const Knowledge known = city.knowledge();
  const auto refused = count(known, query);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Code::usage);
}

TEST_CASE("an answer that asks for an erased attribute says how many are erased", "[projections][counts]") {
  City city;
  city.hire("P1", "female", "2020-04-01");
  city.hire("P2", "male", "2020-04-01");
  city.add("P1", "PersonalDataErased", "2022-04-01", R"({"categories":["attributes"],"basis":"b"})");
  const Counts by_sex = city.counts(headcount("2022-05-01", {Attribute::sex}));
  CHECK(by_sex.erased == 1);
  CHECK(city.text(headcount("2022-05-01", {Attribute::sex})) == "male=1 unknown=1");
  CHECK(city.text(headcount("2022-05-01")) == "=2");
}

TEST_CASE("an answer that asks for nothing erased does not say so", "[projections][counts]") {
  City city;
  city.hire("P1", "female", "2020-04-01");
  city.add("P1", "PersonalDataErased", "2022-04-01", R"({"categories":["attributes"],"basis":"b"})");
  CHECK(city.counts(headcount("2022-05-01")).erased == 0);
  CHECK(city.counts(headcount("2022-05-01", {Attribute::rank})).erased == 0);
}

TEST_CASE("a roster is sorted by person", "[projections][counts]") {
  City city;
  for (const char* person : {"P9", "P10", "A1", "p1"}) city.hire(person, "female", "2020-04-01");
  std::vector<std::string> people;
  const Knowledge known = city.knowledge();
  REQUIRE(
      roster(known, {day("2022-04-01"), {}, false}, [&](const PersonRow& row) { people.emplace_back(row.person); }));
  CHECK(people == std::vector<std::string>{"A1", "P10", "P9", "p1"});
}

}  // namespace rireki
