// The checks of PersonFold, in the contract's order: registration, employment, policy look-ups, ladder, grade, unit, no
// change, term, open items. Each looks at the state before the entry and says why the entry does not fit.
#include <algorithm>

#include "events/calendar/fiscal_year.h"
#include "events/lifecycle/person_fold.h"
#include "events/types/catalog.h"
#include "events/types/text.h"

namespace rireki {

namespace {

bool needs_employment(EventType type) {
  return type != EventType::PersonRegistered && type != EventType::PersonDetailsChanged && type != EventType::Hired &&
         type != EventType::PersonalDataErased;
}

bool needs_term(EmploymentKind kind) {
  return kind != EmploymentKind::regular && kind != EmploymentKind::special_post && kind != EmploymentKind::seconded_in;
}

bool is_fiscal_year_kind(EmploymentKind kind) {
  return kind == EmploymentKind::fiscal_year || kind == EmploymentKind::fiscal_year_part;
}

}  // namespace

Misfit PersonFold::misfit(const Entry& entry, Code code, std::string why) const {
  return {&entry, code, std::string(person_) + ": " + describe(entry) + ": " + std::move(why)};
}

std::optional<Misfit> PersonFold::check(const Entry& e) const {
  if (e.type == EventType::PersonRegistered) {
    if (state_.registered_seq.value == 0) return std::nullopt;
    return misfit(e, Code::already_registered,
                  "already registered on " + to_iso(state_.registered) + " (" + seq_text(state_.registered_seq) + ")");
  }
  if (state_.registered_seq.value == 0) {
    return misfit(e, Code::not_registered, "no registration of this person is in effect on that date");
  }
  if (auto m = check_employment(e)) return m;
  if (auto m = check_policy(e)) return m;
  if (auto m = check_unit(e)) return m;
  if (e.type == EventType::Hired) return check_hire_term(e);
  if (e.type == EventType::TermRenewed) return check_renewal(e);
  return check_open_items(e);
}

std::optional<Misfit> PersonFold::check_employment(const Entry& e) const {
  if (e.type == EventType::Hired && state_.employed) {
    return misfit(
        e, Code::already_employed,
        "employed since " + to_iso(state_.employment->hired) + " (" + seq_text(state_.employment->hired_seq) + ")");
  }
  if (state_.employed || !needs_employment(e.type)) return std::nullopt;
  if (!state_.separation) return misfit(e, Code::not_employed, "not hired by that date");
  return misfit(e, Code::not_employed,
                "the last employment ended on " + to_iso(state_.separation->last_day) + " (" +
                    (state_.separation->derived ? "its term lapsed, " : "") + seq_text(state_.separation->seq) + ")");
}

std::optional<Misfit> PersonFold::check_policy(const Entry& e) const {
  const bool names_rank = given(e.rank);
  const bool names_reason = e.type == EventType::Separated;
  if (!names_rank && !given(e.family) && !names_reason && e.grade == 0) return std::nullopt;
  const Policy* policy = world_.policies.at(e.effective);
  static const Policy kNoPolicy;
  if (policy == nullptr) policy = &kNoPolicy;
  const auto where = [&] {
    return policy == &kNoPolicy ? std::string(", for no policy is in effect then")
                                : ", the policy in effect then (version " + policy->version + ")";
  };
  if (names_rank && policy->find_rank(e.rank) == nullptr) {
    return misfit(e, Code::unknown_rank, "the rank " + code_in_quotes(e.rank) + " is not in the policy" + where());
  }
  if (given(e.family) && policy->find_job_family(e.family) == nullptr) {
    return misfit(e, Code::unknown_job_family,
                  "the job family " + code_in_quotes(e.family) + " is not in the policy" + where());
  }
  if (names_reason && policy->find_reason(e.item) == nullptr) {
    return misfit(e, Code::unknown_reason, "the reason " + code_in_quotes(e.item) + " is not in the policy" + where());
  }
  if (auto m = check_ladder(e, *policy)) return m;
  return check_grade(e, *policy);
}

std::optional<Misfit> PersonFold::check_ladder(const Entry& e, const Policy& policy) const {
  if (e.type != EventType::Promoted && e.type != EventType::Demoted) return std::nullopt;
  const Employment& job = *state_.employment;
  const Rank* present = policy.find_rank(job.rank);
  const int from = present == nullptr ? -1 : present->position;
  const int to = policy.find_rank(e.rank)->position;
  if (e.type == EventType::Promoted ? to > from : to < from || present == nullptr) return std::nullopt;
  const std::string both = in_quotes(e.rank) + " against the present rank " + in_quotes(job.rank) + " held since " +
                           to_iso(job.rank_since) + " (" + seq_text(job.rank_seq) + ")";
  if (e.type == EventType::Promoted) {
    return misfit(e, Code::not_a_promotion, both + " is not higher; use Demoted or Transferred");
  }
  return misfit(e, Code::not_a_demotion, both + " is not lower; use Promoted or Transferred");
}

std::optional<Misfit> PersonFold::check_grade(const Entry& e, const Policy& policy) const {
  if (e.grade == 0) return std::nullopt;
  const std::string_view rank_id = given(e.rank) ? e.rank : state_.employment->rank;
  const Rank* rank = policy.find_rank(rank_id);
  if (rank != nullptr && std::ranges::find(rank->grades, int{e.grade}) != rank->grades.end()) return std::nullopt;
  std::string allowed;
  if (rank != nullptr) {
    for (const int grade : rank->grades) allowed += (allowed.empty() ? "" : ", ") + std::to_string(grade);
  }
  return misfit(e, Code::grade_not_allowed,
                "the rank " + in_quotes(rank_id) + " allows the grades " + (allowed.empty() ? "none" : allowed) +
                    ", not " + std::to_string(e.grade));
}

std::optional<Misfit> PersonFold::check_unit(const Entry& e) const {
  if (given(e.unit) && !world_.units.is_active(e.unit, e.effective)) {
    return misfit(e, Code::org_unit_not_active, "the unit " + in_quotes(e.unit) + " is not active on that date");
  }
  if (e.type != EventType::Transferred) return std::nullopt;
  const Employment& job = *state_.employment;
  const bool other_post = given(e.post) && e.post != job.post;
  const bool other_family = given(e.family) && e.family != job.job_family;
  if (e.unit != job.unit || other_post || other_family) return std::nullopt;
  return misfit(e, Code::no_change,
                "already in the unit " + in_quotes(job.unit) + " since " + to_iso(job.unit_since) +
                    ", and no other post or job family is named");
}

std::optional<Misfit> PersonFold::check_hire_term(const Entry& e) const {
  const auto kind = static_cast<EmploymentKind>(e.kind);
  const std::string kind_text(to_text(kind));
  if (!e.has_day) {
    if (!needs_term(kind)) return std::nullopt;
    return misfit(e, Code::term_missing, "an employment of kind " + kind_text + " needs term_end");
  }
  if (kind == EmploymentKind::regular) {
    return misfit(e, Code::term_not_allowed, "a regular employment has no term_end");
  }
  if (e.day < e.effective) {
    return misfit(e, Code::term_not_allowed, "the term ends on " + to_iso(e.day) + ", before the hire");
  }
  if (!is_fiscal_year_kind(kind)) return std::nullopt;
  const FiscalYearStart start = world_.policies.fiscal_year_start(e.effective);
  const Day last = last_day_of_fiscal_year(fiscal_year_of(e.effective, start), start);
  if (e.day <= last) return std::nullopt;
  return misfit(
      e, Code::term_crosses_fiscal_year,
      "the term ends on " + to_iso(e.day) + ", past the fiscal year of the hire, which ends on " + to_iso(last));
}

std::optional<Misfit> PersonFold::check_renewal(const Entry& e) const {
  const Employment& job = *state_.employment;
  if (!job.term_end) {
    return misfit(e, Code::term_not_allowed,
                  "the employment since " + to_iso(job.hired) + " (" + seq_text(job.hired_seq) + ") has no term");
  }
  if (e.day <= *job.term_end) {
    return misfit(e, Code::term_not_allowed,
                  "the new term_end " + to_iso(e.day) + " is not beyond the present one, " + to_iso(*job.term_end) +
                      " (" + seq_text(job.term_seq) + ")");
  }
  if (!is_fiscal_year_kind(job.kind)) return std::nullopt;
  const Day next = *job.term_end + 1;
  const FiscalYearStart start = world_.policies.fiscal_year_start(e.effective);
  const Day last = last_day_of_fiscal_year(fiscal_year_of(next, start), start);
  if (e.day <= last) return std::nullopt;
  return misfit(e, Code::term_crosses_fiscal_year,
                "the new term_end " + to_iso(e.day) +
                    " lies past the fiscal year that follows the old term, which ends on " + to_iso(last));
}

std::optional<Misfit> PersonFold::check_open_items(const Entry& e) const {
  const auto open = std::ranges::find(state_.assignments, e.item, &OpenAssignment::id);
  switch (e.type) {
    case EventType::AssignmentAdded:
      if (open == state_.assignments.end()) return std::nullopt;
      return misfit(e, Code::already_open,
                    "the assignment " + in_quotes(e.item) + " is open since " + to_iso(open->since) + " (" +
                        seq_text(open->seq) + ")");
    case EventType::AssignmentEnded:
      if (open != state_.assignments.end()) return std::nullopt;
      return misfit(e, Code::nothing_to_end, "no assignment " + in_quotes(e.item) + " is open then");
    case EventType::SecondmentStarted:
      if (!state_.secondment) return std::nullopt;
      return misfit(e, Code::already_open,
                    "a secondment is open since " + to_iso(state_.secondment->since) + " (" +
                        seq_text(state_.secondment->seq) + ")");
    case EventType::SecondmentEnded:
      if (state_.secondment) return std::nullopt;
      return misfit(e, Code::nothing_to_end, "no secondment is open then");
    case EventType::ResignationWithdrawn:
      if (state_.tender_seq.value != 0) return std::nullopt;
      return misfit(e, Code::nothing_to_end, "no tender of resignation is open then");
    default:
      return check_absence(e);
  }
}

std::optional<Misfit> PersonFold::check_absence(const Entry& e) const {
  const bool ends_or_extends = e.type == EventType::AbsenceEnded || e.type == EventType::AbsenceExtended;
  if (e.type == EventType::AbsenceStarted && state_.absence) {
    return misfit(e, Code::absence_overlap,
                  "the absence " + in_quotes(state_.absence->id) + " is open since " + to_iso(state_.absence->since) +
                      " (" + seq_text(state_.absence->seq) + ")");
  }
  if (ends_or_extends && (!state_.absence || state_.absence->id != e.item)) {
    return misfit(e, Code::nothing_to_end, "no absence " + in_quotes(e.item) + " is open then");
  }
  return std::nullopt;
}

}  // namespace rireki
