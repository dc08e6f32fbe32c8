// Spans say of every (as-of, known-at) what the fold says.
#include <set>

#include <catch2/catch.hpp>

#include "engine/engine.h"
#include "projections/careers.h"
#include "projections/span_builder.h"
#include "tests/support/checkout.h"
#include "tests/support/folded_states.h"
#include "tests/support/long_story.h"
#include "tests/support/story.h"
#include "tests/support/sure.h"

using namespace rireki;

namespace {

States looked_up(const Spans& spans, const Knowledge& knowledge, Day day) {
  States states;
  State state;
  spans.each_at(day, knowledge.seq, [&](std::uint32_t row) {
    spans.states.decode({spans.standing[row], spans.tenure[row]}, state);
    const auto person = spans.code(spans.person[row]);
    RC_ASSERT(states.emplace(person, shown_state(person, state, knowledge, day)).second);
  });
  return states;
}

struct BuiltSpans {
  explicit BuiltSpans(Engine& engine)
      : history(sure(WorldHistory::load(engine, engine.last(), engine.parsed_policies()))),
        builder(history, engine.last(), kParts) {
    std::size_t people = 0;
    sure(engine.each_timeline(SubjectKind::person, [&](std::string_view, const PackedTimeline&) { ++people; }));
    std::size_t number = 0;
    sure(engine.each_timeline(SubjectKind::person, [&](std::string_view person, const PackedTimeline& packed) {
      builder.add(person, packed.bytes, number++ * kParts / people);
    }));
    spans = builder.finish();
  }

  static constexpr std::size_t kParts = 3;
  WorldHistory history;
  SpanBuilder builder;
  Spans spans;
};

/// Writes down whatever is shown of anybody, with the rows that belong to it.
class Witness final : public CareerAudience {
 public:
  explicit Witness(const Knowledge& knowledge) : knowledge_(knowledge) {}

  [[nodiscard]] bool wants(EventType type) const override { return has_rows(type); }
  void begin(Subject& person) override { person_ = &person; }
  void end() override { person_ = nullptr; }
  [[nodiscard]] bool goes_on() const override { return true; }

  void happened(const Happening& h) override {
    person_->look_at(PersonalCategory::attributes);
    person_->look_at(PersonalCategory::sensitive);
    const PersonRow& row = *sure(person_->after(h, knowledge_.world()));
    const AbsenceFact fact = h.is_lapse() ? AbsenceFact{} : sure(person_->fact_of(h));
    std::string line = std::string(to_text(h.type)) + " " + std::to_string(h.seq.value) + " " +
                       std::to_string(h.data_seq.value) + " " + to_iso(h.event.day);
    for (const std::string_view text : {h.event.kind, h.event.reason, h.event.course, h.event.category}) {
      (line += " ") += text;
    }
    line += " " + std::string(fact.family_event) + (fact.cause ? " " + std::string(to_text(*fact.cause)) : "");
    seen_[std::string(row.person)].push_back(line + " " + shown(row));
  }
  void at_end_of(Day day, const State& state) override {
    const PersonRow& row = *sure(person_->on(day, state, knowledge_.world()));
    seen_[std::string(row.person)].push_back("at the end of " + to_iso(day) + " " + shown(row));
  }

  [[nodiscard]] const std::map<std::string, std::vector<std::string>>& seen() const { return seen_; }

 private:
  static std::string shown(const PersonRow& row) {
    JsonWriter json;
    write_state(json, row);
    return json.str();
  }

