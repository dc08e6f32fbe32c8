#include <algorithm>
#include <cassert>
#include <deque>

#include "tools/demo/published/plan.h"
#include "tools/demo/published/targets.h"

namespace rireki::demo::published {

namespace {

constexpr int kDoctorsLeaving = 14;  // in an ordinary year
constexpr int kNursesLeaving = 16;

/// Counts by fiscal year: of hires the year before the 1 April of the hire, of leavers the year of the last day.
using ByYear = std::map<int, int>;

ByYear young_by_year() {
  constexpr int kBefore = 5;  // a year, made up
  ByYear young;
  for (int year = kBooksOpen; year < kCensus; ++year) young[year] = kBefore;
  for (const YoungLeavers& row : young_leavers()) {
    young[row.fiscal_year] = 0;
    for (const int n : row.by_authority) young[row.fiscal_year] += n;
  }
  return young;
}

/// What the headcounts ask of one fiscal year.
struct Flow {
  int year = 0;
  int reappointed = 0;       // come back on the 1 April after it
  int reappointed_left = 0;  // their terms end with it
  int comers = 0;            // join on the 1 April after it, and leave before the census
  int leavers = 0;           // all together
};

std::vector<Flow> flows(const std::vector<Career>& census) {
  constexpr int kUsualComers = 30;
  ByYear stayers;
  for (const Career& c : census) ++stayers[c.hired - 1];
  std::vector<Flow> all;
  const auto rows = headcounts();
  for (std::size_t i = 0; i + 1 < rows.size(); ++i) {
    const Headcount& now = rows[i];
    const Headcount& next = rows[i + 1];
    Flow flow{.year = now.year, .reappointed_left = now.reappointed_left};
    flow.reappointed = next.reappointed - now.reappointed + now.reappointed_left;
    const int come_anyway = stayers[now.year] + flow.reappointed;
    const int years_left = kCensus - 1 - now.year;
    flow.comers = now.hired ? *now.hired - come_anyway : std::min(kUsualComers, 14 * years_left);
    flow.leavers = now.staff + come_anyway + flow.comers - next.staff;
    assert(flow.comers >= 0 && flow.leavers > 0);
    all.push_back(flow);
  }
  return all;
}

class Leavers {
 public:
  Leavers(Random& random, Paths& paths) : random_(random), paths_(paths), young_(young_by_year()) {}

  std::vector<Career> plan(const std::vector<Flow>& flows) {
    place_comers(flows);
    for (const Flow& flow : flows) {
      leave_early(flow.year);
      leave_old(flow);
      reappoint(flow);
    }
    return std::move(all_);
  }

  /// Re-appointed staff who were there when the books were opened; what they did before is not known.
  void begin_with_reappointed(int count) {
    constexpr int kYears = 5;
    for (int i = 0; i < count; ++i) {
      Career career = make_usual(random_, "clerical", kBooksOpen - kYears + 1 + i * kYears / count, 60);
      career.kind = EmploymentKind::reappointed;
      career.first_rank = "senior";
      career.last_term = kLastYear + 1;
      queue_.push_back(all_.size());
      all_.push_back(std::move(career));
    }
  }

 private:
  /// How many of those who joined since the books were opened may leave in a year: the young, and some of the hospital,
  /// as long as there is room for those who retire and come back.
  int room_for_comers(const Flow& flow) const {
    constexpr int kOthers = 10;
    const int others = flow.leavers - flow.reappointed_left - flow.reappointed - kOthers;
    return std::min(young_.at(flow.year) + kDoctorsLeaving + kNursesLeaving, others);
  }

  /// Decides when those leave who join and leave between the books' opening and the census: within five years.
  void place_comers(const std::vector<Flow>& flows) {
    constexpr std::size_t kYearsMax = 5;
    std::vector<int> room;
    for (const Flow& flow : flows) room.push_back(room_for_comers(flow));
    for (std::size_t joined = flows.size() - 1; joined-- > 0;) {  // who joins late has the fewest years to choose from
      const std::size_t last = std::min(joined + kYearsMax, flows.size() - 1);
      for (int i = 0; i < flows[joined].comers; ++i) {
        const std::span<const int> choices(room.data() + joined + 1, last - joined);
        assert(std::ranges::any_of(choices, [](int n) { return n > 0; }));
        const std::size_t left = joined + 1 + random_.weighted(choices);
        --room[left];
        comers_[flows[left].year].push_back(flows[joined].year + 1);
      }
    }
  }

  void leave(Career career, Day last_day, std::string_view reason) {
    career.departure = Departure{last_day, reason};
    all_.push_back(std::move(career));
  }

  void leave_young(int year, int hired, std::string_view authority) {
    const std::string_view family = authority == "fire"                           ? "firefighter"
                                    : authority == "mayor" && random_.chance(300) ? "engineer"
                                                                                  : "clerical";
    Career career = make_usual(random_, family, hired, paths_.joining_age(false));
    career.authority = authority;
    take_ranks(career, paths_.years_to("senior"), year);
    leave(std::move(career), pick_last_day(random_, year), "voluntary");
  }

