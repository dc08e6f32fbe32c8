#include "tests/support/folded_states.h"

#include "tests/support/sure.h"

namespace rireki {

std::string shown_state(std::string_view person, const State& state, const Knowledge& knowledge, Day day) {
  JsonWriter json;
  write_state(json, make_person_row(person, state, knowledge, day, {}));
  return json.str();
}

States folded_states(const Knowledge& knowledge, Day day) {
  States states;
  Timeline timeline;
  sure(knowledge.source.each_timeline(SubjectKind::person, [&](std::string_view person, const PackedTimeline& packed) {
    timeline.load(packed.bytes, knowledge.seq);
    const State state = state_at(timeline, knowledge.world(), person, day);
    if (state.registered_seq.value != 0) states[std::string(person)] = shown_state(person, state, knowledge, day);
  }));
  return states;
}

States on_roster(const Knowledge& knowledge, Day day) {
  States states;
  sure(roster(knowledge, {.as_of = day, .filter = {}, .all = true, .personal = false}, [&](const PersonRow& row) {
    states[std::string(row.person)] = shown_state(row.person, *row.state, knowledge, day);
  }));
  return states;
}

}  // namespace rireki
