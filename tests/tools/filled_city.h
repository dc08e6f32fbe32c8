// The small city in a data directory of its own.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "tests/tools/command_runner.h"
#include "tests/tools/small_city.h"

namespace rireki::running {

/// The small city, imported: 10 records.
class FilledCity : public City {
 public:
  FilledCity() {
    const Ran ran = import(small_city(), {"--trust-recorded"});
    CAPTURE(ran.out, ran.err);
    REQUIRE(ran.status == 0);
  }
  boost::json::object person(const std::string& who, const std::string& as_of,
                             std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"person", who, "--as-of", as_of});
    return ask(more).row();
  }
  std::vector<std::int64_t> seqs(std::vector<std::string> filter) const {
    filter.insert(filter.begin(), "log");
    std::vector<std::int64_t> out;
    for (const boost::json::object& row : ask(filter).rows()) out.push_back(row.at("seq").as_int64());
    return out;
  }
  /// "seq:id" of a history.
  [[nodiscard]] std::vector<std::string> history(std::vector<std::string> more) const {
    more.insert(more.begin(), "history");
    std::vector<std::string> out;
    for (const boost::json::object& row : ask(more).rows()) {
      out.push_back(std::to_string(row.at("seq").as_int64()) + ":" + std::string(row.at("id").as_string()));
    }
    return out;
  }
};

}  // namespace rireki::running
