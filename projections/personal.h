// Personal fields of persons, read from the Log into memory: no stored view holds them (contract, section 10).
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "events/lifecycle/timeline.h"
#include "events/types/event.h"
#include "projections/staff_source.h"

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

/// What a Record of such a type, or a correction of one, states.
[[nodiscard]] Personal stated_by(const Record& record);

/// Later statements stand over earlier ones.
void overlay(Personal& base, Personal change);

/// Takes away what these categories hold.
void hide_erased(Personal& personal, std::uint8_t erased);

class PersonalColumns;

class PersonalFields {
 public:
  /// With whole rows in mind, or with birth and sex alone: then name and kana are absent.
  enum class Scope : std::uint8_t { all, attributes };

  explicit PersonalFields(StaffSource& source, Scope scope = Scope::all) : source_(source), scope_(scope) {}

  /// To be asked about everybody, as known at `known`. Errors: INTEGRITY_ERROR.
  [[nodiscard]] Result<void> load_all(Seq known);

  /// The fields at the end of a day of somebody registered by then. `bytes` are the person's whole packed timeline: an
  /// erasure hides at every known-at.
  [[nodiscard]] Result<Personal> at(std::string_view person, const Timeline& timeline, std::string_view bytes, Day day);

  /// The fields right after one valid entry of the timeline.
  [[nodiscard]] Result<Personal> after(std::string_view person, const Timeline& timeline, std::string_view bytes,
                                       const Entry& entry);

  /// What `erased_categories` says of the person, and what the Log does not know of (staff_source.h).
  [[nodiscard]] std::uint8_t erased(std::string_view person, std::string_view bytes);

  /// The fields of the person with this number in the spans, if they are the same at any time.
  [[nodiscard]] std::optional<Personal> plain(std::uint32_t number) const;

 private:
  std::optional<Personal> find_plain(std::string_view person);
  std::optional<std::uint32_t> find_number(std::string_view person);
  template <class Includes>
  Result<Personal> overlay_while(const Timeline& timeline, std::string_view bytes, Includes&& includes);
  Result<const Personal*> stated_in(Seq seq);

  StaffSource& source_;
  Scope scope_;
  const PersonalColumns* columns_ = nullptr;
  const Spans* spans_ = nullptr;
  const DestroyedKeys* destroyed_ = nullptr;
  std::vector<std::string> apart_;
  std::uint32_t next_ = 0;                              // the number likely asked for next: people come in order
  std::unordered_map<std::uint64_t, Personal> stated_;  // by the seq of the Record that states them
};

}  // namespace rireki
