#include "tools/demo/migration.h"

#include <algorithm>
#include <vector>

#include "tools/demo/people.h"
#include "tools/demo/showcase.h"

namespace rireki::demo {

namespace {

constexpr int kYear = 2014;
constexpr std::size_t kReleaseEvery = 1000;
constexpr std::int64_t kMigrationMs = 1000;  // what happens next is recorded after it

struct AgeBand {
  int from;
  int to;
};
// Hiring was restrained in the 1990s and 2000s: few are in their late 30s.
constexpr std::array<AgeBand, 6> kAgeBands = {{{19, 24}, {25, 31}, {32, 40}, {41, 47}, {48, 53}, {54, 59}}};
constexpr std::array<int, 6> kAgeWeights = {80, 160, 140, 240, 210, 170};

int pick_age(Random& random) {
  const AgeBand& band = kAgeBands[random.weighted(kAgeWeights)];
  return random.between(band.from, band.to);
}

Staff make_regular(City& city, Family family) {
  constexpr int kYoungestDoctor = 30;
  const int drawn = pick_age(city.random);
  const int age = family == Family::doctor ? std::max(drawn, kYoungestDoctor) : drawn;
  Staff staff = make_person(city, family, kYear, age);
  const bool from_high_school = age < 22 || city.random.chance(family == Family::firefighter ? 600 : 200);
  int entry_age = from_high_school ? 18 : city.random.between(22, 24);
  if (age >= kYoungestDoctor && (family == Family::doctor || city.random.chance(100)))
    entry_age = city.random.between(26, 30);
  staff.kind = EmploymentKind::regular;
  staff.hired = april_first(kYear - std::max(age - entry_age, 0));
  return staff;
}

Staff make_on_term(City& city) {
  const auto family = static_cast<Family>(city.random.weighted(term_shares()));
  Staff staff = make_person(city, family, kYear, city.random.between(24, 61));
  staff.kind = EmploymentKind::fiscal_year;
  staff.hired = kMigrated;
  staff.term_end = april_first(kYear + 1) - 1;
  return staff;
}

int years_of_service(const Staff& staff) { return kYear - to_civil(staff.hired).year; }

/// The ranks of everybody in a pool: places go by age, with luck, and rarely to women of that generation.
void give_ranks(City& city, Pool pool) {
  constexpr int kWomenBehind = 6;
  std::vector<std::pair<int, Staff*>> standing;
  for (Staff& s : city.staff) {
    if (s.kind != EmploymentKind::regular || pool_of(s.family) != pool) continue;
    const int behind = s.sex == Sex::female && pool == Pool::general ? kWomenBehind : 0;
    standing.emplace_back(years_of_service(s) + city.random.below(12) - behind, &s);
  }
  std::ranges::sort(standing, [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second->number < b.second->number;
  });
  const int size = static_cast<int>(standing.size());
  constexpr std::array<int, kRankCount> kServiceMin = {0, 7, 13, 20, 25, 28};
  std::array<int, kRankCount> held{};
  for (auto& [_, s] : standing) {
    for (std::size_t r = kRankCount; r-- > 0;) {
      const auto rank = static_cast<Rank>(r);
      if (years_of_service(*s) < kServiceMin[r] || held[r] >= places(rank, size)) continue;
      ++held[r];
      s->rank = rank;
      break;
    }
  }
}

/// On which 1 April each rank up to the present one was reached, ascending.
std::vector<int> promotion_years(Random& random, const Staff& staff) {
  constexpr std::array<int, kRankCount> kModel = {0, 8, 16, 24, 28, 31};  // years of service
  const auto top = static_cast<int>(staff.rank);
  const int hired = to_civil(staff.hired).year;
  const int service = years_of_service(staff);
  const int model_top = std::max(kModel[static_cast<std::size_t>(top)] + 1, 1);
  std::vector<int> years;
  int earliest = hired + 1;
  for (int r = 1; r <= top; ++r) {
    const int usual = kModel[static_cast<std::size_t>(r)];
    const int scaled = service >= model_top ? usual : usual * service / model_top;
    const int latest = kYear - (top - r);
    earliest = std::clamp(hired + scaled - random.below(2), earliest, latest);
    years.push_back(earliest++);
  }
  return years;
}

void file_hire(City& city, Staff& s, Instant at) {
  file(city, s, Chain::employment, {.effective = s.hired, .recorded = kMigrated, .migrated = at}, registration(s));
  Hired hired{.kind = s.kind, .unit = {std::string(s.unit->code)}, .rank = std::string(plan_of(Rank::clerk).id)};
  hired.grade = s.grade;
  hired.job_family = id_of(s.family);
  if (s.kind == EmploymentKind::regular) hired.route = usual_route(s);
  hired.term_end = s.term_end;
  if (s.family == Family::doctor) {
    s.rank = Rank::chief;
    hired.rank = plan_of(s.rank).id;
    hired.grade = s.grade = plan_of(s.rank).highest_grade;
  }
  file(city, s, Chain::employment,
       {.effective = s.hired, .recorded = kMigrated, .order = new_order(city, s.hired), .migrated = at}, hired);
}

void file_promotion(City& city, Staff& s, Rank rank, int year, Instant at) {
  const Day day = april_first(year);
  s.grade = std::min(grade_after_promotion(rank, s.grade) + city.random.below(2), plan_of(rank).highest_grade);
  Promoted promoted{.rank = std::string(plan_of(rank).id), .grade = s.grade, .unit = {}, .post = {}};
  if (is_manager(rank)) {
    if (const UnitPlan* unit = pick_unit(city.random, s.family, sits_in_department(rank), day, nullptr)) s.unit = unit;
    s.unit_since = day;
    promoted.unit = Identifier{std::string(s.unit->code)};
    promoted.post = post_of(rank, *s.unit, day);
  }
  s.rank_since = s.grade_since = day;
  file(city, s, Chain::career, {.effective = day, .recorded = kMigrated, .order = new_order(city, day), .migrated = at},
       promoted);
}

void file_last_transfer(City& city, Staff& s, Instant at) {
  const Day day = april_first(kYear - city.random.below(5));
  if (is_manager(s.rank) || day <= s.unit_since) return;
  const UnitPlan* unit = pick_unit(city.random, s.family, false, day, s.unit);
  if (unit == nullptr) return;
  file(city, s, Chain::career, {.effective = day, .recorded = kMigrated, .order = new_order(city, day), .migrated = at},
       Transferred{.unit = {std::string(unit->code)}, .post = {}, .job_family = {}, .selection = {}});
  s.unit = unit;
  s.unit_since = day;
}

void file_pattern(City& city, Staff& s, Instant at) {
  const auto pattern = pattern_of(s.family, *s.unit);
  if (!pattern) return;
  file(city, s, Chain::career, {.effective = s.unit_since, .recorded = kMigrated, .migrated = at},
       WorkPatternChanged{.pattern = *pattern, .weekly_minutes = {}, .telework = {}});
}

void file_career(City& city, Staff& s, Instant at) {
  s.unit = pick_unit(city.random, s.family, false, s.hired, nullptr);
  s.rank_since = s.unit_since = s.grade_since = s.hired;
  const std::vector<int> years = promotion_years(city.random, s);
  file_hire(city, s, at);
  if (s.kind == EmploymentKind::regular && s.family != Family::doctor) {
    for (std::size_t i = 0; i < years.size(); ++i) {
      file_promotion(city, s, static_cast<Rank>(i + 1), years[i], at);
    }
    file_last_transfer(city, s, at);
  }
  file_pattern(city, s, at);
}

/// Spread evenly over families, so that a small city has nearly all of them, too.
Family family_of_share(int index) {
  constexpr int kStride = 617;  // prime to 1000: visits every share before it repeats
  int left = static_cast<int>(std::int64_t{index} * kStride % 1000);
  std::size_t family = 0;
  for (; left >= regular_shares()[family]; ++family) left -= regular_shares()[family];
  return static_cast<Family>(family);
}

void make_staff(City& city, int people) {
  city.staff.reserve(static_cast<std::size_t>(people));
  for (int i = 0, regular = 0; i < people; ++i) {
    while (is_showcase(city.numbers + 1)) ++city.numbers;
    const auto on_term_until = [](std::int64_t n) { return n * kTermShare / 1000; };
    const bool is_on_term = on_term_until(i) != on_term_until(i + 1);
    city.staff.push_back(is_on_term ? make_on_term(city) : make_regular(city, family_of_share(regular++)));
  }
}

}  // namespace

void migrate_staff(City& city) {
  make_staff(city, city.options.people - kShowcasePeople);
  for (const Pool pool : {Pool::general, Pool::fire, Pool::hospital}) give_ranks(city, pool);
  for (std::size_t i = 0; i < city.staff.size(); ++i) {
    const auto share = static_cast<std::int64_t>(i) * kMigrationMs / static_cast<std::int64_t>(city.staff.size());
    const Instant at{kMigratedAt.ms + share};
    file_career(city, city.staff[i], at);
    city.staff[i].employment_known = Instant{kMigratedAt.ms + kMigrationMs};
    if (i % kReleaseEvery == 0) city.outbox.release(at);
  }
}

}  // namespace rireki::demo
