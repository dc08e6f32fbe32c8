// Bodies that are no events: what is sent and not understood is never taken as if it was left out.
#include "tests/tools/served_city.h"

namespace rireki {

namespace {

using namespace running;

void check_refused(HttpClient& asker, const std::string& target, const std::string& body, const std::string& code,
                   const std::string& field) {
  const HttpAnswer answer = asker.post(target, body);
  CAPTURE(target, body, answer.status, answer.body);
  CHECK(answer.status == 422);
  CHECK(object_of(answer).at("code").as_string() == code);
  CHECK(object_of(answer).at("field").as_string() == field);
}

}  // namespace

TEST_CASE("a member of the wrong kind is refused by its name, and nothing is done", "[tools][serve]") {
  ServedCity city;
  HttpClient admin(city.port(), city.token("admin", "admin-1"));
  HttpClient hr(city.port(), city.token("hr", "hr-1"));
  const std::string tokens = admin.get("/v1/tokens").body;
  for (const std::string wrong : {"5", "[\"x\"]", "null", "true", "{}", "1.5", "\"\""}) {
    for (const std::string field : {"owner", "unit", "role"}) {
      std::string body = R"({"days":1)";
      for (const std::string each : {"owner", "unit", "role"}) {
        body += ",\"" + each + "\":" + (each == field ? wrong : each == "role" ? R"("manager")" : R"("U-1")");
      }
      check_refused(admin, "/v1/tokens", body + "}", "INVALID_FIELD", field);
    }
    for (const std::string field : {"person", "basis"}) {
      const std::string other = field == "person" ? "basis" : "person";
      check_refused(hr, "/v1/erasures", R"({")" + field + "\":" + wrong + ",\"" + other + R"(":"P2"})", "INVALID_FIELD",
                    field);
    }
    check_refused(hr, "/v1/closings", R"({"period":"FY2022","note":)" + wrong + "}", "INVALID_FIELD", "note");
    check_refused(hr, "/v1/closings", R"({"period":)" + wrong + "}", "INVALID_FIELD", "period");
  }
  for (const char* days : {"\"1\"", "[1]", "null", "1.5", "1e2", "true", "\"\""}) {
    check_refused(admin, "/v1/tokens", R"({"owner":"x","role":"hr","days":)" + std::string(days) + "}", "INVALID_FIELD",
                  "days");
  }
  for (const char* categories : {"5", "[]", "\"sensitive\"", "[5]", "[\"sensitive\",5]", "null", "{}"}) {
    check_refused(hr, "/v1/erasures", R"({"person":"P2","basis":"x","categories":)" + std::string(categories) + "}",
                  "INVALID_FIELD", "categories");
  }
  check_refused(admin, "/v1/tokens", R"({"owner":"x","role":"hr","tage":1})", "UNKNOWN_FIELD", "tage");
  check_refused(hr, "/v1/erasures", R"({"person":"P2"})", "MISSING_FIELD", "basis");
  check_refused(hr, "/v1/closings", "{}", "MISSING_FIELD", "period");
  CHECK(admin.get("/v1/tokens").body == tokens);
  CHECK(hr.get("/v1/proposals").body.contains("\"rows\":[]"));
  CHECK(city.ask({"log", "--type", "PeriodClosed"}).rows().empty());
}

}  // namespace rireki
