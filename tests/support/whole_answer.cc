#include "tests/support/whole_answer.h"

#include <stdexcept>

#include "events/types/event_json.h"
#include "projections/counts.h"
#include "projections/roster.h"
#include "tests/support/random_city.h"
#include "tests/support/sure.h"

namespace rireki {

namespace {

std::string counts_of(const Knowledge& knowledge, CountOf what, std::vector<Attribute> by) {
  std::string out(to_text(what));
  const Counts counts = sure(count(knowledge, {.what = what, .as_of = days_to_compare().back(), .by = std::move(by)}));
  for (const CountRow& row : counts.rows) {
    for (const Value& value : row.key) out += " " + to_text(value);
    out += " " + std::to_string(row.count) + ";";
  }
  return out + "\n";
}

}  // namespace

std::string whole_answer(Engine& engine, Seq seq) {
  const Seq known = std::min(seq, engine.last());
  const Knowledge knowledge{engine, known, sure(load_organisation(engine, known, engine.parsed_policies()))};
  std::string out;
  for (const Day day : days_to_compare()) {
    out += to_iso(day) + "\n";
    sure(roster(knowledge, {.as_of = day, .filter = {}, .all = true}, [&](const PersonRow& row) {
      JsonWriter json;
      write_state(json, row);
      out += json.str() + "\n";
    }));
  }
  using enum Attribute;
  for (const CountOf what : {CountOf::hires, CountOf::separations, CountOf::promotions, CountOf::transfers}) {
    out += counts_of(knowledge, what, {month, authority, rank});
  }
  return out + counts_of(knowledge, CountOf::absences, {kind, unit});
}

std::string whole_log(Engine& engine) {
  std::string out;
  sure(engine.read(Seq{1}, engine.last(), [&](const Record& record) {
    out += to_json(record) + "\n";
    return true;
  }));
  return out;
}

std::unique_ptr<Engine> opened(const std::string& directory, EngineMode mode, std::unique_ptr<Clock> clock) {
  return sure(Engine::open(directory, mode, {.clock = std::move(clock)}));
}

std::unique_ptr<Engine> made(const std::string& directory, std::unique_ptr<Clock> clock) {
  sure(Engine::create(directory));
  return opened(directory, EngineMode::write, std::move(clock));
}

}  // namespace rireki
