#include "projections/due.h"

#include <algorithm>

#include "events/calendar/fiscal_year.h"
#include "events/calendar/one_month.h"
#include "events/types/catalog.h"
#include "projections/filter.h"

namespace rireki {

namespace {

bool is_in_effect(const Entry& e, Day as_of) {
  return takes_effect_next_day(e.type) ? e.effective < as_of : e.effective <= as_of;
}

/// An open employment and what its Timeline says about it, by the end of a day.
class OpenEmployment {
 public:
  OpenEmployment(const Timeline& timeline, const State& state, Day as_of)
      : timeline_(timeline), state_(state), as_of_(as_of) {}

  [[nodiscard]] const Employment& job() const { return *state_.employment; }
  [[nodiscard]] const State& state() const { return state_; }

  /// The last entry of this employment in effect for which `wanted` holds, or null.
  template <class Wanted>
  [[nodiscard]] const Entry* last(Wanted&& wanted) const {
    const Entry* found = nullptr;
    bool since_hire = false;
    for (const Entry* e : timeline_.valid()) {
      since_hire = since_hire || e->seq == job().hired_seq;
      if (since_hire && is_in_effect(*e, as_of_) && wanted(*e)) found = e;
    }
    return found;
  }

  /// The first entry not yet in effect for which `wanted` holds, or which ends the employment; described, or empty.
  template <class Wanted>
  [[nodiscard]] std::string settled_by(Wanted&& wanted) const {
    for (const Entry* e : timeline_.valid()) {
      if (!is_in_effect(*e, as_of_) && (e->type == EventType::Separated || wanted(*e))) return describe(*e);
    }
    return {};
  }

  [[nodiscard]] bool has_completed(std::string_view course) const {
    return std::ranges::any_of(timeline_.valid(), [&](const Entry* e) {
      return e->type == EventType::TrainingCompleted && e->item == course && is_in_effect(*e, as_of_);
    });
  }

  [[nodiscard]] const Entry* resolved(Seq seq) const { return timeline_.resolved(seq); }

 private:
  const Timeline& timeline_;
  const State& state_;
  Day as_of_;
};

auto of_type(EventType type) {
  return [type](const Entry& e) { return e.type == type; };
}

template <class Rule>
struct FilteredRule {
  const Rule* rule;
  Filter whom;
};

template <class Rule>
Result<void> read_rules(const std::vector<Rule>& rules, std::vector<FilteredRule<Rule>>& out) {
  for (const Rule& rule : rules) {
    auto filter = filter_of(rule.whom);
    if (!filter) return std::unexpected(filter.error());
    out.push_back({&rule, std::move(*filter)});
  }
  return {};
}

/// Adds up what falls due, person after person.
class DueFold {
 public:
  DueFold(const Knowledge& knowledge, Day as_of, Day until, Filter filter)
      : knowledge_(knowledge),
        filter_(std::move(filter)),
        policy_(knowledge.organisation.policies.at(as_of)),
        as_of_(as_of),
        until_(until),
        personal_(knowledge.source) {}

  Result<void> prepare() {
    if (policy_ != nullptr) {
      if (auto r = read_rules(policy_->retirements, retirements_); !r) return r;
      if (auto r = read_rules(policy_->trainings, trainings_); !r) return r;
    }
    return personal_.load_all(knowledge_.seq);
  }

  Result<void> add(std::string_view person, std::string_view bytes) {
    timeline_.load(bytes, knowledge_.seq);
    const State state = state_at(timeline_, knowledge_.world(), person, as_of_);
    if (!state.employed) return {};
    auto personal = personal_.at(person, timeline_, bytes, as_of_);
    if (!personal) return std::unexpected(personal.error());
    const PersonRow row = make_person_row(person, state, knowledge_, as_of_, std::move(*personal));
    const Countable item{row, nullptr, knowledge_.organisation};
    const auto admitted = filter_.admits(item);
    if (!admitted) return std::unexpected(admitted.error());
    const auto is_unknown = filter_.looks_at_erased(item);
    if (!is_unknown) return std::unexpected(is_unknown.error());
    if (*is_unknown) ++list_.erased;
    if (!*admitted) return {};
    person_ = person;
    const OpenEmployment open(timeline_, state, as_of_);
    add_term(open);
    add_absence(open);
    add_secondment(open);
    add_tender(open);
    add_probation(open);
    if (auto r = add_retirement(open, row, *is_unknown); !r) return r;
    return add_trainings(open, row);
  }

