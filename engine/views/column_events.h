// The events of the columns one by one, with the words that their codes stand for.
#pragma once

#include <functional>
#include <string_view>

#include "engine/views/sealed_views.h"
#include "events/types/catalog.h"

namespace rireki {

/// What the columns say of an event, and whom it is about.
struct ColumnEvent {
  Seq seq;
  SubjectKind kind{};  // of a correction or void that of its target
  EventType type{};    // of a correction that of its target
  bool is_void = false;
  std::string_view person;  // only of persons; until the visit ends
};

/// False stops.
using EventVisit = std::function<bool(const ColumnEvent&)>;

/// Visits the stored events from `next` on, in seq order; `next` moves on behind those visited, also if another thread
/// seals meanwhile. Returns whether the visit goes on. Errors: INTEGRITY_ERROR.
[[nodiscard]] Result<bool> each_stored_event(SealedViews& views, Seq& next, const EventVisit& visit);

}  // namespace rireki
