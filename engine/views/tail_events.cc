#include "engine/views/tail_events.h"

namespace rireki {

void TailEvents::add(std::string_view key, std::string_view packed) {
  events_.push_back({key, static_cast<std::uint32_t>(packed.size())});
  bytes_ += packed;
}

void TailEvents::add_before(TailEvents&& earlier) {
  earlier.events_.insert(earlier.events_.end(), events_.begin(), events_.end());
  earlier.bytes_ += bytes_;
  *this = std::move(earlier);
}

void TailEvents::write(ColumnWriter& writer, const SealedViews::Put& put) const {
  each([&](const Entry& entry, SubjectKind kind, std::string_view subject) {
    writer.add(entry, kind, subject);
    return true;
  });
  writer.put(put);
}

}  // namespace rireki
