#include "tools/demo/policy_terms.h"

namespace rireki::demo {

namespace {

constexpr std::string_view kTerms = R"(time_zone = "Asia/Tokyo"
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

}  // namespace

std::string_view policy_terms() { return kTerms; }

}  // namespace rireki::demo
