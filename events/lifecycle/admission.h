// Admission: may these events enter the Log? The whole of section 6, over whole timelines, as known now.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "events/calendar/time_zones.h"
#include "events/lifecycle/last_judgements.h"
#include "events/lifecycle/organisation.h"
#include "events/lifecycle/outcome.h"
#include "events/lifecycle/person_fold.h"
#include "events/types/event_json.h"

namespace rireki {

/// What an admitted event adds to its subject's timeline.
struct StagedEntry {
  SubjectKind kind{};
  std::string subject;
  std::string packed;
};

class Admission {
 public:
  Admission(TimelineSource& source, TimeZones& zones) : source_(source), zones_(zones) {}

  /// Reads units and Policies as known now; before the first `judge`. Errors: INTEGRITY_ERROR.
  [[nodiscard]] Result<void> load();

  /// Brings near what judging this event will need. Changes no answer.
  void foresee(const Event& event) const { last_judgements_.foresee(event); }

  /// Judges a batch as a whole on the timelines that it results in; the first new Record would get seq `next`. Outcomes
  /// stand in the batch's order. If none is refused, `staged` holds what to append, and the batch counts as appended
  /// for everything judged later, until `undo`; if any is refused, nothing has changed. Errors: of the source only.
  [[nodiscard]] Result<std::vector<Outcome>> judge(std::span<Submission> batch, Seq next, Instant last_recorded);

  /// One for each outcome of kind appended, in order.
  [[nodiscard]] std::span<const StagedEntry> staged() const { return {staged_.data(), staged_used_}; }

  /// Takes back what the last `judge` admitted (a dry run, a commit that failed).
  void undo();

  [[nodiscard]] const Organisation& organisation() const { return organisation_; }

 private:
  struct Subject;

  /// One event on its way through the rules.
  struct Candidate {
    Submission* submission = nullptr;
    Outcome* outcome = nullptr;
    Subject* subject = nullptr;  // null: refused or duplicate before it was staged
    Seq seq;
    Seq target;    // of a correction or void
    Seq concerns;  // the ordinary event that it adds, replaces, removes or restores
    Entry entry;
    std::string scratch;    // texts of `entry` that are not in the event
    bool restores = false;  // a void of a correction
    Day effective_before;   // with a target: the date that `concerns` has without this event
    Day effective_after;    // of a void of a correction: the date that `concerns` gets back

    [[nodiscard]] const Event& event() const { return *submission->event; }
    [[nodiscard]] const EventData& data() const;

    /// What it makes of the ordinary event; null if that is void. Of an event that it concerns: once the subject's
    /// timeline is whole and resolved.
    [[nodiscard]] const Entry* resulting() const;
  };

  /// A timeline that the batch touches, with the batch's entries added.
  struct Subject {
    SubjectKind kind{};
    std::string code;
    Timeline timeline;
    Version version;
    bool is_whole = false;  // `timeline` has the stored entries too, not only the batch's: not for the organisation's,
                            // which are many and fold to nothing, nor where `last` is enough
    LastJudgement* last = nullptr;  // where it is enough for the only candidate
    std::vector<Candidate*> candidates;
    Units::Spans spans_before;  // of a unit
  };

  struct Dependents {
    std::vector<std::string> sentences;
    std::vector<Seq> seqs;
    std::vector<std::string> occupants;  // "P1 in U1 on 2023-04-01"

    void note(const Misfit& misfit);
  };

  World world() const { return {organisation_.policies, organisation_.units}; }

  // admission.cc: one event at a time, steps 2 to 5, and staging
  Result<void> enter(Candidate& c, Instant last_recorded);
  Result<void> check_identity(Candidate& c);
  Result<bool> is_same_fact(Candidate& c, Seq existing);
  Result<Version> check_version(const Candidate& c);
  Result<void> find_target(Candidate& c);
  Result<void> check_target(Candidate& c);
  Result<void> read_replacement(Candidate& c);
  Result<Subject*> open(SubjectKind kind, std::string_view code);
  [[nodiscard]] std::size_t find_opened(SubjectKind kind, std::string_view code) const;
  Result<void> read_whole(Subject& subject);
  Result<void> check_permission(const Candidate& c) const;
  Result<void> check_time(const Candidate& c, Instant last_recorded) const;
  Result<void> check_horizon(const Event& event, Day day, Instant recorded) const;
  Result<void> stage(Candidate& c);
  StagedEntry& next_staged();

