// What the reports that see everybody's career have in common: the person that goes by, the filter asked for, and the
// first error, which ends it.
#pragma once

#include "projections/careers.h"
#include "projections/reports/reporting.h"

namespace rireki {

class PeopleFold : public CareerAudience {
 public:
  /// Both must outlive it.
  PeopleFold(const Reporting& reporting, Filter& filter)
      : reporting_(reporting), filter_(filter), world_(reporting.knowledge().world()), years_(reporting.years()) {}

  [[nodiscard]] bool goes_on() const override { return result_.has_value(); }
  void begin(Subject& person) override {
    person_ = &person;
    begin_person();
  }

  /// Shows everybody; the number of persons judged or grouped without knowing what was erased, where that is asked for.
  [[nodiscard]] Result<std::int64_t> see(const CareerQuestion& question) {
    asks_erasable_ = question.asks_erasable;
    const auto seen = see_careers(reporting_.knowledge(), question, *this);
    if (!seen) return std::unexpected(seen.error());
    if (!result_) return std::unexpected(result_.error());
    return static_cast<std::int64_t>(seen->erased.size());
  }

 protected:
  virtual void begin_person() = 0;

  /// The row, if the filter admits it; null otherwise, and after an error.
  const PersonRow* admitted(const Result<const PersonRow*>& row, const CountedEvent* event) {
    if (!result_) return nullptr;
    if (!row) {
      result_ = std::unexpected(row.error());
      return nullptr;
    }
    const Countable item{**row, event, world_};
    note_unknown(filter_, item);
    const auto admits = filter_.admits(item);
    if (!admits) result_ = std::unexpected(admits.error());
    return admits && *admits ? *row : nullptr;
  }
  /// Whether the report itself asks for sex or age, not its filter alone.
  [[nodiscard]] virtual bool groups_by_erasable() const { return true; }
  /// Says so where the person's sex or age, if the report looks at them at all, decides about the item.
  void note_unknown(Filter& filter, const Countable& item) {
    if (!asks_erasable_) return;
    const auto is_unknown = filter.looks_at_erased(item, groups_by_erasable());
    if (!is_unknown) fail_with(is_unknown.error());
    if (is_unknown && *is_unknown) person_->look_at(PersonalCategory::attributes);
  }
  const PersonRow* admitted(const Happening& h) { return admitted(person_->after(h, world_), &h.event); }

  /// The date of the Record behind it: of a lapse the one that set the term. Only where the question asks for Records.
  [[nodiscard]] Day effective_of(const Happening& h) const {
    return h.is_lapse() ? person_->effective_of(h.seq) : h.event.day;
  }

  /// The last day of which anything counts: what lasts beyond the as-of day counts as long as is known.
  [[nodiscard]] Day known_until() const { return std::max(reporting_.query().as_of, reporting_.query().known); }

  void fail_with(Error error) {
    if (result_) result_ = std::unexpected(std::move(error));
  }

  const Reporting& reporting_;
  Filter& filter_;
  World world_;
  std::vector<Reporting::Year> years_;
  Subject* person_ = nullptr;

 private:
  bool asks_erasable_ = false;
  Result<void> result_;
};

}  // namespace rireki
