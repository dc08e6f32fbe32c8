#include "tests/support/random_city.h"

#include <array>
#include <ostream>

#include "tests/support/checkout.h"
#include "tests/support/story.h"

namespace rireki {

namespace {

constexpr std::array<const char*, 4> kRanks = {"clerk", "senior", "chief", "manager"};
constexpr std::array<const char*, 3> kFamilies = {"clerical", "engineer", "nurse"};
constexpr std::array<const char*, 5> kUnits = {"CITY", "U1", "U2", "HOSP", "WARD"};
constexpr std::array<const char*, 3> kReasons = {"voluntary", "death", "transfer_out"};
constexpr Day kBegin = from_civil({2019, 4, 1});
constexpr int kPeople = 5;

/// What the city believes of a person; now and then it is mistaken, and the event is refused.
struct Believed {
  Day day = kBegin;
  bool employed = false;
  int rank = 0;
  int unit = 0;
  bool has_term = false;
  Day term_end;
  int absences = 0;
  bool absent = false;
  bool seconded = false;
  int assignments = 0;
  bool assigned = false;
};

class City {
 public:
  City() : people_(kPeople) {
    const std::string document = text_of_file((checkout() / "tests/scenarios/policies/city.toml").string());
    add("org", kFirstDay, PolicyAdopted{"city", "1", {document}});
    establish(0, {}, "mayor");
    establish(1, "CITY", {});
    establish(2, "CITY", {});
    establish(3, {}, "hospital");
    establish(4, "HOSP", {});
    for (int i = 0; i < kPeople; ++i) {
      const Day birth = from_civil({1960 + 9 * i, 3, 29 + i % 3});
      add(name(i), kBegin - 30, PersonRegistered{"Person " + std::to_string(i), {}, birth, Sex::female, {}});
      hire(i, kBegin, static_cast<std::uint8_t>(i * 7));
    }
  }

  void take(const CityStep& step) {
    Believed& p = people_[step.person % kPeople];
    p.day = p.day + step.pause;
    if (!p.employed && step.act != 9) return hire(step.person % kPeople, p.day, step.choice);
    const Day day = step.choice % 16 == 15 ? p.day - 90 : p.day;  // now and then something comes to light late
    act(step, name(step.person % kPeople), p, day);
    if (p.has_term && p.term_end < p.day) p.employed = false;
  }

  std::vector<Event> events;

 private:
  static std::string name(int person) { return "P" + std::to_string(person); }

  template <class Data>
  void add(const std::string& subject, Day day, Data data) {
    Event event;
    event.id = "e" + std::to_string(events.size());
    event.subject = subject;
    event.effective = day;
    event.line = static_cast<std::uint16_t>(events.size());
    event.data.value = std::move(data);
    events.push_back(std::move(event));
  }

  void establish(std::size_t unit, const char* parent, const char* authority) {
    OrgUnitEstablished data{.name = kUnits[unit]};
    if (parent != nullptr) data.parent = Identifier{parent};
    if (authority != nullptr) data.authority = authority;
    add(kUnits[unit], kBegin - 365, data);
  }

  void hire(int person, Day day, std::uint8_t choice) {
    Believed& p = people_[static_cast<std::size_t>(person)];
    p = {.day = day, .employed = true, .rank = choice % 3, .unit = choice % 5};
    Hired data{.kind = EmploymentKind::regular,
               .unit = {kUnits[choice % 5]},
               .rank = kRanks[choice % 3],
               .job_family = kFamilies[choice / 5 % 3]};
    if (choice % 4 == 0) {
      data.kind = EmploymentKind::fixed_term;
      p.has_term = true;
      p.term_end = day + 100 + choice;
      data.term_end = p.term_end;
    }
    if (choice % 3 == 0) data.grade = 2 + choice % 3;
    add(name(person), day, data);
  }

