#include <array>
#include <map>

#include "events/calendar/one_month.h"
#include "projections/childcare.h"
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

  [[nodiscard]] bool wants(EventType type) const override { return ChildcareFold::wants(type); }
  void happened(const Happening& h) override {
    if (h.event.day > known_until()) return;
    if (h.type == EventType::FamilyEventRecorded) person_->look_at(PersonalCategory::sensitive);
    const auto seen = fold_.see(h, *person_);
    if (!seen) return fail_with(seen.error());
    if (*seen == ChildcareFold::Found::child) sexes_of_children_.push_back(sex_after(h));
    if (*seen == ChildcareFold::Found::leave) sexes_of_leaves_.push_back(sex_after(h));
  }
  void end() override {
    for (std::size_t i = 0; i < years_.size() && goes_on(); ++i) take(years_[i], found_[i]);
  }

  [[nodiscard]] const std::vector<BySex>& found() const { return found_; }

 protected:
  void begin_person() override {
    fold_.clear();
    sexes_of_children_.clear();
    sexes_of_leaves_.clear();
  }

 private:
  using Sexes = std::vector<std::optional<std::string>>;  // none: the filter keeps it out

  std::optional<std::string> sex_after(const Happening& h) {
    const PersonRow* row = admitted(h);
    if (row == nullptr) return std::nullopt;
    return to_text(values_of(Attribute::sex, {*row, &h.event, world_}).front());
  }

  /// The first of them that is inside the year, admitted, and as wanted; their number if there is none.
  template <class Of, class Wanted>
  static std::size_t find(const std::vector<Of>& all, const Sexes& sexes, const Reporting::Year& year,
                          Wanted&& wanted) {
    std::size_t i = 0;
    while (i < all.size() && !(sexes[i] && all[i].day >= year.first && all[i].day <= year.until && wanted(i))) ++i;
    return i;
  }

  void take(const Reporting::Year& year, BySex& found) const {
    take_cohort(year, found);
    take_flow(year, found);
  }

  void take_cohort(const Reporting::Year& year, BySex& found) const {
    const auto& children = fold_.children();
    const auto is_of_year = [&](const auto& wanted) {
      return find(children, sexes_of_children_, year, wanted) < children.size();
    };
    const std::size_t first = find(children, sexes_of_children_, year, [](std::size_t) { return true; });
    if (first == children.size()) return;
    const auto leave = std::ranges::find_if(fold_.leaves(), [&](const ChildcareFold::Leave& l) {
      return l.day <= year.until && is_of_year([&](std::size_t child) { return children[child].id == l.child; });
    });
    for (OfSex* of : {&found[*sexes_of_children_[first]], &found[std::string(kBoth)]}) {
      of->eligible.add(children[first].seq, children[first].day, "had a child in the year: denominator");
      if (leave != fold_.leaves().end()) of->cohort.add(leave->seq, leave->day, "took leave for it: numerator");
    }
  }

  void take_flow(const Reporting::Year& year, BySex& found) const {
    const auto& leaves = fold_.leaves();
    const auto is_first_for_child = [&](std::size_t leave) {
      return std::none_of(leaves.data(), &leaves[leave], [&](const auto& l) { return l.child == leaves[leave].child; });
    };
    const std::size_t first = find(leaves, sexes_of_leaves_, year, is_first_for_child);
    if (first == leaves.size()) return;
    const ChildcareFold::Leave& leave = leaves[first];
    const bool is_over = leave.last.value_or(known_until()) > last_day_of_months(leave.day);
    for (OfSex* of : {&found[*sexes_of_leaves_[first]], &found[std::string(kBoth)]}) {
      of->flow.add(leave.seq, leave.day, "newly took leave in the year");
      if (is_over) of->over_month.add(leave.seq, leave.day, "for more than a month: numerator");
    }
  }

  ChildcareFold fold_;
  Sexes sexes_of_children_;
  Sexes sexes_of_leaves_;
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
