// What must hold for every Log, tried on random small cities (tests/support/random_city.h). RIREKI_TEST_FULL=1 tries
// ten times as many; RC_PARAMS="seed=…" repeats one run.
#include <filesystem>
#include <future>
#include <map>
#include <set>
#include <thread>

#include <catch2/catch.hpp>

#include "engine/maintenance.h"
#include "events/types/event_json.h"
#include "tests/support/long_story.h"
#include "tests/support/scratch.h"
#include "tests/support/sure.h"
#include "tests/support/whole_answer.h"

using namespace rireki;

namespace {

std::vector<Record> records_of(Engine& engine) {
  std::vector<Record> records;
  const auto read = engine.read(Seq{1}, engine.last(), [&](const Record& record) {
    records.push_back(record);
    return true;
  });
  if (!read) throw std::runtime_error(read.error().message);
  return records;
}

/// The ordinary events that hold, voids and corrections worked in: section 5, steps 1 and 2, in their plainest form.
std::vector<Event> plain_events(const std::vector<Record>& records) {
  std::set<std::string> voided;
  for (const Record& r : records) {
    if (const auto* v = r.event.as<EventVoided>()) voided.insert(v->target.text);
  }
  std::map<std::string, const EventCorrected*> holding;
  for (const Record& r : records) {
    const auto* c = r.event.as<EventCorrected>();
    if (c != nullptr && !voided.contains(r.event.id)) holding[c->target.text] = c;
  }
  std::vector<Event> events;
  for (const Record& r : records) {
    if (r.event.as<EventVoided>() != nullptr || r.event.as<EventCorrected>() != nullptr) continue;
    if (voided.contains(r.event.id)) continue;
    Event event = r.event;
    if (const auto* c = holding[event.id]) {
      event.data = *c->data.data;
      event.effective = c->effective.value_or(*event.effective);
      event.line = static_cast<std::uint16_t>(c->line.value_or(event.line));
    }
    events.push_back(std::move(event));
  }
  return events;
}

}  // namespace

TEST_CASE("random cities are mostly admitted") {
  std::size_t all = 0;
  std::size_t fit = 0;
  holds(10, [&](const Steps& steps) {
    all += city_of(steps).size();
    fit += admitted(steps).size();
  });
  CAPTURE(all, fit);
  CHECK(fit * 10 > all * 7);
}

TEST_CASE("the order of recording does not matter") {
  holds(15, [](const Steps& steps, std::uint32_t seed) {
    const auto events = admitted(steps);
    const Told straight(events);
    const Told mixed(shuffled(events, seed));
    RC_ASSERT(straight.refused == "");
    RC_ASSERT(mixed.refused == "");
    RC_ASSERT(whole_answer(*mixed.engine) == whole_answer(*straight.engine));
  });
}

TEST_CASE("voiding an event is never having recorded it") {
  holds(15, [](const Steps& steps, std::uint32_t choice) {
    auto events = admitted(steps);
    const std::size_t at = choice % events.size();
    Told all(events);
    RC_ASSERT(all.refused == "");
    const std::string refused = refusal(sure(all.engine->append({voiding(events[at])}, Recording::by_clock)));
    events.erase(events.begin() + static_cast<std::ptrdiff_t>(at));
    const Told without(events);
    RC_TAG(refused.empty() ? "voided" : "has dependents");
    // A void is admitted exactly where the rest would be admitted alone.
    RC_LOG() << "void: " << refused << "\nwithout: " << without.refused << "\n";
    RC_ASSERT(refused.empty() == without.refused.empty());
    if (refused.empty()) RC_ASSERT(whole_answer(*all.engine) == whole_answer(*without.engine));
  });
}

TEST_CASE("a correction with the same content changes nothing") {
  holds(15, [](const Steps& steps, std::uint32_t choice) {
    const auto events = admitted(steps);
    Told told(events);
    const std::string before = whole_answer(*told.engine);
    std::vector<Event> corrections;
    for (std::size_t i = choice % 3; i < events.size(); i += 3) {
      corrections.push_back(correcting(events[i], events[i].data, "c-" + events[i].id));
    }
    const bool at_once = choice % 2 == 0;
    const auto outcomes = at_once ? sure(told.engine->append(corrections, Recording::by_clock))
                                  : sure(told.engine->append_each(corrections, Recording::by_clock));
    RC_ASSERT(refusal(outcomes) == "");
    RC_ASSERT(whole_answer(*told.engine) == before);
  });
}