  void act(const CityStep& step, const std::string& who, Believed& p, Day day) {
    switch (step.act) {
      case 0:
      case 1:
      case 2:
        p.unit = (p.unit + 1 + step.choice % 4) % 5;
        return add(who, day, Transferred{.unit = {kUnits[static_cast<std::size_t>(p.unit)]}});
      case 3:
      case 4:
        p.rank = std::min(p.rank + 1, 3);
        return add(who, day, Promoted{.rank = kRanks[static_cast<std::size_t>(p.rank)]});
      case 5:
        p.rank = std::max(p.rank - 1, 0);
        return add(who, day,
                   Demoted{.rank = kRanks[static_cast<std::size_t>(p.rank)], .cause = DemotionCause::request});
      case 6:
        return add(who, day, GradeChanged{.grade = 1 + p.rank + step.choice % 2, .step = step.choice % 40 + 1});
      case 7:
      case 8:
        p.employed = false;
        return add(who, day, Separated{.reason = kReasons[step.choice % 3]});
      case 9:
        return add(who, day, PersonDetailsChanged{.name = "Name " + std::to_string(step.choice)});
      case 10:
      case 11:
      case 12:
        return absence(step, who, p, day);
      case 13:
      case 14:
        return secondment(step, who, p, day);
      case 15:
      case 16:
        return assignment(step, who, p, day);
      case 17:
        return add(who, day, WorkPatternChanged{.pattern = static_cast<Pattern>(step.choice % 3)});
      case 18:
        return add(who, day, CareerPreferenceDeclared{.track = static_cast<CareerTrack>(step.choice % 3)});
      case 19:
      case 20:
        return renew(step, who, p);
      case 21:
        return reorganise(step, day);
      case 22:  // sometimes for a month that has its attendance already
        return add(who, day,
                   AttendanceRecorded{.month = month_of(day - step.choice % 60), .overtime_minutes = step.choice});
      default:
        return add(who, day, TrainingCompleted{.course = "C" + std::to_string(step.choice % 3)});
    }
  }

  void absence(const CityStep& step, const std::string& who, Believed& p, Day day) {
    if (!p.absent) ++p.absences;
    const Identifier id{"A" + std::to_string(p.absences)};
    const auto kind = static_cast<AbsenceKind>(step.choice % 5);
    if (p.absent && step.act == 12) return add(who, day, AbsenceExtended{.absence = id, .kind = kind});
    p.absent = !p.absent;
    if (!p.absent) return add(who, day, AbsenceEnded{.absence = id});
    add(who, day, AbsenceStarted{.absence = id, .kind = kind, .cause = static_cast<AbsenceCause>(step.choice % 4)});
  }

  void secondment(const CityStep& step, const std::string& who, Believed& p, Day day) {
    p.seconded = !p.seconded;
    if (p.seconded) return add(who, day, SecondmentStarted{.host = "Prefecture"});
    SecondmentEnded data;
    if (step.choice % 2 == 0) data.unit = Identifier{kUnits[step.choice % 5]};
    add(who, day, data);
  }

  void assignment(const CityStep& step, const std::string& who, Believed& p, Day day) {
    p.assigned = !p.assigned;
    if (p.assigned) ++p.assignments;
    const Identifier id{"X" + std::to_string(p.assignments)};
    if (!p.assigned) return add(who, day, AssignmentEnded{.assignment = id});
    add(who, day, AssignmentAdded{.assignment = id, .kind = static_cast<AssignmentKind>(step.choice % 11)});
  }

  void renew(const CityStep& step, const std::string& who, Believed& p) {
    if (!p.has_term) return add(who, p.day, WorkPatternChanged{.pattern = Pattern::shift});
    const Day from = p.term_end + 1;
    p.term_end = p.term_end + 100 + step.choice;
    p.day = std::max(p.day, from);
    add(who, from, TermRenewed{.term_end = p.term_end});
  }

  /// A unit moves to another authority; the wards' ends are tried too, mostly in vain.
  void reorganise(const CityStep& step, Day day) {
    if (step.choice % 4 == 0) return add(kUnits[step.choice % 5], day, OrgUnitAbolished{});
    OrgUnitChanged data;
    data.authority = step.choice % 2 == 0 ? "mayor" : "water";
    add(kUnits[step.choice % 5], day, data);
  }

  std::vector<Believed> people_;
};

}  // namespace

std::vector<Event> city_of(const std::vector<CityStep>& steps) {
  City city;
  for (const CityStep& step : steps) city.take(step);
  return std::move(city.events);
}

std::vector<Day> days_to_compare() {
  std::vector<Day> days;
  for (int year = 2019; year <= 2026; ++year) {
    for (const int month : {3, 7, 11}) days.push_back(from_civil({year, month, 31}));
    days.push_back(from_civil({year, 4, 1}));
  }
  return days;
}

void showValue(const CityStep& step, std::ostream& out) {
  out << "{P" << int{step.person} << " act " << int{step.act} << " after " << step.pause << " choice "
      << int{step.choice} << "}";
}

}  // namespace rireki
