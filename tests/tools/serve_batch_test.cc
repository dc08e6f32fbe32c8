// A batch whose events are not all events, or not the asker's to record: nothing of it is appended, and all that is
// wrong with it is said.
#include "tests/tools/served_city.h"

namespace rireki {

namespace {

using namespace running;
namespace json = boost::json;

const std::string kTraining = R"({"id":"b-1","type":"TrainingCompleted","subject":"P1","effective":"2022-06-01",)"
                              R"("data":{"course":"ethics","category":"workplace","minutes":60}})";
const std::string kNobodys = R"({"id":"b-2","type":"GradeChanged","subject":"P9","effective":"2022-06-01",)"
                             R"("data":{"grade":2}})";
const std::string kUnknown = R"({"type":"Promotion"})";

std::string with(std::string event, const std::string& member) { return event.insert(1, member + ","); }

/// A word for each outcome, in order.
std::string outcomes_of(const HttpAnswer& answer) {
  std::string all;
  const json::object problem = object_of(answer);
  for (const json::value& value : problem.at("outcomes").as_array()) {
    const json::object& outcome = value.as_object();
    CHECK(outcome.at("warnings").is_array());
    const std::string word = outcome.contains("code")            ? std::string(outcome.at("code").as_string())
                             : outcome.contains("withheld")      ? "withheld"
                             : outcome.at("duplicate").as_bool() ? "duplicate"
                                                                 : "appended";
    all += (all.empty() ? "" : " ") + word;
  }
  return all;
}

class BatchCity : public ServedCity {
 public:
  HttpClient hr{port(), token("hr", "hr-1")};

  HttpAnswer post(const std::string& target, const std::vector<std::string>& lines) {
    std::string body;
    for (const std::string& line : lines) body += line + "\n";
    return hr.post(target, body, {"Content-Type: application/jsonl"});
  }
  std::int64_t records() { return object_of(hr.get("/v1/ready")).at("records").as_int64(); }
};

}  // namespace

TEST_CASE("a batch with events that cannot be read reports every error that it has", "[tools][serve]") {
  BatchCity city;
  const std::vector<std::string> lines = {kTraining, kUnknown,
                                          kNobodys,  with(kTraining, R"("actor":"somebody")"),
                                          "{",       with(kTraining, R"("approved_by":"hr-2")")};
  for (const std::string target : {"/v1/events", "/v1/events?dry-run=true", "/v1/proposals"}) {
    const HttpAnswer answer = city.post(target, lines);
    CAPTURE(target, answer.body);
    CHECK(answer.status == 422);
    const json::object problem = object_of(answer);
    CHECK(problem.at("code") == "UNKNOWN_TYPE");
    CHECK(std::string_view(problem.at("detail").as_string()).starts_with("line 2: "));
    CHECK(outcomes_of(answer) == "withheld UNKNOWN_TYPE NOT_REGISTERED INVALID_FIELD INVALID_JSON INVALID_FIELD");
    const json::array& outcomes = problem.at("outcomes").as_array();
    CHECK(outcomes.at(3).as_object().at("field") == "actor");
    CHECK(outcomes.at(5).as_object().at("field") == "approved_by");
    CHECK(std::string_view(outcomes.at(4).as_object().at("detail").as_string()).starts_with("line 5: "));
  }
  CHECK(city.records() == 10);
  CHECK(object_of(city.hr.get("/v1/proposals")).at("rows").as_array().empty());
  // What cannot be read names the problem, wherever it stands: it may be what the others lack.
  const HttpAnswer later = city.post("/v1/events", {kNobodys, "{"});
  CHECK(later.status == 400);
  CHECK(outcomes_of(later) == "NOT_REGISTERED INVALID_JSON");
  // What is there already stays so, and what fits is not there afterwards.
  REQUIRE(city.post("/v1/events", {kTraining}).status == 201);
  CHECK(outcomes_of(city.post("/v1/events", {kTraining, kUnknown})) == "duplicate UNKNOWN_TYPE");
  CHECK(outcomes_of(city.post("/v1/events", {"{", "{"})) == "INVALID_JSON INVALID_JSON");
  CHECK(city.records() == 11);
}

TEST_CASE("a single event that cannot be read has an outcome", "[tools][serve]") {
  BatchCity city;
  const auto refused = [&](const std::string& event) {
    const HttpAnswer answer = city.hr.post("/v1/events", event);
    CHECK(object_of(answer).at("code").as_string() == outcomes_of(answer));
    CHECK(object_of(answer).at("detail") == object_of(answer).at("outcomes").as_array().at(0).as_object().at("detail"));
    return std::to_string(answer.status) + " " + outcomes_of(answer);
  };
  CHECK(refused("{") == "400 INVALID_JSON");
  CHECK(refused(kUnknown) == "422 UNKNOWN_TYPE");
  CHECK(refused(with(kTraining, R"("actor":"somebody")")) == "422 INVALID_FIELD");
  CHECK(refused(with(kTraining, R"("approved_by":"hr-2")")) == "422 INVALID_FIELD");
  CHECK(refused(R"({"type":"PersonalDataErased","subject":"P1","effective":"2023-06-01",)"
                R"("data":{"categories":["identity"],"basis":"x"}})") == "400 USAGE");
  CHECK(city.records() == 10);
}

TEST_CASE("an array names its events by number; an admin learns nothing of persons", "[tools][serve]") {
  BatchCity city;
  const std::vector<std::string> as_array = {"Content-Type: application/cloudevents-batch+json"};
  const std::string event = with(kNobodys, R"("specversion":"1.0","source":"/lms")");
  const HttpAnswer answer = city.hr.post("/v1/events", "[" + event + ",7]", as_array);
  CHECK(answer.status == 400);
  CHECK(outcomes_of(answer) == "NOT_REGISTERED INVALID_JSON");
  HttpClient admin(city.port(), city.token("admin", "admin-1"));
  CHECK(admin.post("/v1/events", "[" + event + ",7]", as_array).status == 403);
  CHECK(outcomes_of(admin.post("/v1/events", "[7]", as_array)) == "INVALID_JSON");
}

}  // namespace rireki