TEST_CASE("a correction holds as if it had been recorded at first") {
  holds(15, [](const Steps& steps, std::uint32_t choice) {
    auto events = admitted(steps);
    const std::size_t at = choice % events.size();
    const Event* like = alike(events, events[at], choice);
    RC_TAG(like == nullptr ? "the same data" : "other data");
    Event correction = correcting(events[at], like == nullptr ? events[at].data : like->data, "c");
    const bool moves = like != nullptr && choice % 3 == 0;
    if (moves) std::get<EventCorrected>(correction.data.value).effective = like->effective;
    Told all(events);
    const std::string refused = refusal(sure(all.engine->append({correction}, Recording::by_clock)));
    if (moves) events[at].effective = like->effective;
    if (like != nullptr) events[at].data = EventData(like->data);
    const Told anew(events);
    RC_TAG(refused.empty() ? "fits" : "does not fit");
    RC_LOG() << "correction: " << refused << "\nanew: " << anew.refused << "\n";
    RC_ASSERT(refused.empty() == anew.refused.empty());
    if (refused.empty()) RC_ASSERT(whole_answer(*all.engine) == whole_answer(*anew.engine));
  });
}

TEST_CASE("a log says what its events say, voids and corrections worked in") {
  holds(15, [](const Steps& steps, const Steps& more, std::uint32_t choice) {
    const auto told = long_story(steps, more, choice);
    const Told plain(plain_events(records_of(*told->engine)));
    RC_ASSERT(plain.refused == "");
    RC_ASSERT(whole_answer(*told->engine) == whole_answer(*plain.engine));
  });
}

TEST_CASE("a log imported elsewhere is the same log") {
  holds(10, [](const Steps& steps, const Steps& more, std::uint32_t choice) {
    const auto told = long_story(steps, more, choice);
    const Scratch scratch;
    const auto copy = made(scratch / "data");
    std::vector<Event> events;
    EventReader reader;
    for (const Record& record : records_of(*told->engine)) {
      events.push_back(sure(reader.read(to_json(record), {.needs_recorded = true})));
    }
    RC_ASSERT(refusal(sure(copy->append_each(events, Recording::trusted))) == "");
    RC_ASSERT(whole_log(*copy) == whole_log(*told->engine));
    RC_ASSERT(whole_answer(*copy) == whole_answer(*told->engine));
  });
}

TEST_CASE("the answer at seq:N never changes") {
  holds(10, [](const Steps& steps, const Steps& more, std::uint32_t choice) {
    const auto events = admitted(steps);
    Told told({events.begin(), events.begin() + static_cast<std::ptrdiff_t>(choice % events.size() + 1)});
    RC_ASSERT(told.refused == "");
    const Seq then = told.engine->last();
    const std::string answer = whole_answer(*told.engine);
    sure(told.engine->append_each({events.begin() + static_cast<std::ptrdiff_t>(then.value), events.end()},
                                  Recording::by_clock));
    sure(told.engine->append_each(afterthoughts(events, more, choice), Recording::by_clock));
    RC_ASSERT(whole_answer(*told.engine, then) == answer);
    told.engine.reset();
    const auto again = opened(told.scratch / "data", EngineMode::read);
    RC_ASSERT(whole_answer(*again, then) == answer);
  });
}

TEST_CASE("importing twice is importing once") {
  holds(10, [](const Steps& steps) {
    const Scratch scratch;
    const auto engine = made(scratch / "data");
    const auto events = city_of(steps);
    const auto first = sure(engine->append_each(events, Recording::by_clock));
    const std::string log = whole_log(*engine);
    const auto second = sure(engine->append_each(events, Recording::by_clock));
    for (std::size_t i = 0; i < events.size(); ++i) {
      const bool was_appended = first[i].kind == Outcome::Kind::appended;
      if (was_appended) RC_ASSERT(second[i].kind == Outcome::Kind::duplicate && second[i].seq == first[i].seq);
    }
    std::size_t late = 0;  // refused at first, admitted now that what it needs came later
    for (const Outcome& o : second) late += o.kind == Outcome::Kind::appended ? 1 : 0;
    RC_ASSERT(whole_log(*engine).starts_with(log));
    if (late == 0) RC_ASSERT(whole_log(*engine) == log);
  });
}

TEST_CASE("the views can be deleted") {
  holds(10, [](const Steps& steps) {
    Told told(admitted(steps));
    const std::string answer = whole_answer(*told.engine);
    told.engine.reset();
    std::filesystem::remove_all(told.scratch / "data/views");
    RC_ASSERT(whole_answer(*opened(told.scratch / "data", EngineMode::read)) == answer);
    RC_ASSERT(whole_answer(*opened(told.scratch / "data", EngineMode::write)) == answer);
    RC_ASSERT(whole_answer(*opened(told.scratch / "data", EngineMode::read)) == answer);
    std::filesystem::remove_all(told.scratch / "data/views");
    RC_ASSERT(whole_answer(*opened(told.scratch / "data", EngineMode::rehearse)) == answer);
  });
}

TEST_CASE("a rebuild makes what following record by record has made") {
  holds(10, [](const Steps& steps, const Steps& more, std::uint32_t choice) {
    const auto events = admitted(steps);
    Told told(events);
    for (const Event& event : afterthoughts(events, more, choice)) {
      (void)sure(told.engine->append({event}, Recording::by_clock));
    }
    const std::string answer = whole_answer(*told.engine);
    told.engine.reset();
    const Rebuilt rebuilt = sure(rebuild(told.scratch / "data", true, {}));
    RC_ASSERT(rebuilt.difference.empty());
    const auto engine = opened(told.scratch / "data", EngineMode::read);
    RC_ASSERT(rebuilt.events == engine->last().value);
    RC_ASSERT(whole_answer(*engine) == answer);
  });
}

