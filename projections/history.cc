#include "projections/history.h"

#include <algorithm>

#include "events/types/event_json.h"

namespace rireki {

namespace {

const EventData& data_of(const Record& record) {
  const auto* correction = record.event.as<EventCorrected>();
  return correction == nullptr ? record.event.data : *correction->data.data;
}

std::vector<const Entry*> entries_until(const Timeline& timeline, Day as_of, bool with_void) {
  std::vector<const Entry*> entries(timeline.valid().begin(), timeline.valid().end());
  if (with_void) {
    const auto voided = timeline.voided();
    entries.insert(entries.end(), voided.begin(), voided.end());
    std::ranges::stable_sort(entries, [](const Entry* a, const Entry* b) { return folds_before(*a, *b); });
  }
  std::erase_if(entries, [&](const Entry* e) { return e->effective > as_of; });
  return entries;
}

}  // namespace

Result<void> history(const Knowledge& knowledge, std::string_view person, Day as_of, bool with_void,
                     const std::function<void(const HistoryRow&)>& visit) {
  const auto packed = knowledge.source.timeline(SubjectKind::person, person);
  if (!packed) return std::unexpected(packed.error());
  const std::string bytes(packed->bytes);
  Timeline timeline;
  timeline.load(bytes, knowledge.seq);
  PersonalFields personal(knowledge.source);
  const World world = knowledge.world();
  PersonFold fold(world, person);
  const std::uint8_t erased = erased_categories(bytes);
  for (const Entry* e : entries_until(timeline, as_of, with_void)) {
    const auto record = knowledge.source.record(e->seq);
    if (!record) return std::unexpected(record.error());
    const auto holding = e->data_seq == e->seq ? record : knowledge.source.record(e->data_seq);
    if (!holding) return std::unexpected(holding.error());
    HistoryRow row{*e,      *record, data_of(*holding),    timeline.corrected_by(e->seq), timeline.voided_by(e->seq),
                   nullptr, erased,  holding->event.unread};
    if (row.voided_by.value != 0) {
      visit(row);
      continue;
    }
    fold.step(*e);
    auto fields = personal.after(person, timeline, bytes, *e);
    if (!fields) return std::unexpected(fields.error());
    const PersonRow state = make_person_row(person, fold.state(), knowledge, e->effective, std::move(*fields));
    row.state = &state;
    visit(row);
  }
  return {};
}

std::string to_json(const HistoryRow& row, std::uint8_t withheld) {
  JsonWriter out;
  out.begin_object();
  out.key("seq").integer(static_cast<std::int64_t>(row.entry.seq.value));
  out.key("id").text(row.record.event.id);
  out.key("type").text(to_text(row.entry.type));
  out.key("effective").text(to_iso(row.entry.effective));
  out.key("line").integer(row.entry.line);
  out.key("recorded").text(to_text(row.record.recorded));
  out.key("data").raw(to_json(row.data, row.erased, row.unread, withheld));
  out.key("corrected_by").begin_array();
  for (const Seq seq : row.corrected_by) out.integer(static_cast<std::int64_t>(seq.value));
  out.end_array();
  if (row.voided_by.value != 0) out.key("voided_by").integer(static_cast<std::int64_t>(row.voided_by.value));
  if (row.state != nullptr) {
    out.key("state");
    write_state(out, *row.state);
  }
  out.end_object();
  return std::move(out).str();
}

}  // namespace rireki
