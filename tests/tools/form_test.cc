// rireki form: the forms of a small city worked by hand, as text, JSON and as LibreOffice reads the workbook.
#include <map>

#include <catch2/catch.hpp>

#include "tests/support/workbook.h"
#include "tests/tools/published_city.h"
#include "tests/tools/small_city.h"

using namespace rireki;
using namespace rireki::running;

namespace {

namespace json = boost::json;
using Strings = std::vector<std::string>;

constexpr std::string_view kPlanned =
    R"({"fiscal_year":2019,"form":"plan","rows":[)"
    R"({"date":"2019-05-20","title":"接遇","purpose":"応対","content":"討議","audience":"係員","sessions":2},)"
    R"({"date":"2019-04-25","title":"法令","purpose":"遵守","content":"講義"}]})";
constexpr std::string_view kHeld =
    R"({"fiscal_year":2019,"form":"report","rows":[{"date":"2019-05-20","title":"接遇","purpose":"応対",)"
    R"("content":"討議","lecturer":"係長","effect":"手順の共有","participants":12}]})";

/// The small city with a course and a reprimand of P1, a term of P3 that lapses, and workplace training in U-2.
struct FilingCity : City {
  FilingCity() {
    auto lines = small_city();
    const std::string t = "2023-03-01T04:00:00Z";
    const auto add = [&](const std::string& id, const std::string& type, const std::string& subject,
                         const std::string& day, std::string_view data) {
      lines.push_back(event_line(id, type, subject, day, t, std::string(data)));
    };
    add("c1", "TrainingCompleted", "P1", "2021-06-01",
        R"({"course":"新任研修","category":"basic","minutes":450,"provider":"研修所"})");
    add("d1", "DisciplineImposed", "P1", "2021-07-01", R"({"kind":"reprimand"})");
    add("r3", "PersonRegistered", "P3", "2021-04-01", R"({"name":"例 一郎","birth":"1995-01-01","sex":"male"})");
    add("h3", "Hired", "P3", "2021-04-01",
        R"({"kind":"fixed_term","unit":"U-1","rank":"clerk","job_family":"general","term_end":"2022-03-31"})");
    add("w1", "WorkplaceTrainingFiled", "U-2", "2019-04-10", kPlanned);
    add("w2", "WorkplaceTrainingFiled", "U-2", "2020-04-20", kHeld);
    REQUIRE(import(lines).row().at("refused") == 0);
  }
};

/// The lines of a table, each as its cells with bars between.
Strings lines_of(const Ran& ran, std::string_view table) {
  Strings lines;
  for (const json::object& row : ran.rows()) {
    if (!row.contains("table") || row.at("table").as_string() != table) continue;
    std::string line;
    for (const auto& [key, value] : row) {
      if (key != "form" && key != "table") line += "|" + std::string(value.as_string());
    }
    lines.push_back(line.substr(1));
  }
  return lines;
}

}  // namespace

TEST_CASE("the personnel record has all orders, courses and discipline of a person", "[tools][form]") {
  // P1, born in Heisei 2, comes in Reiwa 2 and becomes a chief in U-2, 係, in Reiwa 4; 450 minutes are 7 hours and a
  // half.
  const FilingCity city;
  const Ran record = city.ask({"form", "personnel_record", "P1", "--as-of", "R5.4.1", "--xlsx", city.path("r.xlsx")});
  const json::object head = record.rows().front();
  CHECK(head.at("title") == "人事記録");
  CHECK(head.at("name") == "見本 花子");
  CHECK(head.at("birth") == "平成2年5月5日");
  CHECK(head.at("sex") == "女");
  CHECK(head.at("hired") == "令和2年4月1日");
  CHECK(head.at("unit") == "係");
  CHECK(head.at("grade") == "3級");
  CHECK(lines_of(record, "orders") == Strings{"令和2年4月1日|採用（正規）|総務課　clerk|1級|mayor|R2-1",
                                              "令和4年4月1日|昇任|総務課　chief|3級|mayor|R4-9",
                                              "令和4年4月1日|配置換|係　chief|3級|mayor|R4-9"});
  CHECK(lines_of(record, "trainings") == Strings{"令和3年6月1日|新任研修|基本研修|7時間30分|研修所"});
  CHECK(lines_of(record, "discipline") == Strings{"令和3年7月1日|戒告|"});
  CHECK(
      sheet_of(city, city.path("r.xlsx"), "懲戒") ==
      ",,\n人事記録　懲戒,,\n,,\n職員番号,P1,\n氏名,見本 花子,\n,,\n処分年月日,処分,満了年月日\n令和3年7月1日,戒告,\n");
  // Who has read it is on record; what was erased is not filled in.
  const Ran accesses = city.run({"accesses", "--json"});
  CHECK(accesses.rows().back().at("persons") == json::array{"P1"});
  REQUIRE(city.run({"erase", "P1", "--category", "identity", "--basis", "request"}).status == 0);
  CHECK(city.ask({"form", "personnel_record", "P1"}).rows().front().at("name") == "消去済");
  CHECK(city.run({"form", "personnel_record", "P9"}).status == 2);
}

