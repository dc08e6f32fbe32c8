#include "tools/demo/outbox.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "events/calendar/digits.h"

namespace rireki::demo {

Ticket Outbox::add(Event event) { return add(std::move(event), Ticket{}); }

Ticket Outbox::add(Event event, Ticket target) {
  assert(event.recorded && *event.recorded >= target.recorded);
  const Ticket ticket{++tickets_, *event.recorded};
  if (target.number != 0) targets_.try_emplace(target.number);
  waiting_.push_back({std::move(event), ticket, target});
  return ticket;
}

void Outbox::release(Instant before) {
  const auto leaves = [&](const Waiting& w) { return *w.event.recorded < before; };
  const auto staying = std::partition(waiting_.begin(), waiting_.end(), leaves);
  std::sort(waiting_.begin(), staying, [](const Waiting& a, const Waiting& b) {
    return std::pair(*a.event.recorded, a.ticket.number) < std::pair(*b.event.recorded, b.ticket.number);
  });
  std::for_each(waiting_.begin(), staying, [this](Waiting& w) { emit(w); });
  waiting_.erase(waiting_.begin(), staying);
}

void Outbox::emit(Waiting& waiting) {
  constexpr std::size_t kDigits = 6;
  Event& event = waiting.event;
  event.id = "demo-" + padded(++emitted_, kDigits);
  if (const auto it = targets_.find(waiting.ticket.number); it != targets_.end()) it->second = event.id;
  if (waiting.target.number != 0) {
    const std::string& target = targets_.at(waiting.target.number);
    assert(!target.empty());
    if (auto* correction = std::get_if<EventCorrected>(&event.data.value)) correction->target.text = target;
    if (auto* undone = std::get_if<EventVoided>(&event.data.value)) undone->target.text = target;
  }
  emit_(std::move(event));
}

}  // namespace rireki::demo
