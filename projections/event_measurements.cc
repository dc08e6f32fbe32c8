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
  is_on_leave_ = false;
  started_ = {};
  children_.clear();
  leaves_.clear();
}

Result<void> ChildcareRate::happened(const Happening& h, Subject& subject) {
  if (h.event.day > span_.until) return {};
  if (h.type == EventType::FamilyEventRecorded) return add_child(h, subject);
  if (h.type == EventType::Separated || h.type == EventType::AbsenceEnded) is_on_leave_ = false;
  if (h.type != EventType::AbsenceStarted && h.type != EventType::AbsenceExtended) return {};
  if (h.type == EventType::AbsenceStarted) started_ = h;
  const bool was_on_leave = is_on_leave_;
  is_on_leave_ = h.state->absence && h.state->absence->kind == AbsenceKind::childcare;
  return is_on_leave_ && !was_on_leave ? add_leave(h, subject) : Result<void>{};
}

Result<bool> ChildcareRate::admitted(const Happening& h, Subject& subject) {
  if (!span_.contains(h.event.day)) return false;
  const auto row = subject.after(h, span_.world);
  if (!row) return std::unexpected(row.error());
  return passes(filter_, {**row, &h.event, span_.world}, subject, h.seq, h.event.day);
}

Result<void> ChildcareRate::add_child(const Happening& h, Subject& subject) {
  const auto fact = subject.fact_of(h);
  if (!fact) return std::unexpected(fact.error());
  if (span_.contains(h.event.day)) subject.look_at(PersonalCategory::sensitive);
  if (fact->child == FamilyEventKind::care || subject.is_erased(PersonalCategory::sensitive)) return {};
  const auto counts = admitted(h, subject);
  if (!counts) return std::unexpected(counts.error());
  children_.push_back({std::string(fact->family_event), h.seq, h.event.day, *counts});
  for (Leave& leave : leaves_) {  // that of the day of birth comes before it in fold order
    if (!leave.names_child && leave.day == h.event.day) leave.family_event = children_.back().id;
  }
  return {};
}

Result<void> ChildcareRate::add_leave(const Happening& h, Subject& subject) {
  const auto fact = subject.fact_of(started_);
  if (!fact) return std::unexpected(fact.error());
  Leave leave{.family_event = std::string(fact->family_event), .seq = h.seq, .day = h.event.day};
  leave.names_child = !leave.family_event.empty();
  if (!leave.names_child && !children_.empty()) leave.family_event = children_.back().id;
  const auto counts = method_ == ChildcareMethod::flow ? admitted(h, subject) : Result<bool>(true);
  if (!counts) return std::unexpected(counts.error());
  leave.counts = *counts;
  leaves_.push_back(std::move(leave));
  return {};
}

/// The leave that puts the person into the numerator, or null.
const ChildcareRate::Leave* ChildcareRate::leave_taken() const {
  for (auto leave = leaves_.begin(); leave != leaves_.end(); ++leave) {
    if (!leave->counts) continue;
    const auto same_child = [&](const auto& other) { return other.family_event == leave->family_event; };
    const bool takes = method_ == ChildcareMethod::flow ? std::none_of(leaves_.begin(), leave, same_child)
                                                        : std::ranges::any_of(children_, [&](const Child& child) {
                                                            return child.counts && child.id == leave->family_event;
                                                          });
    if (takes) return &*leave;
  }
  return nullptr;
}

Result<void> ChildcareRate::end(Subject&) {
  const auto child = std::ranges::find_if(children_, &Child::counts);
  const Leave* leave = leave_taken();
  if (child != children_.end()) {
    ++denominator_;
    note(child->seq, child->day, "had a child in the year: denominator");
  }
  if (leave != nullptr) {
    ++numerator_;
    note(leave->seq, leave->day, "took childcare leave: numerator");
  }
  return {};
}

}  // namespace rireki
