// What a person's rules look up, as it was known at every seq: which units were active when, which Policy held when.
#pragma once

#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "events/lifecycle/organisation.h"
#include "events/lifecycle/person_fold.h"
#include "events/types/text_hash.h"

namespace rireki {

/// Nearly every look-up has had its last answer before anybody's Record asks for it: such a look-up is settled, and the
/// newest World answers it for every known-at from then on.
class WorldHistory {
 public:
  /// What is known up to `known`. Errors: INTEGRITY_ERROR.
  [[nodiscard]] static Result<WorldHistory> load(TimelineSource& source, Seq known, ParsedPolicies& parsed);

  /// The seq from which on all that the rules ask for this entry has the answer of `newest`. It may be named too late,
  /// never too early.
  [[nodiscard]] Seq settled(const Entry& entry) const;

  /// The first seq after `known` at which an answer for this entry may change; none: kNever.
  [[nodiscard]] Seq next_change(const Entry& entry, Seq known) const;

  /// The first day for which anything that the rules ask has changed after `known`; kForever: nothing has.
  [[nodiscard]] Day changed_from(Seq known) const;

  [[nodiscard]] World newest() const { return {newest_.policies, newest_.units}; }

  /// The Policies, and those units that an entry names, as known at `known`: enough for the fold of these entries.
  [[nodiscard]] Organisation as_known(std::span<const Entry* const> entries, Seq known) const;

  static constexpr Seq kNever{UINT64_MAX};

 private:
  struct UnitVersion {
    Seq since;
    Units::Spans spans;
  };
  struct PolicyVersion {
    Seq since;
    PolicyBook book;
    Day changed_from;  // the first day for which it says something else than the version before
  };
  Result<void> load_units(TimelineSource& source, Seq known);
  Result<void> load_policy_versions(TimelineSource& source, Seq known, ParsedPolicies& parsed);
  [[nodiscard]] const std::vector<UnitVersion>* versions_of(std::string_view unit) const;
  [[nodiscard]] Seq unit_settled(std::string_view unit, Day day) const;
  [[nodiscard]] Seq policy_settled(Day day) const;

  Organisation newest_;
  std::unordered_map<std::string, std::vector<UnitVersion>, TextHash, std::equal_to<>> units_;
  std::vector<PolicyVersion> policies_;
};

}  // namespace rireki
