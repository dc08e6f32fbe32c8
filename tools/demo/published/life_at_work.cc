#include <algorithm>
#include <array>

#include "tools/demo/published/life.h"
#include "tools/demo/published/paths.h"

namespace rireki::demo::published {

namespace {

constexpr int kTransfersSince = 2014;
constexpr int kTransfersUntil = 2023;

int lowest_grade(std::string_view rank) {
  if (rank == "clerk") return 1;
  if (rank == "senior" || rank == "chief") return 3;
  return rank == "section_manager" ? 5 : rank == "deputy_director" ? 6 : 7;
}

std::optional<std::string> post_of(const Career& career, std::string_view rank, const Unit& unit) {
  if (!career.post.empty()) return std::string(career.post);
  if (career.family == "firefighter") {
    if (rank == "chief") return std::string(career.number % 2 == 0 ? "消防司令" : "消防司令補");
    return std::nullopt;
  }
  if (rank == "section_manager") return std::string(unit.name) + "長";
  if (rank == "deputy_director") return std::string("次長");
  if (rank == "director") return std::string("部長");
  return std::nullopt;
}

Route route_of(const Career& career) {
  constexpr int kFromHighSchool = 19;
  constexpr int kMidCareer = 27;
  if (career.kind == EmploymentKind::reappointed) return Route::reappointment;
  if (career.age > kMidCareer) return Route::mid_career;
  if (career.family != "clerical" && career.family != "engineer" && career.family != "firefighter") {
    return Route::exam_other;
  }
  return career.age < kFromHighSchool ? Route::exam_high_school : Route::exam_university;
}

/// One person's life at work, as it is told year by year.
class AtWork {
 public:
  AtWork(Random& random, const Career& career, Life& life)
      : random_(random),
        career_(career),
        life_(life),
        unit_(&pick_unit(random, career.authority, career.family, april_first(career.hired), nullptr)) {}

  void tell() {
    join();
    for (int year = career_.hired; year <= kTransfersUntil + 1; ++year) change(year);
    renew(career_.hired, career_.last_term);
    depart();
    if (career_.reappointment) come_back(*career_.reappointment);
  }

 private:
  void add(Day effective, Day recorded, int order, bool has_order, EventVariant data, int line = 0) {
    life_.push_back({.paper = {.effective = effective, .recorded = recorded, .has_order = has_order, .line = line},
                     .order = order,
                     .data = std::move(data)});
  }

  void join() {
    const Day day = april_first(career_.hired);
    const Day recorded = decided(random_, day);
    add(day, recorded, kOrderOfHire, false,
        PersonRegistered{.name = written(career_.name),
                         .kana = read_aloud(career_.name),
                         .birth = career_.birth,
                         .sex = career_.sex,
                         .prior_service_months = std::nullopt});
    Hired hired{.kind = career_.kind, .unit = {std::string(unit_->code)}, .rank = std::string(career_.first_rank)};
    hired.grade = lowest_grade(career_.first_rank);
    hired.post = post_of(career_, career_.first_rank, *unit_);
    hired.job_family = career_.family;
    hired.route = route_of(career_);
    if (career_.last_term != 0) hired.term_end = end_of(career_.hired);
    if (career_.kind == EmploymentKind::fiscal_year_part) hired.weekly_minutes = 1800;
    add(day, recorded, kOrderOfHire, true, hired);
    if (career_.family == "firefighter") set_pattern(day, recorded);
  }

  void set_pattern(Day day, Day recorded) {
    const Pattern wanted = unit_->code == "U-601" ? Pattern::alternate : Pattern::day;
    if (wanted == pattern_) return;
    pattern_ = wanted;
    add(day, recorded, kOrderOfChange, false,
        WorkPatternChanged{.pattern = wanted, .weekly_minutes = {}, .telework = {}}, 2);
  }

  void change(int year) {
    const Day day = april_first(year);
    const auto step = std::ranges::find(career_.steps, year, &Step::year);
    if (year > career_.hired && serves(career_, day)) {
      if (step != career_.steps.end()) {
        promote(*step);
      } else {
        maybe_transfer(year);
      }
    }
    maybe_raise(year);
  }

