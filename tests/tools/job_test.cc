#include "tools/server/job.h"

#include <boost/json.hpp>
#include <catch2/catch.hpp>

using namespace rireki;

namespace {

boost::json::object state_of(const Job& job) { return boost::json::parse(job.state()).as_object(); }

boost::json::object ended(const Job& job) {
  while (state_of(job).at("state") == "running") std::this_thread::yield();
  return state_of(job);
}

}  // namespace

TEST_CASE("what is done is done to the end", "[tools][serve]") {
  Job job;
  CHECK(state_of(job).at("state") == "none");
  REQUIRE(job.start([](const Watch& watch) -> Result<Job::Report> {
    watch.progress(51'448, 81'228);  // the last step that is told of
    return Job::Report{"{}"};
  }));
  const auto state = ended(job);
  CHECK(state.at("state") == "done");
  CHECK(state.at("done") == 81'228);
  CHECK(state.at("total") == 81'228);
  CHECK(state.at("code").is_null());
}

TEST_CASE("what was cancelled as was asked for has no error's code", "[tools][serve]") {
  Job job;
  REQUIRE(job.start([](const Watch& watch) -> Result<Job::Report> {
    watch.progress(1, 3);
    while (!watch.is_cancelled()) std::this_thread::yield();
    return fail(Code::io_error, "cancelled; the views are as they were");
  }));
  job.cancel();
  const auto state = ended(job);
  CHECK(state.at("state") == "cancelled");
  CHECK(state.at("code").is_null());
  CHECK(state.at("detail") == "cancelled; the views are as they were");
  CHECK(state.at("done") == 1);
}

TEST_CASE("what fails says with which error", "[tools][serve]") {
  Job job;
  REQUIRE(job.start([](const Watch&) -> Result<Job::Report> { return fail(Code::integrity_error, "seq 7"); }));
  const auto state = ended(job);
  CHECK(state.at("state") == "failed");
  CHECK(state.at("code") == "INTEGRITY_ERROR");
  CHECK(state.at("detail") == "seq 7");
}
