#include "projections/happenings.h"

#include "projections/span_fold.h"

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
bool only_days_off(const PolicyBook& policies, Day from, Day to) {
  for (Day day = from; day < to; day = day + 1) {
    const Policy* policy = policies.at(day);
    if (policy == nullptr || !policy->calendar.is_day_off(day)) return false;
  }
  return true;
}

}  // namespace

namespace {

/// Folds a timeline and remembers the state at the end of each day that has endings: those take effect on the next day.
class HappeningFold {
 public:
  using Wants = std::function<bool(EventType)>;

  HappeningFold(const World& world, std::string_view person, const std::function<void(const Happening&)>& visit,
                Wants wants = {})
      : fold_(world, person), visit_(visit), wants_(std::move(wants)) {}

  void step(const Entry& e) {
    if (!wants(e.type) && !changes_state(e.type) && !is_tender(e.type)) return;
    if (const auto last = fold_.lapse_before(e)) {
      lapse(*last);
      fold_.advance_to(e.effective);
    }
    if (takes_effect_next_day(e.type) && (!last_day_ || *last_day_ != e.effective)) {
      last_day_ = e.effective;
      on_last_day_ = fold_.state();
    }
    if (fold_.step(e) || !wants(e.type)) return;
    visit_({e.type, counted(e), e.type == EventType::Separated ? on_last_day_ : fold_.state(), &e});
  }

  /// By way of the lapse of a term that is over then.
  const State& state_at_end_of(Day day) {
    const auto& job = fold_.state().employment;
    if (fold_.state().employed && job->term_end && *job->term_end < day) {
      lapse(*job->term_end);
      fold_.advance_to(day);
    }
    return fold_.state();
  }

  /// The term that is over at the end of `as_of`, unless it is renewed from the next day on.
  void lapse_by(Day as_of, bool renewed_next_day) {
    if (!fold_.state().employed || !fold_.state().employment->term_end) return;
    const Day last = *fold_.state().employment->term_end;
    if (last < as_of || (last == as_of && !renewed_next_day)) lapse(last);
  }

 private:
  /// An open tender is no part of the State that people see, but of the rules.
  static bool is_tender(EventType type) {
    return type == EventType::ResignationTendered || type == EventType::ResignationWithdrawn;
  }
  [[nodiscard]] bool wants(EventType type) const { return !wants_ || wants_(type); }

  void lapse(Day last) {
    if (!wants(EventType::Separated)) return;
    CountedEvent event;
    event.day = last;
    event.reason = "term_expired";
    visit_({EventType::Separated, event, last_day_ == last ? on_last_day_ : fold_.state(), nullptr});
  }

  PersonFold fold_;
  const std::function<void(const Happening&)>& visit_;
  Wants wants_;
  std::optional<Day> last_day_;
  State on_last_day_;
};

}  // namespace

void each_happening(const Timeline& timeline, const Knowledge& knowledge, std::string_view person, Day as_of,
                    const std::function<void(const Happening&)>& visit, const std::function<bool(EventType)>& wants) {
  const World world = knowledge.world();
  HappeningFold fold(world, person, visit, wants);
  for (const Entry* e : timeline.valid()) {
    if (e->effective > as_of) break;
    fold.step(*e);
  }
  fold.lapse_by(as_of, renewed_next_day(timeline, as_of));
}

void walk_career(const Timeline& timeline, const World& world, std::string_view person, std::span<const Day> days,
                 CareerVisitor& visitor) {
  const std::function<void(const Happening&)> visit = [&](const Happening& h) { visitor.happened(h); };
  HappeningFold fold(world, person, visit, [&](EventType type) { return visitor.wants(type); });
  auto next = days.begin();
  const auto show_days_before = [&](Day day) {
    for (; next != days.end() && *next < day; ++next) visitor.at_end_of(*next, fold.state_at_end_of(*next));
  };
  for (const Entry* e : timeline.valid()) {
    show_days_before(takes_effect_next_day(e->type) ? e->effective + 1 : e->effective);
    fold.step(*e);
  }
  show_days_before(kForever);
  fold.lapse_by(kForever, false);
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
  } else {
    spells_.push_back({h.event, h.state, std::nullopt, h.entry});
  }
}

void SpellFold::clear() {
  spells_.clear();
  is_open_ = false;
}

std::vector<Spell> spells(const Timeline& timeline, const Knowledge& knowledge, std::string_view person, Day as_of) {
  SpellFold fold(knowledge.organisation.policies);
  each_happening(timeline, knowledge, person, as_of, [&](const Happening& h) { fold.see(h); });
  return fold.spells();
}

}  // namespace rireki
