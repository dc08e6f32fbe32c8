#include <map>
#include <set>

#include "events/calendar/one_month.h"
#include "projections/reports/absence_reports.h"
#include "projections/reports/people_fold.h"

namespace rireki {

namespace {

constexpr int kMonths = 1;
constexpr int kRelapseDays = 365;  // a year, as in the law's rule on suspensions for the same illness
constexpr Scale kSpells{"spells", 1, 0};
constexpr std::string_view kUnknown = "unknown";

struct Side {
  std::int64_t count = 0;
  std::set<std::size_t> persons;  // as numbered by LongAbsences
  std::vector<Evidence> evidence;

  void add(const Spell& spell, std::size_t person, std::string why) {
    ++count;
    persons.insert(person);
    evidence.push_back({.seq = spell.start.seq, .effective = spell.start.event.day, .why = std::move(why)});
  }
};

struct OfCause {
  Side spells;
  Side carried_over;
  Side ended_by_leaving;
  Side returns;
  Side relapses;
};

class LongAbsences final : public PeopleFold {
 public:
  LongAbsences(const Reporting& reporting, Filter& filter)
      : PeopleFold(reporting, filter), fold_(world_.policies), causes_(years_.size()) {}

  [[nodiscard]] bool wants(EventType type) const override {
    return type == EventType::AbsenceStarted || type == EventType::AbsenceEnded || type == EventType::Separated;
  }
  void happened(const Happening& h) override {
    if (h.type == EventType::Separated) left_.insert(h.event.day);
    fold_.see_ahead(h, known_until());
  }
  void end() override {
    const auto& spells = fold_.spells();
    for (std::size_t i = 0; i < spells.size() && goes_on(); ++i) {
      if (!lasts_months(spells[i].start.event.day, spells[i].known_to_last_until(known_until()), kMonths)) continue;
      Happening start = spells[i].start;
      start.state = &spells[i].state;
      if (admitted(start) == nullptr) continue;
      for (std::size_t year = 0; year < years_.size(); ++year) take(year, i);
    }
  }

  [[nodiscard]] const std::vector<std::map<std::string, OfCause>>& causes() const { return causes_; }

 protected:
  [[nodiscard]] bool groups_by_erasable() const override { return false; }
  void begin_person() override {
    ++person_number_;
    fold_.clear();
    left_.clear();
  }

 private:
  std::string cause_of(const Spell& spell) {
    const auto fact = person_->fact_of(spell.start);
    if (!fact) {
      fail_with(fact.error());
      return std::string(kUnknown);
    }
    person_->look_at(PersonalCategory::sensitive);
    const bool is_known = fact->cause && !person_->is_erased(PersonalCategory::sensitive);
    return std::string(is_known ? to_text(*fact->cause) : kUnknown);
  }

  void take(std::size_t at, std::size_t number) {
    const Reporting::Year& year = years_[at];
    const Spell& spell = fold_.spells()[number];
    const Day begun = spell.start.event.day;
    if (begun > year.until || spell.known_to_last_until(known_until()) < year.first - 1) return;
    const std::string cause = cause_of(spell);
    OfCause& of = causes_[at][cause];
    const std::string when = "absent from " + to_iso(begun) + (spell.last ? " to " + to_iso(*spell.last) : "");
    if (spell.known_to_last_until(known_until()) >= year.first) {
      of.spells.add(spell, person_number_, when);
      if (begun < year.first) of.carried_over.add(spell, person_number_, when);
    }
    if (!spell.last) return;
    if (left_.contains(*spell.last)) {
      if (*spell.last >= year.first && *spell.last <= year.until) of.ended_by_leaving.add(spell, person_number_, when);
      return;
    }
    const Day back = *spell.last + 1;
    if (back < year.first || back > year.until) return;
    of.returns.add(spell, person_number_, "back on " + to_iso(back) + ": denominator");
    if (const Spell* again = relapse(number, cause)) {
      of.relapses.add(*again, person_number_, "again from " + to_iso(again->start.event.day) + ": numerator");
    }
  }

  /// The next spell of the same cause, if it began within the time; or null.
  const Spell* relapse(std::size_t number, const std::string& cause) {
    if (cause == kUnknown) return nullptr;
    const auto& spells = fold_.spells();
    const Day back = *spells[number].last + 1;
    for (std::size_t i = number + 1; i < spells.size(); ++i) {
      const Day begun = spells[i].start.event.day;
      if (begun > back + kRelapseDays || begun > reporting_.query().as_of) return nullptr;
      if (cause_of(spells[i]) == cause) return &spells[i];
    }
    return nullptr;
  }

  std::size_t person_number_ = 0;
  SpellFold fold_;
  std::set<Day> left_;                                  // last days of the present person
  std::vector<std::map<std::string, OfCause>> causes_;  // by year
};

void merge_into(Side& to, const Side& from) {
  to.count += from.count;
  to.persons.insert(from.persons.begin(), from.persons.end());
  to.evidence.insert(to.evidence.end(), from.evidence.begin(), from.evidence.end());
}

void add_cause(Reporting& reporting, const Reporting::Year& year, const About& about, const OfCause& of,
               const PopulationOf& population) {
  const auto put = [&](std::string figure, std::initializer_list<const Side*> sides) -> ReportRow& {
    ReportRow& row = reporting.add(std::move(figure), about, year.until, population);
    row.scale = kSpells;
    row.numerator = (*sides.begin())->count;
    row.persons = {std::ssize((*sides.begin())->persons)};
    row.partial = year.is_partial();
    for (const Side* side : sides) {
      for (const Evidence& e : side->evidence) reporting.note(row, e.seq, e.effective, e.why);
    }
    return row;
  };
  put("spells", {&of.spells});
  put("carried_over", {&of.carried_over});
  put("ended_by_leaving", {&of.ended_by_leaving});
  put("returns", {&of.returns});
  ReportRow& rate = put("relapse_rate", {&of.relapses, &of.returns});
  rate.scale = kPercent;
  rate.denominator = of.returns.count;
  rate.persons->denominator = std::ssize(of.returns.persons);
  rate.partial = reporting.is_to_come(year.last + kRelapseDays);
}

}  // namespace

Result<void> long_absence(Reporting& reporting) {
  auto asked = reporting.asked(true);
  if (!asked) return std::unexpected(asked.error());
  const ReportQuery& query = reporting.query();
  const PolicyBook& policies = reporting.knowledge().organisation.policies;
  const Day begun_by = std::max(query.as_of, query.known);
  if (auto r = asked->filter.require_populations(policies, kFirstDay, begun_by); !r) return r;
  const bool asks = asked->filter.asks_for_erasable(policies);
  LongAbsences absences(reporting, asked->filter);
  const auto erased = absences.see({.days = {}, .asks_erasable = asks, .asks_records = false});
  if (!erased) return std::unexpected(erased.error());
  reporting.note_erased(*erased);
  const auto years = reporting.years();
  for (std::size_t i = 0; i < years.size(); ++i) {
    const About of_year = {{"fiscal_year", std::int64_t{years[i].fiscal_year}}};
    OfCause all;
    for (const auto& [cause, of] : absences.causes()[i]) {
      About about = of_year;
      about.emplace_back("cause", cause);
      add_cause(reporting, years[i], about, of, asked->population);
      merge_into(all.spells, of.spells);
      merge_into(all.carried_over, of.carried_over);
      merge_into(all.ended_by_leaving, of.ended_by_leaving);
      merge_into(all.returns, of.returns);
      merge_into(all.relapses, of.relapses);
    }
    add_cause(reporting, years[i], of_year, all, asked->population);
  }
  return {};
}

}  // namespace rireki