  DueList result() && {
    std::ranges::sort(list_.items, std::less<>());
    return std::move(list_);
  }

 private:
  void put(DueKind kind, Day date, std::string_view what, Seq seq, std::string settled_by) {
    if (date > until_) return;
    const Entry* record = timeline_.resolved(seq);
    const Day effective = record == nullptr ? Day{} : record->effective;
    list_.items.push_back({kind, std::string(person_), date, std::string(what), seq, effective, std::move(settled_by)});
  }

  void add_term(const OpenEmployment& open) {
    if (!open.job().term_end) return;
    put(DueKind::term, *open.job().term_end, to_text(open.job().kind), open.job().term_seq,
        open.settled_by(of_type(EventType::TermRenewed)));
  }

  void add_absence(const OpenEmployment& open) {
    if (!open.state().absence) return;
    const OpenAbsence& absence = *open.state().absence;
    const auto is_of_it = [&](const Entry& e) {
      return (e.type == EventType::AbsenceExtended || e.type == EventType::AbsenceEnded) && e.item == absence.id;
    };
    const Entry* start = open.resolved(absence.seq);
    const Entry* plan = open.last([&](const Entry& e) {
      return e.has_day && (&e == start || (is_of_it(e) && start != nullptr && folds_before(*start, e)));
    });
    if (plan != nullptr) put(DueKind::return_, plan->day, to_text(absence.kind), plan->seq, open.settled_by(is_of_it));
  }

  void add_secondment(const OpenEmployment& open) {
    if (!open.state().secondment) return;
    const Entry* start = open.resolved(open.state().secondment->seq);
    if (start == nullptr || !start->has_day) return;
    put(DueKind::return_, start->day, "secondment", start->seq, open.settled_by(of_type(EventType::SecondmentEnded)));
  }

  void add_tender(const OpenEmployment& open) {
    if (open.state().tender_seq.value == 0) return;
    const Entry* tender = open.resolved(open.state().tender_seq);
    if (tender == nullptr) return;
    put(DueKind::tender, tender->day, "resignation", tender->seq,
        open.settled_by(of_type(EventType::ResignationWithdrawn)));
  }

  void add_probation(const OpenEmployment& open) {
    const auto completes = of_type(EventType::ProbationCompleted);
    const auto extends = [](const Entry& e) { return e.kind == static_cast<std::uint8_t>(ProbationOutcome::extended); };
    const Entry* completed = open.last(completes);
    if (completed != nullptr && !extends(*completed)) return;
    const Entry* dated = open.last([&](const Entry& e) { return completes(e) && extends(e) && e.has_day; });
    const auto until = dated != nullptr ? std::optional(dated->day) : conditional_until(open);
    if (!until) return;
    // An extension without a day goes on until somebody ends it; everything else ends by itself on its day.
    const bool has_end = completed == nullptr || completed->has_day;
    if (*until < as_of_ && has_end) return;
    const Seq seq = completed != nullptr ? completed->seq : open.job().hired_seq;
    put(DueKind::probation, *until, completed != nullptr ? "extended" : "conditional", seq, open.settled_by(completes));
  }

  [[nodiscard]] std::optional<Day> conditional_until(const OpenEmployment& open) const {
    const int months = policy_ == nullptr ? Policy{}.probation_months : policy_->probation_months;
    if (open.job().kind != EmploymentKind::regular || months == 0) return std::nullopt;
    return last_day_of_months(open.job().hired, months);
  }

