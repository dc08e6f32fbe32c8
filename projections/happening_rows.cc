#include "projections/happening_rows.h"

#include <algorithm>
#include <tuple>

namespace rireki {

namespace {

constexpr std::uint8_t kLapsePhase = UINT8_MAX;  // after all else of its day

/// The place in fold order.
auto place_of(const HappeningRow& row) {
  const std::uint8_t phase = row.data_seq == 0 ? kLapsePhase : phase_of(row.event_type());
  return std::tuple(row.day, phase, row.line, row.seq);
}

bool says_the_same(const HappeningRow& a, const HappeningRow& b) {
  return a.seq == b.seq && a.data_seq == b.data_seq && a.day == b.day && a.state == b.state && a.item == b.item &&
         a.line == b.line && a.type == b.type && a.kind == b.kind;
}

}  // namespace

bool has_rows(EventType type) {
  switch (type) {
    case EventType::Hired:
    case EventType::Separated:
    case EventType::Promoted:
    case EventType::Demoted:
    case EventType::Transferred:
    case EventType::SecondmentEnded:
    case EventType::AbsenceStarted:
    case EventType::AbsenceExtended:
    case EventType::AbsenceEnded:
    case EventType::FamilyEventRecorded:
    case EventType::TrainingCompleted:
      return true;
    default:
      return false;
  }
}

void HappeningLedger::begin_person() {
  known_.clear();
  rows_.clear();
  ends_with_coming_lapse_ = false;
}

void HappeningLedger::go_on() {
  kept_ = known_.size() - (ends_with_coming_lapse_ ? 1 : 0);
  told_.clear();
  told_coming_lapse_ = false;
}

void HappeningLedger::tell_anew() {
  kept_ = 0;
  told_.clear();
  told_coming_lapse_ = false;
}

void HappeningLedger::tell(const Moment& m, StateCodes state) {
  HappeningRow& row = told_.emplace_back();
  row.type = static_cast<std::uint8_t>(m.type);
  row.day = m.day;
  row.state = state;
  if (m.entry == nullptr) {
    row.seq = static_cast<std::uint32_t>(m.state.employment->term_seq.value);
    return;
  }
  row.seq = static_cast<std::uint32_t>(m.entry->seq.value);
  row.data_seq = static_cast<std::uint32_t>(m.entry->data_seq.value);
  row.line = m.entry->line;
  row.kind = m.entry->kind;
  const bool names_item = m.type == EventType::Separated || m.type == EventType::TrainingCompleted;
  if (names_item) row.item = words_.word(m.entry->item);
}

void HappeningLedger::tell_coming_lapse(const Moment& moment, StateCodes state) {
  tell(moment, state);
  told_coming_lapse_ = true;
}

void HappeningLedger::take_effect(std::uint32_t seq) {
  std::size_t old = kept_;
  for (HappeningRow& row : told_) {
    while (old < known_.size() && place_of(known_[old]) < place_of(row)) close(known_[old++], seq);
    row.known_from = seq;
    if (old == known_.size() || place_of(row) < place_of(known_[old])) continue;
    if (says_the_same(known_[old], row)) {
      row.known_from = known_[old].known_from;
    } else {
      close(known_[old], seq);
    }
    ++old;
  }
  while (old < known_.size()) close(known_[old++], seq);
  known_.resize(kept_);
  known_.insert(known_.end(), told_.begin(), told_.end());
  ends_with_coming_lapse_ = told_coming_lapse_;
}

void HappeningLedger::close(const HappeningRow& row, std::uint32_t seq) {
  if (row.known_from == seq) return;
  rows_.push_back(row);
  rows_.back().known_to = seq;
}

void HappeningLedger::end_person(std::vector<HappeningRow>& out) {
  const bool are_ordered = rows_.empty();
  for (HappeningRow& row : known_) {
    row.known_to = UINT32_MAX;
    rows_.push_back(row);
  }
  if (!are_ordered) {
    std::ranges::sort(rows_, {}, [](const HappeningRow& row) { return std::tuple(place_of(row), row.known_from); });
  }
  out.insert(out.end(), rows_.begin(), rows_.end());
}

}  // namespace rireki
