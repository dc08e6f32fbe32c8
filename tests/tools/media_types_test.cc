#include "tools/server/media_types.h"

#include <catch2/catch.hpp>

namespace rireki {

namespace {

const BodyForms kGiven = {{"application/json"}, {"application/jsonl"}, {"text/csv"}, {"text/plain"}};

std::string chosen(std::string_view accept) { return std::string(preferred(accept, kGiven).value_or("none")); }

}  // namespace

TEST_CASE("of the forms that a route gives the one comes that is wanted most", "[tools][media_types]") {
  CHECK(chosen("") == "application/json");
  CHECK(chosen(" , ,") == "application/json");
  CHECK(chosen("*/*") == "application/json");
  CHECK(chosen("text/csv") == "text/csv");
  CHECK(chosen("Text/CSV; Header=absent") == "text/csv");
  CHECK(chosen("text/*") == "text/csv");
  CHECK(chosen("text/csv;q=0.4, text/plain;q=0.5") == "text/plain");
  CHECK(chosen("text/csv ; Q=0.500 , application/jsonl;q=0.501") == "application/jsonl");
  CHECK(chosen("application/json;q=0.9, application/*;q=0.1, text/html") == "application/json");
  // A range that means a type more exactly decides on it, wherever it stands.
  CHECK(chosen("application/json;q=0, */*;q=0.1") == "application/jsonl");
  CHECK(chosen("*/*;q=0.1, application/*;q=0") == "text/csv");
  CHECK(chosen("text/*;q=0.9, text/csv;q=0.2, application/json;q=0.5") == "text/plain");
  // Of equals one that is named, and of these the usual one.
  CHECK(chosen("application/json, text/plain, */*") == "application/json");
  CHECK(chosen("text/plain, application/json") == "application/json");
  CHECK(chosen("text/plain, */*") == "text/plain");
  // What is no list of ranges is read as well as it can be.
  CHECK(chosen("text/html, image/gif, *; q=.2, */*; q=.2") == "application/json");
  CHECK(chosen("text/csv;q=much") == "text/csv");
  CHECK(chosen("text/csv;q=0.5;q=") == "text/csv");
  CHECK(chosen("x/y;note=\"a,text/csv;q=1\", text/plain;q=0.1") == "text/plain");
}

TEST_CASE("nothing comes that is not wanted", "[tools][media_types]") {
  for (const char* accept : {"text/html", "text/csv;q=0", "text/csv;q=0.000", "*/*;q=0", "text/csvs", "text", "csv",
                             "application/jsonl2", "application/", "/*", "\"text/csv\"", "image/*, video/*"}) {
    CAPTURE(accept);
    CHECK(chosen(accept) == "none");
  }
}

TEST_CASE("a body may be what the route takes, or say nothing of itself", "[tools][media_types]") {
  const BodyForms events = {{"application/json"}, {"application/jsonl"}};
  for (const char* type :
       {"", "application/json", "Application/JSON;charset=utf-8", "application/jsonl", "application/x-ndjson",
        "application/cloudevents+json", "application/x-www-form-urlencoded", "text/plain;charset=UTF-8"}) {
    CAPTURE(type);
    CHECK(may_be_any(events, type));
  }
  for (const char* type : {"text/csv", "text/json", "application/xml", "application/jsonlines", "json",
                           "application/json, text/plain", "multipart/form-data; boundary=x"}) {
    CAPTURE(type);
    CHECK_FALSE(may_be_any(events, type));
  }
  const BodyForms lines = {{"application/jsonl"}};
  CHECK(may_be_any(lines, "application/X-NDJSON"));
  for (const char* type :
       {"application/json", "application/x-www-form-urlencoded", "application/cloudevents+json", "text/plain"}) {
    CHECK_FALSE(may_be_any(lines, type));
  }
}

TEST_CASE("a content type is compared without its case and parameters", "[tools][media_types]") {
  CHECK(type_of("application/json") == "application/json");
  CHECK(type_of(" Application/JSON ; charset=UTF-8") == "application/json");
  CHECK(type_of("application/jsonlines") == "application/jsonlines");
  CHECK(type_of(";").empty());
  CHECK(type_of("").empty());
}

}  // namespace rireki
