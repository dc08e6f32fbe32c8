// One person at one moment, as every answer shows them: the State, with what Policy, units and calendar add to it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "events/types/json_writer.h"
#include "projections/knowledge.h"
#include "projections/personal.h"

namespace rireki {

/// Views live as long as the Timeline, the Knowledge and the State they were made from.
struct PersonRow {
  std::string_view person;
  const State* state = nullptr;
  Day day;  // the moment; of someone separated the policy's and units' words are those of the last day
  Status status{};
  std::string_view authority;   // not given: none
  std::string_view rank_class;  // not given: none
  std::string_view job_group;   // not given: none
  std::optional<bool> manager;
  std::optional<int> age;
  std::optional<int> service_years;
  Personal personal;
};

/// What Policy and units of a day add to an employment.
struct Derived {
  std::string_view authority;
  std::string_view rank_class;
  std::string_view job_group;
  std::optional<bool> manager;
};
[[nodiscard]] Derived derive(const Employment& job, const World& world, Day day);

[[nodiscard]] PersonRow make_person_row(std::string_view person, const State& state, const World& world, Day day,
                                        Personal personal);
[[nodiscard]] inline PersonRow make_person_row(std::string_view person, const State& state, const Knowledge& knowledge,
                                               Day day, Personal personal) {
  return make_person_row(person, state, knowledge.world(), day, std::move(personal));
}

/// The same of somebody employed on that day, with what was derived for others alike.
[[nodiscard]] PersonRow make_person_row(std::string_view person, const State& state, const World& world, Day day,
                                        Personal personal, const Derived& derived);

/// The state of section 5 as a JSON object, all keys always there, null where there is nothing.
void write_state(JsonWriter& out, const PersonRow& row);

}  // namespace rireki
