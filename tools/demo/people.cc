#include "tools/demo/people.h"

#include "events/calendar/age.h"

namespace rireki::demo {

namespace {

// In the order of Family: clerical, engineer, nursery teacher, public health nurse, nurse, medical technician, doctor,
// firefighter.
constexpr std::array<int, kFamilyCount> kRegularShares = {480, 110, 90, 35, 90, 30, 15, 150};
constexpr std::array<int, kFamilyCount> kTermShares = {650, 0, 250, 0, 100, 0, 0, 0};
constexpr std::array<int, kFamilyCount> kWomenPerMille = {480, 160, 920, 950, 900, 500, 250, 45};
constexpr int kWomenClericalOlder = 320;

Sex pick_sex(Random& random, Family family, int birth_year) {
  constexpr int kHiredMoreWomenSince = 1972;
  const bool older = family == Family::clerical && birth_year < kHiredMoreWomenSince;
  const int women = older ? kWomenClericalOlder : kWomenPerMille[static_cast<std::size_t>(family)];
  return random.chance(women) ? Sex::female : Sex::male;
}

}  // namespace

std::span<const int> regular_shares() { return kRegularShares; }

std::span<const int> term_shares() { return kTermShares; }

Staff make_person(City& city, Family family, int year, int age) {
  constexpr int kDaysOfYear = 365;
  Staff staff;
  staff.number = ++city.numbers;
  staff.family = family;
  // By law an age is attained on the day before the birthday: whoever is born on 2 April attains it on 1 April.
  staff.birth = from_civil({year - age - 1, 4, 3}) + city.random.below(kDaysOfYear);
  const int birth_year = to_civil(staff.birth).year;
  staff.sex = pick_sex(city.random, family, birth_year);
  staff.name = make_name(city.random, staff.sex, birth_year);
  return staff;
}

Pool pool_of(Family family) {
  switch (family) {
    case Family::firefighter:
      return Pool::fire;
    case Family::nurse:
    case Family::medical_technician:
      return Pool::hospital;
    case Family::doctor:
      return Pool::none;
    default:
      return Pool::general;
  }
}

int places(Rank rank, int pool_size) {
  constexpr std::array<int, kRankCount> kPerMille = {1000, 1000, 240, 95, 30, 18};
  return (pool_size * kPerMille[static_cast<std::size_t>(rank)] + 500) / 1000;
}

Route usual_route(const Staff& staff) {
  constexpr int kGraduatedFromHighSchool = 20;
  constexpr int kGraduated = 27;
  const int age = age_on(staff.birth, staff.hired, AgeRule::legal);
  if (age > kGraduated) return Route::mid_career;
  const bool licensed =
      staff.family != Family::clerical && staff.family != Family::engineer && staff.family != Family::firefighter;
  if (licensed) return Route::exam_other;
  return age < kGraduatedFromHighSchool ? Route::exam_high_school : Route::exam_university;
}

PersonRegistered registration(const Staff& staff) {
  return {.name = written(staff.name),
          .kana = read_aloud(staff.name),
          .birth = staff.birth,
          .sex = staff.sex,
          .prior_service_months = std::nullopt};
}

std::optional<Pattern> pattern_of(Family family, const UnitPlan& unit) {
  if (family == Family::firefighter && unit.code == "U-601") return Pattern::alternate;
  if (family == Family::nurse && unit.code == "U-702") return Pattern::shift;
  return std::nullopt;
}

}  // namespace rireki::demo
