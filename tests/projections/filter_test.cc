// Conditions on persons and counted events: how they are written, and whom they admit.
#include "projections/filter.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "events/policy/load_policy.h"

namespace rireki {

namespace {

constexpr Day kToday = from_civil({2023, 4, 1});

constexpr std::string_view kPolicy = R"(
[policy]
id = "test"
version = "1"
[[reason]]
id = "voluntary"
class = "voluntary"
[[population]]
id = "young"
where = ["age<=39"]
exclude = ["authority=hospital & job_group=medical"]
[[population]]
id = "broken"
where = ["height>170"]
)";

Organisation organisation() {
  Organisation org;
  auto policy = load_policy(kPolicy);
  REQUIRE(policy);
  org.policies = PolicyBook({{kFirstDay, Seq{1}, std::make_shared<const Policy>(std::move(*policy))}});
  org.units.replace("U-1", {{kFirstDay, true, "city", "", "mayor"}});
  org.units.replace("U-11", {{kFirstDay, true, "section", "U-1", ""}});
  org.units.replace("U-111", {{kFirstDay, true, "group", "U-11", ""}, {kToday + 30, true, "group", "U-2", ""}});
  org.units.replace("U-2", {{kFirstDay, true, "hospital", "", "hospital"}});
  return org;
}

/// A clerk of 30 years in U-111 who is at work.
struct Somebody {
  Organisation org = organisation();
  State state;
  PersonRow row;
  CountedEvent event{kToday, {}, {}, {}, {}};

  Somebody() {
    state.employed = true;
    state.employment.emplace();
    state.employment->kind = EmploymentKind::regular;
    state.employment->unit = "U-111";
    state.employment->rank = "clerk";
    state.employment->job_family = "general";
    state.employment->grade = 3;
    row.person = "P1";
    row.state = &state;
    row.day = kToday;
    row.status = Status::working;
    row.authority = "mayor";
    row.rank_class = "staff";
    row.job_group = "administration";
    row.manager = false;
    row.age = 30;
    row.service_years = 7;
    row.personal.sex = Sex::female;
  }
  Somebody(const Somebody&) = delete;
  Somebody& operator=(const Somebody&) = delete;

  void add_assignment(AssignmentKind kind) { state.assignments.push_back({"A", kind, {}, kToday, Seq{1}}); }

  bool meets(std::string_view cond, bool of_events = false) {
    Filter filter;
    CAPTURE(cond);
    REQUIRE(filter.add_where(cond, of_events));
    const auto admitted = filter.admits({row, of_events ? &event : nullptr, org});
    REQUIRE(admitted);
    return *admitted;
  }
  bool survives(std::string_view conds) {
    Filter filter;
    CAPTURE(conds);
    REQUIRE(filter.add_exclude(conds, false));
    const auto admitted = filter.admits({row, nullptr, org});
    REQUIRE(admitted);
    return *admitted;
  }
};

std::string refusal(std::string_view cond, bool of_events = false) {
  Filter filter;
  const auto result = filter.add_where(cond, of_events);
  CAPTURE(cond);
  REQUIRE_FALSE(result);
  CHECK(result.error().code == Code::usage);
  return result.error().message;
}

}  // namespace

TEST_CASE("each operator compares as it is written", "[projections][filter]") {
  Somebody p;
  for (const char* cond : {"age=30",           "age!=31",
                           "age<31",           "age<=30",
                           "age>29",           "age>=30",
                           "grade=3",          "service_years>=7",
                           "rank=clerk",       "rank!=chief",
                           "manager=false",    "manager!=true",
                           "sex=female",       "age_band=30s",
                           "status=working",   "employment=regular",
                           "authority=mayor",  "job_group=administration",
                           "rank_class=staff", "absence=none",
                           "assignment=none",  " age <= 30 ",
                           "rank = clerk"}) {
    CHECK(p.meets(cond));
  }
  for (const char* cond : {"age=31", "age!=30", "age<30", "age<=29", "age>30", "age>=31", "grade!=3", "rank=chief",
                           "rank!=clerk", "manager=true", "sex=male", "age_band=20s", "status!=working",
                           "absence!=none", "assignment!=none", "assignment=mentor"}) {
    CHECK_FALSE(p.meets(cond));
  }
}

TEST_CASE("a comma means one of", "[projections][filter]") {
  Somebody p;
  CHECK(p.meets("rank=chief,clerk"));
  CHECK(p.meets("rank=chief, clerk"));
  CHECK(p.meets("age=29,30,31"));
  CHECK(p.meets("sex=unknown,female"));
  CHECK(p.meets("age<=20,30"));
  CHECK(p.meets("age>29,40"));
  CHECK_FALSE(p.meets("age<20,30"));
  CHECK_FALSE(p.meets("age>=31, 40"));
  CHECK_FALSE(p.meets("rank=chief,manager"));
  CHECK_FALSE(p.meets("rank!=chief,clerk"));
  CHECK(p.meets("rank!=chief,manager"));
}

