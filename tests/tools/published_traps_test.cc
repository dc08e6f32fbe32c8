// Where the published document contradicts itself, says one thing in two words, or was lost: what the policy and the
// demo make of it.
#include <map>
#include <set>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "events/calendar/era.h"
#include "events/policy/load_policy.h"
#include "tests/support/checkout.h"
#include "tests/tools/published_city.h"

namespace rireki {

using namespace running;

namespace {

using Strings = std::vector<std::string>;

Policy otaru() {
  auto policy = load_policy_strictly(read_file(checkout() / "projections/policies/otaru.toml"));
  if (!policy) FAIL(policy.error().message);
  return std::move(*policy);
}

std::int64_t headcount(const std::string& day, const std::string& population, const Strings& more = {}) {
  Strings question = {"count", "headcount", "--as-of", day, "--population", population};
  question.insert(question.end(), more.begin(), more.end());
  return published_city().ask(question).row().at("count").as_int64();
}

const Measure& measure(const Policy& policy, std::string_view id) {
  return *std::ranges::find(policy.development.measures, id, &Measure::id);
}

}  // namespace

TEST_CASE("own convenience and the like is own convenience: chart and indicator give one figure for R4",
          "[tools][published]") {
  const Policy policy = otaru();
  const Indicator& kpi2 = *policy.find_indicator("KPI2");
  CHECK(policy.find_population("young_leavers")->footnote.ja.contains("自己都合等"));
  CHECK(kpi2.label.ja.contains("自己都合による"));
  CHECK(kpi2.population == "young_leavers");
  const auto row = published_city()
                       .ask({"count", "separations", "--fiscal-year", "2022", "--population", kpi2.population,
                             "--where", kpi2.where.front()})
                       .row();
  CHECK(static_cast<double>(row.at("count").as_int64()) == kpi2.previous->value);
}

TEST_CASE("two words for proper appraisal are one question", "[tools][published]") {
  const Policy policy = otaru();
  const Indicator& kpi7 = *policy.find_indicator("KPI7");
  const auto& questions = policy.development.surveys.front().questions;
  const auto question = std::ranges::find(questions, kpi7.question, &SurveyQuestion::id);
  REQUIRE(question != questions.end());
  CHECK(kpi7.label.ja.contains("適正"));
  CHECK(question->label.ja.contains("適切"));
}

TEST_CASE("the question on transfers, which cannot be decoded, is asked but not tallied", "[tools][published]") {
  const Policy policy = otaru();
  const auto& questions = policy.development.surveys.front().questions;
  CHECK(std::ranges::find(questions, "transfers_appropriate", &SurveyQuestion::id) != questions.end());
  for (const auto& record : published_city().ask({"log", "--type", "SurveyTallied"}).rows()) {
    CHECK(record.at("data").as_object().at("question") != "transfers_appropriate");
  }
}

TEST_CASE("a measure that stands in the table twice is known to be one", "[tools][published]") {
  const Policy policy = otaru();
  CHECK(measure(policy, "M20").same_as == "M05");
  CHECK(measure(policy, "M20").label.ja == measure(policy, "M05").label.ja);
  CHECK(measure(policy, "M20").axis != measure(policy, "M05").axis);
}

TEST_CASE("the fiscal year of the new era is R1, its first month that of the old one", "[tools][published]") {
  CHECK(fiscal_year_label(2019) == "R1");
  CHECK(parse_day("H31.4.1").value() == from_civil({2019, 4, 1}));
  CHECK_FALSE(parse_day("R1.4.1"));
}

TEST_CASE("a senior clerk is a rank of its own, and a clerk in the roll-up", "[tools][published]") {
  const auto rows = [&](const std::string& by) {
    std::map<std::string, std::int64_t> counts;
    for (const auto& row :
         published_city()
             .ask({"count", "headcount", "--as-of", "2023-04-01", "--population", "sex_by_rank", "--by", by})
             .rows()) {
      counts[std::string(row.at(by).as_string())] = row.at("count").as_int64();
    }
    return counts;
  };
  auto ranks = rows("rank");
  const auto classes = rows("rank_class");
  CHECK(ranks.size() == 6);
  CHECK(classes.size() == 5);
  CHECK(ranks["senior"] > 0);
  CHECK(ranks["clerk"] + ranks["senior"] == classes.at("clerk_class"));
}

TEST_CASE("a baseline may be better than its target", "[tools][published]") {
  const Indicator kpi1 = *otaru().find_indicator("KPI1");
  CHECK(kpi1.direction == Direction::up);
  CHECK(kpi1.baseline->value > kpi1.target->value);
}

TEST_CASE("re-appointed staff are in the yearly reports, and in none of the tables", "[tools][published]") {
  const Strings reappointed = {"--where", "employment=reappointed"};
  CHECK(headcount("2023-04-01", "personnel_report", reappointed) > 0);
  CHECK(headcount("2023-04-01", "staff_trend", reappointed) > 0);
  for (const std::string population : {"age_structure", "sex_by_rank", "career_path"}) {
    CHECK(headcount("2023-04-01", population, reappointed) == 0);
  }
}

TEST_CASE("special posts are in the yearly reports, and not in the trend", "[tools][published]") {
  const Strings special = {"--where", "employment=special_post"};
  const auto posts = headcount("2023-04-01", "personnel_report", special);
  CHECK(posts == 4);
  CHECK(headcount("2023-04-01", "personnel_report") - headcount("2023-04-01", "staff_trend") == posts);
  // The superintendent of education became one in H28 and was in the trend before.
  const Strings superintendent = {"--where", "post=教育長"};
  CHECK(headcount("2015-04-01", "staff_trend", superintendent) == 1);
  CHECK(headcount("2016-04-01", "staff_trend", superintendent) == 0);
  CHECK(headcount("2016-04-01", "personnel_report", superintendent) == 1);
}

TEST_CASE("the demo adopts the document of the source tree, and names only what it defines", "[tools][published]") {
  const City& city = published_city();
  CHECK(city.run({"policy", "show", "--toml"}).out == read_file(checkout() / "projections/policies/otaru.toml"));
  const Policy policy = otaru();
  const auto names = [&](const std::string& type, const char* key) {
    std::set<std::string> found;
    for (const auto& record : city.ask({"log", "--type", type}).rows()) {
      found.emplace(record.at("data").as_object().at(key).as_string());
    }
    CHECK_FALSE(found.empty());
    return found;
  };
  const auto defined = [](const auto& all, const std::string& id) {
    return std::ranges::any_of(all, [&](const auto& one) { return one.id == id; });
  };
  for (const std::string& id : names("AppraisalFinalized", "profile")) CHECK(defined(policy.development.profiles, id));
  for (const std::string& id : names("TrainingCompleted", "course")) CHECK(defined(policy.trainings, id));
  for (const std::string& id : names("MeasureProgressed", "measure")) CHECK(defined(policy.development.measures, id));
  for (const std::string& id : names("AttendanceTallied", "population")) CHECK(defined(policy.populations, id));
  for (const std::string& id : names("SurveyTallied", "question")) {
    CHECK(defined(policy.development.surveys.front().questions, id));
  }
}

}  // namespace rireki
