#include "projections/staff_groups.h"

#include <algorithm>
#include <array>
#include <limits>

#include "events/calendar/age.h"
#include "projections/staff_exceptions.h"

namespace rireki {

namespace {

constexpr std::uint32_t kNoGroup = UINT32_MAX;
constexpr std::size_t kTableMax = std::size_t{1} << 22U;
constexpr std::size_t kStandingsKept = 100'000;
constexpr AttributeSet kDerived = set_of(Attribute::authority) | set_of(Attribute::rank_class) |
                                  set_of(Attribute::manager) | set_of(Attribute::job_group);
constexpr std::uint32_t kUnknownNumber = 255;  // no age or length of service comes near

/// Tells groups further apart by one more value: (group, value) → group, numbered from 0 as they turn up.
class Step {
 public:
  explicit Step(std::uint32_t values) : values_(values) {}

  std::uint32_t of(std::uint32_t group, std::uint32_t value) {
    const std::size_t place = std::size_t{group} * values_ + value;
    if (place >= kTableMax) {
      const auto [it, is_new] = far_.try_emplace(place, count_);
      if (is_new) ++count_;
      return it->second;
    }
    if (place >= table_.size()) table_.resize((std::size_t{group} + 1) * values_, kNoGroup);
    std::uint32_t& to = table_[place];
    if (to == kNoGroup) to = count_++;
    return to;
  }

 private:
  std::uint32_t values_;
  std::uint32_t count_ = 0;
  std::vector<std::uint32_t> table_;
  std::unordered_map<std::size_t, std::uint32_t> far_;
};

/// What a standing alone says of the attributes asked for, as a number.
class StandingGroups {
 public:
  StandingGroups(const StateTable& states, AttributeSet asked)
      : states_(states), group_of_(are_few(states) ? states.standings.size() : 0, kNoGroup) {
    using enum Attribute;
    const auto asks = [&](AttributeSet any) { return (asked & any) != 0; };
    if (asks(set_of(unit) | set_of(authority))) add(&Standing::unit);
    if (asks(set_of(rank) | set_of(rank_class) | set_of(manager))) add(&Standing::rank);
    if (asks(set_of(job_family) | set_of(job_group))) add(&Standing::family);
    if (asks(set_of(post))) add(&Standing::post);
    if (asks(set_of(assignment))) add(&Standing::assignments);
    if (asks(set_of(grade))) add(&Standing::grade);
    if (asks(set_of(employment))) add(&Standing::kind);
    if (asks(set_of(route))) add(&Standing::route);
    if (asks(set_of(status))) add(&Standing::status);
    if (asks(set_of(absence))) add(&Standing::absence);
    if (asks(set_of(work_pattern))) add(&Standing::pattern);
    if (asks(set_of(track))) add(&Standing::track);
  }

  /// kNoGroup: not employed.
  std::uint32_t of(std::uint32_t standing) {
    if (group_of_.empty()) return find(states_.standings[standing]) - 1;
    std::uint32_t& group = group_of_[standing];
    if (group == kNoGroup) group = find(states_.standings[standing]);
    return group - 1;
  }

 private:
  /// Whether many people have the same one, so that it pays to know its group.
  static bool are_few(const StateTable& states) { return states.standings.size() <= kStandingsKept; }

  void add(std::uint32_t Standing::*text) {
    texts_.emplace_back(text, Step(static_cast<std::uint32_t>(states_.word_ends.size())));
  }
  void add(std::uint8_t Standing::*code) { codes_.emplace_back(code, Step(256)); }

  /// One more than the group, 0 for nobody's.
  std::uint32_t find(const Standing& standing) {
    if (!standing.is_employed()) return 0;
    std::uint32_t group = 0;
    for (auto& [text, step] : texts_) group = step.of(group, standing.*text);
    for (auto& [code, step] : codes_) group = step.of(group, standing.*code);
    return group + 1;
  }