TEST_CASE("all conditions must hold, and an exclusion needs all of its own", "[projections][filter]") {
  Somebody p;
  Filter filter;
  REQUIRE(filter.add_where("age<40", false));
  REQUIRE(filter.add_where("rank=clerk", false));
  CHECK(*filter.admits({p.row, nullptr, p.org}));
  REQUIRE(filter.add_where("sex=male", false));
  CHECK_FALSE(*filter.admits({p.row, nullptr, p.org}));
  CHECK_FALSE(p.survives("rank=clerk"));
  CHECK_FALSE(p.survives("rank=clerk & sex=female"));
  CHECK_FALSE(p.survives("rank=clerk&sex=female,male"));
  CHECK(p.survives("rank=clerk & sex=male"));
}

TEST_CASE("what is unknown is the group unknown, and satisfies no comparison", "[projections][filter]") {
  Somebody p;
  p.row.age.reset();
  p.row.personal.sex.reset();
  p.row.authority = {};
  p.state.employment->grade = 0;
  for (const char* cond : {"age=unknown", "age_band=unknown", "sex=unknown", "authority=unknown", "grade=unknown",
                           "post=unknown", "route=unknown", "work_pattern=unknown", "track=unknown", "sex!=male"}) {
    CHECK(p.meets(cond));
  }
  for (const char* cond :
       {"age<200", "age>=0", "grade>0", "grade<=20", "sex=male,female", "sex!=unknown", "authority=mayor"}) {
    CHECK_FALSE(p.meets(cond));
  }
  p.row.personal.sex = Sex::unknown;
  CHECK(p.meets("sex=unknown"));
}

TEST_CASE("a registered person without an employment is unknown in its attributes", "[projections][filter]") {
  Somebody p;
  p.state.employment.reset();
  p.state.employed = false;
  p.row.status = Status::registered;
  for (const char* cond : {"unit=unknown", "rank=unknown", "employment=unknown", "status=registered", "absence=none"}) {
    CHECK(p.meets(cond));
  }
  CHECK_FALSE(p.meets("unit=U-1"));
}

TEST_CASE("two open assignments count as both kinds", "[projections][filter]") {
  Somebody p;
  p.add_assignment(AssignmentKind::mentor);
  p.add_assignment(AssignmentKind::concurrent);
  p.add_assignment(AssignmentKind::mentor);
  CHECK(p.meets("assignment=mentor"));
  CHECK(p.meets("assignment=concurrent"));
  CHECK_FALSE(p.meets("assignment=none"));
  CHECK_FALSE(p.meets("assignment!=mentor"));
  CHECK(p.meets("assignment!=dual"));
  const auto values = values_of(Attribute::assignment, {p.row, nullptr, p.org});
  REQUIRE(values.size() == 2);
  CHECK(to_text(values[0]) == "mentor");
  CHECK(to_text(values[1]) == "concurrent");
}

TEST_CASE("a unit means its subtree on that day, as a dimension the unit itself", "[projections][filter]") {
  Somebody p;
  for (const char* cond : {"unit=U-111", "unit=U-11", "unit=U-1", "unit=U-2,U-1"}) CHECK(p.meets(cond));
  for (const char* cond : {"unit=U-2", "unit=U-9", "unit!=U-1", "unit=unknown"}) CHECK_FALSE(p.meets(cond));
  CHECK(p.meets("unit!=U-2"));
  CHECK(to_text(values_of(Attribute::unit, {p.row, nullptr, p.org}).front()) == "U-111");
  p.row.day = kToday + 30;
  CHECK(p.meets("unit=U-2"));
  CHECK_FALSE(p.meets("unit=U-1"));
}

TEST_CASE("after a separation the units are those of the last day", "[projections][filter]") {
  Somebody p;
  p.state.employed = false;
  p.state.separation = Separation{kToday, "voluntary", false, Seq{2}};
  p.row.day = kToday + 30;
  p.row.status = Status::separated;
  CHECK(p.meets("unit=U-1"));
  CHECK_FALSE(p.meets("unit=U-2"));
}

TEST_CASE("counted events have attributes of their own", "[projections][filter]") {
  Somebody p;
  p.event = {from_civil({2024, 3, 31}), "voluntary", {}, {}, {}};
  for (const char* cond : {"fiscal_year=2023", "fiscal_year>=2023", "month=2024-03", "reason=voluntary",
                           "reason_class=voluntary", "course=unknown", "category=unknown", "kind=unknown"}) {
    CHECK(p.meets(cond, true));
  }
  for (const char* cond : {"fiscal_year=2024", "month=2024-04", "reason=death", "reason_class=other"}) {
    CHECK_FALSE(p.meets(cond, true));
  }
  p.event = {kToday, {}, "C-1", "basic", "sick_leave"};
  for (const char* cond :
       {"course=C-1", "category=basic", "kind=sick_leave", "reason=unknown", "reason_class=unknown"}) {
    CHECK(p.meets(cond, true));
  }
}

