// The events that no sealing took yet, in memory, on their way into the columns.
#pragma once

#include <string>
#include <vector>

#include "engine/views/event_columns.h"
#include "events/lifecycle/packed_entry.h"

namespace rireki {

class TailEvents {
 public:
  /// The next one. `key` is that of its subject's timeline (sealed_views.h) and stays where it is; `packed` its entry.
  void add(std::string_view key, std::string_view packed);

  /// Takes over the events of an earlier tail, which end where these begin.
  void add_before(TailEvents&& earlier);

  [[nodiscard]] std::size_t size() const { return events_.size(); }

  /// Visits them in seq order, as far as it returns true; returns whether all were visited.
  template <class Visit>
  bool each(const Visit& visit) const {
    std::vector<Entry> entry;
    std::size_t begin = 0;
    for (const Event& event : events_) {
      unpack(std::string_view(bytes_).substr(begin, event.size), Seq{UINT64_MAX}, entry);
      begin += event.size;
      if (!visit(entry.front(), kind_of(event.key), event.key.substr(1))) return false;
    }
    return true;
  }

  /// Their rows, to be sealed.
  void write(ColumnWriter& writer, const SealedViews::Put& put) const;

 private:
  struct Event {
    std::string_view key;
    std::uint32_t size = 0;
  };

  static SubjectKind kind_of(std::string_view key) {
    return key.front() == 'p'   ? SubjectKind::person
           : key.front() == 'u' ? SubjectKind::unit
                                : SubjectKind::organisation;
  }

  std::vector<Event> events_;
  std::string bytes_;
};

}  // namespace rireki
