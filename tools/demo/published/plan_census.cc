#include <algorithm>
#include <array>

#include "tools/demo/published/plan.h"
#include "tools/demo/published/targets.h"

namespace rireki::demo::published {

namespace {

constexpr int kOldest = 59;  // nobody older is regular staff on that day: the limit was 60 until the day before

/// Years of service of those who are not chiefs or above: few were hired in 2007 to 2013.
std::vector<int> clerk_services(Random& random) {
  constexpr std::array<int, 17> kByService = {70, 70, 70, 70, 70, 70, 69, 68, 67, 66, 45, 45, 45, 45, 45, 45, 45};
  std::vector<int> services;
  for (std::size_t years = 0; years < kByService.size(); ++years) {
    services.insert(services.end(), static_cast<std::size_t>(kByService[years]), static_cast<int>(years));
  }
  shuffle(random, services);
  return services;
}

/// How long somebody can have served who took the rank after `taken` years and joined at that age.
int pick_service(Random& random, std::string_view rank, int taken, int age) {
  const int span = rank == "chief" ? 21 : rank == "section_manager" ? 13 : 5;
  const int longest = std::max(taken, std::min(taken + span, kOldest - age));
  return random.between(taken, longest);
}

Career make_ranked(Random& random, Paths& paths, const RankCell& cell, Sex sex) {
  const int age = paths.joining_age(is_manager(cell.rank));
  const auto years = paths.years_to(cell.rank);
  const int service = pick_service(random, cell.rank, years.back().second, age);
  Career career = make_career(random, sex, cell.family, kCensus - service, age);
  take_ranks(career, years, kCensus);
  return career;
}

/// A clerk or senior clerk; on the next 1 April some become senior clerks or chiefs.
Career make_clerk(Random& random, Paths& paths, const RankCell& cell, Sex sex, int service) {
  Career career = make_career(random, sex, cell.family, kCensus - service, paths.joining_age(false));
  const auto years = paths.years_to(random.chance(600) ? "chief" : "senior");
  take_ranks(career, years, kCensus + 1);
  std::erase_if(career.steps, [](const Step& step) { return step.rank == "chief" && step.year <= kCensus; });
  return career;
}

void add_doctors(Random& random, std::vector<Career>& all) {
  constexpr std::array<int, 16> kByService = {10, 9, 8, 7, 6, 5, 4, 3, 3, 3, 2, 2, 1, 1, 1, 1};
  constexpr int kDentists = 2;
  int made = 0;
  for (std::size_t years = 0; years < kByService.size(); ++years) {
    for (int i = 0; i < kByService[years]; ++i, ++made) {
      const int service = static_cast<int>(years);
      Career career =
          make_usual(random, made < kDentists ? "dentist" : "doctor", kCensus - service, random.between(28, 44));
      if (random.chance(400)) career.first_rank = "section_manager";
      all.push_back(std::move(career));
    }
  }
  Career head = make_career(random, Sex::male, "doctor", kCensus - 17, 41);
  head.first_rank = "director";
  head.post = "病院局長";
  all.push_back(std::move(head));
}

void add_from_elsewhere(Random& random, std::vector<Career>& all) {
  constexpr int kSupervisors = 6;
  constexpr int kFromHokkaido = 3;
  for (int i = 0; i < kSupervisors; ++i) {
    Career career = make_usual(random, "school_supervisor", kCensus - i / 2, random.between(36, 48));
    career.first_rank = "chief";
    all.push_back(std::move(career));
  }
  for (int i = 0; i < kFromHokkaido; ++i) {
    Career career = make_career(random, Sex::male, "clerical", kCensus - i, random.between(38, 50));
    career.kind = EmploymentKind::seconded_in;
    career.first_rank = "section_manager";
    career.authority = "mayor";
    all.push_back(std::move(career));
  }
}

/// The heads of the city. The superintendent of education was regular staff until the reform of 2016.
void add_special_posts(Random& random, std::vector<Career>& all) {
  constexpr int kReform = 2016;
  const auto add = [&](std::string_view post, std::string_view authority, int hired, EmploymentKind kind) -> Career& {
    Career career = make_career(random, Sex::male, "clerical", hired, 50);
    career.kind = kind;
    career.first_rank = "director";
    career.post = post;
    career.authority = authority;
    career.is_spoken_for = true;
    return all.emplace_back(std::move(career));
  };
  add("市長", "mayor", 2005, EmploymentKind::special_post);
  add("副市長", "mayor", 2006, EmploymentKind::special_post);
  add("病院事業管理者", "hospital", 2007, EmploymentKind::special_post);
  add("教育長", "education", 2004, EmploymentKind::regular).departure =
      Departure{end_of(kReform - 1), "loss_of_status"};
  add("教育長", "education", kReform, EmploymentKind::special_post);
}

/// Her career is the one that the documentation tells.
void make_showcase(Random& random, Career& career) {
  constexpr int kAge = 22;
  career = make_career(random, Sex::female, "clerical", 2011, kAge);
  career.authority = "mayor";
  career.steps = {{"senior", 2019}, {"chief", 2022}};
  career.is_showcase = career.is_spoken_for = true;
}

}  // namespace

std::vector<Career> plan_census(Random& random, Paths& paths) {
  std::vector<Career> all;
  std::vector<int> services = clerk_services(random);
  for (const RankCell& cell : rank_cells()) {
    for (int i = 0; i < cell.men + cell.women; ++i) {
      const Sex sex = i < cell.men ? Sex::male : Sex::female;
      if (cell.rank == "clerk") {
        all.push_back(make_clerk(random, paths, cell, sex, services.back()));
        services.pop_back();
      } else {
        all.push_back(make_ranked(random, paths, cell, sex));
      }
    }
  }
  const auto hers = std::ranges::find_if(all, [](const Career& c) {
    return c.family == "clerical" && c.sex == Sex::female && rank_on(c, april_first(kCensus)) == "chief";
  });
  make_showcase(random, *hers);
  add_doctors(random, all);
  add_from_elsewhere(random, all);
  add_special_posts(random, all);
  return all;
}

}  // namespace rireki::demo::published