  void promote(const Step& step) {
    const Day day = april_first(step.year);
    const Day recorded = decided(random_, day);
    Promoted data{.rank = std::string(step.rank), .grade = lowest_grade(step.rank), .unit = {}, .post = {}};
    if (is_manager(step.rank) || step.rank == "chief") {
      unit_ = &pick_unit(random_, career_.authority, career_.family, day, unit_);
      unit_since_ = step.year;
      data.unit = Identifier{std::string(unit_->code)};
      data.post = post_of(career_, step.rank, *unit_);
    }
    add(day, recorded, kOrderOfChange, true, data, 1);
    if (career_.family == "firefighter") set_pattern(day, recorded);
  }

  void maybe_transfer(int year) {
    constexpr int kUsualYears = 3;
    const bool is_time = year >= kTransfersSince && year <= kTransfersUntil && year - unit_since_ >= kUsualYears;
    if (career_.kind != EmploymentKind::regular || career_.family == "doctor" || !is_time) return;
    if (!random_.chance(380)) return;
    const Day day = april_first(year);
    const Unit* to = &pick_unit(random_, career_.authority, career_.family, day, unit_);
    if (to == unit_) return;
    transfer(day, *to);
  }

  Transferred transferred(Day day, const Unit& to) const {
    return {.unit = {std::string(to.code)},
            .post = post_of(career_, rank_on(career_, day), to),
            .job_family = {},
            .selection = {}};
  }

  /// Now and then another unit is typed, or the order reaches the office late.
  void transfer(Day day, const Unit& to) {
    const bool is_late = random_.chance(20);
    const Day recorded = is_late ? day + random_.between(15, 45) : decided(random_, day);
    add(day, recorded, kOrderOfChange, true, transferred(day, to), 1);
    if (random_.chance(30)) {
      const Unit& typed = pick_unit(random_, career_.authority, career_.family, day, &to);
      if (&typed != &to && &typed != unit_) {
        life_.back().truth = transferred(day, to);
        life_.back().data = transferred(day, typed);
        life_.back().put_right_after = random_.between(10, 50);
      }
    }
    unit_ = &to;
    unit_since_ = to_civil(day).year;
    if (career_.family == "firefighter") set_pattern(day, recorded);
  }

  /// A clerk's grade rises once, on a 1 January.
  void maybe_raise(int year) {
    constexpr int kSince = 2014;
    constexpr int kAfter = 5;
    const Day day = from_civil({year, 1, 1});
    if (career_.kind != EmploymentKind::regular || year != career_.hired + kAfter || year < kSince) return;
    if (!serves(career_, day) || rank_on(career_, day) != "clerk" || year > kTransfersUntil) return;
    const GradeChanged raised{.grade = 2, .step = random_.between(5, 60)};
    add(day, day - random_.between(10, 20), kOrderOfChange, true, raised);
  }

  /// For each fiscal year after the first one, up to the last.
  void renew(int first, int last) {
    for (int year = first + 1; year <= last; ++year) {
      const Day day = april_first(year);
      add(day, day - random_.between(8, 25), kOrderOfChange, true, TermRenewed{.term_end = end_of(year)});
    }
  }

  void depart() {
    if (!career_.departure) return;
    const Day last = career_.departure->last_day;
    if (career_.departure->reason == "voluntary" && random_.chance(600)) {
      const Day day = last - random_.between(35, 60);
      if (april_first(career_.hired) + 90 < day) {
        add(day, day + random_.below(4), kOrderOfRest, false, ResignationTendered{.intended_last_day = last});
      }
    }
    const bool is_late = random_.chance(110);
    const Day recorded = is_late ? last + random_.between(18, 60) : last - random_.between(8, 30);
    add(last, recorded, kOrderOfEnd, true, Separated{.reason = std::string(career_.departure->reason), .detail = {}});
  }

  void come_back(const Reappointment& again) {
    const Day day = april_first(again.first_year);
    Hired hired{.kind = EmploymentKind::reappointed, .unit = {std::string(unit_->code)}, .rank = "senior"};
    hired.grade = lowest_grade("senior");
    hired.job_family = career_.family;
    hired.route = Route::reappointment;
    hired.term_end = end_of(again.first_year);
    add(day, decided(random_, day), kOrderOfHire, true, hired);
    renew(again.first_year, again.last_year);
  }

  Random& random_;
  const Career& career_;
  Life& life_;
  const Unit* unit_;
  int unit_since_ = 0;
  Pattern pattern_ = Pattern::day;
};

}  // namespace

Day decided(Random& random, Day effective) { return effective - random.between(6, 20); }

void live_at_work(Random& random, const Career& career, Life& life) { AtWork(random, career, life).tell(); }

}  // namespace rireki::demo::published