TEST_CASE("the personnel record says until when a term runs, and what renewed it", "[tools][form]") {
  const FilingCity city;
  const auto ask = [&](const char* day) { return city.ask({"form", "personnel_record", "P3", "--as-of", day}); };
  CHECK(ask("2021-04-01").rows().front().at("term_end") == "令和4年3月31日");
  CHECK(lines_of(ask("2021-04-01"), "orders") ==
        Strings{"令和3年4月1日|採用（任期付、令和4年3月31日まで）|総務課　clerk||mayor|"});
  CHECK(city.ask({"form", "personnel_record", "P1"}).rows().front().at("term_end") == "");
  REQUIRE(city.run({"append", "TermRenewed", "--subject", "P3", "--effective", "2022-04-01", "--set",
                    "term_end=2023-03-31"})
              .status == 0);
  CHECK(ask("2022-04-01").rows().front().at("term_end") == "令和5年3月31日");
  CHECK(lines_of(ask("2022-04-01"), "orders").back() ==
        "令和4年4月1日|任期更新（令和5年3月31日まで）|総務課　clerk||mayor|");
}

TEST_CASE("the scorecard's sheet says what stands behind a year that is not over", "[tools][form]") {
  const City& city = published_city();
  const auto head = [&](const char* day) {
    return city.ask({"form", "scorecard", "--fiscal-year", "2023", "--as-of", day}).rows().front();
  };
  CHECK(head("2023-10-01").at("partial") == "*　年度の途中の値");
  CHECK_FALSE(head("2024-03-31").contains("partial"));
}

TEST_CASE("the appointments of a day have the post before and after", "[tools][form]") {
  const FilingCity city;
  const Ran spring = city.ask({"form", "appointments", "--as-of", "2022-04-01", "--xlsx", city.path("a.xlsx")});
  CHECK(spring.rows().front().at("count") == "2");
  const Strings moves = {"R4-9|P1|見本 花子|昇任|総務課　chief|総務課　clerk|3級",
                         "R4-9|P1|見本 花子|配置換|係　chief|総務課　chief|3級"};
  CHECK(lines_of(spring, "appointments") == moves);
  CHECK(sheet_of(city, city.path("a.xlsx"), "発令一覧") ==
        ",,,,,,\n発令一覧,,,,,,\n,,,,,,\n発令年月日,令和4年4月1日,,,,,\n件数,2,,,,,\n,,,,,,\n"
        "発令番号,職員番号,氏名,発令事項,新（所属・職名・補職）,旧（所属・職名・補職）,級号給\n"
        "R4-9,P1,見本 花子,昇任,総務課　chief,総務課　clerk,3級\n"
        "R4-9,P1,見本 花子,配置換,係　chief,総務課　chief,3級\n");
  // Who leaves is listed on the last day; a term that lapses has no order.
  CHECK(lines_of(city.ask({"form", "appointments", "--as-of", "2023-03-31"}), "appointments") ==
        Strings{"|P2|雛形, \"太郎\"|退職（voluntary）||総務課　clerk|1級"});
  CHECK(lines_of(city.ask({"form", "appointments", "--as-of", "2022-03-31"}), "appointments") ==
        Strings{"|P3|例 一郎|退職（term_expired）||総務課　clerk|"});
  CHECK(lines_of(city.ask({"form", "appointments", "--as-of", "2022-04-02"}), "appointments").empty());
  const json::object read = city.run({"accesses", "--json"}).rows().front();
  CHECK(read.at("persons") == json::array{"P1"});
}

