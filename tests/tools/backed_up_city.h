// A small city of which there is a backup, and a directory to restore it into.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/tools/command_runner.h"
#include "tests/tools/small_city.h"

namespace rireki::running {

/// A small city with a backup of ten records, and its keys apart.
struct BackedUpCity : City {
  BackedUpCity() {
    REQUIRE(import(small_city(), {"--trust-recorded"}).status == 0);
    const Ran ran = ask({"backup", backups(), "--keys", keys()});
    CAPTURE(ran.err);
    REQUIRE(ran.row().at("backup") == 1);
    REQUIRE(ran.row().at("records") == 10);
  }
  [[nodiscard]] std::string backups() const { return path("backups"); }
  [[nodiscard]] std::string keys() const { return path("keys"); }
  [[nodiscard]] std::string restored() const { return path("restored"); }

  /// Any command on the restored directory.
  [[nodiscard]] Ran run_there(const std::vector<std::string>& rest) const {
    std::vector<std::string> all = {command_path(), "--data", restored(), "--json"};
    all.insert(all.end(), rest.begin(), rest.end());
    return Process(scratch(), all).wait();
  }
  [[nodiscard]] Ran restore(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> all = {"restore", backups(), "--keys", keys(), "--register", data() + "/erasures"};
    all.insert(all.end(), more.begin(), more.end());
    return run_there(all);
  }
  void append_training() const {
    REQUIRE(run({"append", "TrainingCompleted", "--subject", "P1", "--effective", "2022-06-01", "--set",
                 "course=ethics", "--set", "category=workplace"})
                .status == 0);
  }
};

}  // namespace rireki::running
