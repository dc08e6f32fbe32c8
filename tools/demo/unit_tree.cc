#include "tools/demo/unit_tree.h"

#include <algorithm>
#include <cassert>
#include <vector>

namespace rireki::demo {

namespace {

constexpr Day kOpen = kForever;
constexpr Day kWindsDown = kReorganised - 367;

// Weights: clerical, engineer, nursery teacher, public health nurse, nurse, medical technician, doctor, firefighter.
constexpr auto kUnits = std::to_array<UnitPlan>({
    {"U-100", "総務部", "ソウムブ", "", "mayor", {1, 0, 0, 0, 0, 0, 0, 0}, kFounded, kOpen},
    {"U-101", "総務課", "ソウムカ", "U-100", "", {8, 0, 0, 0, 0, 0, 0, 0}, kFounded, kOpen},
    {"U-102", "職員課", "ショクインカ", "U-100", "", {7, 0, 0, 0, 0, 0, 0, 0}, kFounded, kOpen},
    {"U-103", "企画財政課", "キカクザイセイカ", "U-100", "", {10, 0, 0, 0, 0, 0, 0, 0}, kFounded, kOpen},
    {"U-104", "情報政策課", "ジョウホウセイサクカ", "U-100", "", {6, 2, 0, 0, 0, 0, 0, 0}, kFounded, kOpen},
    {"U-105", "危機管理課", "キキカンリカ", "U-100", "", {5, 2, 0, 0, 0, 0, 0, 0}, kReorganised, kOpen},
    {"U-200", "市民部", "シミンブ", "", "mayor", {1, 0, 0, 0, 0, 0, 0, 0}, kFounded, kOpen},
    {"U-201", "市民課", "シミンカ", "U-200", "", {14, 0, 0, 0, 0, 0, 0, 0}, kFounded, kOpen},
    {"U-202", "税務課", "ゼイムカ", "U-200", "", {14, 0, 0, 0, 0, 0, 0, 0}, kFounded, kOpen},
    {"U-203", "環境課", "カンキョウカ", "U-200", "", {6, 4, 0, 0, 0, 0, 0, 0}, kFounded, kOpen},
    {"U-300", "福祉部", "フクシブ", "", "mayor", {1, 0, 1, 1, 0, 0, 0, 0}, kFounded, kOpen},
    {"U-301", "福祉課", "フクシカ", "U-300", "", {15, 0, 0, 3, 0, 0, 0, 0}, kFounded, kOpen},
    {"U-302", "こども課", "コドモカ", "U-300", "", {8, 0, 4, 1, 0, 0, 0, 0}, kFounded, kOpen},
    {"U-303", "健康課", "ケンコウカ", "U-300", "", {5, 0, 0, 8, 1, 0, 0, 0}, kFounded, kOpen},
    {"U-304", "中央保育所", "チュウオウホイクショ", "U-300", "", {1, 0, 16, 0, 0, 0, 0, 0}, kFounded, kOpen},
    {"U-400", "産業建設部", "サンギョウケンセツブ", "", "mayor", {1, 1, 0, 0, 0, 0, 0, 0}, kFounded, kOpen},
    {"U-401", "産業観光課", "サンギョウカンコウカ", "U-400", "", {8, 1, 0, 0, 0, 0, 0, 0}, kFounded, kOpen},
    {"U-402", "建設課", "ケンセツカ", "U-400", "", {4, 12, 0, 0, 0, 0, 0, 0}, kFounded, kOpen},
    {"U-403", "都市計画課", "トシケイカクカ", "U-400", "", {4, 7, 0, 0, 0, 0, 0, 0}, kFounded, kOpen},
    {"U-404", "農林課", "ノウリンカ", "U-400", "", {5, 2, 0, 0, 0, 0, 0, 0}, kFounded, kWindsDown},
    {"U-500", "教育部", "キョウイクブ", "", "education", {1, 0, 0, 0, 0, 0, 0, 0}, kFounded, kOpen},
    {"U-501", "学校教育課", "ガッコウキョウイクカ", "U-500", "", {10, 1, 0, 0, 0, 0, 0, 0}, kFounded, kOpen},
    {"U-502", "文化スポーツ課", "ブンカスポーツカ", "U-500", "", {6, 0, 0, 0, 0, 0, 0, 0}, kFounded, kOpen},
    {"U-503", "図書館", "トショカン", "U-500", "", {5, 0, 0, 0, 0, 0, 0, 0}, kFounded, kOpen},
    {"U-600", "消防本部", "ショウボウホンブ", "", "fire", {0, 0, 0, 0, 0, 0, 0, 1}, kFounded, kOpen},
    {"U-601", "消防署", "ショウボウショ", "U-600", "", {0, 0, 0, 0, 0, 0, 0, 12}, kFounded, kOpen},
    {"U-602", "予防課", "ヨボウカ", "U-600", "", {1, 0, 0, 0, 0, 0, 0, 3}, kFounded, kOpen},
    {"U-700", "市立病院", "シリツビョウイン", "", "hospital", {0, 0, 0, 0, 1, 1, 1, 0}, kFounded, kOpen},
    {"U-701", "診療部", "シンリョウブ", "U-700", "", {0, 0, 0, 0, 1, 10, 10, 0}, kFounded, kOpen},
    {"U-702", "看護部", "カンゴブ", "U-700", "", {0, 0, 0, 0, 14, 0, 0, 0}, kFounded, kOpen},
    {"U-703", "医事課", "イジカ", "U-700", "", {5, 0, 0, 0, 0, 0, 0, 0}, kFounded, kOpen},
});

constexpr std::array<std::string_view, kFamilyCount> kFamilyIds = {
    "clerical", "engineer",           "nursery_teacher", "public_health_nurse",
    "nurse",    "medical_technician", "doctor",          "firefighter"};

}  // namespace

std::string_view id_of(Family family) { return kFamilyIds[static_cast<std::size_t>(family)]; }

std::span<const UnitPlan> unit_plans() { return kUnits; }

const UnitPlan& unit_plan(std::string_view code) {
  const auto it = std::ranges::find(kUnits, code, &UnitPlan::code);
  assert(it != kUnits.end());
  return *it;
}

const UnitPlan* pick_unit(Random& random, Family family, bool department, Day day, const UnitPlan* present) {
  std::array<int, kUnits.size()> weights{};
  int sum = 0;
  for (std::size_t i = 0; i < kUnits.size(); ++i) {
    const UnitPlan& unit = kUnits[i];
    const bool is_open = unit.first <= day && day <= unit.last;
    if (!is_open || &unit == present || is_department(unit) != department) continue;
    weights[i] = unit.weights[static_cast<std::size_t>(family)];
    sum += weights[i];
  }
  return sum == 0 ? nullptr : &kUnits[random.weighted(weights)];
}

}  // namespace rireki::demo
