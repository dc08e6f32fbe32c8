#include "projections/absence_facts.h"

#include <algorithm>

namespace rireki {

namespace {

template <Enumeration E>
std::uint8_t coded(const std::optional<E>& value) {
  return value ? static_cast<std::uint8_t>(static_cast<std::uint8_t>(*value) + 1) : std::uint8_t{0};
}

template <Enumeration E>
std::optional<E> decoded(std::uint8_t code) {
  return code == 0 ? std::nullopt : std::optional(static_cast<E>(code - 1));
}

}  // namespace

AbsenceFact absence_fact(const Record& record) {
  const auto* correction = record.event.as<EventCorrected>();
  const EventData& data = correction == nullptr ? record.event.data : *correction->data.data;
  AbsenceFact fact;
  fact.is_unread = (record.event.unread & bit_of(PersonalCategory::sensitive)) != 0;
  if (const auto* absence = std::get_if<AbsenceStarted>(&data.value)) {
    if (!fact.is_unread) fact.cause = absence->cause;
    if (absence->family_event) fact.family_event = absence->family_event->text;
  } else if (const auto* family = std::get_if<FamilyEventRecorded>(&data.value)) {
    if (!fact.is_unread) fact.child = family->kind;
    fact.family_event = family->family_event.text;
  }
  return fact;
}

Result<AbsenceFacts> AbsenceFacts::load(const Spans& spans, StaffSource& source) {
  AbsenceFacts facts;
  for (const HappeningRow& row : spans.happenings) {
    const EventType type = row.event_type();
    const bool states_one = type == EventType::AbsenceStarted || type == EventType::FamilyEventRecorded;
    if (states_one) facts.seqs_.push_back(Seq{row.data_seq});
  }
  std::ranges::sort(facts.seqs_);
  facts.seqs_.erase(std::ranges::unique(facts.seqs_).begin(), facts.seqs_.end());
  facts.facts_.reserve(facts.seqs_.size());
  const auto read = source.each_record(facts.seqs_, [&](const Record& record) {
    const AbsenceFact fact = absence_fact(record);
    facts.family_events_ += fact.family_event;
    facts.facts_.push_back({.text_end = static_cast<std::uint32_t>(facts.family_events_.size()),
                            .cause = coded(fact.cause),
                            .child = coded(fact.child),
                            .is_unread = fact.is_unread});
  });
  if (!read) return std::unexpected(read.error());
  return facts;
}

AbsenceFact AbsenceFacts::of(Seq data_seq) const {
  const auto it = std::ranges::lower_bound(seqs_, data_seq);
  if (it == seqs_.end() || *it != data_seq) return {};
  const auto index = static_cast<std::size_t>(it - seqs_.begin());
  const Fact& fact = facts_[index];
  const std::uint32_t begin = index == 0 ? 0 : facts_[index - 1].text_end;
  return {.cause = decoded<AbsenceCause>(fact.cause),
          .child = decoded<FamilyEventKind>(fact.child),
          .family_event = std::string_view(family_events_).substr(begin, fact.text_end - begin),
          .is_unread = fact.is_unread};
}

}  // namespace rireki
