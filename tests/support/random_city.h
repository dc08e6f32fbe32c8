// Random small cities: a few units and people over some years, in ordinary events that mostly fit one another.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <rapidcheck.h>

#include "events/types/event.h"

namespace rireki {

/// One decision of a random city; what it leads to depends on what the person is then. Small numbers are dull.
struct CityStep {
  std::uint8_t person = 0;
  std::uint8_t act = 0;
  std::uint16_t pause = 0;  // days since the person's last event
  std::uint8_t choice = 0;
};

/// The city that the steps lead to, in the order of recording: its policy, its units, then its people. Every event has
/// an id and a line of its own, so that no two of a subject are equal in (effective, phase, line). About one event in
/// ten does not fit, on purpose.
[[nodiscard]] std::vector<Event> city_of(const std::vector<CityStep>& steps);

/// Days on which the answers about such a city are worth comparing.
[[nodiscard]] std::vector<Day> days_to_compare();

void showValue(const CityStep& step, std::ostream& out);

}  // namespace rireki

template <>
struct rc::Arbitrary<rireki::CityStep> {
  static Gen<rireki::CityStep> arbitrary() {
    return gen::build<rireki::CityStep>(gen::set(&rireki::CityStep::person, gen::inRange<std::uint8_t>(0, 5)),
                                        gen::set(&rireki::CityStep::act, gen::inRange<std::uint8_t>(0, 24)),
                                        gen::set(&rireki::CityStep::pause, gen::inRange<std::uint16_t>(0, 200)),
                                        gen::set(&rireki::CityStep::choice, gen::inRange<std::uint8_t>(0, 250)));
  }
};
