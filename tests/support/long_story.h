// Random cities told to an Engine, and what is recorded behind them: voids, corrections, more events.
#pragma once

#include <cstdlib>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "tests/support/random_city.h"
#include "tests/support/scratch.h"
#include "tests/support/whole_answer.h"

namespace rireki {

using Steps = std::vector<CityStep>;

/// Tries a property on `runs` random inputs, ten times as many with RIREKI_TEST_FULL=1.
template <class Property>
void holds(int runs, Property&& property) {
  rc::detail::TestParams params = rc::detail::configuration().testParams;
  const char* full = std::getenv("RIREKI_TEST_FULL");
  params.maxSuccess = full != nullptr && std::string(full) == "1" ? runs * 10 : runs;
  const auto result = rc::detail::checkTestable(std::forward<Property>(property), rc::detail::TestMetadata(), params);
  std::ostringstream message;
  rc::detail::printResultMessage(result, message);
  INFO(message.str() << "\nseed " << params.seed);
  CHECK(result.template is<rc::detail::SuccessResult>());
  if (full != nullptr) WARN(message.str());
}

/// The events of a city that an empty Log admits, one after the other.
[[nodiscard]] std::vector<Event> admitted(const Steps& steps);

/// The first refusal, or nothing.
[[nodiscard]] std::string refusal(const std::vector<Outcome>& outcomes);

/// A new Log of these events, as one batch.
struct Told {
  explicit Told(const std::vector<Event>& events);

  Scratch scratch;
  std::unique_ptr<Engine> engine;
  std::string refused;
};

[[nodiscard]] std::vector<Event> shuffled(std::vector<Event> events, std::uint32_t seed);

[[nodiscard]] Event voiding(const Event& target);
[[nodiscard]] Event correcting(const Event& target, const EventData& data, const std::string& id);

/// An event of the same type with other data, or null.
[[nodiscard]] const Event* alike(const std::vector<Event>& events, const Event& target, std::uint32_t choice);

/// More to record behind a city: what another one did, voids and corrections, some of them about each other.
[[nodiscard]] std::vector<Event> afterthoughts(const std::vector<Event>& events, const Steps& steps,
                                               std::uint32_t choice);

/// The city and its afterthoughts, those that were admitted.
[[nodiscard]] std::unique_ptr<Told> long_story(const Steps& steps, const Steps& more, std::uint32_t choice);

}  // namespace rireki
