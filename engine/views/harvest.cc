#include "engine/views/harvest.h"

#include "engine/views/stored_timeline.h"
#include "events/lifecycle/packed_entry.h"
#include "events/types/catalog.h"
#include "events/types/crc32c.h"

namespace rireki {

void Harvest::gather(BuildProgress& progress) {
  if (first_ > last_) return;
  const auto read = log_.read(first_, last_, [&](Seq seq, std::string_view bytes) {
    if (auto r = take(seq, bytes); !r) progress.stop(r.error());
    return (seq.value % BuildProgress::kReportEvery != 0 || progress.go_on(BuildProgress::kReportEvery)) &&
           !progress.stopped();
  });
  if (!read) progress.stop(read.error());
}

Result<void> Harvest::take(Seq seq, std::string_view bytes) {
  const auto record = reader_.read(seq, bytes);
  if (!record) return std::unexpected(record.error());
  const Event& event = (*record)->event;
  ids_.add(event.id, seq);
  if (seq == last_) last_checksum_ = crc32c(bytes);
  const SubjectKind kind = traits_of(event.type()).subject;
  const Entry entry = make_entry(seq, event, Seq{}, scratch_);
  if (kind == SubjectKind::of_target) {
    deferred_.push_back({seq, std::string(bytes)});
    columns_.add(entry, traits_of(entry.body).subject, kNoPerson);
    return {};
  }
  key_.assign(1, timeline_prefix(kind));
  key_ += event.subject;
  packed_.clear();
  pack(entry, packed_);
  columns_.add(entry, kind, timelines_.add(key_, packed_));
  return {};
}

}  // namespace rireki
