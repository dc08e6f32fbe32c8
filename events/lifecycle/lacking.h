// What a subject holds on a day that the Policy of that day does not have.
#pragma once

#include <string>
#include <string_view>

#include "events/lifecycle/policy_book.h"
#include "events/lifecycle/state.h"
#include "events/lifecycle/units.h"

namespace rireki {

/// "authority "hospital"", or empty if nothing is lacking.
[[nodiscard]] std::string lacking_for_unit(const Units& units, std::string_view code, Day day, const Policy* policy);

/// "rank "chief"" or "job family "nurse"", or empty if nothing is lacking.
[[nodiscard]] std::string lacking_for_person(const State& state, const Policy* policy);

/// Holds a person's state against each Policy that comes into effect while a fold goes on.
class PolicyChanges {
 public:
  /// Of Policies from the day `from` on.
  PolicyChanges(const PolicyBook& policies, Day from);

  /// Before the fold goes past the end of days earlier than `day`: what the person lacks by then; empty: nothing.
  [[nodiscard]] std::string check_until(Day day, const State& state);

 private:
  const std::vector<AdoptedPolicy>& policies_;
  std::size_t next_ = 0;
};

}  // namespace rireki
