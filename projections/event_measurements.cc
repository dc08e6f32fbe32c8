#include "projections/event_measurements.h"

#include <algorithm>

#include "events/calendar/one_month.h"

namespace rireki {

Result<void> EventCount::happened(const Happening& h, Subject& subject) {
  if (h.type != type_ || !span_.contains(h.event.day)) return {};
  const auto row = subject.after(h, span_.world);
  if (!row) return std::unexpected(row.error());
  const Day effective = h.is_lapse() ? subject.effective_of(h.seq) : h.event.day;
  const auto admitted = passes(filter_, {**row, &h.event, span_.world}, subject, h.seq, effective);
  if (!admitted) return std::unexpected(admitted.error());
  if (!*admitted) return {};
  ++numerator_;
  note(h.seq, effective,
       h.is_lapse() ? "its term ended on " + to_iso(h.event.day) + " and was not renewed"
                    : std::string(to_text(type_)) + " on " + to_iso(h.event.day));
  return {};
}

Result<void> SpellCount::happened(const Happening& h, Subject&) {
  fold_.see_ahead(h, std::max(span_.until, span_.known));
  return {};
}

Result<void> SpellCount::end(Subject& subject) {
  for (const Spell& spell : fold_.spells()) {
    const Day last = spell.known_to_last_until(std::max(span_.until, span_.known));
    if (spell.start.event.day > span_.until || last < span_.first) continue;
    if (auto r = count(spell, subject); !r) return r;
  }
  return {};
}

Result<void> SpellCount::count(const Spell& spell, Subject& subject) {
  const Day last = spell.known_to_last_until(std::max(span_.until, span_.known));
  std::vector<std::string> more;
  if (min_months_ > 0 && !lasts_months(spell.start.event.day, last, min_months_)) {
    more.push_back("lasts " + std::to_string(min_months_) + " months (until " + to_iso(last) + ")");
  }
  if (!more.empty() && !span_.explains) return {};  // before the Record is read
  if (cause_) {
    const auto fact = subject.fact_of(spell.start);
    if (!fact) return std::unexpected(fact.error());
    subject.look_at(PersonalCategory::sensitive);
    const bool known = !subject.is_erased(PersonalCategory::sensitive);
    if (!known || fact->cause != *cause_) more.emplace_back("the cause");
  }
  if (!more.empty() && !span_.explains) return {};
  Happening start = spell.start;
  start.state = &spell.state;
  const auto row = subject.after(start, span_.world);
  if (!row) return std::unexpected(row.error());
  const auto admitted =
      passes(filter_, {**row, &spell.start.event, span_.world}, subject, spell.start.seq, spell.start.event.day, more);
  if (!admitted) return std::unexpected(admitted.error());
  if (!*admitted) return {};
  ++numerator_;
  note(spell.start.seq, spell.start.event.day,
       "absent from " + to_iso(spell.start.event.day) + (spell.last ? " to " + to_iso(*spell.last) : ", still open"));
  return {};
}

void ChildcareRate::begin() {
  fold_.clear();
  children_count_.clear();
  leaves_count_.clear();
}

Result<void> ChildcareRate::happened(const Happening& h, Subject& subject) {
  if (h.event.day > span_.until) return {};
  if (h.type == EventType::FamilyEventRecorded && span_.contains(h.event.day)) {
    subject.look_at(PersonalCategory::sensitive);
  }
  const auto found = fold_.see(h, subject);
  if (!found) return std::unexpected(found.error());
  if (*found == ChildcareFold::Found::nothing) return {};
  const bool is_child = *found == ChildcareFold::Found::child;
  const auto counts = is_child || method_ == ChildcareMethod::flow ? admitted(h, subject) : Result<bool>(true);
  if (!counts) return std::unexpected(counts.error());
  (is_child ? children_count_ : leaves_count_).push_back(*counts);
  return {};
}

Result<bool> ChildcareRate::admitted(const Happening& h, Subject& subject) {
  if (!span_.contains(h.event.day)) return false;
  const auto row = subject.after(h, span_.world);
  if (!row) return std::unexpected(row.error());
  return passes(filter_, {**row, &h.event, span_.world}, subject, h.seq, h.event.day);
}

/// Whether the leave puts the person into the numerator.
bool ChildcareRate::takes(std::size_t leave) const {
  if (!leaves_count_[leave]) return false;
  const auto& leaves = fold_.leaves();
  const std::string& child = leaves[leave].child;
  if (method_ == ChildcareMethod::flow) {
    return std::ranges::none_of(leaves.begin(), leaves.begin() + static_cast<std::ptrdiff_t>(leave),
                                [&](const auto& earlier) { return earlier.child == child; });
  }
  for (std::size_t i = 0; i < children_count_.size(); ++i) {
    if (children_count_[i] && fold_.children()[i].id == child) return true;
  }
  return false;
}

/// The first leave that does, or null.
const ChildcareFold::Leave* ChildcareRate::leave_taken() const {
  for (std::size_t i = 0; i < leaves_count_.size(); ++i) {
    if (takes(i)) return &fold_.leaves()[i];
  }
  return nullptr;
}

Result<void> ChildcareRate::end(Subject&) {
  const auto counted = std::ranges::find(children_count_, true);
  const ChildcareFold::Leave* leave = leave_taken();
  if (counted != children_count_.end()) {
    const auto& child = fold_.children()[static_cast<std::size_t>(counted - children_count_.begin())];
    ++denominator_;
    note(child.seq, child.day, "had a child in the year: denominator");
  }
  if (leave != nullptr) {
    ++numerator_;
    note(leave->seq, leave->day, "took childcare leave: numerator");
  }
  return {};
}

}  // namespace rireki
