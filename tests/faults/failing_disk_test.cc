// The disk is full, or fails, at every single operation. From the first error on nothing is acknowledged, the error
// says why, and once the disk is well again the data directory opens as after any restart.
#include <catch2/catch.hpp>

#include "tests/faults/workload.h"
#include "tests/support/faulty_files.h"
#include "tests/support/scratch.h"

using namespace rireki;
using namespace rireki::faults;
using enum FaultyFiles::Operation;
using Fault = FaultyFiles::Fault;

namespace {

/// What is amiss with a refusal, or "": the first one must name the cause, those after it may refer to it.
std::string amiss_with(const std::vector<Error>& errors, Fault fault) {
  std::string amiss;
  for (const Error& error : errors) {
    if (error.code != Code::io_error) amiss += std::string(to_text(error.code)) + " " + error.message + "; ";
  }
  const std::string cause = fault == Fault::no_space ? "No space left on device" : "Input/output error";
  if (!errors.empty() && !errors.front().message.contains(cause)) amiss += "unclear: " + errors.front().message + "; ";
  return amiss;
}

/// The whole log, "" if that is refused with IO_ERROR, or what is amiss.
std::string log_or_refusal(const std::string& directory, EngineMode mode, std::shared_ptr<FaultyFiles> files) {
  try {
    auto engine = Engine::open(directory, mode, {standing_clock(), std::move(files)});
    if (!engine) return engine.error().code == Code::io_error ? "" : engine.error().message;
    return whole_log(**engine);
  } catch (const std::exception& e) {
    return std::string_view(e.what()).starts_with("IO_ERROR") ? "" : e.what();
  }
}

struct Refused {
  int errors = 0;
  std::string amiss;
};

/// The work with the `at`-th operation failing, and the restart after it.
Refused work_on(const std::string& data, std::uint64_t at, Fault fault, bool only_once) {
  const auto files = std::make_shared<FaultyFiles>();
  files->fail_at(writing, at, fault, only_once);
  Workload work;
  work.run(data, files);
  std::string amiss = amiss_with(work.errors(), fault);
  if (work.acknowledged_after_error() > 0) amiss += "acknowledged after an error; ";
  files->heal();
  return {static_cast<int>(work.errors().size()), amiss + amiss_after(data, work)};
}

}  // namespace

TEST_CASE("a full or failing disk ends acknowledging, with a reason, until a restart", "[faults]") {
  const Scratch scratch;
  made(scratch / "new").reset();
  copy_directory(scratch / "new", scratch / "0");
  const auto counted = std::make_shared<FaultyFiles>();
  REQUIRE(Workload().run(scratch / "0", counted));
  const std::uint64_t operations = counted->operations(writing);
  std::atomic<int> refused = 0;
  const std::size_t rounds = in_full() ? 4 : 1;  // two faults, lasting or only once
  const std::string amiss = try_all(operations * rounds, [&](std::size_t i, int place) {
    const std::uint64_t at = i / rounds + 1;
    const std::size_t round = rounds == 1 ? at % 4 : i % rounds;
    const Fault fault = round % 2 == 0 ? Fault::no_space : Fault::io_error;
    const std::string data = scratch / std::to_string(place);
    copy_directory(scratch / "new", data);
    const Refused result = work_on(data, at, fault, round >= 2);
    refused += result.errors > 0 ? 1 : 0;
    if (result.amiss.empty()) return std::string();
    return "at " + std::to_string(at) + " round " + std::to_string(round) + ": " + result.amiss;
  });
  CHECK(amiss == "");
  CHECK(refused > 20);
  if (in_full()) WARN(operations << " operations, " << refused << " of " << operations * rounds << " with a refusal");
}

TEST_CASE("what cannot be read is refused, never left out", "[faults]") {
  const Scratch scratch;
  made(scratch / "new").reset();
  Workload work;
  REQUIRE(work.run(scratch / "new", nullptr));
  const std::string log = whole_log(*opened(scratch / "new", EngineMode::read));
  std::atomic<int> refused = 0;
  const std::string amiss = try_all(200, [&](std::size_t i, int place) -> std::string {
    const EngineMode mode = i % 2 == 0 ? EngineMode::read : EngineMode::write;
    const std::string data = scratch / std::to_string(place);
    copy_directory(scratch / "new", data);
    const auto files = std::make_shared<FaultyFiles>();
    files->fail_at(reading, i / 2 + 1, Fault::io_error);
    const std::string shown = log_or_refusal(data, mode, files);
    if (files->failed() && shown.empty()) ++refused;
    const std::string where = " at " + std::to_string(i / 2 + 1) + (mode == EngineMode::read ? " read" : " written");
    if (!shown.empty() && shown != log) return "another log or refusal" + where + ": " + shown.substr(0, 200);
    if (shown.empty() && !files->failed()) return "refused without a fault" + where;
    return whole_log(*opened(data, EngineMode::write)) == log ? "" : "another log after" + where;
  });
  CHECK(amiss == "");
  CHECK(refused > 20);
}