TEST_CASE("a rehearsal says what would come of it, and changes nothing") {
  holds(10, [](const Steps& steps, const Steps& more, std::uint32_t choice) {
    const auto events = admitted(steps);
    Told told(events);
    const auto later = afterthoughts(events, more, choice);
    const auto rehearsal = opened(told.scratch / "data", EngineMode::rehearse);
    const auto expected = sure(rehearsal->append_each(later, Recording::by_clock));
    const auto outcomes = sure(told.engine->append_each(later, Recording::by_clock));
    for (std::size_t i = 0; i < later.size(); ++i) {
      RC_ASSERT(expected[i].kind == outcomes[i].kind);
      RC_ASSERT(expected[i].seq == outcomes[i].seq);
      RC_ASSERT(expected[i].error.message == outcomes[i].error.message);
    }
    RC_ASSERT(opened(told.scratch / "data", EngineMode::read)->last() == told.engine->last());
  });
}

TEST_CASE("what was judged before does not change a judgement") {
  holds(4, [](const Steps& steps, const Steps& more, std::uint32_t choice) {
    const auto events = admitted(steps);
    Told told(events);
    auto later = shuffled(afterthoughts(events, more, choice), choice);
    later.resize(std::min<std::size_t>(later.size(), 100));
    for (const Event& event : later) {
      const auto fresh = opened(told.scratch / "data", EngineMode::rehearse);  // knows nothing but the Log
      const Outcome expected = sure(fresh->judge({event}, Recording::by_clock)).front();
      const Outcome outcome = sure(told.engine->append({event}, Recording::by_clock)).front();
      RC_ASSERT(expected.kind == outcome.kind);
      RC_ASSERT(expected.version == outcome.version);
      RC_ASSERT(expected.error.message == outcome.error.message);
    }
  });
}

TEST_CASE("what comes together is judged and answered as if it came one after the other") {
  holds(5, [](const Steps& steps, const Steps& more, std::uint32_t choice) {
    const auto events = admitted(steps);
    const auto later = shuffled(afterthoughts(events, more, choice), choice);
    Told apart(events);
    Told together(events);
    std::vector<Outcome> expected;
    for (const Event& event : later)
      expected.push_back(sure(apart.engine->append({event}, Recording::by_clock)).front());

    std::vector<std::promise<Outcome>> answers(later.size());
    std::vector<Engine::Append> appends(later.size());
    for (std::size_t i = 0; i < later.size(); ++i) {
      appends[i].batch = {later[i]};
      appends[i].done = [&answers, i](const Result<std::vector<Outcome>>& outcomes) {
        answers[i].set_value(sure(outcomes).front());
      };
    }
    together.engine->submit(appends, Recording::by_clock);
    std::vector<Outcome> outcomes;
    for (auto& answer : answers) outcomes.push_back(answer.get_future().get());
    for (std::size_t i = 0; i < later.size(); ++i) {
      RC_ASSERT(expected[i].kind == outcomes[i].kind);
      RC_ASSERT(expected[i].seq == outcomes[i].seq);
      RC_ASSERT(expected[i].version == outcomes[i].version);
      RC_ASSERT(expected[i].error.message == outcomes[i].error.message);
    }
    RC_ASSERT(apart.engine->last() == together.engine->last());
  });
}

TEST_CASE("a reader beside the writer sees a consistent prefix") {
  holds(5, [](const Steps& steps) {
    const auto events = city_of(steps);
    const Scratch scratch;
    const auto writer = made(scratch / "data");
    std::vector<std::pair<Seq, std::string>> seen;
    std::vector<std::string> failures;
    std::atomic<bool> is_done = false;
    std::thread beside([&] {
      while (!is_done) {
        try {
          const auto reader = opened(scratch / "data", EngineMode::read);
          seen.emplace_back(reader->last(), whole_answer(*reader));
        } catch (const std::exception& e) {
          failures.emplace_back(e.what());
        }
      }
    });
    for (std::size_t i = 0; i < events.size(); i += 3) {
      const auto end = events.begin() + static_cast<std::ptrdiff_t>(std::min(i + 3, events.size()));
      sure(writer->append_each({events.begin() + static_cast<std::ptrdiff_t>(i), end}, Recording::by_clock));
    }
    is_done = true;
    beside.join();
    RC_ASSERT(failures == std::vector<std::string>());
    for (const auto& [seq, answer] : seen) RC_ASSERT(answer == whole_answer(*writer, seq));
    const auto reader = opened(scratch / "data", EngineMode::read);
    RC_ASSERT(whole_log(*reader) == whole_log(*writer));
  });
}
