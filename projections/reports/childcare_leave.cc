#include <array>
#include <map>

#include "events/calendar/one_month.h"
#include "projections/reports/absence_reports.h"
#include "projections/reports/people_fold.h"

namespace rireki {

namespace {

constexpr std::string_view kBoth = "";  // stands for everybody beside the sexes

struct OfSex {
  CountWithEvidence eligible;
  CountWithEvidence cohort;
  CountWithEvidence flow;
  CountWithEvidence over_month;
};
using BySex = std::map<std::string, OfSex, std::less<>>;

class ChildcareLeaves final : public PeopleFold {
 public:
  ChildcareLeaves(const Reporting& reporting, Filter& filter) : PeopleFold(reporting, filter), found_(years_.size()) {}

  [[nodiscard]] bool wants(EventType type) const override {
    return type == EventType::FamilyEventRecorded || type == EventType::AbsenceStarted ||
           type == EventType::AbsenceExtended || type == EventType::AbsenceEnded || type == EventType::Separated;
  }
  void happened(const Happening& h) override {
    if (h.event.day > known_until()) return;
    if (h.type == EventType::FamilyEventRecorded) return add_child(h);
    if (h.type == EventType::Separated) return close(h.event.day);
    if (h.type == EventType::AbsenceEnded) return close(h.event.day - 1);
    if (h.type == EventType::AbsenceStarted) started_ = h;
    const bool is_on_leave = h.state->absence && h.state->absence->kind == AbsenceKind::childcare;
    if (!is_on_leave) return close(h.event.day - 1);
    if (leaves_.empty() || !is_open_) add_leave(h);
  }
  void end() override {
    for (std::size_t i = 0; i < years_.size() && goes_on(); ++i) take(years_[i], found_[i]);
  }

  [[nodiscard]] const std::vector<BySex>& found() const { return found_; }

 protected:
  void begin_person() override {
    children_.clear();
    leaves_.clear();
    is_open_ = false;
    started_ = {};
  }

 private:
  struct Child {
    std::string id;
    Seq seq;
    Day day;
    std::optional<std::string> sex;  // none: the filter keeps it out
  };
  struct Leave {
    std::string child;  // of the leave, or the latest one by its first day
    Seq seq;
    Day day;
    std::optional<Day> last;
    std::optional<std::string> sex;
    bool names_child = false;
  };

  std::optional<std::string> sex_after(const Happening& h) {
    const PersonRow* row = admitted(h);
    if (row == nullptr) return std::nullopt;
    return to_text(values_of(Attribute::sex, {*row, &h.event, world_}).front());
  }

  /// A child that may not be known of counts as none (decisions/0009).
  void add_child(const Happening& h) {
    const auto fact = person_->fact_of(h);
    if (!fact) return fail_with(fact.error());
    person_->look_at(PersonalCategory::sensitive);
    if (fact->child == FamilyEventKind::care || person_->is_erased(PersonalCategory::sensitive)) return;
    children_.push_back({std::string(fact->family_event), h.seq, h.event.day, sex_after(h)});
    for (Leave& leave : leaves_) {  // that of the day of birth comes before it in fold order
      if (!leave.names_child && leave.day == h.event.day) leave.child = children_.back().id;
    }
  }

  /// For the child that the absence names, of whatever kind it was when it began.
  void add_leave(const Happening& h) {
    const auto fact = person_->fact_of(started_);
    if (!fact) return fail_with(fact.error());
    std::string child(fact->family_event);
    const bool names_child = !child.empty();
    if (!names_child && !children_.empty()) child = children_.back().id;
    leaves_.push_back({std::move(child), h.seq, h.event.day, std::nullopt, sex_after(h), names_child});
    is_open_ = true;
  }

  void close(Day last) {
    if (is_open_) leaves_.back().last = last;
    is_open_ = false;
  }

  void take(const Reporting::Year& year, BySex& found) const {
    const auto is_inside = [&](Day day) { return day >= year.first && day <= year.until; };
    const auto counts = [&](const auto& of) { return of.sex && is_inside(of.day); };
    const auto child = std::ranges::find_if(children_, counts);
    if (child != children_.end()) {
      const auto leave = std::ranges::find_if(leaves_, [&](const Leave& l) {
        const auto is_for = [&](const Child& c) { return counts(c) && c.id == l.child; };
        return l.day <= year.until && std::ranges::any_of(children_, is_for);
      });
      for (OfSex* of : {&found[*child->sex], &found[std::string(kBoth)]}) {
        of->eligible.add(child->seq, child->day, "had a child in the year: denominator");
        if (leave != leaves_.end()) of->cohort.add(leave->seq, leave->day, "took leave for it: numerator");
      }
    }
    take_flow(year, found);
  }

  void take_flow(const Reporting::Year& year, BySex& found) const {
    const auto leave = std::ranges::find_if(leaves_, [&](const Leave& l) {
      if (!l.sex || l.day < year.first || l.day > year.until) return false;
      return std::none_of(leaves_.data(), &l, [&](const Leave& earlier) { return earlier.child == l.child; });
    });
    if (leave == leaves_.end()) return;
    const bool is_over = leave->last.value_or(known_until()) > last_day_of_months(leave->day);
    for (OfSex* of : {&found[*leave->sex], &found[std::string(kBoth)]}) {
      of->flow.add(leave->seq, leave->day, "newly took leave in the year");
      if (is_over) of->over_month.add(leave->seq, leave->day, "for more than a month: numerator");
    }
  }

  std::vector<Child> children_;
  std::vector<Leave> leaves_;
  bool is_open_ = false;
  Happening started_;         // the absence; its state is not valid any more
  std::vector<BySex> found_;  // by year
};

void add_sex(Reporting& reporting, const Reporting::Year& year, const About& about, const OfSex& of,
             const PopulationOf& population) {
  const auto put = [&](std::string figure, const CountWithEvidence& numerator, const CountWithEvidence& denominator) {
    ReportRow& row = reporting.add(std::move(figure), about, year.until, population);
    row.scale = kPercent;
    row.numerator = numerator.count;
    row.denominator = denominator.count;
    row.partial = year.is_partial();
    for (const CountWithEvidence* side : {&numerator, &denominator}) {
      for (const Evidence& e : side->evidence) reporting.note(row, e.seq, e.effective, e.why);
    }
  };
  put("cohort_rate", of.cohort, of.eligible);
  put("flow_rate", of.flow, of.eligible);
  put("over_month_share", of.over_month, of.flow);
}

}  // namespace

Result<void> childcare_leave(Reporting& reporting) {
  auto asked = reporting.asked(true);
  if (!asked) return std::unexpected(asked.error());
  ChildcareLeaves leaves(reporting, asked->filter);
  const auto erased = leaves.see({.days = {}, .asks_erasable = true, .asks_records = false});
  if (!erased) return std::unexpected(erased.error());
  reporting.note_erased(*erased);
  const auto years = reporting.years();
  for (std::size_t i = 0; i < years.size(); ++i) {
    const About of_year = {{"fiscal_year", std::int64_t{years[i].fiscal_year}}};
    for (const std::string_view sex : names(Sex{})) {
      const auto found = leaves.found()[i].find(sex);
      if (found == leaves.found()[i].end()) continue;
      About about = of_year;
      about.emplace_back("sex", text_value(sex));
      add_sex(reporting, years[i], about, found->second, asked->population);
    }
    const auto both = leaves.found()[i].find(kBoth);
    add_sex(reporting, years[i], of_year, both == leaves.found()[i].end() ? OfSex{} : both->second, asked->population);
  }
  return {};
}

}  // namespace rireki
