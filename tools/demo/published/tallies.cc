#include "tools/demo/published/tallies.h"

#include <array>

#include "tools/demo/published/targets.h"

namespace rireki::demo::published {

namespace {

class Tallies {
 public:
  Tallies(Random& random, Book& book) : random_(random), book_(book) {}

  void tell() {
    for (const YearTargets& year : year_targets()) {
      hold_exams(year);
      ask_about_training(year);
      check_stress(year);
      count_attendance(year);
      file_workplace_training(year.fiscal_year);
    }
    survey();
    progress_measures();
    publish_benchmarks();
  }

 private:
  void add(Day day, int days_later, EventVariant data) {
    book_.add(kOrganisation, day, day + days_later, std::move(data));
  }

  void exam(int year, std::string_view recruiter, std::string_view category, int takers) {
    add(from_civil({year, 9, 24}), 12,
        ExamRoundHeld{.fiscal_year = year,
                      .recruiter = std::string(recruiter),
                      .category = std::string(category),
                      .applicants = takers + takers / 8,
                      .takers = takers,
                      .passed = takers / 4,
                      .accepted = takers / 6});
  }

  /// Most takers want to work for the mayor, some for the board; the others are not counted.
  void hold_exams(const YearTargets& year) {
    const int of_the_board = random_.between(20, 40);
    exam(year.fiscal_year, "mayor", "clerical", year.exam_takers - of_the_board);
    exam(year.fiscal_year, "education", "clerical", of_the_board);
    exam(year.fiscal_year, "mayor", "engineer", random_.between(20, 45));
    exam(year.fiscal_year, "fire", "clerical", random_.between(4, 9));
    exam(year.fiscal_year, "fire", "firefighter", random_.between(70, 120));
    exam(year.fiscal_year, "hospital", "clerical", random_.between(5, 15));
    exam(year.fiscal_year, "hospital", "nurse", random_.between(30, 60));
  }

  /// Courses are liked differently, but their sum is what was published.
  void ask_about_training(const YearTargets& year) {
    constexpr std::array<std::string_view, 4> kCourses = {"新規採用職員研修", "初級研修", "監督者研修", "管理者研修"};
    const Day day = from_civil({year.fiscal_year + 1, 2, 20});
    int answers = year.training_answers;
    int score = year.training_score_sum;
    const int each = year.training_answers / static_cast<int>(kCourses.size() + 1);
    for (const std::string_view course : kCourses) {
      const int part = each * (year.training_score_sum * 10 / year.training_answers + random_.between(-2, 2)) / 10;
      tally_training(day, year.fiscal_year, course, each, part);
      answers -= each;
      score -= part;
    }
    tally_training(day, year.fiscal_year, "特別研修", answers, score);
  }

  void tally_training(Day day, int year, std::string_view course, int answers, int score) {
    add(day, 7,
        TrainingSurveyTallied{
            .fiscal_year = year, .course = std::string(course), .answers = answers, .score_sum = score});
  }

  void stress(int year, std::string_view unit, int examinees, int high) {
    add(from_civil({year, 9, 30}), 40,
        StressCheckTallied{
            .fiscal_year = year, .unit = Identifier{std::string(unit)}, .examinees = examinees, .high_stress = high});
  }

  void check_stress(const YearTargets& year) {
    struct Share {
      std::string_view unit;
      int examinees;
      int high;
    };
    constexpr auto kShares = std::to_array<Share>({{"U-500", 130, 15}, {"U-600", 240, 27}, {"U-800", 70, 8}});
    int examinees = year.stress_examinees;
    int high = year.high_stress;
    for (const Share& share : kShares) {
      stress(year.fiscal_year, share.unit, share.examinees, share.high);
      examinees -= share.examinees;
      high -= share.high;
    }
    stress(year.fiscal_year, "U-100", examinees, high);
    const int of_the_hospital = random_.between(430, 460);
    stress(year.fiscal_year, "U-700", of_the_hospital, random_.between(70, 90));
  }

