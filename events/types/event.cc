#include "events/types/event.h"

namespace rireki {

EventData::EventData() = default;
EventData::EventData(EventVariant&& fields) : value(std::move(fields)) {}
EventData::EventData(const EventData&) = default;
EventData::EventData(EventData&&) noexcept = default;
EventData& EventData::operator=(const EventData&) = default;
EventData& EventData::operator=(EventData&&) noexcept = default;
EventData::~EventData() = default;

bool operator==(const EventData& a, const EventData& b) { return a.value == b.value; }

}  // namespace rireki
