// The tables of a policy whose keys the contract leaves open: read where they are ours, named where they are not.
#include <string>

#include <catch2/catch.hpp>

#include "events/policy/load_policy.h"

namespace rireki {

namespace {

constexpr std::string_view kHead = R"([policy]
id = "city"
version = "1"
[[rank]]
id = "clerk"
grades = [1, 2]
[[population]]
id = "all"
)";

std::string strict_refusal(const std::string& more) {
  const auto policy = load_policy_strictly(std::string(kHead) + more);
  REQUIRE_FALSE(policy);
  CHECK(policy.error().code == Code::policy_invalid);
  return policy.error().message;
}

Policy loaded(const std::string& more) {
  auto policy = load_policy_strictly(std::string(kHead) + more);
  if (!policy) FAIL(policy.error().message);
  return std::move(*policy);
}

}  // namespace

TEST_CASE("profiles are read with the abilities they name") {
  const Policy policy = loaded(R"([[ability]]
id = "ethics"
label = { ja = "倫理", en = "Ethics" }
[[profile]]
id = "clerk"
where = ["rank=clerk"]
any = ["age>=61 & employment=regular"]
items = [
  { ability = "ethics", text = "公正に職務を遂行することができる。" },
]
)");
  REQUIRE(policy.development.profiles.size() == 1);
  const Profile& profile = policy.development.profiles.front();
  CHECK(profile.fit.where == std::vector<std::string>{"rank=clerk"});
  CHECK(profile.fit.any.size() == 1);
  REQUIRE(profile.items.size() == 1);
  CHECK(profile.items.front().ability == "ethics");
}

TEST_CASE("a career path belongs to ranks and their grades") {
  const std::string stages = "[career]\nstages = [{ id = \"growth\" }]\n";
  const Policy policy = loaded(stages + R"([[career_path]]
rank = "clerk"
stage = "growth"
years = 1
age = 24
duties = [{ grade = 2, text = "x" }]
)");
  REQUIRE(policy.development.career);
  CHECK(policy.development.career->steps.front().age == 24);
  CHECK(strict_refusal("[[career_path]]\nrank = \"king\"\nyears = 1\nage = 24").contains("line 10: the key \"rank\""));
  CHECK(strict_refusal("[[career_path]]\nrank = \"clerk\"\nyears = 1\nage = 24\nduties = [{ grade = 3 }]")
            .contains("is not a grade of the rank: clerk"));
  CHECK(strict_refusal(stages + "[[career_path]]\nrank = \"clerk\"\nstage = \"decline\"\nyears = 1\nage = 24")
            .contains("names nothing of this document: decline"));
}

TEST_CASE("measures name their axis, their owners and what they repeat") {
  const std::string owners = "[[owner]]\nid = \"personnel\"\n[[measure]]\nid = \"M01\"\nowners = [\"personnel\"]\n";
  CHECK(loaded(owners + "[[measure]]\nid = \"M02\"\nsame_as = \"M01\"\nstatus = \"considering\"")
            .development.measures.back()
            .same_as == "M01");
  CHECK(
      strict_refusal(owners + "[[measure]]\nid = \"M02\"\nowners = [\"mayor\"]").contains("names no [[owner]]: mayor"));
  CHECK(strict_refusal(owners + "[[measure]]\nid = \"M02\"\nsame_as = \"M03\"").contains("M03"));
  CHECK(strict_refusal(owners + "[[measure]]\nid = \"M02\"\naxis = \"north\"").contains("the key \"axis\""));
  CHECK(strict_refusal(owners + "[[measure]]\nid = \"M01\"").contains("is given twice: M01"));
}

TEST_CASE("retention and disclosure have rules of a fixed form") {
  const Policy policy = loaded(R"([retention]
rules = [{ category = "sensitive", years = 5, from = "recorded" }]
[disclosure]
audiences = [{ id = "public", minimum_cell = 10, complement = true }]
)");
  CHECK(policy.safekeeping.retention.front().from == KeptFrom::recorded);
  CHECK(policy.safekeeping.audiences.front().complement);
  CHECK(
      strict_refusal("[retention]\nrules = [{ category = \"shoes\", years = 5 }]").contains("must be one of identity"));
  CHECK(strict_refusal("[retention]\nrules = [{ category = \"identity\", years = 5 }, { category = \"identity\", "
                       "years = 6 }]")
            .contains("is given twice"));
  CHECK(strict_refusal("[disclosure]\naudiences = [{ id = \"public\", minimum_cell = 0 }]").contains("minimum_cell"));
}

TEST_CASE("training at work, surveys and benchmarks are read") {
  const Policy policy = loaded(R"([workplace_training]
desk = "総務部職員課"
departments = ["U-110", "U-120"]
roles = [{ assignment = "training_chief", holder = "総務部長" }]
forms = [{ form = "plan", columns = ["研修名"], due = "05-31" }, { form = "report" }]
[[survey]]
id = "staff"
population = "all"
questions = [{ id = "fulfilment" }]
[[benchmark]]
id = "leaving"
value = 37.0
source = "MHLW"
)");
  CHECK(policy.development.workplace_training->posts.front().assignment == AssignmentKind::training_chief);
  CHECK(policy.development.workplace_training->departments == std::vector<std::string>{"U-110", "U-120"});
  const auto& sheets = policy.development.workplace_training->sheets;
  REQUIRE(sheets.front().due.has_value());
  CHECK(sheets.front().due->month == 5);
  CHECK(sheets.front().due->day == 31);
  CHECK_FALSE(sheets.back().due.has_value());
  CHECK(strict_refusal("[workplace_training]\nforms = [{ form = \"plan\", due = \"02-29\" }]")
            .contains("must be a day that every year has, written MM-DD"));
  CHECK(policy.development.surveys.front().questions.front().id == "fulfilment");
  CHECK(policy.development.benchmarks.front().value == 37.0);
  CHECK(strict_refusal("[workplace_training]\nroles = [{ assignment = \"king\" }]").contains("must be one of"));
  CHECK(strict_refusal("[[survey]]\nid = \"staff\"\npopulation = \"none\"").contains("names nothing of this document"));
}

TEST_CASE("a population may say how it was published") {
  const Policy policy = loaded(
      "[[population]]\nid = \"p\"\nfootnote = \"※1\"\nwindow = \"first_day\"\ndate = 2023-04-01\n"
      "members = \"examinees\"\n");
  const Population& p = policy.populations.back();
  CHECK(p.window == Window::first_day);
  CHECK(p.members == Members::examinees);
  CHECK(p.date == from_civil({2023, 4, 1}));
  CHECK(strict_refusal("[[population]]\nid = \"p\"\nwindow = \"noon\"").contains("line 11: the key \"window\""));
}

TEST_CASE("approval of a type that does not exist is refused") {
  CHECK(strict_refusal("[approval]\ntypes = [\"Seperated\"]").contains("names no type of event: Seperated"));
}

TEST_CASE("tables of somebody else's are left alone, and named to who adopts them") {
  const std::string foreign = "[[profile]]\nid = \"p\"\nskills = [\"x\"]\n";
  const auto policy = load_policy(std::string(kHead) + foreign);
  REQUIRE(policy);
  CHECK(policy->development.profiles.empty());
  REQUIRE(policy->unread.size() == 1);
  CHECK(policy->unread.front().contains("line 11: unknown key \"skills\" in [[profile]]"));
  CHECK(strict_refusal(foreign) == policy->unread.front());
}

}  // namespace rireki
