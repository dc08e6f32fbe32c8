// Reports of the made-up city against what was published: domain, 1.4 to 1.13, and otaru_figures.json.
#include <map>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "projections/reports/report.h"
#include "tests/support/story_question.h"
#include "tests/tools/published_city.h"

using namespace rireki;
using namespace rireki::running;

namespace {

namespace json = boost::json;
using Strings = std::vector<std::string>;

std::vector<json::object> rows_of(const std::string& kind, const Strings& more = {}) {
  Strings question = {"report", kind};
  question.insert(question.end(), more.begin(), more.end());
  return published_city().ask(question).rows();
}

std::string text(const json::object& row, std::string_view key) {
  const json::value* value = row.if_contains(json::string_view(key.data(), key.size()));
  return value == nullptr || !value->is_string() ? "" : std::string(value->get_string());
}

}  // namespace

TEST_CASE("the survey's cross-tables are the published ones, whole", "[tools][published][report]") {
  std::map<std::string, json::object> shares;  // "question group"
  for (const json::object& row : rows_of("survey_results", {"--fiscal-year", "2023"})) {
    if (row.at("figure") == "positive_share") shares[text(row, "question") + " " + text(row, "group")] = row;
    // Both tables of a question add up to the same people.
    if (row.at("figure") != "positive_share") CHECK(row.at("numerator") == 0);
  }
  std::size_t compared = 0;
  const auto compare = [&](const std::string& key, const json::value& positive, const json::value& answered,
                           const json::value& printed) {
    if (positive.is_null()) return;  // of this question the table was not printed
    CAPTURE(key);
    REQUIRE(shares.contains(key));
    CHECK(shares.at(key).at("numerator") == positive);
    CHECK(shares.at(key).at("denominator") == answered);
    CHECK(shares.at(key).at("value").to_number<double>() == printed.to_number<double>());
    ++compared;
  };
  const json::object& survey = published_figures().at("survey").as_object();
  for (const auto& [question, table] : survey.at("questions").as_object()) {
    const json::object& printed = table.as_object();
    const std::string name(question);
    std::size_t band = 0;
    for (const auto& [age, asked] : survey.at("bands").as_object()) {
      compare(name + " age:" + std::string(age), printed.at("by_band").at(band), asked,
              printed.at("printed_by_band").at(band));
      ++band;
    }
    compare(name + " fulfilled:yes", printed.at("fulfilled"), survey.at("fulfilled_n"),
            printed.at("printed_fulfilled"));
    compare(name + " fulfilled:no", printed.at("unfulfilled"), survey.at("unfulfilled_n"),
            printed.at("printed_unfulfilled"));
    CHECK(shares.at(name + " all").at("value").to_number<double>() == printed.at("overall").to_number<double>());
  }
  CHECK(compared == 15 * 5 + 13 * 2);
}

TEST_CASE("takers of the city's examinations and high stress are the published ones", "[tools][published][report]") {
  std::map<std::int64_t, std::int64_t> takers;  // without the fire headquarters and the hospital
  for (const json::object& row : rows_of("exam_rounds", {"--fiscal-year", "2022..2023"})) {
    const bool is_of_the_city = text(row, "recruiter") == "mayor" || text(row, "recruiter") == "education";
    if (row.at("figure") != "takers" || !is_of_the_city || text(row, "category") != "clerical") continue;
    takers[row.at("fiscal_year").as_int64()] += row.at("numerator").as_int64();
  }
  CHECK(takers == std::map<std::int64_t, std::int64_t>{{2022, 376}, {2023, 405}});
  std::map<std::int64_t, double> stress;
  for (const json::object& row : rows_of("stress_check", {"--fiscal-year", "2022..2023"})) {
    CHECK(row.at("denominator").as_int64() >= 10);
    if (text(row, "population") == "stress_check") {
      stress[row.at("fiscal_year").as_int64()] = row.at("value").as_double();
    }
  }
  CHECK(stress == std::map<std::int64_t, double>{{2022, 11.9}, {2023, 13.2}});
}

TEST_CASE("the spells of a month for mental health are the published ones", "[tools][published][report]") {
  std::map<std::int64_t, std::int64_t> spells;
  for (const json::object& row : rows_of("long_absence", {"--fiscal-year", "2022..2023"})) {
    CHECK(row.at("population") == "long_absence");  // without the hospital
    if (row.at("figure") == "spells" && text(row, "cause") == "mental") {
      spells[row.at("fiscal_year").as_int64()] = row.at("numerator").as_int64();
    }
    if (row.at("figure") == "relapse_rate") CHECK(row.at("numerator").as_int64() <= row.at("denominator").as_int64());
  }
  CHECK(spells == std::map<std::int64_t, std::int64_t>{{2022, 30}, {2023, 29}});
}

