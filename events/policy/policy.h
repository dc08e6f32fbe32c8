// A Policy: the organisation's dated definitions, as loaded from one TOML document (contract, section 8).
// Value types only; load_policy.h makes them. What a document leaves out has the default written here.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/calendar/age.h"
#include "events/calendar/day.h"
#include "events/calendar/fiscal_year.h"
#include "events/policy/development.h"
#include "events/policy/indicator.h"
#include "events/policy/label.h"
#include "events/policy/safekeeping.h"

namespace rireki {

struct Rank {
  std::string id;
  Label label;
  int position = 0;         // on the ladder: 0 is the lowest
  std::vector<int> grades;  // 1..20
  std::string class_id;     // roll-up used by tables; default: the rank's own id
  bool manager = false;
};

struct JobFamily {
  std::string id;
  Label label;
  std::string group;  // default: the family's own id
};

/// An appointing authority (任命権者).
struct Authority {
  std::string id;
  Label label;
};

enum class ReasonClass : std::uint8_t { voluntary, involuntary, other };

/// A reason of separation.
struct Reason {
  std::string id;
  Label label;
  ReasonClass cls = ReasonClass::other;
};

/// What a Population is a group of.
enum class Members : std::uint8_t { staff, examinees };

/// When a Population is looked at, unless it has a day of its own.
enum class Window : std::uint8_t { any, first_day, last_day, fiscal_year };

/// A named group of people: whoever meets all of `where` and no one of `exclude` (conditions as in section 7).
struct Population {
  std::string id;
  Label label;
  std::vector<std::string> where;
  std::vector<std::string> exclude;
  std::string note;
  Label footnote;  // as published beside the figure
  Members members = Members::staff;
  Window window = Window::any;
  std::optional<Day> date;  // the one day for which it was published
};

/// How many staff a unit may have (定数).
struct Quota {
  std::string unit;
  int count = 0;
  std::string note;
};

/// Whom a rule is for: whoever meets all of `where`, no one of `exclude`, and belongs to the Population, if any.
struct Whom {
  std::string population;  // id of a Population of the same document, or empty
  std::vector<std::string> where;
  std::vector<std::string> exclude;
};

/// An age limit (定年) of regular staff born in a span of days, both ends included.
struct Retirement {
  int age = 0;
  Day born_from = kFirstDay;
  Day born_to = kLastDay;
  Whom whom;
};

enum class ClockStart : std::uint8_t {
  hired,  // the first day of the present employment
  rank    // the first day in the present rank
};

/// A course of the training catalogue. It is due within `due_months` of `since`; none: never due.
struct Training {
  std::string id;  // TrainingCompleted.course
  Label label;
  std::optional<TrainingCategory> category;
  std::string goal;
  std::optional<int> due_months;
  ClockStart since = ClockStart::hired;
  Day since_from = kFirstDay;  // not for those whose clock started earlier
  Whom whom;
};

struct Calendar {
  std::array<bool, 7> weekly_off{};  // Sunday first
  std::vector<Day> holidays;         // ascending

  [[nodiscard]] bool is_day_off(Day day) const;
};

struct Policy {
  std::string id;
  std::string version;
  Label title;
  std::string time_zone = "Asia/Tokyo";  // the form of an IANA name; whether the zone exists is not checked
  FiscalYearStart fiscal_year_start;
  AgeRule age_rule = AgeRule::legal;
  int horizon_days = 400;
  int min_group = 10;
  std::vector<Rank> ranks;  // lowest first
  std::vector<JobFamily> job_families;
  std::vector<Authority> authorities;
  std::vector<Reason> reasons;
  std::vector<Population> populations;
  std::vector<Indicator> indicators;
  std::vector<Quota> quotas;
  std::vector<std::string> approval_types;  // event types that need a second person
  Calendar calendar;
  int probation_months = 6;             // conditional appointment of regular staff; 0: none
  std::vector<Retirement> retirements;  // of those that fit a person the first holds
  std::vector<Training> trainings;
  Development development;
  Safekeeping safekeeping;
  std::vector<std::string> unread;  // why tables whose keys the contract leaves open are not used: a sentence for each

  /// The definition with this id, or null. Valid as long as the Policy is neither changed nor moved.
  [[nodiscard]] const Rank* find_rank(std::string_view wanted) const;
  [[nodiscard]] const JobFamily* find_job_family(std::string_view wanted) const;
  [[nodiscard]] const Authority* find_authority(std::string_view wanted) const;
  [[nodiscard]] const Reason* find_reason(std::string_view wanted) const;
  [[nodiscard]] const Population* find_population(std::string_view wanted) const;
  [[nodiscard]] const Indicator* find_indicator(std::string_view wanted) const;
  [[nodiscard]] const Quota* find_quota(std::string_view unit) const;
  [[nodiscard]] bool needs_approval(std::string_view event_type) const;
};

}  // namespace rireki