  const StateTable& states_;
  std::vector<std::uint32_t> group_of_;  // one more; empty: not kept
  std::vector<std::pair<std::uint32_t Standing::*, Step>> texts_;
  std::vector<std::pair<std::uint8_t Standing::*, Step>> codes_;
};

/// Counts rows by what their standings and their persons say.
class Grouping {
 public:
  Grouping(const Spans& spans, const PersonalColumns* columns, const World& world, Day as_of, AttributeSet asked)
      : spans_(spans),
        columns_(columns),
        as_of_(as_of),
        asks_age_(has(asked, Attribute::age) || has(asked, Attribute::age_band)),
        asks_service_(has(asked, Attribute::service_years)),
        asks_derived_((asked & kDerived) != 0),
        standings_(spans.states, asked) {
    const Policy* policy = world.policies.at(as_of);
    if (policy != nullptr) age_rule_ = policy->age_rule;
  }

  /// Looks at a row some rows later, when its standing has come from memory: they lie all over.
  void add(std::uint32_t row) {
    __builtin_prefetch(&spans_.states.standings[spans_.standing[row]]);
    if (added_ >= kAhead) look_at(ahead_[added_ % kAhead]);
    ahead_[added_++ % kAhead] = row;
  }

  /// Once all rows were added.
  Result<void> visit(const World& world, const VisitGroup& visit) {
    for (std::size_t i = added_ - std::min(added_, kAhead); i < added_; ++i) look_at(ahead_[i % kAhead]);
    State state;
    const std::size_t alike = groups_.size();
    groups_.insert(groups_.end(), unknown_.begin(), unknown_.end());
    for (std::size_t i = 0; i < groups_.size(); ++i) {
      if (i + kAhead < groups_.size()) fetch(groups_[i + kAhead]);
      const Group& group = groups_[i];
      if (group.count == 0) continue;
      if (asks_service_) {
        spans_.states.decode({group.standing, spans_.tenure[group.row]}, state);
      } else {
        state = spans_.states.state(group.standing);
      }
      const Derived derived = asks_derived_ && state.employment ? derive(*state.employment, world, as_of_) : Derived{};
      Personal personal = columns_ == nullptr ? Personal{} : columns_->attributes(group.person);
      const std::string_view person = i < alike ? std::string_view() : spans_.code(group.person);
      const auto row = make_person_row(person, state, world, as_of_, std::move(personal), derived);
      if (auto r = visit(row, group.count); !r) return r;
    }
    return {};
  }

 private:
  struct Group {
    std::int64_t count = 0;
    std::uint32_t row = 0;  // of one of them
    std::uint32_t standing = 0;
    std::uint32_t person = 0;
  };

  void fetch(const Group& group) const { __builtin_prefetch(&spans_.states.standings[group.standing]); }

  void look_at(std::uint32_t row) {
    std::uint32_t group = standings_.of(spans_.standing[row]);
    if (group == kNoGroup) return;
    const std::uint32_t person = spans_.person[row];
    if (columns_ != nullptr && columns_->has_erased_attributes(person)) {
      unknown_.push_back({1, row, spans_.standing[row], person});
      return;
    }
    if (columns_ != nullptr) group = by_person(group, person);
    if (asks_service_) group = service_.of(group, years_of(spans_.states.hired(spans_.tenure[row])));
    if (group >= groups_.size()) groups_.resize(group + 1);
    Group& counted = groups_[group];
    if (counted.count++ == 0) counted = {1, row, spans_.standing[row], person};
  }

  std::uint32_t by_person(std::uint32_t group, std::uint32_t person) {
    const auto sex = columns_->sex(person);
    group = sex_.of(group, sex ? static_cast<std::uint32_t>(*sex) : 7);
    if (!asks_age_) return group;
    const auto birth = columns_->birth(person);
    return age_.of(group, birth ? bounded(age_on(*birth, as_of_, age_rule_)) : kUnknownNumber);
  }

  /// Ages below zero are the day's before a birth: kept apart by wrapping round.
  static std::uint32_t bounded(int number) { return static_cast<std::uint8_t>(number); }
  std::uint32_t years_of(Day hired) const { return bounded(completed_years(hired, as_of_)); }

