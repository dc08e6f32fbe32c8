#include "tools/demo/policy_text.h"

#include "tools/demo/people.h"

namespace rireki::demo {

namespace {

constexpr std::string_view kHead = R"(time_zone = "Asia/Tokyo"
fiscal_year_start = "04-01"
age_rule = "legal"
horizon_days = 400
min_group = 10

[calendar]
weekend = ["sat", "sun"]

# Lowest first: the order is the ladder.
[[rank]]
id = "clerk"
label = { ja = "主事", en = "Clerk" }
grades = [1, 2]
class = "clerk_class"
manager = false

[[rank]]
id = "senior"
label = { ja = "主任", en = "Senior clerk" }
grades = [3, 4]
class = "clerk_class"
manager = false

[[rank]]
id = "chief"
label = { ja = "係長", en = "Chief" }
grades = [3, 4, 5]
class = "chief_class"
manager = false

[[rank]]
id = "section_manager"
label = { ja = "課長", en = "Section manager" }
grades = [5, 6]
class = "section_manager_class"
manager = true

[[rank]]
id = "deputy_director"
label = { ja = "次長", en = "Deputy director" }
grades = [6, 7]
class = "deputy_director_class"
manager = true

[[rank]]
id = "director"
label = { ja = "部長", en = "Director" }
grades = [7, 8]
class = "director_class"
manager = true

[[job_family]]
id = "clerical"
label = { ja = "事務", en = "Clerical" }
group = "clerical"

[[job_family]]
id = "engineer"
label = { ja = "技術", en = "Engineer" }
group = "technical"

[[job_family]]
id = "nursery_teacher"
label = { ja = "保育士", en = "Nursery teacher" }
group = "welfare"

[[job_family]]
id = "public_health_nurse"
label = { ja = "保健師", en = "Public health nurse" }
group = "welfare"

[[job_family]]
id = "nurse"
label = { ja = "看護師", en = "Nurse" }
group = "medical_technical"

[[job_family]]
id = "medical_technician"
label = { ja = "医療技術", en = "Medical technician" }
group = "medical_technical"

[[job_family]]
id = "doctor"
label = { ja = "医師", en = "Doctor" }
group = "doctor"

[[job_family]]
id = "firefighter"
label = { ja = "消防", en = "Firefighter" }
group = "fire"

[[authority]]
id = "mayor"
label = { ja = "市長部局", en = "Mayor's bureaus" }

[[authority]]
id = "education"
label = { ja = "教育委員会", en = "Board of education" }

[[authority]]
id = "fire"
label = { ja = "消防本部", en = "Fire headquarters" }

[[authority]]
id = "hospital"
label = { ja = "病院局", en = "Hospital bureau" }

[[reason]]
id = "voluntary"
label = { ja = "自己都合", en = "Own convenience" }
class = "voluntary"

[[reason]]
id = "early_retirement"
label = { ja = "早期退職", en = "Early retirement" }
class = "voluntary"

[[reason]]
id = "encouraged"
label = { ja = "勧奨退職", en = "Encouraged retirement" }
class = "involuntary"

[[reason]]
id = "administrative_dismissal"
label = { ja = "分限免職", en = "Administrative dismissal" }
class = "involuntary"

[[reason]]
id = "disciplinary_dismissal"
label = { ja = "懲戒免職", en = "Disciplinary dismissal" }
class = "involuntary"

[[reason]]
id = "loss_of_status"
label = { ja = "失職", en = "Loss of status" }
class = "involuntary"

[[reason]]
id = "mandatory_retirement"
label = { ja = "定年退職", en = "Retirement at the age limit" }
class = "other"

[[reason]]
id = "term_expired"
label = { ja = "任期満了", en = "End of term" }
class = "other"

[[reason]]
id = "death"
label = { ja = "死亡", en = "Death" }
class = "other"

[[reason]]
id = "transfer_out"
label = { ja = "割愛・転出", en = "Transfer to another body" }
class = "other"

[[reason]]
id = "secondment_return"
label = { ja = "派遣元へ復帰", en = "Return to the home body" }
class = "other"

[[population]]
id = "establishment"
label = { ja = "正規職員", en = "Regular staff" }
where = ["employment=regular"]

[[population]]
id = "young_leavers"
label = { ja = "30代以下（病院局の医療技術系を除く）", en = "In their 30s or younger, without hospital medical-technical staff" }
where = ["age<=39"]
exclude = ["authority=hospital & job_group=medical_technical"]

[[population]]
id = "outside_hospital"
label = { ja = "病院局を除く職員", en = "Staff outside the hospital" }
exclude = ["authority=hospital"]
)";

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
  text += kHead;
  text += young_leavers(version, people);
  text += kIndicators;
  if (version > 1) text += kIndicatorsAdded;
  text += kDueRules;
  if (version > 1) text += kDueRulesAdded;
  text += kCourses;
  return text + quotas(people);
}

}  // namespace rireki::demo
