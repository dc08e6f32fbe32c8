// Personal fields of all persons of the spans, in memory only: no stored view holds them (contract, section 10).
#pragma once

#include <vector>

#include "projections/personal.h"
#include "projections/staff_source.h"

namespace rireki {

/// Nearly everybody's fields are the same at every (as-of, known-at): stated once, or again as they were. Of the others
/// only their Timelines say which holds when.
class PersonalColumns {
 public:
  /// Reads each Record that states something of somebody. Errors: INTEGRITY_ERROR.
  [[nodiscard]] static Result<PersonalColumns> load(const Spans& spans, StaffSource& source);

  /// Whether birth and sex of the person with this number are the same at any time; name and kana.
  [[nodiscard]] bool has_plain_attributes(std::uint32_t number) const { return !people_[number].attributes_vary; }
  [[nodiscard]] bool has_plain_identity(std::uint32_t number) const { return people_[number].identities == 1; }

  [[nodiscard]] std::optional<Sex> sex(std::uint32_t number) const { return people_[number].fields.sex; }

  /// All of it; what was erased is absent.
  [[nodiscard]] const Personal& fields(std::uint32_t number) const { return people_[number].fields; }

  /// Birth and sex alone.
  [[nodiscard]] Personal attributes(std::uint32_t number) const;

 private:
  struct One {
    Personal fields;
    int identities = 0;  // how often name or kana are stated
    bool attributes_vary = false;
  };
  void take(One& one, Personal&& stated);

  std::vector<One> people_;
};

}  // namespace rireki
