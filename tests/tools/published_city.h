// The made-up city with the published figures, and these figures as they were printed.
#pragma once

#include <filesystem>
#include <string>

#include "tests/support/checkout.h"
#include "tests/tools/command_runner.h"

namespace rireki::running {

struct PublishedCity : City {
  PublishedCity() : City(false) {
    const Ran ran = run({"demo"});
    CAPTURE(ran.err);
    REQUIRE(ran.status == 0);
  }
};

/// Made once for all tests that only ask.
inline const City& published_city() {
  static const PublishedCity city;
  return city;
}

/// A copy for a test that changes something.
class ChangedCity : public City {
 public:
  ChangedCity() : City(false) {
    std::filesystem::copy(published_city().data(), data(), std::filesystem::copy_options::recursive);
  }
};

inline const boost::json::object& published_figures() {
  static const boost::json::value figures =
      boost::json::parse(read_file(checkout() / "tests/tools/otaru_figures.json"));
  return figures.as_object();
}

}  // namespace rireki::running
