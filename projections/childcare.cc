#include "projections/childcare.h"

namespace rireki {

bool ChildcareFold::wants(EventType type) {
  return type == EventType::FamilyEventRecorded || type == EventType::AbsenceStarted ||
         type == EventType::AbsenceExtended || type == EventType::AbsenceEnded || type == EventType::Separated;
}

void ChildcareFold::clear() {
  children_.clear();
  leaves_.clear();
  is_open_ = false;
  started_ = {};
}

Result<ChildcareFold::Found> ChildcareFold::see(const Happening& h, Subject& subject) {
  switch (h.type) {
    case EventType::FamilyEventRecorded:
      return add_child(h, subject);
    case EventType::Separated:
      close(h.event.day);
      return Found::nothing;
    case EventType::AbsenceStarted:
      started_ = h;
      [[fallthrough]];
    case EventType::AbsenceExtended:
      if (h.state->absence && h.state->absence->kind == AbsenceKind::childcare) {
        return is_open_ ? Found::nothing : add_leave(h, subject);
      }
      [[fallthrough]];
    case EventType::AbsenceEnded:
      close(h.event.day - 1);
      return Found::nothing;
    default:
      return Found::nothing;
  }
}

Result<ChildcareFold::Found> ChildcareFold::add_child(const Happening& h, Subject& subject) {
  const auto fact = subject.fact_of(h);
  if (!fact) return std::unexpected(fact.error());
  if (fact->child == FamilyEventKind::care || subject.is_erased(PersonalCategory::sensitive)) return Found::nothing;
  children_.push_back({std::string(fact->family_event), h.seq, h.event.day});
  for (Leave& leave : leaves_) {  // that of the day of birth comes before it in fold order
    if (!leave.names_child && leave.day == h.event.day) leave.child = children_.back().id;
  }
  return Found::child;
}

Result<ChildcareFold::Found> ChildcareFold::add_leave(const Happening& h, Subject& subject) {
  const auto fact = subject.fact_of(started_);
  if (!fact) return std::unexpected(fact.error());
  Leave leave{.child = std::string(fact->family_event), .seq = h.seq, .day = h.event.day};
  leave.names_child = !leave.child.empty();
  if (!leave.names_child && !children_.empty()) leave.child = children_.back().id;
  leaves_.push_back(std::move(leave));
  is_open_ = true;
  return Found::leave;
}

void ChildcareFold::close(Day last) {
  if (is_open_) leaves_.back().last = last;
  is_open_ = false;
}

}  // namespace rireki
