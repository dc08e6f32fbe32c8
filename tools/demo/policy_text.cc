#include "tools/demo/policy_text.h"

#include "tools/demo/people.h"
#include "tools/demo/policy_terms.h"

namespace rireki::demo {

namespace {

constexpr std::string_view kIndicators = R"(
[[indicator]]
id = "HEADCOUNT"
label = { ja = "正規職員数", en = "Regular staff" }
kind = "headcount"
population = "establishment"
unit = "persons"
direction = "up"
decimals = 0

[[indicator]]
id = "WOMEN_MANAGERS"
label = { ja = "管理職に占める女性の割合", en = "Women among managers" }
kind = "share"
of = ["manager=true", "sex=female"]
per = ["manager=true"]
population = "establishment"
unit = "%"
direction = "up"
decimals = 1

[[indicator]]
id = "OVERTIME"
label = { ja = "時間外勤務の月平均", en = "Overtime a month" }
kind = "overtime_mean"
population = "establishment"
unit = "hours"
direction = "down"
decimals = 1

[[indicator]]
id = "PAID_LEAVE"
label = { ja = "年次有給休暇の平均取得日数", en = "Paid leave taken" }
kind = "leave_mean"
population = "establishment"
unit = "days"
direction = "up"
decimals = 1

[[indicator]]
id = "MENTAL_HEALTH"
label = { ja = "メンタル不調による長期休務者", en = "Long absences for mental health" }
kind = "absence_spells"
population = "outside_hospital"
cause = "mental"
min_months = 1
unit = "spells"
direction = "down"
decimals = 0
)";

// What the revision added: indicators that had no definition before.
constexpr std::string_view kIndicatorsAdded = R"(
[[indicator]]
id = "FATHERS"
label = { ja = "男性職員の育児休業取得率", en = "Fathers who took childcare leave" }
kind = "childcare_rate"
population = "establishment"
where = ["sex=male"]
method = "flow"
unit = "%"
direction = "up"
decimals = 1

[[indicator]]
id = "HIGH_STRESS"
label = { ja = "高ストレス者の割合", en = "Highly stressed" }
kind = "stress_share"
unit = "%"
direction = "down"
decimals = 1
)";

constexpr std::string_view kDueRules = R"(
# The first that fits holds.
[[retirement]]
age = 65
where = ["job_family=doctor"]

[[retirement]]
age = 60
born_to = 1963-04-01
)";

constexpr std::string_view kDueRulesAdded = R"(
[[retirement]]
age = 61
born_from = 1963-04-02
)";

constexpr std::string_view kCourses = R"(
[[training]]
id = "新規採用職員研修"
category = "basic"
due_months = 12
where = ["employment=regular", "service_years<=1"]

[[training]]
id = "監督者研修"
category = "basic"
due_months = 12
since = "rank"
since_from = 2014-04-01
where = ["employment=regular", "rank=chief"]

[[training]]
id = "管理者研修"
category = "basic"
due_months = 12
since = "rank"
since_from = 2014-04-01
where = ["employment=regular", "rank=section_manager"]

[[training]]
id = "ハラスメント防止研修"
category = "special"
)";

std::string young_leavers(int version, int people) {
  const auto of_people = [people](int per_mille) { return std::to_string((people * per_mille + 500) / 1000); };
  const std::string base = version == 1 ? "2014, value = " + of_people(7) : "2022, value = " + of_people(15);
  const std::string goal = version == 1 ? "2019, value = " + of_people(5) : "2027, value = " + of_people(8);
  return R"(
[[indicator]]
id = "YOUNG_LEAVERS"
label = { ja = "30代以下職員の自己都合による退職者", en = "Voluntary leavers in their 30s or younger" }
kind = "separations"
population = "young_leavers"
where = ["reason=voluntary"]
unit = "persons"
direction = "down"
decimals = 0
baseline = { fiscal_year = )" +
         base + " }\ntarget = { fiscal_year = " + goal + " }\n";
}

/// Of each unit as many as its share of the families says, and a little room.
std::string quotas(int people) {
  std::array<int, kFamilyCount> sums{};
  for (const UnitPlan& unit : unit_plans()) {
    for (std::size_t f = 0; f < kFamilyCount && !is_department(unit); ++f) sums[f] += unit.weights[f];
  }
  std::string text;
  for (const UnitPlan& unit : unit_plans()) {
    if (is_department(unit)) continue;
    int parts = 0;  // millionths of the staff
    for (std::size_t f = 0; f < kFamilyCount; ++f) parts += regular_shares()[f] * 1000 * unit.weights[f] / sums[f];
    const auto count = static_cast<int>(std::int64_t{people} * parts / 1'000'000) + 1;
    text += "\n[[quota]]\nunit = \"" + std::string(unit.code) + "\"\ncount = " + std::to_string(count) + "\n";
  }
  return text;
}

}  // namespace

std::string policy_version(int version) { return version == 1 ? "H26" : "R5"; }

std::string policy_text(int version, int people) {
  std::string text = "# The policy of a city that does not exist.\n[policy]\nid = \"" + std::string(kPolicyId) +
                     "\"\nversion = \"" + policy_version(version) +
                     "\"\ntitle = { ja = \"デモ市人材育成基本方針\", en = \"Demo city staff development policy\" }\n";
  text += policy_terms();
  text += young_leavers(version, people);
  text += kIndicators;
  if (version > 1) text += kIndicatorsAdded;
  text += kDueRules;
  if (version > 1) text += kDueRulesAdded;
  text += kCourses;
  return text + quotas(people);
}

}  // namespace rireki::demo