TEST_CASE("the cohort's childcare rate is at most 100 %, the flow's may be more", "[tools][published][report]") {
  bool exceeds = false;
  std::int64_t fathers = 0;
  for (const json::object& row : rows_of("childcare_leave", {"--fiscal-year", "2014..2023"})) {
    const std::int64_t part = row.at("numerator").as_int64();
    const std::int64_t whole = row.at("denominator").as_int64();
    if (row.at("figure") == "flow_rate") exceeds = exceeds || part > whole;
    if (row.at("figure") != "flow_rate") CHECK(part <= whole);
    if (row.at("figure") == "cohort_rate" && text(row, "sex") == "male") fathers += whole;
  }
  CHECK(exceeds);
  CHECK(fathers > 0);
}

TEST_CASE("days of absence by kind add up, out of the days that everybody served", "[tools][published][report]") {
  const auto headcount = [](const std::string& day) {
    return published_city().ask({"count", "headcount", "--as-of", day}).row().at("count").as_int64();
  };
  const auto rows = rows_of("absence_rate", {"--fiscal-year", "2022"});
  REQUIRE(rows.size() > 2);
  std::int64_t absent = 0;
  for (const json::object& row : rows) absent += text(row, "kind").empty() ? 0 : row.at("numerator").as_int64();
  CHECK(rows.back().at("numerator") == absent);
  // Most come and go on the first and the last day of a year: in between the staff hardly changes.
  const std::int64_t served = rows.back().at("denominator").as_int64();
  CHECK(served > 365 * headcount("2022-04-01") * 95 / 100);
  CHECK(served < 365 * headcount("2022-04-01") * 105 / 100);
}

TEST_CASE("overtime and paid leave were tallied, and their means are the published ones",
          "[tools][published][report]") {
  const auto means = [](const std::string& kind) {
    std::map<std::int64_t, double> by_year;
    for (const json::object& row : rows_of(kind, {"--fiscal-year", "2022..2023"})) {
      CHECK(text(row, "source") == "tally");
      CHECK(row.at("population") == "working_conditions");
      by_year[row.at("fiscal_year").as_int64()] = row.at("value").as_double();
    }
    return by_year;
  };
  CHECK(means("overtime") == std::map<std::int64_t, double>{{2022, 14.6}, {2023, 12.7}});
  CHECK(means("paid_leave") == std::map<std::int64_t, double>{{2022, 12.7}, {2023, 13.4}});
}

TEST_CASE("courses that are overdue are those that the list of dues names", "[tools][published][report]") {
  const Strings day = {"--as-of", "2023-10-01"};
  std::map<std::string, std::int64_t> listed;
  for (const json::object& row : published_city().ask({"due", "--within", "0", "--as-of", "2023-10-01"}).rows()) {
    if (row.at("kind") == "training") ++listed[text(row, "what")];
  }
  std::map<std::string, std::int64_t> counted;
  for (const json::object& row : rows_of("training_coverage", day)) {
    const std::int64_t number = row.at("numerator").as_int64();
    if (row.at("figure") == "overdue" && number > 0 && row.contains("course")) counted[text(row, "course")] = number;
    if (row.at("figure") == "coverage") CHECK(number <= row.at("denominator").as_int64());
  }
  CHECK_FALSE(listed.empty());
  CHECK(counted == listed);
}

TEST_CASE("nobody but doctors retires in a year in which the age limit rises", "[tools][published][report]") {
  std::map<std::int64_t, std::int64_t> retirements;
  for (const json::object& row :
       rows_of("falling_due", {"--as-of", "2023-10-01", "--fiscal-year", "2023..2032", "--exclude", "job_group=doctor",
                               "--exclude", "job_family=manual"})) {
    if (text(row, "kind") == "retirement")
      retirements[row.at("fiscal_year").as_int64()] = row.at("numerator").as_int64();
  }
  // On 31 March of 2025, 2027, 2029 … and not of the even years (domain, 2.3).
  CHECK(retirements.size() >= 4);
  for (const auto& [year, persons] : retirements) CHECK(year % 2 == 0);
}

TEST_CASE("managers at their age limit are a population of the policy", "[tools][published][report]") {
  const auto rows = rows_of("managers_past_limit", {"--as-of", "2023-10-01"});
  const auto reached = published_city()
                           .ask({"count", "headcount", "--as-of", "2023-10-01", "--population", "managers_past_limit"})
                           .row()
                           .at("count");
  CHECK(reached.as_int64() > 0);
  CHECK(rows.at(rows.size() - 3).at("figure") == "reached");
  CHECK(rows.at(rows.size() - 3).at("numerator") == reached);
  CHECK(rows.at(rows.size() - 2).at("numerator").as_int64() <= reached.as_int64());
}

TEST_CASE("the policy has 44 measures, of which the document says what was reported", "[tools][published][report]") {
  std::map<std::string, std::int64_t> by_status;
  std::int64_t all = 0;
  for (const json::object& row : rows_of("measures", {"--as-of", "2024-03-31"})) {
    if (row.at("figure") != "measures" || row.contains("owner") || row.contains("axis")) continue;
    (row.contains("status") ? by_status[text(row, "status")] : all) = row.at("numerator").as_int64();
  }
  CHECK(all == 44);
  // M21 was reported as done; M22, M23, M26 and M43 as started.
  CHECK(by_status["done"] == 1);
  CHECK(by_status["started"] == 4);
  std::int64_t sum = 0;
  for (const auto& [status, number] : by_status) sum += number;
  CHECK(sum == all);
}

