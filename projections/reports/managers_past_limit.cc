#include <map>

#include "events/calendar/fiscal_year.h"
#include "events/types/text.h"
#include "projections/reports/due_reports.h"
#include "projections/roster.h"
#include "projections/scorecard.h"

namespace rireki {

namespace {

/// The population has the name of the report.
std::string population_of(const Reporting& reporting) { return std::string(to_text(reporting.query().kind)); }

struct Manager {
  std::string person;
  std::string authority;
  bool was_of_age = false;  // at the end of the fiscal year before
  bool is_extended = false;
  Seq rank_seq;
  Day rank_since;
  Seq extension_seq;
  Day extended_on;
};

class Managers {
 public:
  explicit Managers(Reporting& reporting) : reporting_(reporting), as_of_(reporting.query().as_of) {
    const FiscalCalendar& years = reporting.knowledge().organisation.policies.fiscal_years();
    year_before_ended_ = years.first_day(years.year_of(as_of_)) - 1;
  }

  Result<void> find(Filter filter) {
    filter.add_population(population_of(reporting_));
    Filter limit;
    limit.add_population(population_of(reporting_));
    Result<void> result;
    const auto visited =
        roster(reporting_.knowledge(), {.as_of = as_of_, .filter = std::move(filter)}, [&](const PersonRow& row) {
          if (!result) return;
          erased_ += row.personal.is_erased(PersonalCategory::attributes) ? 1 : 0;
          const auto was = was_of_age(row, limit);
          if (!was) result = std::unexpected(was.error());
          if (was)
            all_.push_back({.person = std::string(row.person), .authority = authority_of(row), .was_of_age = *was});
        });
    if (!visited) return std::unexpected(visited.error());
    reporting_.note_erased(erased_ + *visited);
    for (Manager& manager : all_) {
      if (result) result = look_up(manager);
    }
    return result;
  }

  [[nodiscard]] const std::vector<Manager>& all() const { return all_; }

 private:
  static std::string authority_of(const PersonRow& row) {
    return row.authority.empty() ? "unknown" : std::string(row.authority);
  }

  /// Whether the same person in the same post would have been in the population at the age of that day. Whatever else
  /// is asked is asked of today's.
  Result<bool> was_of_age(const PersonRow& row, Filter& limit) const {
    const Policy* policy = reporting_.policy_on(as_of_);
    if (!row.personal.birth || policy == nullptr) return false;
    PersonRow then = row;
    then.age = age_on(*row.personal.birth, year_before_ended_, policy->age_rule);
    return limit.admits({then, nullptr, reporting_.knowledge().organisation});
  }

  /// The Records of the rank and of an extension that holds.
  Result<void> look_up(Manager& manager) {
    const Knowledge& knowledge = reporting_.knowledge();
    const auto packed = knowledge.source.timeline(SubjectKind::person, manager.person);
    if (!packed) return std::unexpected(packed.error());
    Timeline timeline;
    timeline.load(packed->bytes, knowledge.seq);
    const State state = state_at(timeline, knowledge.world(), manager.person, as_of_);
    if (!state.employment) return {};
    manager.rank_seq = state.employment->rank_seq;
    manager.rank_since = state.employment->rank_since;
    for (const Entry* e : timeline.valid()) {
      const bool extends = e->type == EventType::RetirementDeferred &&
                           e->kind == static_cast<std::uint8_t>(DeferralKind::manager_limit_extension);
      const bool is_of_this = e->effective >= state.employment->hired && e->effective <= as_of_;
      if (!extends || !is_of_this) continue;
      manager.is_extended = e->day >= as_of_;
      manager.extension_seq = e->seq;
      manager.extended_on = e->effective;
    }
    return {};
  }

  Reporting& reporting_;
  Day as_of_;
  Day year_before_ended_;
  std::vector<Manager> all_;
  std::int64_t erased_ = 0;  // of them, persons whose birth nobody knows any more
};

struct Group {
  CountWithEvidence reached;
  CountWithEvidence past_limit;
  CountWithEvidence extended;

  void take(const Manager& m) {
    reached.add(m.rank_seq, m.rank_since, "holds a managerial rank");
    if (m.is_extended) extended.add(m.extension_seq, m.extended_on, "may stay until later");
    if (m.was_of_age && !m.is_extended) past_limit.add(m.rank_seq, m.rank_since, "was of that age the year before");
  }
};

void add_group(Reporting& reporting, const About& about, const Group& group) {
  const auto put = [&](std::string figure, const CountWithEvidence& side) {
    const PopulationOf own = [&](const Policy&) { return to_text(reporting.query().kind); };
    ReportRow& row = reporting.add(std::move(figure), about, reporting.query().as_of, own);
    row.numerator = side.count;
    if (reporting.query().explaining) row.evidence = side.evidence;
  };
  put("reached", group.reached);
  put("past_limit", group.past_limit);
  put("extended", group.extended);
}

}  // namespace

Result<void> managers_past_limit(Reporting& reporting) {
  const ReportQuery& query = reporting.query();
  auto filter = query.filter ? query.filter(false) : Result<Filter>(Filter{});
  if (!filter) return std::unexpected(filter.error());
  const Policy* policy = reporting.policy_on(query.as_of);
  if (policy == nullptr || policy->find_population(population_of(reporting)) == nullptr) {
    return fail(Code::usage, "the policy of " + to_iso(query.as_of) + " has no population " +
                                 in_quotes(population_of(reporting)) +
                                 " to say who has reached the age limit of managers");
  }
  Managers managers(reporting);
  if (auto r = managers.find(std::move(*filter)); !r) return r;
  std::map<std::string, Group> groups;
  Group all;
  for (const Manager& manager : managers.all()) {
    groups[manager.authority].take(manager);
    all.take(manager);
  }
  for (const auto& [authority, group] : groups) add_group(reporting, {{"authority", authority}}, group);
  add_group(reporting, {}, all);
  return {};
}

}  // namespace rireki