  /// The last day of service by the first rule that fits, or nothing.
  Result<std::optional<DueItem>> age_limit(const PersonRow& row) {
    for (auto& [rule, whom] : retirements_) {
      if (!row.personal.birth) break;
      const Day birth = *row.personal.birth;
      if (birth < rule->born_from || birth > rule->born_to) continue;
      const auto admitted = whom.admits({row, nullptr, knowledge_.organisation});
      if (!admitted) return std::unexpected(admitted.error());
      if (!*admitted) continue;
      const FiscalCalendar& years = knowledge_.organisation.policies.fiscal_years();
      const int year = years.year_of(day_of_age(birth, rule->age, policy_->age_rule));
      return DueItem{
          .kind = DueKind::retirement, .date = years.last_day(year), .what = "age " + std::to_string(rule->age)};
    }
    return std::nullopt;
  }

  /// `is_counted`: among those of whom something is unknown.
  Result<void> add_retirement(const OpenEmployment& open, const PersonRow& row, bool is_counted) {
    if (open.job().kind != EmploymentKind::regular) return {};
    const bool is_untold = !retirements_.empty() && row.personal.is_erased(PersonalCategory::attributes);
    if (is_untold && !is_counted) ++list_.erased;
    const auto limit = age_limit(row);
    if (!limit) return std::unexpected(limit.error());
    const auto defers = [](const Entry& e) {
      return e.type == EventType::RetirementDeferred &&
             e.kind == static_cast<std::uint8_t>(DeferralKind::retirement_extension);
    };
    const Entry* deferral = open.last(defers);
    const bool is_deferred = deferral != nullptr && (!*limit || deferral->day > (*limit)->date);
    if (is_deferred) {
      put(DueKind::retirement, deferral->day, "deferred", deferral->seq, open.settled_by(defers));
    } else if (*limit) {
      put(DueKind::retirement, (*limit)->date, (*limit)->what, open.job().hired_seq, open.settled_by(defers));
    }
    return {};
  }

  Result<void> add_trainings(const OpenEmployment& open, const PersonRow& row) {
    for (auto& [course, whom] : trainings_) {
      const bool of_rank = course->since == ClockStart::rank;
      const Day since = of_rank ? open.job().rank_since : open.job().hired;
      if (!course->due_months || since < course->since_from || open.has_completed(course->id)) continue;
      const auto admitted = whom.admits({row, nullptr, knowledge_.organisation});
      if (!admitted) return std::unexpected(admitted.error());
      if (!*admitted) continue;
      put(DueKind::training, last_day_of_months(since, *course->due_months), course->id,
          of_rank ? open.job().rank_seq : open.job().hired_seq, open.settled_by([&](const Entry& e) {
            return e.type == EventType::TrainingCompleted && e.item == course->id;
          }));
    }
    return {};
  }

  const Knowledge& knowledge_;
  Filter filter_;
  const Policy* policy_;
  Day as_of_;
  Day until_;
  PersonalFields personal_;
  std::vector<FilteredRule<Retirement>> retirements_;
  std::vector<FilteredRule<Training>> trainings_;
  Timeline timeline_;
  std::string_view person_;
  DueList list_;
};

}  // namespace

Result<DueList> due(const Knowledge& knowledge, Day as_of, int within_days, Filter filter) {
  DueFold fold(knowledge, as_of, as_of + within_days, std::move(filter));
  if (auto r = fold.prepare(); !r) return std::unexpected(r.error());
  Result<void> result;
  const auto each =
      knowledge.source.each_timeline(SubjectKind::person, [&](std::string_view person, const PackedTimeline& packed) {
        if (result) result = fold.add(person, packed.bytes);
      });
  if (!each) return std::unexpected(each.error());
  if (!result) return std::unexpected(result.error());
  return std::move(fold).result();
}

}  // namespace rireki
