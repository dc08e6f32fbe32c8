// The list of the types of events: all of them with all their fields, as the codecs have them.
#include <string>

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "tests/events/examples.h"
#include "tests/tools/command_runner.h"

namespace rireki {

using namespace running;
namespace json = boost::json;

namespace {

json::value field_of(const City& city, const std::string& type, const std::string& field) {
  for (const json::object& row : city.ask({"types", type}).rows()) {
    if (row.at("field").as_string() == field) return row;
  }
  FAIL(type << " has no field " << field);
  return {};
}

}  // namespace

TEST_CASE("every type of events is listed, with every field that its example has", "[tools][types]") {
  const City city(false);
  const auto types = city.ask({"types"}).rows();
  REQUIRE(types.size() == kEventTypeCount);
  CHECK(types[6].at("type") == "Promoted");
  CHECK(types[6].at("name_ja") == "昇任");
  CHECK(types[6].at("subject") == "person");
  for (const examples::Example& example : examples::kExamples) {
    const std::string type(to_text(example.type));
    const json::object full = json::parse(json::string_view(example.full.data(), example.full.size())).as_object();
    const json::object minimal =
        json::parse(json::string_view(example.minimal.data(), example.minimal.size())).as_object();
    std::size_t fields = 0;
    for (const json::object& row : city.ask({"types", type}).rows()) {
      const json::string& field = row.at("field").as_string();
      if (field.find('[') != json::string::npos) continue;
      CAPTURE(type, field);
      CHECK(full.contains(field));
      CHECK((!row.at("required").as_bool() || minimal.contains(field)));
      ++fields;
    }
    CHECK(fields == full.size());
  }
}

TEST_CASE("a field is listed with its kind, its values and whether it is personal", "[tools][types]") {
  const City city(false);
  CHECK(field_of(city, "PersonRegistered", "name") ==
        json::parse(R"({"field":"name","kind":"text","required":true,"personal":"identity"})"));
  CHECK(field_of(city, "PersonRegistered", "sex") ==
        json::parse(R"({"field":"sex","kind":"one of","required":true,"personal":"attributes",
                        "values":["male","female","other","unknown"]})"));
  CHECK(field_of(city, "Promoted", "grade") ==
        json::parse(R"({"field":"grade","kind":"integer 1 to 20","required":false,"personal":null})"));
  CHECK(field_of(city, "WorkplaceTrainingFiled", "rows[].title").at("required") == true);
  CHECK(field_of(city, "PersonalDataErased", "categories").at("values").as_array().size() == 3);
  const Ran table = city.run({"types", "Promoted"});
  CHECK(table.out.contains("unit   "));
  CHECK(table.err == "Promoted 昇任, of subject: person\n");
  CHECK(city.run({"types"}).out.contains("Separated"));
}

TEST_CASE("whoever looks for a type is led to the list", "[tools][types]") {
  const City city(false);
  CHECK(city.run({"types", "昇任"}).status == 2);
  CHECK(city.run({"types", "昇任"}).err.contains("did you mean Promoted?"));
  CHECK(city.run({"append", "--help"}).out.contains("`rireki types` lists the types of events"));
}

}  // namespace rireki
