#include <array>

#include "tools/demo/published/life.h"
#include "tools/demo/published/paths.h"
#include "tools/demo/published/plan.h"

namespace rireki::demo::published {

namespace {

constexpr int kTrainingSince = 2018;
constexpr Day kToldUntil = from_civil({2024, 3, 31});

class BesideWork {
 public:
  BesideWork(Random& random, const Career& career, Life& life) : random_(random), career_(career), life_(life) {}

  void tell() {
    if (career_.kind != EmploymentKind::regular || !career_.post.empty()) return;
    be_confirmed();
    train_by_service();
    train_by_rank();
    appraise();
    take_duties();
    be_disciplined();
  }

 private:
  void add(Day effective, Day recorded, bool has_order, EventVariant data, int order = kOrderOfRest) {
    if (!serves(career_, effective) || effective > kToldUntil) return;
    life_.push_back({.paper = {.effective = effective, .recorded = recorded, .has_order = has_order},
                     .order = order,
                     .data = std::move(data)});
  }

  void be_confirmed() {
    const Day day = from_civil({career_.hired, 10, 1});
    if (career_.hired < kTrainingSince) return;
    add(day, day - random_.between(3, 15), false,
        ProbationCompleted{.outcome = ProbationOutcome::confirmed, .until = {}}, kOrderOfChange);
  }

  /// Now and then a training is entered twice, and the second entry taken back.
  void train(Day day, std::string_view course, int hours) {
    constexpr int kAttending = 880;
    if (to_civil(day).year < kTrainingSince || !random_.chance(kAttending)) return;
    const TrainingCompleted training{
        .course = std::string(course), .category = TrainingCategory::basic, .minutes = hours * 60, .provider = {}};
    const Day recorded = day + random_.between(1, 10);
    add(day, recorded, false, training);
    if (!random_.chance(10)) return;
    const std::size_t before = life_.size();
    add(day, recorded + 2, false, training);
    if (life_.size() == before) return;
    life_.back().is_rescinded = true;
    life_.back().put_right_after = 4;
  }

  void train_by_service() {
    train(april_first(career_.hired) + 9, "新規採用職員研修", 21);
    train(from_civil({career_.hired + 3, 6, 15}), "初級研修", 14);
    train(from_civil({career_.hired + 5, 7, 11}), "中級研修", 14);
    train(from_civil({career_.hired + 10, 9, 7}), "上級研修", 14);
  }

  void train_by_rank() {
    for (const Step& step : career_.steps) {
      if (step.rank == "chief") train(from_civil({step.year, 10, 12}), "監督者研修", 7);
      if (step.rank == "section_manager") train(from_civil({step.year, 11, 8}), "管理者研修", 7);
    }
  }

  /// The profile of the policy that fits: the names are its.
  std::string profile(std::string_view rank) const {
    const std::string kind = is_manager(rank) ? "manager" : rank == "chief" ? "chief" : "staff";
    if (career_.family == "nurse") return "nurse_" + kind;
    if (career_.family == "medical_technician") return "medical_" + kind;
    if (career_.family == "public_health_nurse") return "public_health_" + kind;
    if (career_.family == "doctor" || career_.family == "dentist") {
      return is_manager(rank) ? "doctor_manager" : "doctor_staff";
    }
    if (career_.family == "firefighter" && rank == "chief") {
      return career_.number % 2 == 0 ? "fire_captain_day" : "fire_lieutenant_day";
    }
    return std::string(rank);
  }

  /// Chiefs and those above them, of the last year.
  void appraise() {
    constexpr std::array<std::string_view, 4> kMarks = {"A", "B", "B", "C"};
    const Day day = from_civil({kLastYear + 1, 3, 8});
    const std::string_view rank = rank_on(career_, day);
    if (rank == "clerk" || rank == "senior") return;
    std::string ability(random_.pick(kMarks));
    std::string performance(random_.pick(kMarks));
    add(day, day + random_.between(2, 10), false,
        AppraisalFinalized{.period = kLastYear,
                           .profile = profile(rank),
                           .ability = std::move(ability),
                           .performance = std::move(performance),
                           .feedback_on = day + 7});
  }

  void duty(AssignmentKind kind, Day day) {
    const std::string id = "duty-" + std::to_string(career_.number);
    add(day, day - random_.between(2, 6), true,
        AssignmentAdded{.assignment = {id}, .kind = kind, .unit = {}, .counterpart = {}, .label = {}});
  }

  /// Digital promotion leaders, and who answers for training at work.
  void take_duties() {
    constexpr Day kSince = from_civil({2022, 4, 1});
    const std::string_view rank = rank_on(career_, kSince);
    if (!serves(career_, kSince + 400) || career_.is_spoken_for) return;
    if (rank == "deputy_director") return duty(AssignmentKind::training_responsible, kSince);
    if (career_.family == "clerical" && rank == "senior" && random_.chance(250)) {
      duty(AssignmentKind::digital_leader, kSince);
    }
  }

  void be_disciplined() {
    if (career_.is_spoken_for || career_.hired > 2018 || !random_.chance(4)) return;
    const Day day = from_civil({2021, 5, 10}) + random_.below(900);
    add(day, day, true, DisciplineImposed{.kind = DisciplineKind::reprimand, .until = {}});
    if (!life_.empty()) life_.back().paper.approved = true;
  }

  Random& random_;
  const Career& career_;
  Life& life_;
};

}  // namespace

void live_beside_work(Random& random, const Career& career, Life& life) { BesideWork(random, career, life).tell(); }

}  // namespace rireki::demo::published
