// The views can be thrown away, and a rebuild finds out where they were wrong.
#include <filesystem>

#include <catch2/catch.hpp>

#include "engine/engine.h"
#include "events/types/crc32c.h"
#include "events/types/record_codec.h"
#include "tests/support/random_city.h"
#include "tests/support/scratch.h"
#include "tests/support/sure.h"
#include "tests/support/whole_answer.h"
#include "tools/demo/city.h"

using namespace rireki;
namespace fs = std::filesystem;

namespace {

void fill(const std::string& data) {
  sure(Engine::create(data));
  const auto engine = sure(Engine::open(data, EngineMode::write));
  std::vector<Event> events;
  generate_city({.people = 100}, [&](Event event) { events.push_back(std::move(event)); });
  sure(engine->append_each(std::move(events), Recording::trusted));
}

std::string answers(const std::string& data) {
  const auto engine = sure(Engine::open(data, EngineMode::read));
  return whole_answer(*engine, engine->last());
}

Rebuilt rebuilt(const std::string& data) { return sure(Engine::rebuild(data, true, {})); }

/// Adds or replaces stored rows, as a defect would.
void tamper(const std::string& data, const SealedViews::Rows& timelines, const SealedViews::Rows& ids) {
  const auto views = sure(open_sealed_views(data + "/views", OpenMode::write));
  REQUIRE(views->absorbed().seq.value > 0);
  sure(views->seal(views->absorbed(), timelines, ids));
}

}  // namespace

TEST_CASE("a rebuild finds nothing to mend, and answers stay the same", "[engine][views]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  fill(data);
  const std::string before = answers(data);
  const Rebuilt result = rebuilt(data);
  CHECK(result.difference.empty());
  CHECK(result.people > 100);
  CHECK(result.events == sure(Engine::open(data, EngineMode::read))->last().value);
  CHECK(answers(data) == before);
  fs::remove_all(data + "/views");
  CHECK(answers(data) == before);
  CHECK(rebuilt(data).difference.empty());
  CHECK(used_generation(data + "/views") == 1);  // the first after all were deleted
  CHECK(unused_generations(data + "/views").empty());
}

TEST_CASE("views that were sealed without an append are taken up again", "[engine][views]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  fill(data);
  fs::remove_all(data + "/views");
  REQUIRE(sure(Engine::open(data, EngineMode::write))->last().value > 1'000);  // enough to be sealed at closing

  const auto engine = sure(Engine::open(data, EngineMode::read));
  std::uint32_t checksum = 0;
  const auto views = sure(open_sealed_views(data + "/views", OpenMode::read));
  sure(engine->read(engine->last(), engine->last(), [&](const Record& record) {
    std::string bytes;
    encode_record(record.event, record.recorded, bytes);
    checksum = crc32c(bytes);
    return true;
  }));
  CHECK(views->absorbed().seq == engine->last());
  CHECK(views->absorbed().checksum == checksum);
}

TEST_CASE("a rebuild names where the views were wrong, and mends it", "[engine][views]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  fill(data);
  const std::string before = answers(data);
  const SealedViews::Rows nothing = [](const SealedViews::Put&) {};
  const std::string no_entries(4, '\0');

  tamper(
      data, [&](const SealedViews::Put& put) { put("pP000007", no_entries); }, nothing);
  CHECK(answers(data) != before);
  CHECK(rebuilt(data).difference == "the timeline of P000007");
  CHECK(answers(data) == before);

  tamper(
      data, [&](const SealedViews::Put& put) { put("pP999999", no_entries); }, nothing);
  CHECK(rebuilt(data).difference.find("timelines instead of") != std::string::npos);

  const std::string first_id = sure(sure(Engine::open(data, EngineMode::read))->record(Seq{1})).event.id;
  tamper(data, nothing, [&](const SealedViews::Put& put) { put(first_id, std::string(7, '\0') + '\x05'); });
  CHECK(rebuilt(data).difference == "the id of seq 1");
  CHECK(rebuilt(data).difference.empty());
}

TEST_CASE("what an interrupted rebuild leaves is no harm", "[engine][views]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  fill(data);
  const std::string before = answers(data);
  const std::string views = data + "/views";
  const std::string left = generation_path(views, next_generation(views));
  fs::copy(generation_path(views, used_generation(views)), left, fs::copy_options::recursive);
  fs::remove(left + "/CURRENT");
  CHECK(answers(data) == before);
  CHECK(rebuilt(data).difference.empty());
  CHECK(answers(data) == before);
  CHECK(unused_generations(views).empty());
}
