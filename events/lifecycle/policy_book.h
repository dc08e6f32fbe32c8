// The Policies of a Log at one known-at, by the day from which each holds.
#pragma once

#include <memory>
#include <vector>

#include "events/lifecycle/entry.h"
#include "events/policy/policy.h"

namespace rireki {

struct AdoptedPolicy {
  Day from;
  Seq seq;  // of the PolicyAdopted
  std::shared_ptr<const Policy> policy;
};

class PolicyBook {
 public:
  PolicyBook() = default;
  explicit PolicyBook(std::vector<AdoptedPolicy> policies);

  /// The Policy in effect on a day, or null before the first.
  [[nodiscard]] const Policy* at(Day day) const;

  /// The one that comes into effect last; null without any.
  [[nodiscard]] const Policy* newest() const;

  /// Ascending by `from`; at most one a day.
  [[nodiscard]] const std::vector<AdoptedPolicy>& all() const { return policies_; }

  /// The days of fiscal years, by the Policies in effect as they begin.
  [[nodiscard]] const FiscalCalendar& fiscal_years() const { return fiscal_years_; }

  /// What the Policy in effect on a day says, as terms that begin then are held to it; 1 April without any.
  [[nodiscard]] FiscalYearStart fiscal_year_start(Day day) const;

 private:
  std::vector<AdoptedPolicy> policies_;
  FiscalCalendar fiscal_years_;
};

}  // namespace rireki
