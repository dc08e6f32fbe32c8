// One number being taken: an indicator of one fiscal year, or a count. All numbers of a question are taken in one fold
// over the people (measuring.h); a measurement looks at what it needs and remembers which Records made its number.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "projections/careers.h"
#include "projections/exact.h"
#include "projections/tallies.h"

namespace rireki {

/// A Record behind a number.
struct Evidence {
  Seq seq;
  Day effective;  // as corrected
  std::string why;
  bool near = false;  // a near miss: one thing alone keeps it out

  friend bool operator==(const Evidence&, const Evidence&) = default;
};

/// The persons behind the sides of a number, each once. 0: not known, as of tallies, or nobody.
struct PersonsBehind {
  std::int64_t numerator = 0;
  std::int64_t denominator = 0;
};

/// The days and definitions that a measurement goes by.
struct YearSpan {
  Day first;
  Day last;
  Day until;              // the last day it may look at: `last`, or the as-of day if that is earlier
  Day known;              // the day of the newest known Record: an open absence has lasted until then
  World world;            // whose words say what a person's rank, unit, age … mean
  bool explains = false;  // collects evidence, near misses included
  int fiscal_year = 0;
  FiscalCalendar fiscal_years = {};

  [[nodiscard]] bool is_over() const { return until == last; }
  [[nodiscard]] bool contains(Day day) const { return day >= first && day <= until; }
};

class Measurement {
 public:
  /// All days, or some.
  struct Days {
    Day first = kFirstDay;
    Day last = kForever;
    [[nodiscard]] bool contain(Day day) const { return day >= first && day <= last; }
  };

  explicit Measurement(YearSpan span) : span_(span) {}
  virtual ~Measurement() = default;
  Measurement(const Measurement&) = delete;
  Measurement& operator=(const Measurement&) = delete;

  // What it needs.
  virtual void add_days(std::vector<Day>&) const {}  // at whose end it looks at everyone
  [[nodiscard]] virtual bool looks_at_people() const { return true; }
  [[nodiscard]] virtual bool wants(EventType) const { return false; }     // whether it is shown such happenings
  [[nodiscard]] virtual Days wanted_days() const { return {}; }           // of which days
  [[nodiscard]] virtual bool asks_for_erasable() const { return false; }  // sex, age, or a sensitive field

  /// Where persons alike count alike and nobody asks for the Records behind: the day and the attributes to tell them
  /// apart by. Such a measurement is shown groups instead of persons.
  struct Alike {
    Day day;
    AttributeSet asked = 0;
  };
  [[nodiscard]] virtual std::optional<Alike> counts_alike() { return std::nullopt; }
  virtual Result<void> group(const PersonRow&, std::int64_t) { return {}; }

  // What it is shown. Of each person of whom it is shown anything: `begin`, then what happened and the days in order,
  // then `end`.
  virtual Result<void> tallied(const Tallies&) { return {}; }  // before the people
  virtual void begin() {}
  virtual Result<void> happened(const Happening&, Subject&) { return {}; }
  virtual Result<void> at_end_of(Day, const State&, Subject&) { return {}; }
  virtual Result<void> end(Subject&) { return {}; }

  // What it found.
  [[nodiscard]] virtual bool is_rate() const { return false; }
  [[nodiscard]] virtual bool has_data() const { return measured_ && (!is_rate() || denominator_ > 0); }
  /// The figure in its unit; only where there are data.
  [[nodiscard]] virtual Exact exact() const { return {numerator_, 1}; }
  [[nodiscard]] std::int64_t numerator() const { return numerator_; }
  [[nodiscard]] std::int64_t denominator() const { return denominator_; }
  [[nodiscard]] const std::vector<Evidence>& evidence() const { return evidence_; }
  [[nodiscard]] const YearSpan& span() const { return span_; }

  /// Of those who were shown one by one.
  [[nodiscard]] const PersonsBehind& persons() const { return persons_; }
  void add_persons(const PersonsBehind& more) {
    persons_.numerator += more.numerator;
    persons_.denominator += more.denominator;
  }

  /// Persons in groups of whom something is erased that the filters look at.
  [[nodiscard]] const std::set<std::string, std::less<>>& unknown() const { return unknown_; }

  /// Of measurements of people: whether anybody had been employed by then at all.
  void set_measured(bool measured) { measured_ = measured; }

 protected:
  void note(Seq seq, Day effective, std::string why) {
    if (span_.explains) evidence_.push_back({seq, effective, std::move(why), false});
  }

  /// Whether an item passes the filter; one that a single thing keeps out, among these `more`, is noted as a near miss.
  Result<bool> passes(Filter& filter, const Countable& item, Subject& subject, Seq seq, Day effective,
                      const std::vector<std::string>& more = {});
  /// Whether an item passes the filter; the subject is told where that looks at what may be erased of them.
  static Result<bool> admits(Filter& filter, const Countable& item, Subject& subject);
  /// The same of a group.
  Result<bool> admits(Filter& filter, const PersonRow& row);

  YearSpan span_;
  std::int64_t numerator_ = 0;
  std::int64_t denominator_ = 0;
  PersonsBehind persons_;
  bool measured_ = false;
  std::vector<Evidence> evidence_;

 private:
  std::set<std::string, std::less<>> unknown_;
};

using MeasurementPtr = std::unique_ptr<Measurement>;

}  // namespace rireki