  const Spans& spans_;
  const PersonalColumns* columns_;
  Day as_of_;
  bool asks_age_;
  bool asks_service_;
  bool asks_derived_;
  AgeRule age_rule_ = AgeRule::legal;
  StandingGroups standings_;
  Step sex_{8};
  Step age_{256};
  Step service_{256};
  static constexpr std::size_t kAhead = 16;
  std::array<std::uint32_t, kAhead> ahead_{};  // rows not looked at yet, by when they were added
  std::size_t added_ = 0;
  std::vector<Group> groups_;
  std::vector<Group> unknown_;  // persons of whom sex and birth are erased, each alone
};

constexpr AttributeSet kPersonal = set_of(Attribute::sex) | set_of(Attribute::age) | set_of(Attribute::age_band);

}  // namespace

Result<void> each_apart(const Knowledge& knowledge, const Staff& staff, Day as_of,
                        const std::function<Result<void>(std::string_view person, const Timeline& timeline,
                                                         std::string_view bytes, const State& state)>& visit) {
  Timeline timeline;
  for (const std::string& person : staff.apart) {
    const auto packed = knowledge.source.timeline(SubjectKind::person, person);
    if (!packed) return std::unexpected(packed.error());
    timeline.load(packed->bytes, knowledge.seq);
    const State state = state_at(timeline, knowledge.world(), person, as_of);
    if (auto r = visit(person, timeline, packed->bytes, state); !r) return r;
  }
  return {};
}

namespace {

/// One person as a group of their own.
class Single {
 public:
  Single(const Knowledge& knowledge, const World& world, Day as_of, bool asks_personal, const VisitGroup& visit)
      : world_(world),
        as_of_(as_of),
        asks_personal_(asks_personal),
        visit_(visit),
        personal_(knowledge.source, PersonalFields::Scope::attributes) {}

  Result<void> prepare(Seq known) { return asks_personal_ ? personal_.load_all(known) : Result<void>{}; }

  Result<void> show(std::string_view person, const Timeline& timeline, std::string_view bytes, const State& state) {
    if (!state.employed) return {};
    auto personal = asks_personal_ ? personal_.at(person, timeline, bytes, as_of_) : Personal{};
    if (!personal) return std::unexpected(personal.error());
    return visit_(make_person_row(person, state, world_, as_of_, std::move(*personal)), 1);
  }

 private:
  const World& world_;
  Day as_of_;
  bool asks_personal_;
  const VisitGroup& visit_;
  PersonalFields personal_;
};

}  // namespace

Result<void> each_group(const Knowledge& knowledge, const World& world, Day as_of, AttributeSet asked,
                        const VisitGroup& visit) {
  const auto staff = knowledge.source.staff(knowledge.seq);
  if (!staff) return std::unexpected(staff.error());
  const bool asks_personal = (asked & kPersonal) != 0;
  const auto columns = asks_personal ? knowledge.source.personal_columns() : Result<const PersonalColumns*>(nullptr);
  if (!columns) return std::unexpected(columns.error());
  const Spans& spans = *staff->spans;
  const StaffExceptions exceptions(*staff, *columns);
  Grouping grouping(spans, *columns, world, as_of, asked);
  std::vector<std::string> varying;
  spans.each_at(as_of, staff->known, [&](std::uint32_t row) {
    const std::uint32_t number = spans.person[row];
    if (exceptions.is_apart(number)) return;
    if (exceptions.varies(number)) {
      varying.emplace_back(spans.code(number));
    } else {
      grouping.add(row);
    }
  });
  if (auto r = grouping.visit(world, visit); !r) return r;
  Single single(knowledge, world, as_of, asks_personal, visit);
  if (auto r = single.prepare(knowledge.seq); !r) return r;
  const auto show = [&](std::string_view person, const Timeline& timeline, std::string_view bytes, const State& state) {
    return single.show(person, timeline, bytes, state);
  };
  if (auto r = each_apart(knowledge, *staff, as_of, show); !r) return r;
  const Staff of_varying{&spans, staff->known, varying};
  return each_apart(knowledge, of_varying, as_of, show);
}

}  // namespace rireki
