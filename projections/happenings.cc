#include "projections/happenings.h"

namespace rireki {

namespace {

template <Enumeration E>
std::string_view code_text(std::uint8_t code) {
  return code == kNone ? std::string_view() : to_text(static_cast<E>(code));
}

CountedEvent counted(const Entry& e) {
  CountedEvent event;
  event.day = e.effective;
  switch (e.type) {
    case EventType::Hired:
      event.kind = code_text<EmploymentKind>(e.kind);
      break;
    case EventType::Demoted:
      event.kind = code_text<DemotionCause>(e.kind);
      break;
    case EventType::Transferred:
      event.kind = code_text<TransferSelection>(e.kind);
      break;
    case EventType::AbsenceStarted:
      event.kind = code_text<AbsenceKind>(e.kind);
      break;
    case EventType::Separated:
      event.reason = e.item;
      break;
    case EventType::TrainingCompleted:
      event.course = e.item;
      event.category = code_text<TrainingCategory>(e.kind);
      break;
    default:
      break;
  }
  return event;
}

/// Whether the term that ends on as_of itself is renewed from the next day on.
bool renewed_next_day(const Timeline& timeline, Day as_of) {
  for (const Entry* e : timeline.valid()) {
    if (e->effective == as_of + 1 && e->type == EventType::TermRenewed) return true;
  }
  return false;
}

/// Whether every day from..before(to) is a day off by the policies in effect.
bool only_days_off(const Organisation& org, Day from, Day to) {
  for (Day day = from; day < to; day = day + 1) {
    const Policy* policy = org.policies.at(day);
    if (policy == nullptr || !policy->calendar.is_day_off(day)) return false;
  }
  return true;
}

}  // namespace

void each_happening(const Timeline& timeline, const Knowledge& knowledge, std::string_view person, Day as_of,
                    const std::function<void(const Happening&)>& visit) {
  const World world = knowledge.world();
  PersonFold fold(world, person);
  const auto lapse = [&](Day last) {
    CountedEvent event;
    event.day = last;
    event.reason = "term_expired";
    visit({EventType::Separated, event, fold.state(), true, fold.state().employment->term_seq});
  };
  for (const Entry* e : timeline.valid()) {
    if (e->effective > as_of) break;
    if (const auto last = fold.lapse_before(*e)) {
      lapse(*last);
      fold.advance_to(e->effective);
    }
    if (e->type == EventType::Separated) {
      const State before = fold.state();
      if (!fold.step(*e)) visit({e->type, counted(*e), before, false, e->seq});
    } else if (!fold.step(*e)) {
      visit({e->type, counted(*e), fold.state(), false, e->seq});
    }
  }
  if (!fold.state().employed || !fold.state().employment->term_end) return;
  const Day last = *fold.state().employment->term_end;
  if (last < as_of || (last == as_of && !renewed_next_day(timeline, as_of))) lapse(last);
}

std::vector<Spell> spells(const Timeline& timeline, const Knowledge& knowledge, std::string_view person, Day as_of) {
  std::vector<Spell> result;
  bool is_open = false;
  const auto close = [&](Day last) {
    if (is_open) result.back().last = last;
    is_open = false;
  };
  each_happening(timeline, knowledge, person, as_of, [&](const Happening& h) {
    if (h.type == EventType::Separated) close(h.event.day);
    if (h.type == EventType::AbsenceEnded) close(h.event.day - 1);
    if (h.type != EventType::AbsenceStarted) return;
    is_open = true;
    const bool continues = !result.empty() && result.back().last &&
                           only_days_off(knowledge.organisation, *result.back().last + 1, h.event.day);
    if (continues) {
      result.back().last.reset();
    } else {
      result.push_back({h.event, h.state, std::nullopt, h.seq});
    }
  });
  return result;
}

}  // namespace rireki
