// The benchmarks' staff obeys the rules, and what is written of it without judging is what judging would have written.
#include "tools/bench/careers.h"

#include <map>

#include <catch2/catch.hpp>

#include "engine/engine.h"
#include "events/types/record_codec.h"
#include "tests/support/scratch.h"
#include "tests/support/sure.h"

using namespace rireki;

namespace {

/// Everything that a Log holds.
std::string log_bytes(const std::string& data) {
  std::string bytes;
  const auto engine = sure(Engine::open(data, EngineMode::read));
  sure(engine->read(Seq{1}, engine->last(), [&](const Record& record) {
    encode_record(record.event, record.recorded, bytes);
    return true;
  }));
  return bytes;
}

}  // namespace

TEST_CASE("the careers of the benchmarks are admitted, and written as they would be", "[tools][bench]") {
  for (const Mix mix : {Mix::careers, Mix::attendance}) {
    const Scratch scratch;
    const CareersOptions options{.people = 150, .mix = mix};
    std::vector<Event> events;
    std::map<EventType, int> types;
    int late = 0;
    generate_careers(options, [&](Event& event) {
      ++types[event.type()];
      late += event.type() != EventType::AttendanceRecorded && event.type() != EventType::PolicyAdopted &&
              utc_day(*event.recorded) > *event.effective + 30;
      events.push_back(event);
    });
    const auto all = static_cast<int>(events.size());
    const int attendance = types[EventType::AttendanceRecorded];
    const int of_people = all - attendance - 421;
    CHECK(of_people / 150.0 == Approx(41).margin(4));
    CHECK(late / double(of_people) == Approx(0.03 + 0.01).margin(0.015));
    const int corrected = types[EventType::EventCorrected] + types[EventType::EventVoided];
    CHECK(corrected / double(of_people) == Approx(0.01).margin(0.005));
    if (mix == Mix::attendance) CHECK(attendance / double(all) == Approx(0.8).margin(0.03));

    sure(Engine::create(scratch / "judged"));
    {
      const auto engine = sure(Engine::open(scratch / "judged", EngineMode::write));
      for (const Outcome& outcome : sure(engine->append_each(events, Recording::trusted))) {
        INFO(outcome.error.message);
        REQUIRE(outcome.kind == Outcome::Kind::appended);
      }
    }
    CHECK(sure(write_careers(options, scratch / "written")).value == events.size());
    CHECK(log_bytes(scratch / "judged") == log_bytes(scratch / "written"));
  }
}
