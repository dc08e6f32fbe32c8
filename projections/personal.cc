#include "projections/personal.h"

#include <algorithm>
#include <vector>

#include "events/lifecycle/packed_entry.h"
#include "projections/personal_columns.h"

namespace rireki {

bool states_personal_fields(EventType type) {
  return type == EventType::PersonRegistered || type == EventType::PersonDetailsChanged;
}

Personal stated_by(const Record& record) {
  const auto* correction = record.event.as<EventCorrected>();
  const EventData& data = correction == nullptr ? record.event.data : *correction->data.data;
  Personal result{.erased = record.event.unread};
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
  hide_erased(result, result.erased);  // what was not opened has its default values
  return result;
}

void overlay(Personal& base, Personal change) {
  if (change.name) base.name = std::move(change.name);
  if (change.kana) base.kana = std::move(change.kana);
  if (change.birth) base.birth = change.birth;
  if (change.sex) base.sex = change.sex;
  base.erased |= change.erased;
}

void hide_erased(Personal& personal, std::uint8_t erased) {
  personal.erased |= erased;
  if (personal.is_erased(PersonalCategory::identity)) personal.name = personal.kana = std::nullopt;
  if (!personal.is_erased(PersonalCategory::attributes)) return;
  personal.birth = std::nullopt;
  personal.sex = std::nullopt;
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

Result<void> PersonalFields::load_all(Seq known) {
  const auto staff = source_.staff(known);
  if (!staff) return std::unexpected(staff.error());
  const auto columns = source_.personal_columns();
  if (!columns) return std::unexpected(columns.error());
  const auto destroyed = source_.destroyed_keys();
  if (!destroyed) return std::unexpected(destroyed.error());
  destroyed_ = *destroyed;
  columns_ = *columns;
  spans_ = staff->spans;
  apart_.assign(staff->apart.begin(), staff->apart.end());
  return {};
}

std::optional<Personal> PersonalFields::plain(std::uint32_t number) const {
  if (!columns_->has_plain_attributes(number)) return std::nullopt;
  if (scope_ == Scope::attributes) return columns_->attributes(number);
  if (!columns_->has_plain_identity(number)) return std::nullopt;
  return columns_->fields(number);
}

/// Of somebody of whom the spans know all.
std::optional<std::uint32_t> PersonalFields::find_number(std::string_view person) {
  if (columns_ == nullptr || std::ranges::binary_search(apart_, person, std::less<std::string_view>())) {
    return std::nullopt;
  }
  for (std::uint32_t tried = 0; tried < 2 && next_ < spans_->people(); ++tried, ++next_) {
    if (spans_->code(next_) == person) return next_;
  }
  next_ = spans_->number_from(person);
  if (next_ >= spans_->people() || spans_->code(next_) != person) return std::nullopt;
  return next_;
}

std::optional<Personal> PersonalFields::find_plain(std::string_view person) {
  const auto number = find_number(person);
  return number ? plain(*number) : std::nullopt;
}

std::uint8_t PersonalFields::erased(std::string_view person, std::string_view bytes) {
  if (const auto number = find_number(person)) return columns_->erased(*number);
  const std::uint8_t by_log = erased_categories(bytes);
  if (destroyed_ == nullptr) return by_log;
  const auto by_vault = destroyed_->find(person);
  return by_vault == destroyed_->end() ? by_log : by_log | by_vault->second;
}

Result<const Personal*> PersonalFields::stated_in(Seq seq) {
  const Personal* in_memory = columns_ == nullptr ? nullptr : columns_->stated(seq);
  if (in_memory != nullptr) return in_memory;
  if (const auto it = stated_.find(seq.value); it != stated_.end()) return &it->second;
  const auto record = source_.record(seq);
  if (!record) return std::unexpected(record.error());
  return &stated_.emplace(seq.value, stated_by(*record)).first->second;
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
  hide_erased(result, result.erased | erased_categories(bytes));
  return result;
}

Result<Personal> PersonalFields::at(std::string_view person, const Timeline& timeline, std::string_view bytes,
                                    Day day) {
  if (auto plain = find_plain(person)) return std::move(*plain);
  return overlay_while(timeline, bytes, [&](const Entry& e) { return e.effective <= day; });
}

Result<Personal> PersonalFields::after(std::string_view person, const Timeline& timeline, std::string_view bytes,
                                       const Entry& entry) {
  if (auto plain = find_plain(person)) return std::move(*plain);
  return overlay_while(timeline, bytes, [&](const Entry& e) { return !folds_before(entry, e); });
}

}  // namespace rireki
