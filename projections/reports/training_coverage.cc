#include <deque>
#include <set>

#include "events/calendar/one_month.h"
#include "projections/due.h"
#include "projections/reports/due_reports.h"
#include "projections/reports/people_fold.h"

namespace rireki {

namespace {

constexpr Scale kCourses{"person-courses", 1, 0};

/// Courses of persons, or persons.
struct CourseNumbers {
  std::int64_t completed = 0;  // of those due
  std::int64_t due = 0;        // completed or overdue
  std::int64_t overdue = 0;
  std::int64_t ahead = 0;

  CourseNumbers& operator+=(const CourseNumbers& more) {
    completed += more.completed;
    due += more.due;
    overdue += more.overdue;
    ahead += more.ahead;
    return *this;
  }
  /// One for each that is not zero.
  [[nodiscard]] CourseNumbers once() const {
    const auto one = [](std::int64_t n) { return std::min<std::int64_t>(n, 1); };
    return {one(completed), one(due), one(overdue), one(ahead)};
  }
};

struct CourseFigures {
  const Training* rule = nullptr;
  Filter whom;
  CourseNumbers count;
  std::vector<Evidence> completed_by;
  std::vector<Evidence> overdue_by;
  std::vector<Evidence> ahead_by;
};

class Coverage final : public PeopleFold {
 public:
  Coverage(const Reporting& reporting, Filter& filter) : PeopleFold(reporting, filter) {}

  /// Reads the rules; whether they look at what can be erased.
  Result<bool> prepare() {
    const Policy* policy = reporting_.policy_on(as_of());
    if (policy == nullptr) return false;
    bool is_erasable = false;
    for (const Training& rule : policy->trainings) {
      if (!rule.due_months) continue;
      auto whom = filter_of(rule.whom);
      if (!whom) return std::unexpected(whom.error());
      const auto looks_at = whom->looks_at(policy, false);
      if (!looks_at) return std::unexpected(looks_at.error());
      is_erasable = is_erasable || asks_erasable(*looks_at);
      courses_.push_back({.rule = &rule, .whom = std::move(*whom)});
    }
    return is_erasable;
  }

  [[nodiscard]] Day as_of() const { return reporting_.query().as_of; }
  [[nodiscard]] const std::deque<CourseFigures>& courses() const { return courses_; }
  /// Persons, each once whatever they have to complete.
  [[nodiscard]] const CourseNumbers& staff() const { return staff_; }

  [[nodiscard]] bool wants(EventType type) const override { return type == EventType::TrainingCompleted; }
  void happened(const Happening& h) override {
    if (h.event.day <= as_of()) completed_.push_back({std::string(h.event.course), h.seq, h.event.day});
  }
  void at_end_of(Day day, const State& state) override {
    const auto person = person_->on(day, state, world_);
    const PersonRow* row = admitted(person, nullptr);
    CourseNumbers own;
    for (CourseFigures& course : courses_) {
      if (row != nullptr && goes_on()) take(course, *row, *state.employment, own);
    }
    staff_ += own.once();
  }
  void end() override {}

 protected:
  [[nodiscard]] bool groups_by_erasable() const override { return false; }
  void begin_person() override { completed_.clear(); }

 private:
  struct Completed {
    std::string course;
    Seq seq;
    Day day;
  };

  /// `own`: the courses of this person.
  void take(CourseFigures& course, const PersonRow& row, const Employment& job, CourseNumbers& own) {
    const bool of_rank = course.rule->since == ClockStart::rank;
    const Day since = of_rank ? job.rank_since : job.hired;
    if (since < course.rule->since_from) return;
    const Countable item{row, nullptr, world_};
    note_unknown(course.whom, item);
    const auto is_for = course.whom.admits(item);
    if (!is_for) return fail_with(is_for.error());
    if (!*is_for) return;
    const Day last = last_day_of_months(since, *course.rule->due_months);
    const auto done = std::ranges::find(completed_, course.rule->id, &Completed::course);
    const bool is_done = done != completed_.end();
    if (last > as_of() && is_done) return;
    const bool is_due = last <= as_of();
    const CourseNumbers one{is_due && is_done, is_due, is_due && !is_done, !is_due};
    course.count += one;
    own += one;
    if (!reporting_.query().explaining) return;
    const Evidence clock{of_rank ? job.rank_seq : job.hired_seq, since, course.rule->id + " by " + to_iso(last)};
    if (is_done) course.completed_by.push_back({done->seq, done->day, course.rule->id + " completed: numerator"});
    (last > as_of() ? course.ahead_by : is_done ? course.completed_by : course.overdue_by).push_back(clock);
  }

  std::deque<CourseFigures> courses_;
  CourseNumbers staff_;
  std::vector<Completed> completed_;  // of the present person
};

void add_course(Reporting& reporting, const About& about, const CourseFigures& of, const CourseNumbers& staff,
                const PopulationOf& population) {
  const auto put = [&](std::string figure, Scale scale, std::int64_t numerator, std::int64_t persons) -> ReportRow& {
    ReportRow& row = reporting.add(std::move(figure), about, reporting.query().as_of, population);
    row.scale = scale;
    row.numerator = numerator;
    row.persons = {persons};
    return row;
  };
  ReportRow& coverage = put("coverage", kPercent, of.count.completed, staff.completed);
  coverage.denominator = of.count.due;
  coverage.persons->denominator = staff.due;
  coverage.evidence = of.completed_by;
  coverage.evidence.insert(coverage.evidence.end(), of.overdue_by.begin(), of.overdue_by.end());
  const Scale scale = about.empty() ? kCourses : kPersons;
  put("overdue", scale, of.count.overdue, staff.overdue).evidence = of.overdue_by;
  put("ahead", scale, of.count.ahead, staff.ahead).evidence = of.ahead_by;
}

void merge_into(CourseFigures& all, const CourseFigures& of) {
  all.count += of.count;
  const auto append = [](std::vector<Evidence>& to, const std::vector<Evidence>& from) {
    to.insert(to.end(), from.begin(), from.end());
  };
  append(all.completed_by, of.completed_by);
  append(all.overdue_by, of.overdue_by);
  append(all.ahead_by, of.ahead_by);
}

}  // namespace

Result<void> training_coverage(Reporting& reporting) {
  const ReportQuery& query = reporting.query();
  auto asked = reporting.asked(false);
  if (!asked) return std::unexpected(asked.error());
  const auto looks_at = asked->filter.looks_at(reporting.policy_on(query.as_of), false);
  if (!looks_at) return std::unexpected(looks_at.error());
  Coverage coverage(reporting, asked->filter);
  const auto is_erasable = coverage.prepare();
  if (!is_erasable) return std::unexpected(is_erasable.error());
  const auto erased = coverage.see({.days = std::span(&query.as_of, 1),
                                    .asks_erasable = *is_erasable || asks_erasable(*looks_at),
                                    .asks_records = query.explaining});
  if (!erased) return std::unexpected(erased.error());
  reporting.note_erased(*erased);
  CourseFigures all;
  for (const CourseFigures& course : coverage.courses()) {
    add_course(reporting, {{"course", course.rule->id}}, course, course.count, asked->population);
    merge_into(all, course);
  }
  add_course(reporting, {}, all, coverage.staff(), asked->population);
  return {};
}

}  // namespace rireki
