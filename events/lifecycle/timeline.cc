#include "events/lifecycle/timeline.h"

#include <algorithm>
#include <utility>

#include "events/lifecycle/packed_entry.h"
#include "events/types/catalog.h"

namespace rireki {

namespace {

bool is_ordinary(const Entry& e) { return e.type != EventType::EventCorrected && e.type != EventType::EventVoided; }

/// The original with the correction's data, and its effective and line where it gives them.
Entry apply_correction(const Entry& original, const Entry& correction) {
  Entry result = correction;
  result.seq = original.seq;
  result.data_seq = correction.seq;
  result.type = result.body = original.type;
  if (!correction.gives_effective) result.effective = original.effective;
  if (!correction.gives_line) result.line = original.line;
  result.target = Seq{};
  return result;
}

/// (effective, phase, line) as one number: what is of equal keys folds by seq.
std::uint64_t fold_key(const Entry& e) {
  const auto day = static_cast<std::uint32_t>(e.effective.days) ^ 0x8000'0000U;  // ascends from the first day of all
  return std::uint64_t{day} << 24U | std::uint64_t{phase_of(e.type)} << 16U | e.line;
}

}  // namespace

bool folds_before(const Entry& a, const Entry& b) {
  return std::pair(fold_key(a), a.seq) < std::pair(fold_key(b), b.seq);
}

void Timeline::read(std::string_view bytes, Seq known) { unpack(bytes, known, recorded_); }

void Timeline::add(const Entry& entry) { recorded_.push_back(entry); }

void Timeline::load(std::string_view bytes, Seq known) {
  read(bytes, known);
  resolve();
}

std::size_t Timeline::index_of(Seq seq) const {
  const auto it = std::ranges::lower_bound(recorded_, seq, {}, &Entry::seq);
  return it != recorded_.end() && it->seq == seq ? static_cast<std::size_t>(it - recorded_.begin()) : recorded_.size();
}

void Timeline::resolve() {
  order_.clear();
  corrected_.clear();
  voided_by_.clear();
  const bool plain = std::ranges::all_of(recorded_, is_ordinary);
  if (!plain) {
    voided_by_.resize(recorded_.size());
    for (const Entry& e : recorded_) {
      if (e.type != EventType::EventVoided) continue;
      if (const std::size_t i = index_of(e.target); i < recorded_.size()) voided_by_[i] = e.seq;
    }
    corrected_ = recorded_;
    for (std::size_t c = 0; c < recorded_.size(); ++c) {
      if (recorded_[c].type != EventType::EventCorrected || voided_by_[c].value != 0) continue;
      const std::size_t i = index_of(recorded_[c].target);
      if (i < recorded_.size()) corrected_[i] = apply_correction(recorded_[i], recorded_[c]);
    }
  }
  const std::vector<Entry>& entries = plain ? recorded_ : corrected_;
  places_.clear();
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (plain || (is_ordinary(entries[i]) && voided_by_[i].value == 0)) {
      places_.emplace_back(fold_key(entries[i]), &entries[i]);
    }
  }
  if (!std::ranges::is_sorted(places_, {}, &Place::first)) std::ranges::sort(places_);  // entries lie in order of seq
  for (const Place& place : places_) order_.push_back(place.second);
}

const Entry* Timeline::find(Seq seq) const {
  const std::size_t i = index_of(seq);
  return i < recorded_.size() ? &recorded_[i] : nullptr;
}

const Entry* Timeline::resolved(Seq seq) const {
  const std::size_t i = index_of(seq);
  if (i == recorded_.size() || voided_by(seq).value != 0) return nullptr;
  return corrected_.empty() ? &recorded_[i] : &corrected_[i];
}

std::vector<const Entry*> Timeline::voided() const {
  std::vector<const Entry*> result;
  for (std::size_t i = 0; i < voided_by_.size(); ++i) {
    if (voided_by_[i].value != 0 && is_ordinary(corrected_[i])) result.push_back(&corrected_[i]);
  }
  std::ranges::sort(result, [](const Entry* a, const Entry* b) { return folds_before(*a, *b); });
  return result;
}

Seq Timeline::voided_by(Seq seq) const {
  const std::size_t i = index_of(seq);
  return i < voided_by_.size() ? voided_by_[i] : Seq{};
}

std::vector<Seq> Timeline::corrected_by(Seq seq) const {
  std::vector<Seq> result;
  for (std::size_t i = 0; i < voided_by_.size(); ++i) {
    const Entry& e = recorded_[i];
    if (e.type == EventType::EventCorrected && e.target == seq && voided_by_[i].value == 0) result.push_back(e.seq);
  }
  return result;
}

std::uint8_t Timeline::erased_categories() const {
  unsigned mask = 0;
  for (const Entry* e : order_) {
    if (e->type == EventType::PersonalDataErased) mask |= e->kind;
  }
  return static_cast<std::uint8_t>(mask);
}

}  // namespace rireki
