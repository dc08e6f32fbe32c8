// Some persons alone, as if nobody else was there.
#pragma once

#include <string>
#include <vector>

#include "projections/staff_source.h"

namespace rireki {

/// Without what the organisation tallied: what a number of them says is their part in it. Errors: those of `all`.
class PersonsAlone final : public StaffSource {
 public:
  /// `all` and `persons` must outlive it. `newest`: the last seq that `all` has answered about.
  PersonsAlone(StaffSource& all, const std::vector<std::string>& persons, Seq newest)
      : all_(all), persons_(persons), newest_(newest) {}

  Result<PackedTimeline> timeline(SubjectKind kind, std::string_view subject) override;
  Result<void> each_timeline(SubjectKind kind, const Visit& visit) override;
  Result<Record> record(Seq seq) override { return all_.record(seq); }
  Result<std::optional<Seq>> find_id(std::string_view id) override { return all_.find_id(id); }
  // Asked for personal fields alone, which are the same at any seq.
  Result<Staff> staff(Seq) override { return all_.staff(newest_); }
  Result<const PersonalColumns*> personal_columns() override { return all_.personal_columns(); }
  Result<const AbsenceFacts*> absence_facts() override { return all_.absence_facts(); }
  Result<void> each_record(std::span<const Seq> seqs, const std::function<void(const Record&)>& visit) override {
    return all_.each_record(seqs, visit);
  }

 private:
  StaffSource& all_;
  const std::vector<std::string>& persons_;
  Seq newest_;
};

}  // namespace rireki
