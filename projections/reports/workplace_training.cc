#include <algorithm>

#include "projections/reports/measure_reports.h"
#include "projections/reports/told.h"

namespace rireki {

namespace {

constexpr Scale kUnits{"units", 1, 0};
constexpr Scale kSessions{"sessions", 1, 0};

using Sheet = Told<WorkplaceTrainingFiled>;

struct Filing {
  std::string unit;
  Sheet sheet;
};

/// What was filed in one fiscal year, and by whom it was to be.
class FilingYear {
 public:
  FilingYear(Reporting& reporting, const Reporting::Year& year, const std::vector<Filing>& filings)
      : reporting_(reporting), year_(year) {
    for (const Filing& filing : filings) {
      const bool is_known = !year.is_cut() || filing.sheet.effective <= year.until;
      if (filing.sheet.data.fiscal_year == year.fiscal_year && is_known) filings_.push_back(&filing);
    }
    const Policy* policy = reporting.policy_on(year.last);
    if (policy == nullptr || !policy->development.workplace_training) return;
    training_ = &*policy->development.workplace_training;
    for (const std::string& unit : training_->departments) {
      if (units().is_active(unit, year.until)) departments_.push_back(unit);
    }
  }

  void add_form(TrainingForm form, const std::string& name) {
    const auto due = due_day(form);
    std::vector<const Filing*> in_time;
    std::vector<const Filing*> filed;
    std::vector<std::string> missing;
    for (const std::string& department : departments_) {
      const Filing* first = first_of(department, form);
      if (first == nullptr) missing.push_back(department);
      if (first != nullptr) filed.push_back(first);
      if (first != nullptr && due && first->sheet.effective <= *due) in_time.push_back(first);
    }
    if (departments_.empty()) return add_units(form, name);
    if (due) add_share(name + "s_in_time", in_time, reporting_.is_to_come(*due));
    add_share(name + "s_filed", filed, due && reporting_.is_to_come(*due));
    if (!due || *due > year_.until) return;
    for (const std::string& department : missing) add(name + "_missing", kUnits, 1, {{"department", department}});
  }

  void add_sessions() {
    ReportRow& planned = add("sessions_planned", kSessions, 0);
    for (const Filing* f : of_form(TrainingForm::plan)) {
      for (const WorkplaceTrainingRow& row : f->sheet.data.rows) planned.numerator += row.sessions.value_or(1);
      note(planned, *f);
    }
    ReportRow& held = add("sessions_held", kSessions, 0);
    for (const Filing* f : of_form(TrainingForm::report)) {
      held.numerator += static_cast<std::int64_t>(f->sheet.data.rows.size());
      note(held, *f);
    }
    ReportRow& participants = add("participants", kPersons, 0);
    for (const Filing* f : of_form(TrainingForm::report)) {
      for (const WorkplaceTrainingRow& row : f->sheet.data.rows) participants.numerator += row.participants.value_or(0);
      note(participants, *f);
    }
  }

 private:
  [[nodiscard]] const Units& units() const { return reporting_.knowledge().organisation.units; }

  [[nodiscard]] std::vector<const Filing*> of_form(TrainingForm form) const {
    std::vector<const Filing*> some;
    std::ranges::copy_if(filings_, std::back_inserter(some),
                         [&](const Filing* f) { return f->sheet.data.form == form; });
    return some;
  }

  /// The last day in the fiscal year to file, where the Policy says one.
  [[nodiscard]] std::optional<Day> due_day(TrainingForm form) const {
    if (training_ == nullptr) return std::nullopt;
    const auto sheet = std::ranges::find(training_->sheets, form, &TrainingSheet::form);
    if (sheet == training_->sheets.end() || !sheet->due) return std::nullopt;
    const int year = to_civil(year_.first).year;
    const Day day = from_civil({year, sheet->due->month, sheet->due->day});
    return day >= year_.first ? day : from_civil({year + 1, sheet->due->month, sheet->due->day});
  }

  /// The first such form of the department or a unit inside it, or null.
  [[nodiscard]] const Filing* first_of(const std::string& department, TrainingForm form) const {
    const Filing* first = nullptr;
    for (const Filing* f : of_form(form)) {
      if (!units().is_within(f->unit, department, f->sheet.effective)) continue;
      if (first == nullptr || f->sheet.effective < first->sheet.effective) first = f;
    }
    return first;
  }

  ReportRow& add(std::string figure, Scale scale, std::int64_t number, About about = {}) {
    about.insert(about.begin(), {"fiscal_year", std::int64_t{year_.fiscal_year}});
    ReportRow& row = reporting_.add(std::move(figure), std::move(about), year_.until, {});
    row.scale = scale;
    row.numerator = number;
    row.partial = year_.is_partial();
    return row;
  }

  void note(ReportRow& row, const Filing& f) const {
    reporting_.note(row, f.sheet.seq, f.sheet.effective, "filed by " + f.unit + " on " + to_iso(f.sheet.effective));
  }

  void add_share(std::string figure, const std::vector<const Filing*>& filings, bool is_open) {
    ReportRow& row = add(std::move(figure), kPercent, static_cast<std::int64_t>(filings.size()));
    row.denominator = static_cast<std::int64_t>(departments_.size());
    row.partial = is_open;
    for (const Filing* f : filings) note(row, *f);
  }

  void add_units(TrainingForm form, const std::string& name) {
    std::vector<std::string> units;
    for (const Filing* f : of_form(form)) units.push_back(f->unit);
    std::ranges::sort(units);
    units.erase(std::ranges::unique(units).begin(), units.end());
    ReportRow& row = add(name + "s_filed", kUnits, static_cast<std::int64_t>(units.size()));
    for (const Filing* f : of_form(form)) note(row, *f);
  }

  Reporting& reporting_;
  const Reporting::Year& year_;
  const WorkplaceTraining* training_ = nullptr;
  std::vector<std::string> departments_;
  std::vector<const Filing*> filings_;
};

Result<std::vector<Filing>> filings_of(const Knowledge& knowledge, Day until) {
  std::vector<Filing> filings;
  Result<void> result;
  const auto each =
      knowledge.source.each_timeline(SubjectKind::unit, [&](std::string_view unit, const PackedTimeline& packed) {
        if (!result) return;
        auto sheets = told<WorkplaceTrainingFiled>(knowledge, packed.bytes, EventType::WorkplaceTrainingFiled, until);
        if (!sheets) result = std::unexpected(sheets.error());
        if (!sheets) return;
        for (Sheet& sheet : *sheets) filings.push_back({std::string(unit), std::move(sheet)});
      });
  if (!each) return std::unexpected(each.error());
  if (!result) return std::unexpected(result.error());
  return filings;
}

}  // namespace

Result<void> workplace_training(Reporting& reporting) {
  if (auto r = reporting.refuse_filter(); !r) return r;
  const auto filings = filings_of(reporting.knowledge(), kLastDay);
  if (!filings) return std::unexpected(filings.error());
  const auto years = reporting.years();
  for (const Reporting::Year& year : years) {
    FilingYear of_year(reporting, year, *filings);
    of_year.add_form(TrainingForm::plan, "plan");
    of_year.add_form(TrainingForm::report, "report");
    of_year.add_sessions();
  }
  return {};
}

}  // namespace rireki
