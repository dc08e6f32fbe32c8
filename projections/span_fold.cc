#include "projections/span_fold.h"

#include <algorithm>

#include "events/types/catalog.h"

namespace rireki {

namespace {

Day takes_effect(const Entry& e) { return takes_effect_next_day(e.type) ? e.effective + 1 : e.effective; }

bool is_ordinary(const Entry& e) { return e.type != EventType::EventCorrected && e.type != EventType::EventVoided; }

bool counts_for_spans(EventType type) { return changes_state(type) || has_rows(type); }

/// Leaves only what can change a State or is kept as a row: events, corrections and voids of such events.
void keep_changes(std::vector<Entry>& entries) {
  std::vector<Seq> kept;
  std::erase_if(entries, [&](const Entry& e) {
    const bool is_void = e.type == EventType::EventVoided;
    const bool keeps = is_void ? std::ranges::binary_search(kept, e.target) : counts_for_spans(e.body);
    if (keeps) kept.push_back(e.seq);
    return !keeps;
  });
}

}  // namespace

bool changes_state(EventType type) {
  switch (type) {
    case EventType::ProbationCompleted:
    case EventType::RetirementDeferred:
    case EventType::FamilyEventRecorded:
    case EventType::DisciplineImposed:
    case EventType::ResignationTendered:
    case EventType::ResignationWithdrawn:
    case EventType::TrainingCompleted:
    case EventType::AppraisalFinalized:
    case EventType::AttendanceRecorded:
    case EventType::PersonDetailsChanged:
    case EventType::PersonalDataErased:
      return false;
    default:
      return true;
  }
}

void SpanFold::fold(std::string_view person, std::vector<Entry>& entries, Seq known, std::vector<Span>& out,
                    std::vector<HappeningRow>& happenings) {
  const auto first_span = static_cast<std::ptrdiff_t>(out.size());
  const auto first_row = static_cast<std::ptrdiff_t>(happenings.size());
  person_ = person;
  out_ = &out;
  keep_changes(entries);
  timeline_.read({}, Seq{});
  fold_.reset();
  last_.reset();
  stretches_.clear();
  is_settled_ = true;
  next_change_ = WorldHistory::kNever;
  last_lookup_ = Day{INT32_MIN};
  encoder_.begin_person();
  ledger_.begin_person();
  for (const Entry& e : entries) {
    catch_up_with_world(e.seq);
    take(e);
  }
  catch_up_with_world(Seq{known.value + 1});
  for (const Stretch& s : stretches_) out.push_back({s.from, s.to, s.known_from, s.cut, false, s.state});
  ledger_.end_person(happenings);
  const auto codes = encoder_.end_person();
  const auto settle = [&](auto& row) { row.state.standing = codes[row.state.standing]; };
  std::for_each(out.begin() + first_span, out.end(), settle);
  std::for_each(happenings.begin() + first_row, happenings.end(), settle);
}

/// Folds again at each seq before `until` where the World of this person changes.
void SpanFold::catch_up_with_world(Seq until) {
  while (next_change_ < until) refold(static_cast<std::uint32_t>(next_change_.value));
}

void SpanFold::take(const Entry& e) {
  timeline_.add(e);
  last_lookup_ = std::max(last_lookup_, e.effective);
  goes_on(e) ? go_on(e) : refold(static_cast<std::uint32_t>(e.seq.value));
}

/// Whether the fold up to now holds, and the entry comes after all of it.
bool SpanFold::goes_on(const Entry& e) const {
  return is_settled_ && fold_ && is_ordinary(e) && (!last_ || folds_before(*last_, e)) && history_.settled(e) <= e.seq;
}

void SpanFold::go_on(const Entry& e) {
  const Day day = takes_effect(e);
  std::size_t first = stretches_.size();
  while (first > 0 && stretches_[first - 1].to > day) --first;
  pieces_.clear();
  if (first < stretches_.size() && stretches_[first].from < day) {
    pieces_.push_back({stretches_[first].from, stretches_[first].state});
  }
  ledger_.go_on();
  step(e);
  last_ = e;
  add_piece(day);
  add_coming_lapse();
  change(first, static_cast<std::uint32_t>(e.seq.value));
}

/// Everything anew, as known at `known`.
void SpanFold::refold(std::uint32_t known) {
  const Seq seq{known};
  timeline_.resolve();
  order_.assign(timeline_.valid().begin(), timeline_.valid().end());
  is_settled_ = true;
  next_change_ = WorldHistory::kNever;
  for (const Entry* e : order_) {
    is_settled_ = is_settled_ && history_.settled(*e) <= seq;
    last_lookup_ = std::max(last_lookup_, e->effective);
  }
  if (is_settled_) {
    refold_in(history_.newest());
  } else {
    for (const Entry* e : order_) next_change_ = std::min(next_change_, history_.next_change(*e, seq));
    const Organisation then = history_.as_known(order_, seq);
    refold_in({then.policies, then.units});
    fold_.reset();
  }
  change(0, known);
}

void SpanFold::refold_in(const World& world) {
  pieces_.clear();
  ledger_.tell_anew();
  fold_.reset();
  world_.emplace(world);
  fold_.emplace(*world_, person_);
  codes_.reset();
  last_.reset();
  for (auto begin = order_.begin(); begin != order_.end();) {
    const Day day = takes_effect(**begin);
    auto end = begin;
    while (end != order_.end() && takes_effect(**end) == day) ++end;
    add_lapse_before(day);
    for (; begin != end; ++begin) step(**begin);
    add_piece(day);
  }
  add_coming_lapse();
  if (!order_.empty()) last_ = *order_.back();
}

void SpanFold::step(const Entry& e) {
  if (changes_state(e.type) || fold_->fold().lapse_before(e)) codes_.reset();
  fold_->step(e, [&](const Moment& moment) {
    if (has_rows(moment.type)) ledger_.tell(moment, codes_of(moment));
  });
}

void SpanFold::add_coming_lapse() {
  add_lapse_before(kForever);
  fold_->show_coming_lapse([&](const Moment& moment) { ledger_.tell_coming_lapse(moment, codes_of(moment)); });
}

/// A lapse is shown with the state that it ends.
StateCodes SpanFold::codes_of(const Moment& moment) {
  const bool is_now = moment.entry != nullptr && &moment.state == &fold_->state();
  return is_now ? codes_now() : encoder_.encode(moment.state);
}

StateCodes SpanFold::codes_now() {
  if (!codes_) codes_ = encoder_.encode(fold_->state());
  return *codes_;
}

/// The state at the end of a day, after what takes effect by then.
void SpanFold::add_piece(Day day) {
  const State& state = fold_->state();
  if (state.registered_seq.value == 0) return;
  const bool lapses = state.employed && state.employment->term_end && *state.employment->term_end < day;
  if (!lapses) {
    pieces_.push_back({day, codes_now()});
    return;
  }
  PersonFold lapsed = fold_->fold();
  lapsed.advance_to(day);
  pieces_.push_back({day, encoder_.encode(lapsed.state())});
}

/// The lapse of a term that is over before the end of the day before `day`, unless something stood there already.
void SpanFold::add_lapse_before(Day day) {
  const State& state = fold_->state();
  if (!state.employed || !state.employment->term_end) return;
  const Day lapse = *state.employment->term_end + 1;
  if (lapse >= day || (!pieces_.empty() && pieces_.back().from >= lapse)) return;
  PersonFold lapsed = fold_->fold();
  lapsed.advance_to(lapse);
  pieces_.push_back({lapse, encoder_.encode(lapsed.state())});
}

/// From stretch `first` on, `pieces_` hold from now on; so does what was told.
void SpanFold::change(std::size_t first, std::uint32_t known) {
  ledger_.take_effect(known);
  const auto same = [](const Piece& a, const Piece& b) { return a.state == b.state; };
  pieces_.erase(std::ranges::unique(pieces_, same).begin(), pieces_.end());
  kept_.clear();
  std::size_t old = first;
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    const Day to = i + 1 < pieces_.size() ? pieces_[i + 1].from : kForever;
    while (old < stretches_.size() && stretches_[old].from < pieces_[i].from) close(stretches_[old++], known);
    if (old < stretches_.size() && carries_on(stretches_[old], pieces_[i], to, known)) {
      kept_.push_back(stretches_[old++]);
    } else {
      kept_.push_back({pieces_[i].from, to, known, known, pieces_[i].state});
    }
  }
  while (old < stretches_.size()) close(stretches_[old++], known);
  stretches_.resize(first);
  stretches_.insert(stretches_.end(), kept_.begin(), kept_.end());
}

/// Whether the stretch stands as it is, or only ends where it was open before.
bool SpanFold::carries_on(Stretch& stretch, const Piece& piece, Day to, std::uint32_t known) const {
  if (stretch.from != piece.from || stretch.state != piece.state) return false;
  if (stretch.to == to) return true;
  if (stretch.to != kForever) return false;
  stretch.to = to;
  stretch.cut = known;
  return true;
}

/// What was known until now of a stretch is known no more.
void SpanFold::close(const Stretch& s, std::uint32_t known) {
  const bool was_open = s.to == kForever || s.cut > s.known_from;
  const std::uint32_t open_until = s.to == kForever ? known : s.cut;
  if (was_open && open_until > s.known_from) {
    out_->push_back({s.from, s.from, s.known_from, open_until, false, s.state});
  }
  if (s.to != kForever && known > s.cut) {
    out_->push_back({s.from, s.to, std::max(s.cut, s.known_from), known, true, s.state});
  }
}

}  // namespace rireki
