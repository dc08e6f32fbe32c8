#include "events/lifecycle/last_judgements.h"

#include <boost/unordered/unordered_flat_map.hpp>

#include "events/types/text_hash.h"

namespace rireki {

namespace {

constexpr std::size_t kKeptMax = std::size_t{1} << 18;

/// Events that ask for an employment and nothing else, and leave the state as it is.
bool only_asks_for_employment(EventType type) {
  return type == EventType::TrainingCompleted || type == EventType::AttendanceRecorded ||
         type == EventType::AppraisalFinalized;
}

}  // namespace

LastJudgement::LastJudgement(const Timeline& timeline, Version version, const State& state)
    : version_(version), is_employed_(state.employed), is_erased_(timeline.erased_categories() != 0) {
  if (state.employed) term_end_ = state.employment->term_end;
  std::string_view last_attendance;
  for (const Entry* e : timeline.valid()) {
    last_ = e->effective;
    if (e->type == EventType::AttendanceRecorded) last_attendance = std::max(last_attendance, e->item);
  }
  last_attendance_ = last_attendance;
}

bool LastJudgement::admits(const Event& event, Version version) const {
  const bool is_later = version_ == version && *event.effective > last_;
  const bool lapses = term_end_ && *term_end_ < *event.effective;
  if (!is_later || lapses || !is_employed_ || is_erased_) return false;
  const auto* attendance = event.as<AttendanceRecorded>();
  return attendance == nullptr || to_iso(attendance->month) > last_attendance_;
}

void LastJudgement::follow(const Event& event, Version version) {
  version_ = version;
  last_ = *event.effective;
  if (const auto* attendance = event.as<AttendanceRecorded>()) last_attendance_ = to_iso(attendance->month);
}

struct LastJudgements::Table {
  boost::unordered_flat_map<std::string, LastJudgement, TextHash, std::equal_to<>> judgements;
};

LastJudgements::LastJudgements() : table_(std::make_unique<Table>()) {}
LastJudgements::~LastJudgements() = default;

LastJudgement* LastJudgements::admitting(const Event& event, Version version) {
  if (!only_asks_for_employment(event.type())) return nullptr;
  const auto it = table_->judgements.find(event.subject);
  return it != table_->judgements.end() && it->second.admits(event, version) ? &it->second : nullptr;
}

void LastJudgements::foresee(const Event& event) const {
  if (!only_asks_for_employment(event.type())) return;
  const auto it = table_->judgements.find(event.subject);
  if (it == table_->judgements.end()) return;
  __builtin_prefetch(&it->second);
  __builtin_prefetch(&it->second + 1);  // it may lie on two lines
}

void LastJudgements::remember(const std::string& person, LastJudgement judgement) {
  if (table_->judgements.size() >= kKeptMax) table_->judgements.clear();
  table_->judgements.insert_or_assign(person, std::move(judgement));
}

void LastJudgements::forget(std::string_view person) { table_->judgements.erase(person); }

}  // namespace rireki
