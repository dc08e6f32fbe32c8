// How the personal parts of a Record become unreadable, and readable again. The codec knows neither keys nor chance:
// the engine's Vault does.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "events/types/enums.h"
#include "events/types/error.h"
#include "events/types/field.h"

namespace rireki {

enum class EventType : std::uint8_t;

/// Whose part it is, and where it stands: it opens nowhere else.
struct PartPlace {
  std::string_view id;  // of the event
  std::string_view subject;
  EventType type{};  // of the Record: EventCorrected for a correction
  PersonalCategory category{};
};

/// The bytes of a Record's sealed parts as they lie there, by Part; empty: not sealed.
using SealedParts = std::array<std::string, kPartCount>;

class PersonalSeal {
 public:
  virtual ~PersonalSeal() = default;

  /// Appends the sealed form of a part's bytes to `out`.
  virtual void seal(const PartPlace& place, std::string_view clear, std::string& out) = 0;

  /// The part's bytes; none if they were erased. Errors: INTEGRITY_ERROR if the key is missing without having been
  /// destroyed, or the part was not sealed for this place.
  [[nodiscard]] virtual Result<std::optional<std::string>> open(const PartPlace& place, std::string_view sealed) = 0;
};

/// One bit for each category, the lowest for identity.
[[nodiscard]] constexpr std::uint8_t bit_of(PersonalCategory category) {
  return static_cast<std::uint8_t>(1U << static_cast<unsigned>(category));
}
[[nodiscard]] constexpr std::uint8_t bit_of(Part part) {
  return part == Part::clear ? std::uint8_t{0} : static_cast<std::uint8_t>(1U << (static_cast<unsigned>(part) - 1U));
}

/// By person: the categories (bit_of) whose keys are destroyed.
using DestroyedKeys = std::map<std::string, std::uint8_t, std::less<>>;

/// PERSON_ERASED: what whoever brings personal fields of such a person is told.
[[nodiscard]] inline std::unexpected<Error> refuse_for_erased(std::string_view person) {
  return fail(Code::person_erased,
              std::string(person) + ": personal fields of this person were erased; none are taken any more");
}

}  // namespace rireki
