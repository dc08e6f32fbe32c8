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

void forget(EventData& data, std::uint8_t categories) {
  std::visit(
      [&]<class E>(E& fields) {
        for_each_field<E>([&](const auto& f) {
          if ((categories & bit_of(f.part)) != 0) fields.*(f.member) = {};
        });
        if constexpr (std::is_same_v<E, EventCorrected>) {
          if (fields.data.data == nullptr) return;
          EventData replacement = *fields.data.data;
          forget(replacement, categories);
          fields.data.data = std::make_shared<EventData>(std::move(replacement));
        }
      },
      data.value);
}

}  // namespace rireki
