#include "tests/support/long_story.h"

#include <random>

#include "events/types/event_json.h"
#include "tests/support/sure.h"

namespace rireki {

std::vector<Event> admitted(const Steps& steps) {
  const Scratch scratch;
  const auto engine = made(scratch / "data");
  const auto events = city_of(steps);
  const auto outcomes = sure(engine->append_each(events, Recording::by_clock));
  std::vector<Event> result;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (outcomes[i].kind == Outcome::Kind::appended) result.push_back(events[i]);
  }
  RC_TAG(events.size() < 20 ? "a few events" : events.size() < 60 ? "dozens of events" : "many events");
  return result;
}

std::string refusal(const std::vector<Outcome>& outcomes) {
  for (const Outcome& o : outcomes) {
    if (o.kind == Outcome::Kind::refused) return std::string(to_text(o.error.code)) + ": " + o.error.message;
  }
  return {};
}

Told::Told(const std::vector<Event>& events) : engine(made(scratch / "data")) {
  refused = refusal(sure(engine->append(events, Recording::by_clock)));
}

std::vector<Event> shuffled(std::vector<Event> events, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::shuffle(events.begin(), events.end(), random);
  return events;
}

Event voiding(const Event& target) {
  Event event;
  event.id = "void-" + target.id;
  event.subject = target.subject;
  event.data.value = EventVoided{{target.id}, VoidCause::rescinded};
  return event;
}

Event correcting(const Event& target, const EventData& data, const std::string& id) {
  Event event;
  event.id = id;
  event.subject = target.subject;
  event.data.value = EventCorrected{.target = {target.id}, .data = {.json = to_json(data), .data = nullptr}};
  return event;
}

const Event* alike(const std::vector<Event>& events, const Event& target, std::uint32_t choice) {
  for (std::size_t i = 0; i < events.size(); ++i) {
    const Event& like = events[(choice / 7 + i) % events.size()];
    if (like.type() == target.type() && !(like.data == target.data)) return &like;
  }
  return nullptr;
}

std::vector<Event> afterthoughts(const std::vector<Event>& events, const Steps& steps, std::uint32_t choice) {
  std::vector<Event> result;
  for (const Event& event : city_of(steps)) {
    Event later = event;
    later.id = "later-" + event.id;
    result.push_back(std::move(later));
  }
  for (std::size_t i = 0; i + 1 < events.size(); i += 2) {
    const Event& target = events[(i + choice) % events.size()];
    const Event* like = alike(events, target, choice + static_cast<std::uint32_t>(i));
    Event correction = correcting(target, like == nullptr ? target.data : like->data, "c-" + target.id);
    if (like != nullptr && i % 4 == 0) {
      std::get<EventCorrected>(correction.data.value).effective = like->effective;
      std::get<EventCorrected>(correction.data.value).line = 1000 + static_cast<Count>(i);
    }
    result.push_back(correction);
    if (i % 6 == 0) result.push_back(voiding(correction));
    if (i % 10 == 0) result.push_back(correcting(target, target.data, "c2-" + target.id));
  }
  for (std::size_t i = 0; i < events.size(); i += 3) result.push_back(voiding(events[events.size() - 1 - i]));
  return result;
}

std::unique_ptr<Told> long_story(const Steps& steps, const Steps& more, std::uint32_t choice) {
  const auto events = admitted(steps);
  auto told = std::make_unique<Told>(events);
  sure(told->engine->append_each(afterthoughts(events, more, choice), Recording::by_clock));
  return told;
}

}  // namespace rireki
