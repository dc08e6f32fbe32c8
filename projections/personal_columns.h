// Personal fields of all persons of the spans, in memory only: no stored view holds them (contract, section 10).
#pragma once

#include <unordered_map>
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
  [[nodiscard]] bool has_plain_attributes(std::uint32_t number) const { return (marks_[number] & kVaries) == 0; }
  [[nodiscard]] bool has_plain_identity(std::uint32_t number) const { return identities_[number].stated == 1; }

  [[nodiscard]] std::optional<Sex> sex(std::uint32_t number) const;
  [[nodiscard]] std::optional<Day> birth(std::uint32_t number) const;
  [[nodiscard]] bool has_erased_attributes(std::uint32_t number) const { return (marks_[number] & kErased) != 0; }

  /// Categories of the person that were erased, one bit each, whether the Log knows of it or not (DestroyedKeys).
  [[nodiscard]] std::uint8_t erased(std::uint32_t number) const { return identities_[number].erased; }

  /// All of it; what was erased is absent.
  [[nodiscard]] Personal fields(std::uint32_t number) const;

  /// What the Record with this seq states, if its person states something more than once; else null.
  [[nodiscard]] const Personal* stated(Seq seq) const;

  /// Birth and sex alone, and whether they were erased.
  [[nodiscard]] Personal attributes(std::uint32_t number) const;

 private:
  // Marks of a person, so that a count by sex reads one byte of each.
  static constexpr std::uint8_t kSexes = 7;  // the sex, or all bits: none stated
  static constexpr std::uint8_t kVaries = 8;
  static constexpr std::uint8_t kErased = 16;
  static constexpr std::int32_t kNoDay = INT32_MIN;

  struct Identity {
    std::optional<std::string> name;
    std::optional<std::string> kana;
    std::uint8_t erased = 0;
    int stated = 0;  // how often
  };
  void take(std::uint32_t number, Personal&& stated);
  void hide(std::uint32_t number, std::uint8_t erased);

  std::unordered_map<std::uint64_t, Personal> stated_;  // by seq, of those who state something more than once
  std::vector<std::uint8_t> marks_;
  std::vector<std::int32_t> births_;
  std::vector<Identity> identities_;
};

}  // namespace rireki
