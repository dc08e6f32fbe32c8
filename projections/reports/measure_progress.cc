#include <algorithm>
#include <map>

#include "projections/reports/measure_reports.h"
#include "projections/reports/told.h"

namespace rireki {

namespace {

constexpr Scale kMeasures{"measures", 1, 0};
constexpr std::string_view kNotReported = "not_reported";
constexpr std::string_view kUnknown = "unknown";

using ProgressReport = Told<MeasureProgressed>;

/// Where a measure stands, with one of its owners or as a whole.
struct MeasureStanding {
  std::string measure;
  std::string axis;
  std::string owner;
  std::string status;
  const ProgressReport* report = nullptr;  // null: nothing was reported
};

class Progress {
 public:
  Progress(const Policy* policy, std::vector<ProgressReport> reports) : policy_(policy), reports_(std::move(reports)) {}

  /// One for each owner of each measure, in the Policy's order; what it does not name comes last.
  [[nodiscard]] std::vector<MeasureStanding> by_owner() const {
    std::vector<MeasureStanding> all;
    for (const Measure& measure : measures()) {
      for (const std::string& owner : measure.owners) all.push_back(standing(measure, owner));
    }
    for (const ProgressReport& report : reports_) {
      const auto is_it = [&](const MeasureStanding& s) {
        return s.measure == report.data.measure && s.owner == report.data.owner;
      };
      if (std::ranges::any_of(all, is_it)) continue;
      const Measure* measure = find(report.data.measure);
      const Measure unnamed{.id = report.data.measure, .axis = std::string(kUnknown)};
      all.push_back(standing(measure == nullptr ? unnamed : *measure, report.data.owner));
    }
    return all;
  }

  [[nodiscard]] std::vector<MeasureStanding> as_a_whole() const {
    std::vector<MeasureStanding> all;
    for (const Measure& measure : measures()) all.push_back(standing(measure, {}));
    for (const ProgressReport& report : reports_) {
      if (std::ranges::find(all, report.data.measure, &MeasureStanding::measure) != all.end()) continue;
      all.push_back(standing({.id = report.data.measure, .axis = std::string(kUnknown)}, {}));
    }
    return all;
  }

 private:
  [[nodiscard]] const std::vector<Measure>& measures() const {
    static const std::vector<Measure> kNone;
    return policy_ == nullptr ? kNone : policy_->development.measures;
  }
  [[nodiscard]] const Measure* find(std::string_view id) const {
    const auto found = std::ranges::find(measures(), id, &Measure::id);
    return found == measures().end() ? nullptr : &*found;
  }

  /// The newest report of the measure by the owner; of any owner, if none is given.
  [[nodiscard]] const ProgressReport* newest(std::string_view measure, std::string_view owner) const {
    const auto found = std::find_if(reports_.rbegin(), reports_.rend(), [&](const ProgressReport& report) {
      return report.data.measure == measure && (owner.empty() || report.data.owner == owner);
    });
    return found == reports_.rend() ? nullptr : &*found;
  }

  [[nodiscard]] MeasureStanding standing(const Measure& measure, const std::string& owner) const {
    MeasureStanding s{.measure = measure.id, .axis = measure.axis, .owner = owner, .status = std::string(kNotReported)};
    s.report = newest(measure.id, owner);
    if (s.report == nullptr && !measure.same_as.empty()) s.report = newest(measure.same_as, owner);
    if (s.report != nullptr) {
      s.status = to_text(s.report->data.status);
    } else if (measure.status) {
      s.status = to_text(*measure.status);
    }
    return s;
  }

  const Policy* policy_;
  std::vector<ProgressReport> reports_;
};

void note_report(const Reporting& reporting, ReportRow& row, const MeasureStanding& s) {
  if (s.report == nullptr) return;
  reporting.note(row, s.report->seq, s.report->effective, s.measure + " is " + s.status);
}

ReportRow& add_row(Reporting& reporting, std::string figure, About about, std::int64_t number) {
  ReportRow& row = reporting.add(std::move(figure), std::move(about), reporting.query().as_of, {});
  row.scale = kMeasures;
  row.numerator = number;
  return row;
}

/// How many stand where, by a key such as the owner.
void add_counts(Reporting& reporting, const std::vector<MeasureStanding>& all, std::string_view name,
                std::string MeasureStanding::*key) {
  std::map<std::pair<std::string, std::string>, std::vector<const MeasureStanding*>> groups;
  for (const MeasureStanding& s : all) groups[{name.empty() ? "" : s.*key, s.status}].push_back(&s);
  for (const auto& [group, members] : groups) {
    About about;
    if (!name.empty()) about.emplace_back(name, group.first);
    about.emplace_back("status", group.second);
    ReportRow& row = add_row(reporting, "measures", std::move(about), static_cast<std::int64_t>(members.size()));
    for (const MeasureStanding* s : members) note_report(reporting, row, *s);
  }
}

}  // namespace

Result<void> measure_progress(Reporting& reporting) {
  if (auto r = reporting.refuse_filter(); !r) return r;
  const Knowledge& knowledge = reporting.knowledge();
  const Day as_of = reporting.query().as_of;
  const auto packed = knowledge.source.timeline(SubjectKind::organisation, kOrganisation);
  if (!packed) return std::unexpected(packed.error());
  auto reports = told<MeasureProgressed>(knowledge, packed->bytes, EventType::MeasureProgressed, as_of);
  if (!reports) return std::unexpected(reports.error());
  const Progress progress(reporting.policy_on(as_of), std::move(*reports));
  const std::vector<MeasureStanding> by_owner = progress.by_owner();
  const std::vector<MeasureStanding> whole = progress.as_a_whole();
  add_counts(reporting, by_owner, "owner", &MeasureStanding::owner);
  add_counts(reporting, whole, "axis", &MeasureStanding::axis);
  add_counts(reporting, whole, {}, &MeasureStanding::axis);
  ReportRow& all = add_row(reporting, "measures", {}, static_cast<std::int64_t>(whole.size()));
  for (const MeasureStanding& s : whole) note_report(reporting, all, s);
  for (const MeasureStanding& s : by_owner) {
    About about = {{"measure", s.measure}, {"owner", s.owner}, {"status", s.status}};
    if (s.report != nullptr) about.emplace_back("fiscal_year", std::int64_t{s.report->data.fiscal_year});
    note_report(reporting, add_row(reporting, "measure", std::move(about), 1), s);
  }
  return {};
}

}  // namespace rireki
