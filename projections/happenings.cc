#include "projections/happenings.h"

#include "projections/span_fold.h"

namespace rireki {

namespace {

template <Enumeration E>
std::string_view code_text(std::uint8_t code) {
  return code == kNone ? std::string_view() : to_text(static_cast<E>(code));
}

/// Whether every day from..before(to) is a day off by the policies in effect.
bool only_days_off(const PolicyBook& policies, Day from, Day to) {
  for (Day day = from; day < to; day = day + 1) {
    const Policy* policy = policies.at(day);
    if (policy == nullptr || !policy->calendar.is_day_off(day)) return false;
  }
  return true;
}

Happening to_happening(const Moment& m) {
  Happening h{.type = m.type, .seq = {}, .data_seq = {}, .event = {}, .item = {}, .state = &m.state};
  if (m.entry == nullptr) {
    h.seq = m.state.employment->term_seq;
    h.event = counted_event(EventType::Separated, kNone, kLapseReason, m.day);
  } else {
    h.seq = m.entry->seq;
    h.data_seq = m.entry->data_seq;
    h.item = m.entry->item;
    h.event = counted_event(m.type, m.entry->kind, m.entry->item, m.day);
  }
  return h;
}

/// An open tender is no part of the State that people see, but of the rules.
bool is_tender(EventType type) {
  return type == EventType::ResignationTendered || type == EventType::ResignationWithdrawn;
}

}  // namespace

CountedEvent counted_event(EventType type, std::uint8_t kind, std::string_view item, Day day) {
  CountedEvent event;
  event.day = day;
  switch (type) {
    case EventType::Hired:
      event.kind = code_text<EmploymentKind>(kind);
      break;
    case EventType::Demoted:
      event.kind = code_text<DemotionCause>(kind);
      break;
    case EventType::Transferred:
      event.kind = code_text<TransferSelection>(kind);
      break;
    case EventType::AbsenceStarted:
      event.kind = code_text<AbsenceKind>(kind);
      break;
    case EventType::Separated:
      event.reason = item;
      break;
    case EventType::TrainingCompleted:
      event.course = item;
      event.category = code_text<TrainingCategory>(kind);
      break;
    default:
      break;
  }
  return event;
}

Happening happening_of(const HappeningRow& row, const StateTable& states) {
  Happening h{.type = row.event_type(), .seq = Seq{row.seq}, .data_seq = Seq{row.data_seq}, .event = {}, .item = {}};
  h.item = h.is_lapse() ? kLapseReason : states.word(row.item);
  h.event = counted_event(h.type, row.kind, h.item, row.day);
  return h;
}

void walk_career(const Timeline& timeline, const World& world, std::string_view person, std::span<const Day> days,
                 CareerVisitor& visitor) {
  CareerFold fold(world, person);
  const auto show = [&](const Moment& moment) {
    if (visitor.wants(moment.type)) visitor.happened(to_happening(moment));
  };
  auto next = days.begin();
  const auto show_days_before = [&](Day day) {
    for (; next != days.end() && *next < day; ++next) visitor.at_end_of(*next, fold.state_at_end_of(*next, show));
  };
  for (const Entry* e : timeline.valid()) {
    show_days_before(takes_effect_next_day(e->type) ? e->effective + 1 : e->effective);
    if (visitor.wants(e->type) || changes_state(e->type) || is_tender(e->type)) fold.step(*e, show);
  }
  show_days_before(kForever);
  fold.show_coming_lapse(show);
}

void SpellFold::see(const Happening& h) {
  const auto close = [&](Day last) {
    if (is_open_) spells_.back().last = last;
    is_open_ = false;
  };
  if (h.type == EventType::Separated) close(h.event.day);
  if (h.type == EventType::AbsenceEnded) close(h.event.day - 1);
  if (h.type != EventType::AbsenceStarted) return;
  is_open_ = true;
  const bool continues =
      !spells_.empty() && spells_.back().last && only_days_off(policies_, *spells_.back().last + 1, h.event.day);
  if (continues) {
    spells_.back().last.reset();
    spells_.back().latest = h.event.day;
  } else {
    spells_.push_back({h, *h.state, std::nullopt, h.event.day});
  }
}

void SpellFold::see_ahead(const Happening& h, Day now) {
  leaves_ahead_ = leaves_ahead_ || (h.type == EventType::Separated && h.event.day > now);
  if (!leaves_ahead_) see(h);
}

void SpellFold::clear() {
  spells_.clear();
  is_open_ = false;
  leaves_ahead_ = false;
}

}  // namespace rireki
