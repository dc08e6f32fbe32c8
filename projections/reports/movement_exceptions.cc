#include "projections/reports/movement_exceptions.h"

#include <algorithm>
#include <map>

#include "projections/happenings.h"

namespace rireki {

namespace {

/// From the end of which day on an entry shows.
Day day_of_effect(const Entry& e) { return takes_effect_next_day(e.type) ? e.effective + 1 : e.effective; }

/// A hire or separation: movements count it, so it explains itself.
bool is_counted(EventType type) { return type == EventType::Hired || type == EventType::Separated; }

/// Keeps the States at the end of days.
class StatesOfDays final : public CareerVisitor {
 public:
  [[nodiscard]] bool wants(EventType) const override { return false; }
  void happened(const Happening&) override {}
  void at_end_of(Day day, const State& state) override { states.emplace(day, state); }

  std::map<Day, State> states;
};

/// A unit and all above it on a day.
void add_chain(const Units& units, std::string_view unit, Day day, std::set<std::string, std::less<>>& chain) {
  while (!unit.empty() && chain.emplace(unit).second) {
    const UnitSpan* span = units.at(unit, day);
    unit = span == nullptr ? std::string_view() : std::string_view(span->parent);
  }
}

}  // namespace

MovementExceptions::MovementExceptions(const Knowledge& knowledge, Filter& filter)
    : knowledge_(knowledge),
      filter_(filter),
      world_(knowledge.world()),
      personal_(knowledge.source, PersonalFields::Scope::attributes),
      asks_erasable_(filter.asks_for_erasable(knowledge.organisation.policies)) {
  for (const auto& [unit, spans] : world_.units.all()) {
    for (const UnitSpan& span : spans) organisation_days_.insert(span.from);
  }
  for (const AdoptedPolicy& adopted : world_.policies.all()) organisation_days_.insert(adopted.from);
}

Result<void> MovementExceptions::prepare() {
  return asks_erasable_ ? personal_.load_all(knowledge_.seq) : Result<void>{};
}

Result<void> MovementExceptions::load(const std::string& person) {
  const auto packed = knowledge_.source.timeline(SubjectKind::person, person);
  if (!packed) return std::unexpected(packed.error());
  person_ = person;
  bytes_ = packed->bytes;
  timeline_.load(bytes_, knowledge_.seq);
  return {};
}

Result<std::vector<MovementException>> MovementExceptions::between(Day open, Day close) {
  std::vector<Day> days;
  const std::set<Day> changes = days_of_change(open, close);
  for (const Day day : changes) days.insert(days.end(), {day - 1, day});
  std::ranges::sort(days);
  days.erase(std::ranges::unique(days).begin(), days.end());
  StatesOfDays at;
  walk_career(timeline_, world_, person_, days, at);
  Found found;
  for (const Day day : changes) {
    if (auto r = add_day(day, at.states[day - 1], at.states[day], found); !r) return std::unexpected(r.error());
  }
  if (found.empty()) add_hire(close, found);
  return found;
}

std::set<Day> MovementExceptions::days_of_change(Day open, Day close) const {
  std::set<Day> days(organisation_days_.upper_bound(open), organisation_days_.upper_bound(close));
  for (const Entry* e : timeline_.valid()) {
    const Day day = day_of_effect(*e);
    if (day > open && day <= close) days.insert(day);
  }
  return days;
}

Result<PersonRow> MovementExceptions::row(const State& state, Day day, Day personal_day) {
  auto personal = asks_erasable_ ? personal_.at(person_, timeline_, bytes_, personal_day) : Personal{};
  if (!personal) return std::unexpected(personal.error());
  return make_person_row(person_, state, world_, day, std::move(*personal));
}

/// `personal_day`: at whose end the personal fields are asked for.
Result<bool> MovementExceptions::admits(const State& state, Day day, Day personal_day) {
  if (!state.employed) return false;
  const auto made = row(state, day, personal_day);
  if (!made) return std::unexpected(made.error());
  return filter_.admits({*made, nullptr, world_});
}

Result<void> MovementExceptions::add_day(Day day, const State& before, const State& after, Found& found) {
  const auto was = admits(before, day - 1, day - 1);
  if (!was) return std::unexpected(was.error());
  const auto is = admits(after, day, day);
  if (!is) return std::unexpected(is.error());
  const bool is_away = !before.employed && !after.employed;
  const bool stays = before.employed && after.employed && before.employment->hired_seq == after.employment->hired_seq;
  if (*was == *is && (stays || is_away)) return {};
  const auto has_moved = add_own(day, found);
  if (!has_moved) return std::unexpected(has_moved.error());
  if (*has_moved || !stays) return {};
  const auto by_time = has_time_done_it(day, before, after);
  if (!by_time) return std::unexpected(by_time.error());
  return *by_time ? Result<void>{} : add_organisation(day, after, found);
}

/// Whether the person's own Records of the day changed anything; those that no movement counts are added.
Result<bool> MovementExceptions::add_own(Day day, Found& found) {
  bool has_moved = false;
  PersonFold fold(world_, person_);
  for (const Entry* e : timeline_.valid()) {
    if (day_of_effect(*e) > day) break;
    if (day_of_effect(*e) < day) {
      fold.step(*e);
      continue;
    }
    if (fold.lapse_before(*e)) fold.advance_to(e->effective);
    const State before = fold.state();
    if (fold.step(*e)) continue;
    const auto was = admits(before, day, states_personal_fields(e->type) ? day - 1 : day);
    if (!was) return std::unexpected(was.error());
    const auto is = admits(fold.state(), day, day);
    if (!is) return std::unexpected(is.error());
    if (*was == *is) continue;
    has_moved = true;
    if (is_counted(e->type)) continue;
    found.push_back({e->seq, e->effective, std::string(to_text(e->type)) + " changed who is counted"});
  }
  return has_moved;
}

/// Whether the filter sees what it sees of the day already with the age and the years of service of that day.
Result<bool> MovementExceptions::has_time_done_it(Day day, const State& before, const State& after) {
  auto then = row(before, day - 1, day - 1);
  if (!then) return std::unexpected(then.error());
  const auto now = row(after, day, day);
  if (!now) return std::unexpected(now.error());
  const auto was = filter_.admits({*then, nullptr, world_});
  then->age = now->age;
  then->service_years = now->service_years;
  const auto aged = filter_.admits({*then, nullptr, world_});
  if (!was) return was;
  if (!aged) return aged;
  return *was != *aged;
}

Result<void> MovementExceptions::add_organisation(Day day, const State& state, Found& found) {
  for (const AdoptedPolicy& adopted : world_.policies.all()) {
    if (adopted.from == day) found.push_back({adopted.seq, day, "another policy counts others"});
  }
  std::set<std::string, std::less<>> chain;
  add_chain(world_.units, state.employment->unit, day, chain);
  std::set<std::string, std::less<>> chain_before;
  add_chain(world_.units, state.employment->unit, day - 1, chain_before);
  chain.merge(chain_before);
  for (const std::string& unit : chain) {
    const auto packed = knowledge_.source.timeline(SubjectKind::unit, unit);
    if (!packed) return std::unexpected(packed.error());
    Timeline timeline;
    timeline.load(packed->bytes, knowledge_.seq);
    for (const Entry* e : timeline.valid()) {
      if (day_of_effect(*e) != day) continue;
      found.push_back(
          {e->seq, e->effective, std::string(to_text(e->type)) + " of " + unit + " changed who is counted"});
    }
  }
  return {};
}

/// Time changes without a Record.
void MovementExceptions::add_hire(Day until, Found& found) const {
  const Entry* hire = nullptr;
  for (const Entry* e : timeline_.valid()) {
    if (e->type == EventType::Hired && e->effective <= until) hire = e;
  }
  if (hire != nullptr) {
    found.push_back({hire->seq, hire->effective, "no record: time changed who is counted, as an age does"});
  }
}

}  // namespace rireki
