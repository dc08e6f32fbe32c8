// What questions about everybody ask of whoever keeps the Records, besides Timelines.
#pragma once

#include <algorithm>
#include <functional>
#include <span>
#include <string>

#include "events/lifecycle/timeline_source.h"
#include "events/types/sealing.h"
#include "projections/spans.h"

namespace rireki {

class AbsenceFacts;
class PersonalColumns;

/// Everybody, as known at one seq.
struct Staff {
  const Spans* spans = nullptr;           // of all persons but those in `apart`
  Seq known;                              // at which to ask the spans
  std::span<const std::string> apart;     // ascending: of these something is newer than the spans; fold their Timelines
  std::span<const std::string> attended;  // ascending: of these monthly attendance may be newer than the spans

  [[nodiscard]] bool is_apart(std::string_view person) const {
    return !apart.empty() && std::ranges::binary_search(apart, person, std::less<std::string_view>());
  }
};

class StaffSource : public TimelineSource {
 public:
  /// Whose keys are destroyed: what the Records say was erased, and erasures that they lack, as after a restore of an
  /// older backup. Errors: INTEGRITY_ERROR, IO_ERROR.
  [[nodiscard]] virtual Result<const DestroyedKeys*> destroyed_keys() {
    static const DestroyedKeys kNobody;
    return &kNobody;
  }

  /// Valid until something is asked as known at another seq, or appended. Errors: INTEGRITY_ERROR, IO_ERROR.
  [[nodiscard]] virtual Result<Staff> staff(Seq known) = 0;

  /// What is in memory of the personal fields of those in the spans (personal_columns.h); read from the Log at first.
  /// Errors: as `staff`.
  [[nodiscard]] virtual Result<const PersonalColumns*> personal_columns() = 0;

  /// What is in memory of causes of absences and of children, of those in the spans (absence_facts.h); read from the
  /// Log at first. Errors: as `staff`.
  [[nodiscard]] virtual Result<const AbsenceFacts*> absence_facts() = 0;

  /// Visits the Records with these seqs, which ascend and are durable. Errors: INTEGRITY_ERROR.
  [[nodiscard]] virtual Result<void> each_record(std::span<const Seq> seqs,
                                                 const std::function<void(const Record&)>& visit) = 0;
};

}  // namespace rireki
