#include "tools/demo/published/paths.h"

#include <algorithm>
#include <array>

namespace rireki::demo::published {

Paths::Paths(Random& random)
    : ages_(random, {18, 18, 20, 22, 22, 22, 23, 27, 30, 34}),         // 23.6
      rising_ages_(random, {22, 22, 23, 23, 24, 24, 24, 24, 25, 25}),  // 23.6
      senior_(random, {7, 8, 8, 9, 9, 9, 9, 9, 9, 10}),                // 8.7
      chief_(random, {14, 15, 16, 17, 17, 17, 17, 17, 18, 19}),        // 16.7
      section_manager_(random, {22, 23, 24, 25, 25, 25, 25, 25, 26, 27}),
      deputy_director_(random, {28, 29, 29, 30, 30, 30, 30, 30, 30, 31}),
      director_(random, {32, 32, 32, 32, 32, 33, 33, 33, 33, 34}) {}

std::vector<std::pair<std::string_view, int>> Paths::years_to(std::string_view rank) {
  std::vector<std::pair<std::string_view, int>> years;
  if (rank == "clerk") return years;
  years.emplace_back("senior", senior_.draw());
  if (rank == "senior") return years;
  years.emplace_back("chief", chief_.draw());
  if (rank == "chief") return years;
  years.emplace_back("section_manager", section_manager_.draw());
  if (rank == "section_manager") return years;
  years.emplace_back("deputy_director", deputy_director_.draw());
  if (rank != "deputy_director") years.emplace_back("director", director_.draw());
  return years;
}

bool is_manager(std::string_view rank) {
  return rank == "section_manager" || rank == "deputy_director" || rank == "director";
}

Career make_career(Random& random, Sex sex, std::string_view family, int hired, int age) {
  constexpr int kDaysOfYear = 364;
  Career career;
  career.sex = sex;
  career.family = family;
  career.hired = hired;
  career.age = age;
  // By law an age is attained on the day before the birthday: whoever is born on 2 April attains it on 1 April.
  career.birth = from_civil({hired - age - 1, 4, 3}) + random.below(kDaysOfYear);
  career.name = make_name(random, sex, to_civil(career.birth).year);
  career.authority = usual_authority(random, family);
  return career;
}

void take_ranks(Career& career, const std::vector<std::pair<std::string_view, int>>& years, int last_year) {
  for (const auto& [rank, after] : years) {
    if (career.hired + after <= last_year) career.steps.push_back({rank, career.hired + after});
  }
}

std::string_view usual_authority(Random& random, std::string_view family) {
  constexpr int kOfTheBoard = 170;  // of a thousand clerical staff
  constexpr int kOfTheHospital = 80;
  if (family == "firefighter") return "fire";
  if (family == "nurse" || family == "medical_technician" || family == "doctor" || family == "dentist") {
    return "hospital";
  }
  if (family == "school_supervisor") return "education";
  if (family != "clerical") return "mayor";
  const int draw = random.below(1000);
  return draw < kOfTheBoard ? "education" : draw < kOfTheBoard + kOfTheHospital ? "hospital" : "mayor";
}

Career make_usual(Random& random, std::string_view family, int hired, int age) {
  const auto women = [&]() -> int {
    if (family == "nurse" || family == "nursery_teacher") return 920;
    if (family == "firefighter") return 30;
    if (family == "engineer" || family == "doctor" || family == "dentist") return 180;
    return 400;
  };
  const Sex sex = random.chance(women()) ? Sex::female : Sex::male;
  return make_career(random, sex, family, hired, age);
}

}  // namespace rireki::demo::published
