#include "projections/career_subjects.h"

#include "projections/personal_columns.h"

namespace rireki {

namespace {

/// The data that hold by a Record.
EventData data_by(const Record& record) {
  const auto* correction = record.event.as<EventCorrected>();
  return correction == nullptr ? record.event.data : *correction->data.data;
}

}  // namespace

FoldedPerson::FoldedPerson(const Knowledge& knowledge, bool asks_erasable)
    : knowledge_(knowledge),
      personal_(knowledge.source, PersonalFields::Scope::attributes),
      asks_erasable_(asks_erasable) {}

Result<void> FoldedPerson::prepare() { return asks_erasable_ ? personal_.load_all(knowledge_.seq) : Result<void>{}; }

void FoldedPerson::load(std::string_view person, std::string_view bytes) {
  person_ = person;
  bytes_ = bytes;
  timeline_.load(bytes, knowledge_.seq);
  erased_ = asks_erasable_ ? personal_.erased(person, bytes) : erased_categories(bytes);
  last_row_.clear();
  read_.clear();
  look_at_nothing();
}

Result<const PersonRow*> FoldedPerson::on(Day day, const State& state, const World& world) {
  const LastRow::Key key{day, {}, {}, world.policies.at(day)};
  if (const PersonRow* row = last_row_.find(key, state)) return row;
  auto personal = asks_erasable_ ? personal_.at(person_, timeline_, bytes_, day) : Personal{};
  if (!personal) return std::unexpected(personal.error());
  return last_row_.remember(key, make_person_row(person_, state, world, day, std::move(*personal)));
}

Result<const PersonRow*> FoldedPerson::after(const Happening& h, const World& world) {
  const LastRow::Key key{h.event.day, h.seq, h.data_seq, world.policies.at(h.event.day)};
  if (const PersonRow* row = last_row_.find(key, *h.state)) return row;
  auto personal = !asks_erasable_ ? Personal{}
                  : h.is_lapse()  ? personal_.at(person_, timeline_, bytes_, h.event.day)
                                  : personal_.after(person_, timeline_, bytes_, *timeline_.resolved(h.seq));
  if (!personal) return std::unexpected(personal.error());
  return last_row_.remember(key, make_person_row(person_, *h.state, world, h.event.day, std::move(*personal)));
}

Result<AbsenceFact> FoldedPerson::fact_of(const Happening& h) {
  const auto record = record_of(h);
  if (!record) return std::unexpected(record.error());
  return absence_fact(**record);
}

Result<EventData> FoldedPerson::data_of(const Happening& h) {
  const auto record = record_of(h);
  if (!record) return std::unexpected(record.error());
  return data_by(**record);
}

Day FoldedPerson::effective_of(Seq seq) const {
  const Entry* entry = timeline_.resolved(seq);
  return entry == nullptr ? Day{} : entry->effective;
}

/// Measurements of ten years ask for the same Record ten times.
Result<const Record*> FoldedPerson::record_of(const Happening& h) {
  if (const auto it = read_.find(h.data_seq); it != read_.end()) return &it->second;
  auto record = knowledge_.source.record(h.data_seq);
  if (!record) return std::unexpected(record.error());
  erased_ |= record->event.unread;
  return &read_.emplace(h.data_seq, std::move(*record)).first->second;
}

void TabledPerson::load(std::uint32_t number) {
  number_ = number;
  erased_ = columns_ == nullptr ? spans_.erased[number] : columns_->erased(number);
  last_row_.clear();
  look_at_nothing();
}

Result<const PersonRow*> TabledPerson::on(Day day, const State& state, const World& world) {
  return row({day, {}, {}, world.policies.at(day)}, state, world);
}

Result<const PersonRow*> TabledPerson::after(const Happening& h, const World& world) {
  return row({h.event.day, h.seq, h.data_seq, world.policies.at(h.event.day)}, *h.state, world);
}

Result<AbsenceFact> TabledPerson::fact_of(const Happening& h) {
  if (facts_ == nullptr) {
    const auto facts = knowledge_.source.absence_facts();
    if (!facts) return std::unexpected(facts.error());
    facts_ = *facts;
  }
  const AbsenceFact fact = facts_->of(h.data_seq);
  if (fact.is_unread) erased_ |= bit_of(PersonalCategory::sensitive);
  return fact;
}

Result<EventData> TabledPerson::data_of(const Happening& h) {
  const auto record = knowledge_.source.record(h.data_seq);
  if (!record) return std::unexpected(record.error());
  return data_by(*record);
}

const PersonRow* TabledPerson::row(const LastRow::Key& key, const State& state, const World& world) {
  if (const PersonRow* found = last_row_.find(key, state)) return found;
  Personal personal = columns_ == nullptr ? Personal{} : columns_->attributes(number_);
  return last_row_.remember(key, make_person_row(spans_.code(number_), state, world, key.day, std::move(personal)));
}

}  // namespace rireki