  void count_attendance(const YearTargets& year) {
    constexpr int kEligible = 1180;
    constexpr int kAllYear = 1420;
    constexpr int kLeaveDay = 465;  // minutes
    const Day day = end_of(year.fiscal_year);
    const Count months = (kEligible + random_.below(30)) * Count{12};
    const Count staff = (kAllYear + random_.below(30)) * Count{2};  // even, so that tenths of a day come out whole
    add(day, 25,
        AttendanceTallied{.fiscal_year = year.fiscal_year,
                          .population = "working_conditions",
                          .person_months = months,
                          .overtime_minutes = months * year.overtime_tenths * 6,
                          .full_period_staff = staff / 2,
                          .paid_leave_minutes = staff / 2 * year.leave_tenths * kLeaveDay / 10});
  }

  void file_workplace_training(int year) {
    constexpr std::array<std::string_view, 4> kDepartments = {"U-110", "U-140", "U-180", "U-600"};
    for (const std::string_view unit : kDepartments) {
      const WorkplaceTrainingRow planned{.date = from_civil({year, 11, 14}),
                                         .title = "窓口対応の事例研究",
                                         .purpose = "応対の質を高める",
                                         .content = "過去の事例をもとにした討議",
                                         .audience = "部内職員",
                                         .sessions = 2};
      WorkplaceTrainingRow held = planned;
      held.lecturer = "部内職員";
      held.effect = "応対の手順を共有できた";
      held.participants = random_.between(12, 40);
      const Day plan = from_civil({year, 5, 24});
      const Day report = from_civil({year + 1, 2, 28});
      book_.add(unit, plan, plan + 3,
                WorkplaceTrainingFiled{.fiscal_year = year, .form = TrainingForm::plan, .rows = {planned}});
      book_.add(unit, report, report + 3,
                WorkplaceTrainingFiled{.fiscal_year = year, .form = TrainingForm::report, .rows = {held}});
    }
  }

  void answer(std::string_view question, std::string_view group, int answered, int positive) {
    constexpr Day kClosed = from_civil({2023, 7, 14});
    add(kClosed, 28,
        SurveyTallied{.survey = "staff",
                      .question = std::string(question),
                      .group = std::string(group),
                      .answered = answered,
                      .positive = positive});
  }

  void survey() {
    for (const SurveyRow& row : survey_rows()) {
      int all = 0;
      for (std::size_t band = 0; band < kBands.size(); ++band) {
        answer(row.question, kBands[band], kBandSizes[band], row.by_band[band]);
        all += row.by_band[band];
      }
      answer(row.question, "all", kAnswered, all);
      if (row.fulfilled) answer(row.question, "fulfilled:yes", kFulfilled, *row.fulfilled);
      if (row.unfulfilled) answer(row.question, "fulfilled:no", kAnswered - kFulfilled, *row.unfulfilled);
    }
    answer("stress_atmosphere", "all", kAnswered, kStressedByAtmosphere);
    answer("responded", "employment:regular", kAskedRegular, kAnsweredRegular);
    answer("responded", "employment:fiscal_year", kAskedOnTerms, kAnswered - kAnsweredRegular);
  }

  void progress_measures() {
    struct Progress {
      int year;
      std::string_view measure;
      std::string_view owner;
      MeasureStatus status;
    };
    constexpr auto kProgress = std::to_array<Progress>({{2022, "M23", "personnel", MeasureStatus::considering},
                                                        {2022, "M26", "personnel", MeasureStatus::started},
                                                        {2023, "M04", "personnel", MeasureStatus::considering},
                                                        {2023, "M21", "digital", MeasureStatus::done},
                                                        {2023, "M22", "digital", MeasureStatus::started},
                                                        {2023, "M23", "personnel", MeasureStatus::started},
                                                        {2023, "M43", "personnel", MeasureStatus::started}});
    for (const Progress& p : kProgress) {
      add(from_civil({p.year, 12, 1}), 5,
          MeasureProgressed{.measure = std::string(p.measure),
                            .owner = std::string(p.owner),
                            .fiscal_year = p.year,
                            .status = p.status,
                            .evidence = {}});
    }
  }

  void publish_benchmarks() {
    const auto publish = [&](std::string_view id, double value) {
      add(from_civil({2023, 10, 20}), 4,
          BenchmarkPublished{
              .indicator = std::string(id), .fiscal_year = 2022, .value = value, .source = "厚生労働省"});
    };
    publish("leaving_high_school", 37.0);
    publish("leaving_university", 32.3);
  }

  Random& random_;
  Book& book_;
};

}  // namespace

void tally(Random& random, Book& book) { Tallies(random, book).tell(); }

}  // namespace rireki::demo::published