  const Knowledge& knowledge_;
  Subject* person_ = nullptr;
  std::map<std::string, std::vector<std::string>> seen_;
};

/// Another version of the city's policy, in which a senior has other grades.
Event other_policy(Day from, const std::string& id) {
  std::string document = text_of_file((checkout() / "tests/scenarios/policies/city.toml").string());
  const std::string grades = "grades = [2, 3]";
  document.replace(document.find(grades), grades.size(), "grades = [1, 2]");
  document.replace(document.find("version = \"1\""), 13, "version = \"" + id + "\"");
  Event event;
  event.id = id;
  event.subject = std::string(kOrganisation);
  event.effective = from;
  event.data.value = PolicyAdopted{"city", id, {document}};
  return event;
}

/// A city whose Log begins with one batch out of order, then goes on with afterthoughts and other policies.
std::unique_ptr<Told> untidy_story(const Steps& steps, const Steps& more, std::uint32_t choice) {
  const auto events = admitted(steps);
  auto told = std::make_unique<Told>(shuffled(events, choice));
  RC_ASSERT(told->refused == "");
  auto later = afterthoughts(events, more, choice);
  const Day from = from_civil({2019 + static_cast<int>(choice % 4), 10, 1});
  later.insert(later.begin() + static_cast<std::ptrdiff_t>(later.size() / 3), other_policy(from, "p2"));
  later.push_back(other_policy(from + 200, "p3"));
  const std::size_t batch = 1 + choice % 3;
  for (std::size_t i = 0; i < later.size(); i += batch) {
    const auto end = later.begin() + static_cast<std::ptrdiff_t>(std::min(i + batch, later.size()));
    sure(told->engine->append({later.begin() + static_cast<std::ptrdiff_t>(i), end}, Recording::by_clock));
  }
  return told;
}

}  // namespace

TEST_CASE("spans say what the fold says, at every as-of and known-at", "[spans]") {
  holds(10, [](const Steps& steps, const Steps& more, std::uint32_t choice) {
    const auto told = untidy_story(steps, more, choice);
    Engine& engine = *told->engine;
    const BuiltSpans built(engine);
    for (std::uint64_t seq = 0; seq <= engine.last().value; ++seq) {
      const Knowledge knowledge{engine, Seq{seq}, sure(load_organisation(engine, Seq{seq}, engine.parsed_policies()))};
      for (const Day day : days_to_compare()) {
        RC_ASSERT(looked_up(built.spans, knowledge, day) == folded_states(knowledge, day));
      }
    }
  });
}

TEST_CASE("what is recorded after the spans were made is in every answer", "[spans]") {
  holds(5, [](const Steps& steps, const Steps& more, std::uint32_t choice) {
    const auto told = untidy_story(steps, {}, choice);
    Engine& engine = *told->engine;
    sure(engine.staff(engine.last()));
    const Seq before = engine.last();
    for (const Event& event : afterthoughts(admitted(more), steps, choice + 1)) {
      Event again = event;
      again.id += "-again";
      sure(engine.append_each({again}, Recording::by_clock));
    }
    for (std::uint64_t seq = before.value / 2; seq <= engine.last().value; ++seq) {
      const Knowledge knowledge{engine, Seq{seq}, sure(load_organisation(engine, Seq{seq}, engine.parsed_policies()))};
      for (const Day day : days_to_compare()) RC_ASSERT(on_roster(knowledge, day) == folded_states(knowledge, day));
    }
  });
}

TEST_CASE("rows of what happened say what the fold says, at every known-at", "[spans]") {
  holds(10, [](const Steps& steps, const Steps& more, std::uint32_t choice) {
    const auto told = untidy_story(steps, more, choice);
    Engine& engine = *told->engine;
    const std::vector<Day> days = {from_civil({2019, 3, 31}), from_civil({2020, 10, 1}), from_civil({2023, 4, 1})};
    for (std::uint64_t seq = 0; seq <= engine.last().value; ++seq) {
      const Knowledge knowledge{engine, Seq{seq}, sure(load_organisation(engine, Seq{seq}, engine.parsed_policies()))};
      Witness of_rows(knowledge);
      Witness of_folds(knowledge);
      const auto looked_up = sure(see_careers(knowledge, {days, true, false}, of_rows));
      const auto folded = sure(see_careers(knowledge, {days, true, true}, of_folds));
      RC_ASSERT(of_rows.seen() == of_folds.seen());
      RC_ASSERT(looked_up.first_hire == folded.first_hire);
      RC_ASSERT(std::set(looked_up.erased.begin(), looked_up.erased.end()) ==
                std::set(folded.erased.begin(), folded.erased.end()));
    }
  });
}
