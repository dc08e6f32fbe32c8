#include "engine/views/column_events.h"

#include "engine/views/event_columns.h"

namespace rireki {

namespace {

/// The events of one page after the other.
class PageVisit {
 public:
  PageVisit(SealedViews& views, Seq& next, const EventVisit& visit) : views_(views), next_(next), visit_(visit) {}

  /// False stops.
  Result<bool> see(const EventPage& page) {
    if (!persons_) {  // after the page: a sealing under way may have added to both
      auto words = stored_words(views_, Word::person);
      if (!words) return std::unexpected(words.error());
      persons_ = std::move(*words);
    }
    std::size_t extra = 0;
    for (std::size_t i = 0; i < page.size(); ++i) {
      while (extra < page.extras.size() && page.extras[extra].index < i) ++extra;
      const Seq seq{page.first.value + i};
      if (seq < next_) continue;
      const bool has_extra = extra < page.extras.size() && page.extras[extra].index == i;
      const auto event = event_at(page, i, has_extra ? &page.extras[extra] : nullptr);
      if (!event) return std::unexpected(event.error());
      next_ = Seq{seq.value + 1};
      if (!visit_(*event)) return false;
    }
    return true;
  }

 private:
  Result<ColumnEvent> event_at(const EventPage& page, std::size_t i, const PageExtra* extra) const {
    ColumnEvent event{.seq = Seq{page.first.value + i}, .type = static_cast<EventType>(page.type[i])};
    event.is_void = extra != nullptr && (extra->flags & PageExtra::is_void) != 0;
    event.kind = page.person[i] != kNoPerson ? SubjectKind::person : traits_of(event.type).subject;
    if (event.kind != SubjectKind::person) return event;
    if (page.person[i] >= persons_->size()) return fail(Code::integrity_error, "the columns lack a word");
    event.person = (*persons_)[page.person[i]];
    return event;
  }

  SealedViews& views_;
  Seq& next_;
  const EventVisit& visit_;
  std::optional<std::vector<std::string>> persons_;
};

}  // namespace

Result<bool> each_stored_event(SealedViews& views, Seq& next, const EventVisit& visit) {
  if (views.absorbed().seq < next) return true;
  PageVisit pages(views, next, visit);
  Result<bool> goes_on = true;
  const auto read = each_page(views, next, [&](const EventPage& page) {
    goes_on = pages.see(page);
    return goes_on && *goes_on;
  });
  return read ? goes_on : std::unexpected(read.error());
}

}  // namespace rireki