TEST_CASE("four departments of the made-up city file their training at work, in time", "[tools][published][report]") {
  std::map<std::string, std::int64_t> figures;
  for (const json::object& row : rows_of("workplace_training", {"--fiscal-year", "2023"})) {
    row.contains("department") ? ++figures[text(row, "figure")]
                               : figures[text(row, "figure")] = row.at("numerator").as_int64();
  }
  CHECK(figures["plans_in_time"] == 4);
  CHECK(figures["reports_in_time"] == 4);
  CHECK(figures["plan_missing"] == 8);
  CHECK(figures["sessions_planned"] == 8);
  CHECK(figures["participants"] >= 4 * 12);
}

TEST_CASE("digital leaders are those whom a count by assignment finds", "[tools][published][report]") {
  const auto counted = published_city()
                           .ask({"count", "headcount", "--as-of", "2024-03-31", "--where", "assignment=digital_leader"})
                           .row()
                           .at("count");
  const auto rows = rows_of("digital_talent", {"--as-of", "2024-03-31"});
  CHECK(counted.as_int64() > 0);
  CHECK(rows.back().at("numerator") == counted);
  for (const json::object& row : rows_of("mentoring", {"--as-of", "2024-03-31"})) CHECK(row.at("numerator") == 0);
}

TEST_CASE("movements of a population by age count those of that age", "[tools][published][report]") {
  const auto rows = rows_of("movements", {"--fiscal-year", "2022", "--population", "young_leavers"});
  const auto young = published_city()
                         .ask({"count", "headcount", "--as-of", "2022-04-01", "--population", "young_leavers"})
                         .row()
                         .at("count");
  CHECK(young.as_int64() > 0);
  CHECK(rows.front().at("figure") == "open");
  CHECK(rows.front().at("numerator") == young);
}

TEST_CASE("behind a number of persons stand as many records, in every report that counts them",
          "[tools][published][report]") {
  auto engine = Engine::open(published_city().data(), EngineMode::read);
  REQUIRE(engine);
  const Knowledge knowledge = knowledge_of(**engine);
  const Day day = from_civil({2023, 6, 30});
  std::size_t compared = 0;
  for (const ReportKind kind :
       {ReportKind::staff_trend, ReportKind::age_structure, ReportKind::sex_by_rank, ReportKind::young_leavers,
        ReportKind::movements, ReportKind::turnover_rates, ReportKind::leaving_in_3_years, ReportKind::promotion_rates,
        ReportKind::career_stages, ReportKind::rank_entry}) {
    const ReportQuery query{
        .kind = kind, .as_of = day, .first_year = 2021, .last_year = 2022, .filter = {}, .explaining = true};
    const auto report = take_report(knowledge, query);
    REQUIRE(report);
    for (const ReportRow& row : report->rows) {
      if (row.denominator || row.figure == "difference") continue;
      CAPTURE(to_text(kind), row.figure, row.about.size());
      CHECK(static_cast<std::int64_t>(row.evidence.size()) == row.numerator);
      compared += row.numerator > 0 ? 1U : 0U;
    }
  }
  CHECK(compared > 80);
}

TEST_CASE("an audience has diffs and tables of another day without what tells of a few", "[tools][published][report]") {
  const City& city = published_city();
  const Strings moment = {"--known-at", "2022-04-15..2024-06-30", "--as-of", "2022-04-01"};
  const auto diff = [&](Strings more) {
    more.insert(more.begin(), "diff");
    more.insert(more.end(), moment.begin(), moment.end());
    return city.ask(more);
  };
  const json::object open = diff({"headcount"}).row();
  CHECK_FALSE(open.at("records").as_array().empty());
  const json::object hidden = diff({"headcount", "--audience", "public"}).row();
  CHECK(hidden.at("suppressed") == true);
  CHECK(hidden.at("before").is_null());
  CHECK(hidden.at("records").as_array().empty());
  CHECK(city.run({"diff", "roster", "--audience", "public", "--known-at", "seq:9..seq:99"}).status == 2);
  const auto suppressed = [&](const Strings& more) {
    Strings question = {"report", "age_structure", "--as-of", "2024-03-31", "--audience", "public"};
    question.insert(question.end(), more.begin(), more.end());
    return std::ranges::count_if(city.ask(question).rows(), [](const auto& row) { return row.contains("suppressed"); });
  };
  CHECK(suppressed({"--published", "2024-03-31"}) == suppressed({}));
  CHECK(suppressed({"--published", "2024-03-01"}) > suppressed({}));
  CHECK(city.run({"count", "separations", "--published", "2024-03-01"}).status == 2);
}