  // admission_organisation.cc: step 6
  Result<void> check_slot(const Candidate& c) const;
  bool refuse_taken_slots(Subject& person);
  Result<void> judge_organisation(Subject& org);
  static Dependents displaced(const Candidate& c);
  Result<void> read_policy(const Candidate& c);
  Result<void> take_effect(Subject& org);
  void adopt(const Candidate& c);
  Result<void> rebuild_organisation(Subject& org);
  Result<void> check_policy(const Candidate& c) const;
  Result<void> check_policy_id(const Candidate& c, const PolicyAdopted& adoption) const;
  Result<void> check_tally(const Candidate& c, std::size_t alike_behind) const;
  Result<void> check_stress_check(const Candidate& c, const StressCheckTallied& tally) const;
  void replace_units(Subject& unit);

  // admission_judgement.cc: steps 7 and 8, and whose fault it is
  Result<void> judge_subjects();
  static Candidate* owner_of(const Subject& subject, const Misfit& misfit);
  Result<void> attribute(Subject& subject, const std::vector<Misfit>& misfits);
  void refuse_owners(const Subject& subject, const std::vector<Misfit>& misfits);
  [[nodiscard]] static Candidate* usual_suspect(const Subject& subject, Code code);
  Result<std::map<Seq, Candidate*>> culprits_in(const Subject& person);
  Result<std::set<Seq>> misfits_with(const Subject& person, std::size_t count);
  void refuse(Candidate& c, Error error, std::vector<Seq> dependents = {});
  [[nodiscard]] std::string without_lent_seqs(std::string_view message) const;
  [[nodiscard]] std::string place_in_batch(Seq lent) const;
  void refuse_for(Candidate& c, const Dependents& others);
  void warn(Candidate& c);
  static Day counted_from(const Candidate& c);

  // admission_persons.cc: step 7 for persons
  Result<void> judge_person(Subject& person);
  [[nodiscard]] Day first_affected_day(const Subject& person) const;

  // admission_chains.cc: step 6 for the chains of parents
  struct ClosedChain {
    Units::Cycle cycle;
    Candidate* by = nullptr;
  };
  [[nodiscard]] std::vector<ClosedChain> chains_closed_by(Subject& unit);
  [[nodiscard]] bool begins_here(const Subject& unit, Day day) const;
  [[nodiscard]] bool is_new_link(const Subject& unit, Day day) const;
  bool refuse_closed_chains(const std::vector<ClosedChain>& chains);
  Result<Dependents> links_of(const std::vector<ClosedChain>& chains);

  // admission_dependents.cc: steps 7 and 8 for units and Policies
  Result<void> judge_unit(Subject& unit);
  void judge_authority(const Subject& unit);
  [[nodiscard]] const Subject* in_batch(SubjectKind kind, std::string_view code) const;
  Result<void> judge_policies(Subject& org);
  Result<Dependents> dependents_of_unit(const Subject& unit);
  Result<Dependents> dependents_of_policies(Day from);
  Result<void> index_occupants();
  void note_occupant(std::string_view unit, std::string_view person);

  TimelineSource& source_;
  TimeZones& zones_;
  EventReader reader_;
  Organisation organisation_;
  ParsedPolicies parsed_;

  LastJudgements last_judgements_;

  // Persons ever placed in a unit (a superset), made at the first question and kept up from then on.
  bool occupants_known_ = false;
  std::unordered_map<std::string, std::unordered_set<std::string>> occupants_;

  // The batch being judged.
  std::vector<Candidate> candidates_;  // as many as the batch: they stay where they are
  std::deque<Subject> subjects_;
  std::size_t subjects_used_ = 0;
  std::map<SubjectKind, std::unordered_map<std::string_view, std::size_t>> by_code_;  // of a batch of several
  std::unordered_map<std::string_view, Candidate*> ids_;                              // of a batch of several
  std::vector<std::size_t> staged_from_;  // for each lent seq the place of its event in the batch
  std::vector<StagedEntry> staged_;       // of which those in use come first; the others' memory is used again
  std::size_t staged_used_ = 0;
  std::vector<std::function<void()>> undo_;
  Seq next_;
  bool is_batch_ = false;
};

}  // namespace rireki