TEST_CASE("a condition that cannot be read says why", "[projections][filter]") {
  for (const char* field : {"unit", "authority", "rank", "age_band", "service_years", "assignment", "track"}) {
    CHECK(refusal("height>170").find(field) != std::string::npos);
  }
  CHECK(refusal("height>170").find("height") != std::string::npos);
  CHECK(refusal("reason=voluntary").find("reason_class") == std::string::npos);
  CHECK(refusal("height=1", true).find("reason_class") != std::string::npos);
  CHECK(refusal("rank").find("operator") != std::string::npos);
  CHECK(refusal("").find("operator") != std::string::npos);
  CHECK(refusal("rank!chief").find("operator") != std::string::npos);
  CHECK(refusal("=chief").find("unit") != std::string::npos);
  CHECK(refusal("age=old").find("number") != std::string::npos);
  CHECK(refusal("age=").find("number") != std::string::npos);
  CHECK(refusal("age=1.5").find("number") != std::string::npos);
  CHECK(refusal("age==30").find("number") != std::string::npos);
  CHECK(refusal("sex=femal").find("female") != std::string::npos);
  CHECK(refusal("status=here").find("working") != std::string::npos);
  CHECK(refusal("manager=yes").find("true") != std::string::npos);
  CHECK(refusal("absence=flu").find("none") != std::string::npos);
  for (const char* cond : {"rank<chief", "sex>=male", "manager<true", "month<2023-04"}) {
    CHECK(refusal(cond, true).find("number") != std::string::npos);
  }
  for (const char* cond : {"age<unknown", "grade>=3,unknown", "fiscal_year>unknown"}) {
    CHECK(refusal(cond, true).find("unknown") != std::string::npos);
  }
  Filter filter;
  CHECK(filter.add_where("age!=unknown", false));
  CHECK_FALSE(filter.add_exclude("rank=clerk & height>170", false));
  CHECK_FALSE(filter.add_exclude("rank=clerk &", false));
}

TEST_CASE("every field of the contract is known, and nothing else", "[projections][filter]") {
  const std::vector<std::string_view> always = {
      "unit",      "authority",  "rank",          "rank_class", "manager", "grade",       "job_family",
      "job_group", "employment", "post",          "route",      "sex",     "age",         "age_band",
      "track",     "assignment", "service_years", "status",     "absence", "work_pattern"};
  const std::vector<std::string_view> of_events = {"fiscal_year", "month",    "reason", "reason_class",
                                                   "course",      "category", "kind"};
  for (const auto name : always) {
    REQUIRE(parse_attribute(name, false));
    REQUIRE(parse_attribute(name, true));
    CHECK(to_text(*parse_attribute(name, false)) == name);
  }
  for (const auto name : of_events) {
    CHECK(parse_attribute(name, true));
    CHECK_FALSE(parse_attribute(name, false));
  }
  for (const char* name : {"", "name", "birth", "Unit", "unit "}) CHECK_FALSE(parse_attribute(name, true));
}

TEST_CASE("a population is the policy's where and exclude", "[projections][filter]") {
  Somebody p;
  const auto admitted = [&](std::string id) {
    Filter filter;
    filter.add_population(std::move(id));
    return filter.admits({p.row, nullptr, p.org});
  };
  CHECK(*admitted("young"));
  p.row.age = 40;
  CHECK_FALSE(*admitted("young"));
  p.row.age = 39;
  p.row.authority = "hospital";
  CHECK(*admitted("young"));
  p.row.job_group = "medical";
  CHECK_FALSE(*admitted("young"));
  for (const char* id : {"old", "broken"}) {
    const auto refused = admitted(id);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Code::usage);
  }
  CHECK(admitted("old").error().message.find("young") != std::string::npos);
  p.org.policies = PolicyBook();
  CHECK_FALSE(admitted("young"));
}

TEST_CASE("a population that each policy means is asked where one means any", "[projections][filter]") {
  Somebody p;
  p.row.age = 40;
  const auto admits = [&](std::string_view meant) {
    Filter filter;
    filter.add_meant_population([meant](const Policy&) { return meant; });
    CHECK_FALSE(filter.is_empty());
    const bool asks = meant == "young" && !p.org.policies.all().empty();
    CHECK(filter.asks_for_erasable(p.org.policies) == asks);
    return filter.admits({p.row, nullptr, p.org});
  };
  CHECK_FALSE(*admits("young"));
  CHECK(*admits(""));
  CHECK_FALSE(admits("old"));
  p.org.policies = PolicyBook();
  CHECK(*admits("young"));
}

TEST_CASE("values sort as numbers, truths, texts with unknown among them", "[projections][filter]") {
  const std::vector<Value> sorted = {std::int64_t{-1}, std::int64_t{9},  std::int64_t{10}, false,           true,
                                     std::string("a"), std::string("b"), Value(),          std::string("z")};
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    for (std::size_t j = 0; j < sorted.size(); ++j) CHECK(sorts_before(sorted[i], sorted[j]) == (i < j));
  }
}

}  // namespace rireki
