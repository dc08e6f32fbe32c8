// For whom neither the spans, nor what is in memory of personal fields, can answer: their Timelines must be folded.
#pragma once

#include <vector>

#include "projections/personal_columns.h"

namespace rireki {

class StaffExceptions {
 public:
  /// `columns` is null where no question asks for personal fields. Both must outlive this.
  StaffExceptions(const Staff& staff, const PersonalColumns* columns)
      : columns_(columns), is_apart_(staff.spans->people()) {
    for (const std::string& person : staff.apart) {
      const std::uint32_t number = staff.spans->number_from(person);
      if (number < is_apart_.size() && staff.spans->code(number) == person) is_apart_[number] = true;
    }
  }

  /// Whether something is newer than the spans of the person with this number.
  [[nodiscard]] bool is_apart(std::uint32_t number) const { return is_apart_[number]; }

  /// Whether sex or birth of the person depend on the (as-of, known-at).
  [[nodiscard]] bool varies(std::uint32_t number) const {
    return columns_ != nullptr && !columns_->has_plain_attributes(number);
  }

 private:
  const PersonalColumns* columns_;
  std::vector<bool> is_apart_;
};

}  // namespace rireki
