// The form of events that no JSON was read for: the same as that of JSON.
#include "events/types/event_form.h"

#include <functional>

#include <catch2/catch.hpp>

#include "tests/events/examples.h"

using namespace rireki;

namespace {

Event erasure(const std::string& basis) {
  Event event;
  event.id = "e-1";
  event.subject = "P1";
  event.effective = kFirstDay;
  event.actor = "hr-1";
  event.data.value = PersonalDataErased{{PersonalCategory::identity}, basis};
  return event;
}

std::string text_of(const Result<void>& result) {
  return result
             ? ""
             : std::string(to_text(result.error().code)) + " " + result.error().field + " | " + result.error().message;
}

/// What reading the same event from JSON says.
std::string said_of_json(const Event& event) {
  const auto read = EventReader().read(to_json(event));
  return text_of(read ? Result<void>{} : std::unexpected(read.error()));
}

const std::string kLong(2001, 'x');
const std::string kApart = "cafe\xCC\x81";  // é in two characters
const std::string kWithNul = std::string("a\0b", 3);

}  // namespace

TEST_CASE("what was read from JSON has the form of an event", "[events][form]") {
  for (const examples::Example& example : examples::kExamples) {
    CAPTURE(example.full);
    CHECK(text_of(check_form(examples::full_event(example))) == "");
    CHECK(text_of(check_form(examples::minimal_event(example))) == "");
  }
}

TEST_CASE("a text has the same form in an event as in JSON, wherever it stands", "[events][form]") {
  const std::vector<std::function<void(Event&, const std::string&)>> places = {
      [](Event& e, const std::string& text) { e.actor = text; },
      [](Event& e, const std::string& text) { e.approved_by = text; },
      [](Event& e, const std::string& text) { e.order_ref = text; },
      [](Event& e, const std::string& text) { e.note = text; },
      [](Event& e, const std::string& text) {
        e.data.value = PersonalDataErased{{PersonalCategory::identity}, text};
      },
      [](Event& e, const std::string& text) {
        Hired hired;
        hired.unit.text = "U-1";
        hired.rank = text;
        hired.job_family = "clerical";
        e.data.value = hired;
      },
      [](Event& e, const std::string& text) {
        OrgUnitEstablished unit;
        unit.name = "総務課";
        unit.career_fields = std::vector<std::string>{"a", text};
        e.data.value = unit;
      },
  };
  for (const auto& put : places) {
    for (const std::string& text : {kLong, kApart, kWithNul}) {
      Event event = erasure("asked for");
      put(event, text);
      CHECK(text_of(check_form(event)).starts_with("INVALID_FIELD "));
      CHECK(text_of(check_form(event)) == said_of_json(event));
    }
    Event broken = erasure("asked for");
    put(broken, "caf\xe9");
    CHECK(text_of(check_form(broken)).starts_with("ENCODING_ERROR "));
    CHECK(text_of(check_form(broken)).ends_with(", byte 4: 0xE9 is not valid UTF-8"));
    Event well = erasure("asked for");
    put(well, "資格 café " + std::string(1'980, 'x'));
    CHECK(text_of(check_form(well)) == said_of_json(well));
  }
}

TEST_CASE("an erasure names a category, in an event as in JSON", "[events][form]") {
  Event event = erasure("asked for");
  event.data.value = PersonalDataErased{{}, "asked for"};
  CHECK(text_of(check_form(event)) == "INVALID_FIELD data.categories | data.categories: no category is named");
  CHECK(said_of_json(event) == text_of(check_form(event)));
}

TEST_CASE("codes, subjects, counts and grounds have the same form as in JSON", "[events][form]") {
  std::vector<Event> wrong;
  wrong.push_back(erasure("x"));
  wrong.back().subject = "P 1";
  wrong.push_back(erasure("x"));
  wrong.back().subject = "org";
  wrong.push_back(erasure("x"));
  wrong.back().id = std::string(65, 'x');
  wrong.push_back(erasure("x"));
  GradeChanged grade;
  grade.grade = 21;
  wrong.back().data.value = grade;
  wrong.push_back(erasure("x"));
  wrong.back().data.value = EventVoided{{"p1 "}, VoidCause::rescinded};
  wrong.push_back(erasure("x"));
  wrong.back().data.value = PersonDetailsChanged{};
  for (const Event& event : wrong) {
    CHECK(text_of(check_form(event)) != "");
    CHECK(text_of(check_form(event)) == said_of_json(event));
  }
}

TEST_CASE("an erasure has its ground, in an event as in JSON", "[events][form]") {
  CHECK(text_of(check_form(erasure(""))).starts_with("MISSING_FIELD data.basis | "));
  CHECK(said_of_json(erasure("")).starts_with("INVALID_FIELD data.basis | "));
}

TEST_CASE("an event taken over from another log had its form there", "[events][form]") {
  Event event = erasure(kLong);
  event.sealed = std::make_shared<const SealedParts>();
  CHECK(check_form(event));
}
