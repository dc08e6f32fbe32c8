// The file of the spans can be deleted, torn, or another Log's: answers stay what the fold says.
#include <filesystem>
#include <fstream>
#include <functional>

#include <catch2/catch.hpp>

#include "engine/maintenance.h"
#include "engine/views/span_file.h"
#include "projections/counts.h"
#include "tests/support/folded_states.h"
#include "tests/support/scratch.h"
#include "tests/support/story.h"
#include "tests/support/sure.h"
#include "tests/support/whole_answer.h"
#include "tools/demo/city.h"

using namespace rireki;
namespace fs = std::filesystem;

namespace {

std::vector<Event> city() {
  std::vector<Event> events;
  generate_city({.people = 100}, [&](Event event) { events.push_back(std::move(event)); });
  return events;
}

void record(const std::string& data, std::vector<Event> events) {
  sure(opened(data, EngineMode::write)->append_each(std::move(events), Recording::trusted));
}

/// Whether rosters and headcounts are what the fold says, now and as known in the past.
void check_answers(const std::string& data) {
  const auto engine = opened(data, EngineMode::read);
  for (const std::uint64_t part : {1, 2, 3, 4}) {
    const Seq seq{engine->last().value * part / 4};
    const Knowledge knowledge{*engine, seq, sure(load_organisation(*engine, seq, engine->parsed_policies()))};
    for (const Day day : {from_civil({2014, 4, 1}), from_civil({2019, 12, 31}), from_civil({2025, 4, 1})}) {
      const States expected = folded_states(knowledge, day);
      CHECK(on_roster(knowledge, day) == expected);
      std::int64_t employed = 0;
      for (const auto& [person, json] : expected) {
        const bool is_gone = json.find(R"("status":"separated")") != std::string::npos;
        employed += is_gone || json.find(R"("status":"registered")") != std::string::npos ? 0 : 1;
      }
      const Counts counts = sure(count(knowledge, {.what = CountOf::headcount, .as_of = day, .filter = {}, .by = {}}));
      CHECK(counts.rows.front().count == employed);
    }
  }
}

void flip_byte(const std::string& path, std::uintmax_t place) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(static_cast<std::streamoff>(place));
  const char byte = static_cast<char>(file.get() ^ 1);
  file.seekp(static_cast<std::streamoff>(place));
  file.put(byte);
}

}  // namespace

TEST_CASE("the file of the spans answers as the fold does, whole, damaged or gone", "[engine][spans]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  sure(Engine::create(data));
  auto events = city();
  std::vector<Event> rest(events.end() - 200, events.end());
  events.resize(events.size() - 200);
  record(data, std::move(events));
  const std::string path = data + "/views/spans";
  REQUIRE(fs::exists(path));
  check_answers(data);

  record(data, std::move(rest));  // too little for a new generation
  const auto written = fs::last_write_time(path);
  check_answers(data);
  CHECK(fs::last_write_time(path) == written);

  const std::string whole = text_of_file(path);
  for (const std::uintmax_t place : {std::uintmax_t{9}, whole.size() / 2, whole.size() - 9}) {
    flip_byte(path, place);
    CHECK(open_span_file(path) == nullptr);
    check_answers(data);
    flip_byte(path, place);
  }
  REQUIRE(open_span_file(path) != nullptr);
  fs::resize_file(path, whole.size() - 100);
  CHECK(open_span_file(path) == nullptr);
  check_answers(data);
  fs::remove(path);
  check_answers(data);
}

TEST_CASE("a rebuild that checks finds whose stored spans are not what the log says", "[engine][spans]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  const std::string path = data + "/views/spans";
  sure(Engine::create(data));
  auto events = city();
  std::vector<Event> rest(events.end() - 200, events.end());
  events.resize(events.size() - 200);
  record(data, std::move(events));
  CHECK(sure(rebuild(data, true, {})).difference.empty());
  // A file that is whole, and says of one row or happening what the log does not say.
  const auto told_wrong = [&](const std::function<void(Spans&)>& change) {
    const auto file = open_span_file(path);
    REQUIRE(file != nullptr);
    Spans spans = file->spans();
    change(spans);
    sure(write_span_file(path, spans, file->absorbed()));
    const std::string difference = sure(rebuild(data, true, {})).difference;
    CHECK(difference.starts_with("the spans of P"));
    check_answers(data);
    CHECK(sure(rebuild(data, true, {})).difference.empty());  // it was mended
    sure(write_span_file(path, file->spans(), file->absorbed()));
  };
  std::vector<Day> from;
  told_wrong([&](Spans& spans) {
    from.assign(spans.from.begin(), spans.from.end());
    from[from.size() / 2] = from[from.size() / 2] + 1;
    spans.from = from;
  });
  std::vector<std::uint32_t> standing;
  told_wrong([&](Spans& spans) {
    standing.assign(spans.standing.begin(), spans.standing.end());
    standing[7] = standing[7] == 0 ? 1 : 0;
    spans.standing = standing;
  });
  std::vector<HappeningRow> happenings;
  told_wrong([&](Spans& spans) {
    happenings.assign(spans.happenings.begin(), spans.happenings.end());
    happenings.front().day = happenings.front().day + 1;
    spans.happenings = happenings;
  });
  record(data, std::move(rest));
  REQUIRE(open_span_file(path) != nullptr);
  CHECK(sure(rebuild(data, true, {})).difference.empty());  // of some it knows that it does not know all
}

TEST_CASE("spans of another log are not believed", "[engine][spans]") {
  const Scratch scratch;
  for (const std::string name : {"one", "other"}) {
    sure(Engine::create(scratch / name));
    auto events = city();
    if (name == "other") events.erase(events.end() - 300, events.end() - 100);
    record(scratch / name, std::move(events));
  }
  fs::copy_file(scratch / "one/views/spans", scratch / "other/views/spans", fs::copy_options::overwrite_existing);
  check_answers(scratch / "other");
}
