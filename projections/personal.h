// Personal fields of persons, read from the Log into memory: no stored view holds them (contract, section 10).
#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "events/lifecycle/timeline.h"
#include "events/lifecycle/timeline_source.h"

namespace rireki {

/// A person's fields at one moment. What is unknown or erased is absent.
struct Personal {
  std::optional<std::string> name;
  std::optional<std::string> kana;
  std::optional<Day> birth;
  std::optional<Sex> sex;
  std::uint8_t erased = 0;  // bit i: PersonalCategory i was erased

  [[nodiscard]] bool is_erased(PersonalCategory c) const { return (erased >> static_cast<unsigned>(c) & 1U) != 0; }
};

/// Categories erased for a person, from the whole packed timeline: bit i is PersonalCategory i. An erasure hides at
/// every known-at, so all Records count.
[[nodiscard]] std::uint8_t erased_categories(std::string_view bytes);

/// Whether Records of this type state a person's fields.
[[nodiscard]] bool states_personal_fields(EventType type);

class PersonalFields {
 public:
  explicit PersonalFields(TimelineSource& source) : source_(source) {}

  /// Reads what all persons' registrations and changes say, in log order. Errors: INTEGRITY_ERROR.
  [[nodiscard]] Result<void> load_all();

  /// The fields at the end of a day. `bytes` are the person's whole packed timeline: an erasure hides at every
  /// known-at.
  [[nodiscard]] Result<Personal> at(const Timeline& timeline, std::string_view bytes, Day day);

  /// The fields right after one valid entry of the timeline.
  [[nodiscard]] Result<Personal> after(const Timeline& timeline, std::string_view bytes, const Entry& entry);

 private:
  template <class Includes>
  Result<Personal> overlay_while(const Timeline& timeline, std::string_view bytes, Includes&& includes);
  Result<const Personal*> stated_in(Seq seq);

  TimelineSource& source_;
  std::unordered_map<std::uint64_t, Personal> stated_;  // by the seq of the Record that states them
};

}  // namespace rireki
