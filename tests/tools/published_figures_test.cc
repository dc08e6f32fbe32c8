// The published figures of Otaru come out of the demo's Log, by asking it like any other.
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "events/calendar/age.h"
#include "events/calendar/day.h"
#include "tests/tools/published_city.h"

namespace rireki {

using namespace running;
namespace json = boost::json;

namespace {

using Strings = std::vector<std::string>;

std::string text(const json::value& value) { return std::string(value.as_string()); }

double number(const json::value& value) { return value.to_number<double>(); }

/// Counts by the value of one dimension.
std::map<std::string, std::int64_t> counts(const City& city, Strings question, const std::string& by) {
  question.insert(question.begin(), "count");
  question.insert(question.end(), {"--by", by});
  std::map<std::string, std::int64_t> all;
  for (const auto& row : city.ask(question).rows()) {
    const json::value& key = row.at(by);
    all[key.is_string() ? text(key) : json::serialize(key)] = row.at("count").as_int64();
  }
  return all;
}

std::int64_t count(const City& city, Strings question) {
  question.insert(question.begin(), "count");
  return city.ask(question).row().at("count").as_int64();
}

/// Half up to one decimal, as the document prints shares.
double share(std::int64_t part, std::int64_t whole) {
  return static_cast<double>((part * 2000 + whole) / (2 * whole)) / 10;
}

void check_sexes(const City& city, const std::string& day) {
  const auto& table = published_figures().at("sex_by_rank_R5_04_01").as_object();
  const auto& classes = table.at("class").as_array();
  for (const auto& [sex, key] : {std::pair("male", "men"), std::pair("female", "women")}) {
    const auto found =
        counts(city, {"headcount", "--as-of", day, "--population", "sex_by_rank", "--where", std::string("sex=") + sex},
               "rank_class");
    CHECK(found.size() == classes.size());
    for (std::size_t i = 0; i < classes.size(); ++i) {
      CAPTURE(sex, text(classes[i]));
      CHECK(found.at(text(classes[i])) == table.at(key).as_array()[i].as_int64());
    }
  }
}

void check_young_leavers(const City& city) {
  const auto& table = published_figures().at("young_leavers").as_object();
  const auto& years = table.at("fy").as_array();
  const Strings question = {"separations",   "--fiscal-year", "2013..2022",      "--population",
                            "young_leavers", "--where",       "reason=voluntary"};
  const auto all = counts(city, question, "fiscal_year");
  Strings of_the_mayor = question;
  of_the_mayor.insert(of_the_mayor.end(), {"--where", "authority=mayor"});
  const auto mayor = counts(city, of_the_mayor, "fiscal_year");
  CHECK(all.size() == years.size());
  for (std::size_t i = 0; i < years.size(); ++i) {
    const std::string year = json::serialize(years[i]);
    CAPTURE(year);
    CHECK(all.at(year) == table.at("total").as_array()[i].as_int64());
    CHECK(mayor.at(year) == table.at("mayor_reading_order_not_unique").as_array()[i].as_int64());
  }
}

}  // namespace

TEST_CASE("staff by rank and sex are those published for 1 April 2023", "[tools][published]") {
  const City& city = published_city();
  check_sexes(city, "R5.4.1");
  const Strings all = {"headcount", "--as-of", "2023-04-01", "--population", "sex_by_rank"};
  const auto sexes = counts(city, all, "sex");
  CHECK(sexes.at("male") == 966);
  CHECK(sexes.at("female") == 630);
  CHECK(share(sexes.at("female"), 1596) == 39.5);
  Strings managers = all;
  managers.insert(managers.end(), {"--where", "manager=true"});
  const auto leading = counts(city, managers, "sex");
  CHECK(leading.at("male") == 177);
  CHECK(leading.at("female") == 49);
  CHECK(share(leading.at("female"), 226) == 21.7);
}

TEST_CASE("figures with their own populations are never reconciled", "[tools][published]") {
  const City& city = published_city();
  const auto on = [&](const std::string& day, const std::string& population) {
    return count(city, {"headcount", "--as-of", day, "--population", population});
  };
  CHECK(on("2023-04-01", "age_structure") == on("2023-04-01", "sex_by_rank"));
  CHECK(std::abs(on("2023-04-01", "staff_trend") - 1750) <= 25);
  const auto& asked = published_figures().at("survey").as_object().at("target").as_object();
  const auto kinds = counts(city, {"headcount", "--as-of", "2023-07-01", "--population", "survey"}, "employment");
  std::int64_t on_terms = 0;
  std::int64_t others = 0;
  for (const auto& [kind, n] : kinds) (kind.starts_with("fiscal_year") ? on_terms : others) += n;
  CHECK(others == asked.at("regular").as_int64());
  CHECK(on_terms == asked.at("fy_appointed").as_int64());
}

TEST_CASE("young leavers are those published for every year", "[tools][published]") {
  check_young_leavers(published_city());
}

TEST_CASE("every question of the survey is tallied by age and by fulfilment", "[tools][published]") {
  std::map<std::string, json::object> tallies;
  for (const auto& record : published_city().ask({"log", "--type", "SurveyTallied"}).rows()) {
    const auto& data = record.at("data").as_object();
    tallies[text(data.at("question")) + "/" + text(data.at("group"))] = data;
  }
  const auto& survey = published_figures().at("survey").as_object();
  const auto check = [&](const std::string& key, const json::value& answered, const json::value& positive,
                         const json::value& printed) {
    CAPTURE(key);
    REQUIRE(tallies.contains(key));
    const auto& tally = tallies.at(key);
    CHECK(tally.at("answered") == answered);
    CHECK(tally.at("positive") == positive);
    CHECK(share(tally.at("positive").as_int64(), tally.at("answered").as_int64()) == number(printed));
  };
  CHECK(survey.at("questions").as_object().size() == 15);
  for (const auto& [question, value] : survey.at("questions").as_object()) {
    const auto& row = value.as_object();
    const std::string name(question);
    std::size_t band = 0;
    std::int64_t all = 0;
    for (const auto& [label, size] : survey.at("bands").as_object()) {
      check(name + "/age:" + std::string(label), size, row.at("by_band").as_array()[band],
            row.at("printed_by_band").as_array()[band]);
      all += row.at("by_band").as_array()[band++].as_int64();
    }
    check(name + "/all", 1056, all, row.at("overall"));
    if (row.at("fulfilled").is_null()) continue;
    check(name + "/fulfilled:yes", survey.at("fulfilled_n"), row.at("fulfilled"), row.at("printed_fulfilled"));
    check(name + "/fulfilled:no", survey.at("unfulfilled_n"), row.at("unfulfilled"), row.at("printed_unfulfilled"));
    CHECK(row.at("fulfilled").as_int64() + row.at("unfulfilled").as_int64() == all);
  }
  const auto& answered = survey.at("answered").as_object();
  CHECK(tallies.at("responded/employment:regular").at("positive") == answered.at("regular"));
  CHECK(tallies.at("responded/employment:fiscal_year").at("positive") == answered.at("fy_appointed"));
}

TEST_CASE("headcounts, leavers and hires agree with the yearly reports", "[tools][published]") {
  const City& city = published_city();
  const auto report = [&](Strings question, const Strings& more) {
    question.insert(question.end(), {"--population", "personnel_report"});
    question.insert(question.end(), more.begin(), more.end());
    return count(city, question);
  };
  for (const auto& value : published_figures().at("headcount_identity").as_array()) {
    const auto& row = value.as_object();
    const std::string open = text(row.at("open"));
    const int year = std::stoi(open.substr(0, 4));
    const std::string next = std::to_string(year + 1);
    const auto all = [&](const Strings& more) {
      return std::vector<std::int64_t>{
          report({"headcount", "--as-of", open}, more),
          report({"separations", "--fiscal-year", std::to_string(year)}, more),
          report({"hires", "--from", open.substr(0, 4) + "-04-02", "--to", next + "-04-01"}, more),
          report({"headcount", "--as-of", next + "-04-01"}, more)};
    };
    CAPTURE(open);
    const auto found = all({});
    CHECK(found == std::vector<std::int64_t>{row.at("open_n").as_int64(), row.at("left").as_int64(),
                                             row.at("hired").as_int64(), row.at("close_n").as_int64()});
    CHECK(found[0] - found[1] + found[2] == found[3]);
    if (!row.contains("reappointed")) continue;
    std::vector<std::int64_t> expected;
    for (const auto& n : row.at("reappointed").as_array()) expected.push_back(n.as_int64());
    CHECK(all({"--where", "employment=reappointed"}) == expected);
  }
}

TEST_CASE("age limits fall due on the published days", "[tools][published]") {
  const City& city = published_city();
  std::map<std::string, std::string> limits;  // from a birth on: the last day
  for (const auto& [birth, last_day] : published_figures().at("retirement").as_object()) {
    limits[std::string(birth)] = text(last_day);
  }
  std::map<std::string, std::string> births;
  for (const auto& row :
       city.ask({"roster", "--as-of", "2023-04-01", "--population", "sex_by_rank", "--exclude", "job_family=manual"})
           .rows()) {
    births[text(row.at("person"))] = text(row.at("birth"));
  }
  std::set<std::string> seen;
  for (const auto& row : city.ask({"due", "--as-of", "2023-04-01", "--within", "36600"}).rows()) {
    const auto born = births.find(text(row.at("person")));
    if (text(row.at("kind")) != "retirement" || born == births.end() || born->second > "1967-04-01") continue;
    CAPTURE(born->second);
    const auto limit = std::prev(limits.upper_bound(born->second));
    CHECK(text(row.at("date")) == limit->second);
    seen.insert(limit->second);
  }
  CHECK(seen.size() == 4);  // 2025, 2027, 2029, 2031
}

TEST_CASE("ranks are taken when the published career path says", "[tools][published]") {
  struct Sum {
    int people = 0;
    double years = 0;
    double ages = 0;
  };
  const City& city = published_city();
  std::map<std::string, std::pair<Day, Day>> people;  // birth, hire
  for (const auto& row : city.ask({"roster", "--as-of", "2023-04-01", "--population", "career_path"}).rows()) {
    people[text(row.at("person"))] = {*parse_iso_day(text(row.at("birth"))), *parse_iso_day(text(row.at("hired")))};
  }
  std::map<std::string, Sum> sums;
  const auto add = [&](const json::object& record, const std::string& type) {
    const auto person = people.find(text(record.at("subject")));
    const Day day = *parse_iso_day(text(record.at("effective")));
    if (person == people.end() || day > from_civil({2023, 4, 1})) return;
    Sum& sum = sums[type == "Hired" ? "clerk" : text(record.at("data").as_object().at("rank"))];
    ++sum.people;
    sum.years += completed_years(person->second.second, day);
    sum.ages += age_on(person->second.first, day, AgeRule::legal);
  };
  for (const std::string type : {"Hired", "Promoted"}) {
    for (const auto& record : city.ask({"log", "--type", type}).rows()) add(record, type);
  }
  for (const auto& value : published_figures().at("career_path").as_object().at("rows").as_array()) {
    const auto& row = value.as_object();
    const Sum& sum = sums.at(text(row.at("rank")));
    CAPTURE(text(row.at("rank")), sum.people, sum.years / sum.people, sum.ages / sum.people);
    CHECK(std::floor(sum.ages / sum.people + 0.5) == number(row.at("age")));
    // A clerk joins "in year 1": nobody has completed a year then.
    if (text(row.at("rank")) != "clerk") CHECK(std::floor(sum.years / sum.people + 0.5) == number(row.at("years")));
  }
}

TEST_CASE("the figures come out again after a rebuild", "[tools][published]") {
  const ChangedCity city;
  CHECK(city.ask({"rebuild", "--check"}).row().at("equal") == true);
  check_sexes(city, "2023-04-01");
  check_young_leavers(city);
}

TEST_CASE("one person's event changes the figure that it should, and no other", "[tools][published]") {
  const ChangedCity city;
  const Strings young = {"separations", "--fiscal-year",   "2022", "--population", "young_leavers",
                         "--where",     "reason=voluntary"};
  const Strings all = {"separations", "--fiscal-year", "2022"};
  const std::int64_t young_before = count(city, young);
  const std::int64_t all_before = count(city, all);
  std::string leaver;
  for (const auto& record :
       city.ask({"log", "--type", "Separated", "--recorded", "2022-04-01T00:00:00Z..2023-06-30T00:00:00Z"}).rows()) {
    const auto person = city.ask({"person", text(record.at("subject")), "--as-of", text(record.at("effective"))}).row();
    const auto& data = record.at("data").as_object();
    if (text(data.at("reason")) == "voluntary" && person.at("age").as_int64() <= 39 &&
        text(person.at("authority")) == "fire" && text(record.at("effective")) == "2023-03-31") {
      leaver = text(record.at("id"));
      break;
    }
  }
  REQUIRE_FALSE(leaver.empty());
  // The reason turns out to be another one: fewer young leavers, as many leavers.
  REQUIRE(city.run({"correct", leaver, "--cause", "late_information", "--set", "reason=transfer_out"}).status == 0);
  CHECK(count(city, young) == young_before - 1);
  CHECK(count(city, all) == all_before);
  // What was known before stays what it was.
  Strings then = young;
  then.insert(then.end(), {"--known-at", "2024-06-01"});
  CHECK(count(city, then) == young_before);
  // The separation did not happen at all.
  REQUIRE(city.run({"void", leaver}).status == 0);
  CHECK(count(city, young) == young_before - 1);
  CHECK(count(city, all) == all_before - 1);
  CHECK(count(city, {"headcount", "--as-of", "2023-04-01", "--population", "sex_by_rank"}) == 1597);
}

TEST_CASE("the seed decides who is who, not the figures", "[tools][published][slow]") {
  const City again(false);
  REQUIRE(again.run({"demo", "--seed", "1"}).status == 0);
  const auto events = [](const City& city) { return city.run({"log"}).out; };
  const std::string published = events(published_city());
  // The bytes of sealed parts never agree: their nonces are random. Compared apart, as a difference is megabytes long.
  const bool same_events = events(again) == published;
  CHECK(same_events);
  const City other(false);
  REQUIRE(other.run({"demo", "--seed", "2"}).status == 0);
  const bool other_events = events(other) != published;
  CHECK(other_events);
  check_sexes(other, "2023-04-01");
  check_young_leavers(other);
}

}  // namespace rireki
