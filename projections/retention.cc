#include "projections/retention.h"

#include <algorithm>

#include "events/calendar/age.h"

namespace rireki {

namespace {

std::string text_of(const Label& label, std::string_view otherwise) {
  return !label.ja.empty() ? label.ja : !label.en.empty() ? label.en : std::string(otherwise);
}

/// One person's timeline as known, folded to a day.
class KeptPerson {
 public:
  KeptPerson(const Knowledge& knowledge, std::string_view person, std::string bytes, Day today)
      : knowledge_(knowledge), bytes_(std::move(bytes)) {
    timeline_.load(bytes_, knowledge.seq);
    state_ = state_at(timeline_, knowledge.world(), person, today);
  }

  /// The day from which a rule counts its years; none while that day is yet to come.
  [[nodiscard]] Result<std::optional<Day>> counted_from(const RetentionRule& rule,
                                                        const std::function<Result<Day>(Instant)>& day_of) const {
    if (rule.from == KeptFrom::separated) {
      if (state_.employed) return std::nullopt;
      if (state_.separation) return state_.separation->last_day;
    }
    Seq newest;
    for (const Entry& e : timeline_.recorded()) {
      if ((e.personal & bit_of(rule.category)) != 0) newest = std::max(newest, e.seq);
    }
    if (newest.value == 0) return kFirstDay;  // there is nothing to keep
    const auto record = knowledge_.source.record(newest);
    if (!record) return std::unexpected(record.error());
    const auto day = day_of(record->recorded);
    if (!day) return std::unexpected(day.error());
    return *day;
  }

 private:
  const Knowledge& knowledge_;
  std::string bytes_;
  Timeline timeline_;
  State state_;
};

void add_holds(const Safekeeping& kept, std::string_view person, std::uint8_t categories, Day today,
               std::vector<RetentionLock>& locks) {
  for (const LegalHold& hold : kept.holds) {
    const bool concerns = !hold.category || (categories & bit_of(*hold.category)) != 0;
    if (hold.person != person || !concerns || (hold.until && *hold.until < today)) continue;
    locks.push_back(
        {hold.category.value_or(PersonalCategory::identity), text_of(hold.label, "a legal hold"), hold.until});
  }
}

}  // namespace

Result<std::vector<RetentionLock>> retention_locks(const Knowledge& knowledge, std::string_view person,
                                                   std::uint8_t categories, Day today,
                                                   const std::function<Result<Day>(Instant)>& day_of) {
  std::vector<RetentionLock> locks;
  const Policy* const policy = knowledge.organisation.policies.at(today);
  if (policy == nullptr) return locks;
  const auto packed = knowledge.source.timeline(SubjectKind::person, person);
  if (!packed) return std::unexpected(packed.error());
  const KeptPerson kept(knowledge, person, std::string(packed->bytes), today);
  for (const RetentionRule& rule : policy->safekeeping.retention) {
    if ((categories & bit_of(rule.category)) == 0) continue;
    const auto from = kept.counted_from(rule, day_of);
    if (!from) return std::unexpected(from.error());
    const std::string reason = text_of(rule.label, "kept for " + std::to_string(rule.years) + " years");
    if (!*from) {
      locks.push_back({rule.category, reason, std::nullopt});
    } else if (completed_years(**from, today) < rule.years) {
      // The anniversary itself is free.
      locks.push_back({rule.category, reason, day_of_age(**from, rule.years, AgeRule::birthday) - 1});
    }
  }
  add_holds(policy->safekeeping, person, categories, today, locks);
  return locks;
}

}  // namespace rireki
