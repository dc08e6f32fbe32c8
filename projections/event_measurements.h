// Measurements of what happened: events of a period, absence spells, childcare leave, attendance by persons.
#pragma once

#include "projections/childcare.h"
#include "projections/measurement.h"

namespace rireki {

/// Events of one type inside the span, lapsed terms being separations. Behind it: the event, of a lapse the Record
/// that set the term.
class EventCount final : public Measurement {
 public:
  EventCount(YearSpan span, Filter filter, EventType type)
      : Measurement(span), filter_(std::move(filter)), type_(type) {}
  bool asks_for_erasable() const override { return filter_.asks_for_erasable(span_.world.policies); }
  bool wants(EventType type) const override { return type == type_; }
  Days wanted_days() const override { return {span_.first, span_.until}; }
  Result<void> happened(const Happening& happening, Subject& subject) override;

 private:
  Filter filter_;
  EventType type_;
};

/// Absence spells that overlap the span, carried over or not, of a cause (of the first absence) and a least length:
/// that which is known, so a spell that begins late counts once it is known to have lasted (domain, question 7).
class SpellCount final : public Measurement {
 public:
  SpellCount(YearSpan span, Filter filter, std::optional<AbsenceCause> cause, int min_months)
      : Measurement(span),
        filter_(std::move(filter)),
        cause_(cause),
        min_months_(min_months),
        fold_(span.world.policies) {}
  bool asks_for_erasable() const override { return cause_ || filter_.asks_for_erasable(span_.world.policies); }
  void begin() override { fold_.clear(); }
  bool wants(EventType type) const override {
    return type == EventType::AbsenceStarted || type == EventType::AbsenceEnded || type == EventType::Separated;
  }
  Result<void> happened(const Happening& happening, Subject& subject) override;
  Result<void> end(Subject& subject) override;

 private:
  Result<void> count(const Spell& spell, Subject& subject);

  Filter filter_;
  std::optional<AbsenceCause> cause_;
  int min_months_;  // 0: any length
  SpellFold fold_;
};

enum class ChildcareMethod : std::uint8_t { cohort, flow };

/// Childcare leave, in percent of the persons who had a child (born or adopted) inside the span.
///   cohort  those of them who took leave for that child by the end of the span (ministry's method)
///   flow    those who newly took leave inside the span, for whichever child; may exceed 100
/// The filter is asked right after the child's event, or right after the start of the leave.
class ChildcareRate final : public Measurement {
 public:
  ChildcareRate(YearSpan span, Filter filter, ChildcareMethod method)
      : Measurement(span), filter_(std::move(filter)), method_(method) {}
  bool asks_for_erasable() const override { return true; }
  bool is_rate() const override { return true; }
  Exact exact() const override { return {Wide{100} * numerator_, denominator_}; }
  void begin() override;
  bool wants(EventType type) const override { return ChildcareFold::wants(type); }
  Result<void> happened(const Happening& happening, Subject& subject) override;
  Result<void> end(Subject& subject) override;

 private:
  Result<bool> admitted(const Happening& h, Subject& subject);
  [[nodiscard]] const ChildcareFold::Leave* leave_taken() const;
  [[nodiscard]] bool takes(std::size_t leave) const;

  Filter filter_;
  ChildcareMethod method_;
  ChildcareFold fold_;
  std::vector<bool> children_count_;  // inside the span and admitted
  std::vector<bool> leaves_count_;    // the same by the flow; all by the cohort
};

}  // namespace rireki
