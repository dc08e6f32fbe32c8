// Events on their way out: they are made person by person and leave in the order in which they were recorded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "events/types/event.h"

namespace rireki::demo {

/// Names an event before it has its id.
struct Ticket {
  std::uint64_t number = 0;
  Instant recorded;
};

class Outbox {
 public:
  explicit Outbox(const std::function<void(Event)>& emit) : emit_(emit) {}

  /// Takes an event that has all but its id; nothing recorded earlier may come after a `release` past it.
  Ticket add(Event event);

  /// Takes a correction or void without its target's id. The target must not have left yet, nor be recorded later.
  Ticket add(Event event, Ticket target);

  /// Emits, with ids, whatever was recorded before that instant; equal instants leave in the order of `add`.
  void release(Instant before);

 private:
  struct Waiting {
    Event event;
    Ticket ticket;
    Ticket target;
  };

  void emit(Waiting& waiting);

  const std::function<void(Event)>& emit_;
  std::vector<Waiting> waiting_;
  std::unordered_map<std::uint64_t, std::string> targets_;  // ids of the events that others name, once they have one
  std::uint64_t tickets_ = 0;
  int emitted_ = 0;
};

}  // namespace rireki::demo
