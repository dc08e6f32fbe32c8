// What the Log says of the organisation as a whole at one known-at: units, Policies, closed periods, tallies made.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "events/lifecycle/policy_book.h"
#include "events/lifecycle/timeline_source.h"
#include "events/lifecycle/units.h"

namespace rireki {

struct ClosedPeriod {
  Period period;
  Seq seq;
};

struct Organisation {
  Units units;
  PolicyBook policies;
  std::vector<ClosedPeriod> closed;
  std::unordered_multiset<std::string> tallies;  // keys, see tally_key; alike only while a batch is judged
};

/// The key under which a tally may be recorded once: its type and all its fields but the numbers; empty for others.
[[nodiscard]] std::string tally_key(const Entry& entry);

/// Documents already parsed, by the seq of the Record that holds them.
using ParsedPolicies = std::map<Seq, std::shared_ptr<const Policy>>;

/// The Policies among the entries of `org`; documents not in `parsed` are read from their Records and added to it. They
/// were checked when they were admitted. Errors: INTEGRITY_ERROR.
[[nodiscard]] Result<PolicyBook> load_policies(const Timeline& org, TimelineSource& source, ParsedPolicies& parsed);

/// Takes closed periods and tallies from the entries of `org`.
void load_closed_and_tallies(const Timeline& org, Organisation& organisation);

/// All of it as known at `known`.
[[nodiscard]] Result<Organisation> load_organisation(TimelineSource& source, Seq known, ParsedPolicies& parsed);

/// The closed period that a day lies in, or null.
[[nodiscard]] const ClosedPeriod* closed_period(const Organisation& organisation, Day day);

[[nodiscard]] std::string to_text(const Period& period);

}  // namespace rireki
