#include <algorithm>
#include <set>
#include <utility>

#include "events/calendar/one_month.h"
#include "events/types/catalog.h"
#include "projections/reports/career_path.h"
#include "projections/reports/career_reports.h"

namespace rireki {

namespace {

constexpr Scale kMeanUnits{"units", 1, 1};
constexpr int kRotationYears = 10;
constexpr int kMonthsOfYear = 12;

/// Units of the first years of employments that lasted that long.
class Rotations final : public PeopleFold {
 public:
  Rotations(const Reporting& reporting, Filter& filter, int first_years)
      : PeopleFold(reporting, filter), means(years_.size()), evidence(years_.size()), first_years_(first_years) {}

  [[nodiscard]] bool wants(EventType type) const override {
    return places_in_unit(type) || type == EventType::Separated;
  }
  void happened(const Happening& h) override {
    if (h.type == EventType::Hired) {
      complete(kLastDay);
      is_wanted_ = admitted(h) != nullptr;
      until_ = last_day_of_months(h.event.day, kMonthsOfYear * first_years_);
      units_.clear();
      entered_.clear();
    }
    if (h.type == EventType::Separated) return complete(h.event.day);
    if (!until_ || h.event.day > *until_ || !h.state->employment) return;
    const std::string unit(h.state->employment->unit);
    if (units_.insert(unit).second) {
      entered_.push_back({.seq = h.seq, .effective = h.event.day, .why = "came to " + unit});
    }
  }
  void end() override { complete(kLastDay); }

  std::vector<Mean> means;
  std::vector<std::vector<Evidence>> evidence;

 protected:
  [[nodiscard]] bool groups_by_erasable() const override { return false; }
  void begin_person() override { until_.reset(); }

 private:
  /// The employment lasted until this day.
  void complete(Day last) {
    const auto until = std::exchange(until_, std::nullopt);
    if (!until || last < *until || !is_wanted_) return;
    for (std::size_t i = 0; i < years_.size(); ++i) {
      if (*until < years_[i].first || *until > years_[i].until) continue;
      means[i].add(static_cast<std::int64_t>(units_.size()));
      if (reporting_.query().explaining) evidence[i].insert(evidence[i].end(), entered_.begin(), entered_.end());
    }
  }

  int first_years_;
  std::optional<Day> until_;  // the last of the first years
  bool is_wanted_ = false;
  std::set<std::string> units_;
  std::vector<Evidence> entered_;
};

}  // namespace

Result<void> rotation(Reporting& reporting) {
  auto asked = asked_of_path(reporting);
  if (!asked) return std::unexpected(asked.error());
  const Career* career = career_of(reporting.policy_on(reporting.query().as_of));
  const int first_years = career != nullptr && career->rotation_years > 0 ? career->rotation_years : kRotationYears;
  Rotations rotations(reporting, asked->filter, first_years);
  if (auto r = see_all(reporting, rotations, {}); !r) return r;
  const auto years = reporting.years();
  for (std::size_t i = 0; i < years.size(); ++i) {
    const About about = {{"fiscal_year", std::int64_t{years[i].fiscal_year}},
                         {"first_years", std::int64_t{first_years}}};
    put_mean(reporting, "units", about, years[i].until, asked->population, kMeanUnits, rotations.means[i]);
    ReportRow& row = reporting.rows().back();
    row.partial = years[i].is_partial();
    for (const Evidence& e : rotations.evidence[i]) reporting.note(row, e.seq, e.effective, e.why);
  }
  return {};
}

}  // namespace rireki
