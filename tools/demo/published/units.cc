#include "tools/demo/published/units.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <vector>

namespace rireki::demo::published {

namespace {

constexpr Day kFounded = from_civil({1950, 4, 1});
constexpr Day kDigital = from_civil({2021, 4, 1});

constexpr auto kUnits = std::to_array<Unit>({
    {"U-100", "市長部局", "シチョウブキョク", "", "mayor", "", kFounded},
    {"U-110", "総務部", "ソウムブ", "U-100", "", "", kFounded},
    {"U-111", "総務課", "ソウムカ", "U-110", "", "clerical", kFounded},
    {"U-112", "職員課", "ショクインカ", "U-110", "", "clerical", kFounded},
    {"U-113", "企画政策室", "キカクセイサクシツ", "U-110", "", "clerical", kFounded},
    {"U-114", "デジタル推進室", "デジタルスイシンシツ", "U-110", "", "clerical engineer", kDigital},
    {"U-120", "財政部", "ザイセイブ", "U-100", "", "", kFounded},
    {"U-121", "財政課", "ザイセイカ", "U-120", "", "clerical", kFounded},
    {"U-122", "税務課", "ゼイムカ", "U-120", "", "clerical", kFounded},
    {"U-130", "生活環境部", "セイカツカンキョウブ", "U-100", "", "", kFounded},
    {"U-131", "戸籍住民課", "コセキジュウミンカ", "U-130", "", "clerical", kFounded},
    {"U-132", "環境課", "カンキョウカ", "U-130", "", "clerical engineer manual", kFounded},
    {"U-140", "福祉保険部", "フクシホケンブ", "U-100", "", "", kFounded},
    {"U-141", "福祉総合相談室", "フクシソウゴウソウダンシツ", "U-140", "", "clerical public_health_nurse", kFounded},
    {"U-142", "生活支援課", "セイカツシエンカ", "U-140", "", "clerical", kFounded},
    {"U-143", "保険年金課", "ホケンネンキンカ", "U-140", "", "clerical", kFounded},
    {"U-150", "こども未来部", "コドモミライブ", "U-100", "", "", kFounded},
    {"U-151", "こども育成課", "コドモイクセイカ", "U-150", "", "clerical nursery_teacher", kFounded},
    {"U-152", "保育所", "ホイクショ", "U-150", "", "nursery_teacher", kFounded},
    {"U-160", "保健所", "ホケンジョ", "U-100", "", "", kFounded},
    {"U-161", "健康増進課", "ケンコウゾウシンカ", "U-160", "", "clerical public_health_nurse", kFounded},
    {"U-170", "産業港湾部", "サンギョウコウワンブ", "U-100", "", "", kFounded},
    {"U-171", "商業労政課", "ショウギョウロウセイカ", "U-170", "", "clerical", kFounded},
    {"U-172", "観光振興室", "カンコウシンコウシツ", "U-170", "", "clerical", kFounded},
    {"U-173", "港湾室", "コウワンシツ", "U-170", "", "clerical engineer manual", kFounded},
    {"U-180", "建設部", "ケンセツブ", "U-100", "", "", kFounded},
    {"U-181", "道路課", "ドウロカ", "U-180", "", "engineer manual", kFounded},
    {"U-182", "建築住宅課", "ケンチクジュウタクカ", "U-180", "", "clerical engineer", kFounded},
    {"U-500", "教育委員会", "キョウイクイインカイ", "", "education", "", kFounded},
    {"U-501", "学校教育課", "ガッコウキョウイクカ", "U-500", "", "clerical school_supervisor", kFounded},
    {"U-502", "生涯学習課", "ショウガイガクシュウカ", "U-500", "", "clerical", kFounded},
    {"U-503", "図書館", "トショカン", "U-500", "", "clerical", kFounded},
    {"U-600", "消防本部", "ショウボウホンブ", "", "fire", "clerical", kFounded},
    {"U-601", "消防署", "ショウボウショ", "U-600", "", "firefighter", kFounded},
    {"U-602", "予防課", "ヨボウカ", "U-600", "", "firefighter", kFounded},
    {"U-700", "病院局", "ビョウインキョク", "", "hospital", "", kFounded},
    {"U-701", "診療部", "シンリョウブ", "U-700", "", "doctor dentist", kFounded},
    {"U-702", "看護部", "カンゴブ", "U-700", "", "nurse", kFounded},
    {"U-703", "医療技術部", "イリョウギジュツブ", "U-700", "", "medical_technician", kFounded},
    {"U-704", "事務部", "ジムブ", "U-700", "", "clerical", kFounded},
    {"U-800", "水道局", "スイドウキョク", "", "mayor", "", kFounded},
    {"U-801", "水道局総務課", "スイドウキョクソウムカ", "U-800", "", "clerical", kFounded},
    {"U-802", "整備推進課", "セイビスイシンカ", "U-800", "", "engineer manual", kFounded},
});

std::string_view authority_of(const Unit& unit) {
  if (!unit.authority.empty()) return unit.authority;
  return authority_of(*std::ranges::find(kUnits, unit.parent, &Unit::code));
}

bool has_family(const Unit& unit, std::string_view family) {
  for (std::string_view rest = unit.families; !rest.empty();) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    if (rest.substr(0, end) == family) return true;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return false;
}

}  // namespace

std::span<const Unit> units() { return kUnits; }

const Unit& pick_unit(Random& random, std::string_view authority, std::string_view family, Day day,
                      const Unit* present) {
  std::vector<const Unit*> fitting;
  for (const Unit& unit : kUnits) {
    if (unit.first <= day && &unit != present && has_family(unit, family) && authority_of(unit) == authority) {
      fitting.push_back(&unit);
    }
  }
  assert(present != nullptr || !fitting.empty());
  return fitting.empty() ? *present
                         : *fitting[static_cast<std::size_t>(random.below(static_cast<int>(fitting.size())))];
}

}  // namespace rireki::demo::published
