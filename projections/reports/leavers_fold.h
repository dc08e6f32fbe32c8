// Headcounts of days and separations of years, taken in one look at everybody's career.
#pragma once

#include <map>

#include "projections/reports/people_fold.h"

namespace rireki {

/// Separations of a year, each with what it counts as: its class (voluntary, involuntary, other, unknown) and its
/// reason.
struct LeaversOfYear {
  std::map<std::string, std::int64_t> by_class;
  std::map<std::string, std::int64_t> by_reason;
  std::map<std::string, std::int64_t> voluntary_by_band;
  std::int64_t all = 0;
  struct Leaver {
    std::string of_class;
    std::string reason;
    Evidence evidence;
  };
  std::vector<Leaver> leavers;
};

/// The filter of the question, once for headcounts and once for separations.
struct LeaversAsked {
  Reporting::Asked heads;
  Reporting::Asked leavers;
  std::vector<bool> is_everybody;  // by year: it leaves nobody out then, nor in the year before
};

[[nodiscard]] Day a_year_before(Day day);

/// Errors: USAGE if the filter does not fit.
[[nodiscard]] Result<LeaversAsked> ask_about_leavers(const Reporting& reporting);

/// What a report asks of the staff of a day beside their number.
enum class StaffDetail : std::uint8_t { heads, settled, bands };

/// Headcounts of the days asked for, and separations of the years.
class LeaversFold final : public PeopleFold {
 public:
  /// `asked` must outlive it.
  LeaversFold(const Reporting& reporting, LeaversAsked& asked, StaffDetail detail, std::vector<Day> days);

  /// Once, before anything is asked below. Errors: INTEGRITY_ERROR, and those of the filter.
  [[nodiscard]] Result<void> see_all(Reporting& reporting);

  /// Of a day asked for.
  [[nodiscard]] std::int64_t heads(Day day) const;
  /// With a year of service or more. Only with StaffDetail::settled.
  [[nodiscard]] std::int64_t settled(Day day) const { return at(settled_, day); }
  /// By age band. Only with StaffDetail::bands.
  [[nodiscard]] std::map<std::string, std::int64_t> bands(Day day) const;
  [[nodiscard]] const LeaversOfYear& leavers(std::size_t year) const { return leavers_[year]; }
  /// In service, of everybody whom the filter of headcounts leaves in.
  [[nodiscard]] std::int64_t person_days(std::size_t year) const { return at(person_days_, year); }

  [[nodiscard]] bool wants(EventType type) const override {
    return type == EventType::Separated || type == EventType::Hired;
  }
  void at_end_of(Day day, const State& state) override;
  void happened(const Happening& h) override;
  void end() override;

 protected:
  void begin_person() override { in_service_from_.reset(); }
  [[nodiscard]] bool groups_by_erasable() const override { return detail_ == StaffDetail::bands; }

 private:
  template <class Map, class Key>
  static std::int64_t at(const Map& map, const Key& key) {
    const auto found = map.find(key);
    return found == map.end() ? 0 : found->second;
  }
  [[nodiscard]] std::size_t place_of(Day day) const;
  void add_service(Day from, Day last);
  void leave(LeaversOfYear& leavers, const Happening& h);

  Filter& of_leavers_;
  StaffDetail detail_;
  bool needs_row_;
  std::vector<Day> days_;
  std::vector<std::int64_t> heads_;  // by place in `days_`
  std::map<Day, std::int64_t> settled_;
  std::map<std::pair<Day, std::string>, std::int64_t> bands_;
  std::map<std::size_t, std::int64_t> person_days_;
  std::vector<LeaversOfYear> leavers_;
  std::optional<Day> in_service_from_;
};

}  // namespace rireki