  void leave_early(int year) {
    std::vector<int>& hired = comers_[year];
    shuffle(random_, hired);
    const auto next = [&]() {
      if (hired.empty()) return year - 3 - random_.below(2);  // joined before the books were opened
      const int first = hired.back();
      hired.pop_back();
      return first;
    };
    const auto row = std::ranges::find(young_leavers(), year, &YoungLeavers::fiscal_year);
    for (int i = 0; i < young_[year]; ++i, ++left_[year]) leave_young(year, next(), young_authority(row, i));
    for (int i = 0; !hired.empty(); ++i, ++left_[year]) leave_hospital(year, next(), i % 2 == 0);
  }

  std::string_view young_authority(std::span<const YoungLeavers>::iterator row, int i) const {
    if (row == young_leavers().end()) return "mayor";
    std::size_t authority = 0;
    for (; i >= row->by_authority[authority]; ++authority) i -= row->by_authority[authority];
    return kAuthorities[authority];
  }

  /// Doctors go where their university sends them; nurses leave young, too, but the published figure leaves them out.
  void leave_hospital(int year, int hired, bool is_doctor) {
    const std::string_view family = is_doctor ? "doctor" : random_.chance(800) ? "nurse" : "medical_technician";
    const int age = is_doctor ? random_.between(28, 45) : paths_.joining_age(false);
    Career career = make_usual(random_, family, hired, age);
    leave(std::move(career), pick_last_day(random_, year), is_doctor ? "transfer_out" : "voluntary");
  }

  std::string_view pick_family() {
    constexpr std::array<std::string_view, 6> kFamilies = {"clerical", "engineer", "firefighter",
                                                           "nurse",    "manual",   "nursery_teacher"};
    constexpr std::array<int, 6> kShares = {48, 14, 15, 12, 8, 3};
    return kFamilies[random_.weighted(kShares)];
  }

  std::string_view pick_rank() {
    constexpr std::array<std::string_view, 5> kRanks = {"senior", "chief", "section_manager", "deputy_director",
                                                        "director"};
    constexpr std::array<int, 5> kShares = {22, 38, 28, 7, 5};
    return kRanks[random_.weighted(kShares)];
  }

  /// Joined before the books were opened, and leaves at that age at the latest.
  Career make_old(int year, int leaving_age) {
    const std::string_view rank = pick_rank();
    const int age = paths_.joining_age(is_manager(rank));
    const int hired = std::min(year + 1 - (leaving_age - age), kBooksOpen);
    const std::string_view family = pick_family();
    Career career = make_usual(random_, family, hired, age);
    take_ranks(career, paths_.years_to(rank), year);
    return career;
  }

  /// Whoever else the headcounts ask for: most reach the age limit, the others go before it.
  void leave_old(const Flow& flow) {
    constexpr int kLimit = 60;
    const int count = flow.leavers - flow.reappointed_left - left_[flow.year] - (flow.year == 2015 ? 1 : 0);
    const int retiring = std::max(flow.reappointed, count * 7 / 10);
    assert(count >= retiring);
    for (int i = 0; i < count; ++i) {
      if (i < retiring) {
        retired_[flow.year].push_back(all_.size());
        leave(make_old(flow.year, kLimit), end_of(flow.year), "mandatory_retirement");
      } else {
        leave_between(flow.year);
      }
    }
  }

  void leave_between(int year) {
    constexpr std::array<std::string_view, 5> kReasons = {"voluntary", "early_retirement", "death", "transfer_out",
                                                          "encouraged"};
    constexpr std::array<int, 5> kShares = {45, 30, 5, 10, 10};
    const std::string_view reason = kReasons[random_.weighted(kShares)];
    Career career = make_old(year, random_.between(46, 58));
    leave(std::move(career), pick_last_day(random_, year), reason);
  }

  /// The first in go out first.
  void reappoint(const Flow& flow) {
    std::vector<std::size_t>& retired = retired_[flow.year];
    shuffle(random_, retired);
    for (int i = 0; i < flow.reappointed_left; ++i) {
      Career& career = all_[queue_.front()];
      queue_.pop_front();
      (career.reappointment ? career.reappointment->last_year : career.last_term) = flow.year;
    }
    for (int i = 0; i < flow.reappointed; ++i) {
      const std::size_t back = retired[static_cast<std::size_t>(i)];
      all_[back].reappointment = Reappointment{flow.year + 1, kLastYear + 1};
      queue_.push_back(back);
    }
  }

  Random& random_;
  Paths& paths_;
  ByYear young_;
  std::map<int, std::vector<int>> comers_;  // by the year they leave in: the years they joined
  ByYear left_;
  std::map<int, std::vector<std::size_t>> retired_;
  std::deque<std::size_t> queue_;  // re-appointed staff, by the year they came back
  std::vector<Career> all_;
};

}  // namespace

std::vector<Career> plan_leavers(Random& random, Paths& paths, const std::vector<Career>& census) {
  Leavers leavers(random, paths);
  leavers.begin_with_reappointed(headcounts().front().reappointed);
  return leavers.plan(flows(census));
}

}  // namespace rireki::demo::published