TEST_CASE("workplace training is filed as forms 1 and 2, the years by their era", "[tools][form]") {
  // The year that begins in 2019 is Reiwa 1, though its first days are still Heisei 31.
  const FilingCity city;
  const Strings of_year = {"--unit", "U-1", "--fiscal-year", "2019"};
  Strings plan = {"form", "workplace_training_plan", "--xlsx", city.path("p.xlsx")};
  plan.insert(plan.end(), of_year.begin(), of_year.end());
  CHECK(lines_of(city.ask(plan), "plan") ==
        Strings{"平成31年4月25日|法令|遵守|講義|", "令和元年5月20日|接遇|応対|討議|係員　2回"});
  CHECK(sheet_of(city, city.path("p.xlsx"), "令和元年度　職場研修実施計画書") ==
        "（様式１）,,,,\n令和元年度　職場研修実施計画書,,,,\n,,,,\n所属,総務課,,,\n,,,,\n"
        "実施予定年月日,研修名,研修目的,研修内容,対象者及び実施回数\n平成31年4月25日,法令,遵守,講義,\n"
        "令和元年5月20日,接遇,応対,討議,係員　2回\n");
  Strings held = {"form", "workplace_training_report"};
  held.insert(held.end(), of_year.begin(), of_year.end());
  CHECK(lines_of(city.ask(held), "report") == Strings{"令和元年5月20日|接遇|応対|討議|係長|手順の共有|12"});
  const Ran people = city.run(held);
  CHECK(people.out.starts_with("（様式２）\n令和元年度　職場研修実施報告書\n\n所属  総務課\n"));
  // The report was filed after the year; on its last day there was none yet.
  held.insert(held.end(), {"--as-of", "2020-03-31"});
  CHECK(lines_of(city.ask(held), "report").empty());
  CHECK(city.run({"form", "workplace_training_plan"}).status == 2);
  CHECK(city.run({"form", "workplace_training_plan", "--unit", "U-9"}).err.contains("\"U-9\""));
  CHECK(city.run({"form", "appointments", "--unit", "U-1"}).status == 2);
  CHECK(city.run({"form", "record"}).err.contains("personnel_record"));
}

TEST_CASE("the forms of the made-up city say what its reports say, in the words of its policy", "[tools][form]") {
  const City& city = published_city();
  const std::string book = city.path("card.xlsx");
  const Ran card = city.ask({"form", "scorecard", "--fiscal-year", "2022..2023", "--xlsx", book});
  const auto lines = lines_of(card, "scorecard");
  CHECK(lines.size() == 14);
  CHECK(lines.at(3).starts_with("KPI2|30代以下職員の自己都合による退職者|persons|令和5年度　13|令和10年度　8|18|13|"));
  CHECK(sheet_of(city, book, "指標一覧")
            .contains("KPI2,30代以下職員の自己都合による退職者,persons,令和5年度　13,令和10年度　8,18,13,"));
  const auto count_of = [&](const std::string& what) {
    return city.ask({"count", what, "--from", "2023-04-01", "--to", "2023-04-01"}).row().at("count").as_int64();
  };
  const Ran day = city.ask({"form", "appointments", "--as-of", "R5.4.1"});
  std::map<std::string, std::int64_t> matters;
  for (const json::object& row : day.rows()) {
    if (!row.contains("table")) continue;
    const std::string matter(row.at("matter").as_string());
    ++matters[matter.starts_with("採用") ? "採用" : matter];
  }
  CHECK(matters["採用"] == count_of("hires"));
  CHECK(matters["昇任"] == count_of("promotions"));
  CHECK(matters["配置換"] + matters["出向"] == count_of("transfers"));
  CHECK(matters["採用"] > 100);
  const Ran plan = city.ask({"form", "workplace_training_plan", "--unit", "U-110", "--fiscal-year", "2023"});
  CHECK(plan.rows().front().at("department") == "総務部");
  CHECK(lines_of(plan, "plan") ==
        Strings{"令和5年11月14日|窓口対応の事例研究|応対の質を高める|過去の事例をもとにした討議|部内職員　2回"});
}
