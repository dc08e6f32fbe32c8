#include "projections/personal.h"

#include <algorithm>
#include <vector>

namespace rireki {

namespace {

Personal stated_by(const EventData& data, std::uint8_t unread) {
  Personal result{.erased = unread};
  if (const auto* e = std::get_if<PersonRegistered>(&data.value)) {
    result.name = e->name;
    result.kana = e->kana;
    result.birth = e->birth;
    result.sex = e->sex;
  } else if (const auto* change = std::get_if<PersonDetailsChanged>(&data.value)) {
    result.name = change->name;
    result.kana = change->kana;
    result.sex = change->sex;
  }
  return result;
}

void overlay(Personal& base, const Personal& change) {
  if (change.name) base.name = change.name;
  if (change.kana) base.kana = change.kana;
  if (change.birth) base.birth = change.birth;
  if (change.sex) base.sex = change.sex;
  base.erased |= change.erased;
}

}  // namespace

bool states_personal_fields(EventType type) {
  return type == EventType::PersonRegistered || type == EventType::PersonDetailsChanged;
}

std::uint8_t erased_categories(std::string_view bytes) {
  // Scanned without resolving first: erasures are rare.
  std::vector<Entry> entries;
  unpack(bytes, Seq{UINT64_MAX}, entries);
  if (std::ranges::find(entries, EventType::PersonalDataErased, &Entry::type) == entries.end()) return 0;
  Timeline whole;
  whole.load(bytes, Seq{UINT64_MAX});
  return whole.erased_categories();
}

Result<void> PersonalFields::load_all() {
  std::vector<Seq> seqs;
  std::vector<Entry> entries;
  const auto each = source_.each_timeline(SubjectKind::person, [&](std::string_view, const PackedTimeline& packed) {
    unpack(packed.bytes, Seq{UINT64_MAX}, entries);
    for (const Entry& e : entries) {
      if (states_personal_fields(e.body)) seqs.push_back(e.seq);
    }
  });
  if (!each) return each;
  std::ranges::sort(seqs);
  for (const Seq seq : seqs) {
    if (auto r = stated_in(seq); !r) return std::unexpected(r.error());
  }
  return {};
}

Result<const Personal*> PersonalFields::stated_in(Seq seq) {
  if (const auto it = stated_.find(seq.value); it != stated_.end()) return &it->second;
  const auto record = source_.record(seq);
  if (!record) return std::unexpected(record.error());
  const auto* correction = record->event.as<EventCorrected>();
  const EventData& data = correction == nullptr ? record->event.data : *correction->data.data;
  return &stated_.emplace(seq.value, stated_by(data, record->event.unread)).first->second;
}

template <class Includes>
Result<Personal> PersonalFields::overlay_while(const Timeline& timeline, std::string_view bytes, Includes&& includes) {
  Personal result;
  for (const Entry* e : timeline.valid()) {
    if (!includes(*e)) break;
    if (!states_personal_fields(e->type)) continue;
    const auto stated = stated_in(e->data_seq);
    if (!stated) return std::unexpected(stated.error());
    overlay(result, **stated);
  }
  result.erased |= erased_categories(bytes);
  if (result.is_erased(PersonalCategory::identity)) result.name = result.kana = std::nullopt;
  if (result.is_erased(PersonalCategory::attributes)) {
    result.birth = std::nullopt;
    result.sex = std::nullopt;
  }
  return result;
}

Result<Personal> PersonalFields::at(const Timeline& timeline, std::string_view bytes, Day day) {
  return overlay_while(timeline, bytes, [&](const Entry& e) { return e.effective <= day; });
}

Result<Personal> PersonalFields::after(const Timeline& timeline, std::string_view bytes, const Entry& entry) {
  return overlay_while(timeline, bytes, [&](const Entry& e) { return !folds_before(entry, e); });
}

}  // namespace rireki
