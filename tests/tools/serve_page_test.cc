// The files for browsers, and what the page asks of the service beside what the command line does.
#include "tests/support/workbook.h"
#include "tests/tools/served_city.h"

namespace rireki {

namespace {

using namespace running;
namespace json = boost::json;

const std::vector<std::string> kWorkbook = {
    "Accept: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"};

std::vector<std::string> persons_of(const HttpAnswer& answer) {
  CAPTURE(answer.body);
  REQUIRE(answer.status == 200);
  std::vector<std::string> persons;
  const json::object whole = object_of(answer);
  for (const auto& row : whole.at("rows").as_array()) {
    persons.emplace_back(row.as_object().at("person").as_string());
  }
  return persons;
}

}  // namespace

TEST_CASE("the page is given without a token, as it lies in its directory and nothing beside it",
          "[tools][serve][page]") {
  ServedCity city;
  std::filesystem::create_directories(city.path("page/assets"));
  write_file(city.path("page/index.html"), "<!doctype html>");
  write_file(city.path("page/assets/a-1.js"), "plain");
  write_file(city.path("page/assets/a-1.js.gz"), "compressed");
  write_file(city.path("secret.txt"), "secret");
  REQUIRE(city.stop(SIGTERM).status == 0);
  city.start({"--page", city.path("page")});
  HttpClient browser(city.port());
  const HttpAnswer first = browser.get("/?lang=en");
  CHECK(first.body == "<!doctype html>");
  CHECK(first.head.contains("Content-Type: text/html; charset=utf-8\r\n"));
  CHECK(first.head.contains("Content-Security-Policy: default-src 'none'; script-src 'self';"));
  CHECK(first.head.contains("Cache-Control: no-cache\r\n"));
  CHECK(browser.get("/assets/a-1.js").body == "plain");
  const HttpAnswer compressed = browser.get("/assets/a-1.js", {"Accept-Encoding: gzip, br"});
  CHECK(compressed.body == "compressed");
  CHECK(compressed.head.contains("Content-Encoding: gzip\r\n"));
  CHECK(compressed.head.contains("immutable"));
  for (const std::string target : {"/secret.txt", "/../secret.txt", "/assets/../../secret.txt", "/%2e%2e/secret.txt",
                                   "/assets", "/index.html.gz", "/v2/roster"}) {
    CAPTURE(target);
    CHECK(browser.get(target).status == 404);
  }
  CHECK(browser.post("/", "{}").status == 405);
  CHECK(browser.get("/v1/roster").status == 401);
}

TEST_CASE("a service without an installed page says so", "[tools][serve][page]") {
  ServedCity city;
  REQUIRE(city.stop(SIGTERM).status == 0);
  city.start({"--page", city.path("none")});
  const HttpAnswer answer = HttpClient(city.port()).get("/");
  CHECK(answer.status == 404);
  CHECK(object_of(answer).at("detail") == "the page is not installed here");
}

TEST_CASE("whoever has a token is told who they are", "[tools][serve][page]") {
  ServedCity city;
  const json::object manager = object_of(HttpClient(city.port(), city.token("manager", "m-1")).get("/v1/me"));
  CHECK(manager.at("owner") == "m-1");
  CHECK(manager.at("role") == "manager");
  CHECK(manager.at("unit") == "U-1");
  CHECK(manager.at("known_at") == "seq:10");
  CHECK(object_of(HttpClient(city.port(), city.token("job")).get("/v1/me")).at("unit").is_null());
  CHECK(HttpClient(city.port()).get("/v1/me").status == 401);
  CHECK(HttpClient(city.port(), city.token("admin")).get("/v1/verifier-key").body ==
        read_file(city.data() + "/verifier.key"));
}

TEST_CASE("a roster comes by pages, of those whom one may see", "[tools][serve][page]") {
  std::vector<std::string> lines = small_city();
  for (int i = 10; i < 40; ++i) {
    const std::string who = "Q" + std::to_string(i);
    lines.push_back(event_line("r" + who, "PersonRegistered", who, "2021-04-01", "2023-04-01T00:00:00Z",
                               R"({"name":"見本","birth":"1990-05-05","sex":"male"})"));
    lines.push_back(event_line("h" + who, "Hired", who, "2021-04-01", "2023-04-01T00:00:00Z",
                               R"({"kind":"regular","unit":")" + std::string(i % 3 == 0 ? "U-2" : "U-1") +
                                   R"(","rank":"clerk","grade":1,"job_family":"general"})"));
  }
  ServedCity city(lines);
  for (const std::string role : {"hr", "manager"}) {
    HttpClient client(city.port(), role == "hr" ? city.token(role) : city.token(role, "m-1", "U-2"));
    for (const std::string question : {"/v1/roster?as-of=2022-05-01", "/v1/roster?as-of=2022-05-01&where=sex=male",
                                       "/v1/roster?as-of=2022-05-01&where=unit=U-2"}) {
      CAPTURE(role, question);
      const auto whole = persons_of(client.get(question));
      CHECK(whole.size() > 8);
      std::vector<std::string> joined;
      for (std::size_t skip = 0; skip <= whole.size(); skip += 7) {
        const auto page = persons_of(client.get(question + "&limit=7&skip=" + std::to_string(skip)));
        CHECK(page.size() <= 7);
        joined.insert(joined.end(), page.begin(), page.end());
      }
      CHECK(joined == whole);
    }
    CHECK(client.get("/v1/roster?limit=0").status == 400);
  }
}

TEST_CASE("a workbook has the rows that the command prints, and the policy its text", "[tools][serve][page]") {
  ServedCity city;
  HttpClient client(city.port(), city.token("hr"));
  const HttpAnswer book = client.get("/v1/roster?as-of=2022-05-01", kWorkbook);
  REQUIRE(book.status == 200);
  write_file(city.path("roster.xlsx"), book.body);
  const std::string sheet = sheet_of(city, city.path("roster.xlsx"), "roster");
  CHECK(sheet.contains("as of 2022-05-01, as known at seq 10"));
  CHECK(sheet.contains("P1,見本 花子,"));
  CHECK(client.get("/v1/kpi", kWorkbook).body.starts_with("PK"));
  HttpClient analyst(city.port(), city.token("analyst"));
  const HttpAnswer hidden = analyst.get("/v1/reports/sex_by_rank?as-of=2022-05-01", kWorkbook);
  REQUIRE(hidden.status == 200);
  write_file(city.path("report.xlsx"), hidden.body);
  CHECK(sheet_of(city, city.path("report.xlsx"), "sex_by_rank").contains(",x,persons,x,"));
  CHECK(client.get("/v1/events", kWorkbook).status == 406);
  CHECK(client.get("/v1/policy", {"Accept: application/toml"}).body == city.run({"policy", "show", "--toml"}).out);
  CHECK(object_of(HttpClient(city.port(), city.token("auditor")).get("/v1/accesses")).at("rows").as_array().size() ==
        1);
}

}  // namespace rireki
