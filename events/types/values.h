// The small value types that events are made of.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace rireki {

/// Position of a Record in the Log, from 1, without gaps. 0 means "before the first".
struct Seq {
  std::uint64_t value = 0;
  friend constexpr auto operator<=>(Seq, Seq) = default;
};

/// How many Records a subject has, counted from 1 (contract, section 3). 0: none yet.
struct Version {
  std::uint64_t value = 0;
  friend constexpr auto operator<=>(Version, Version) = default;
};

/// A code of 1–64 characters out of A–Z a–z 0–9 . _ - : ids of events, subjects, units, open items.
struct Identifier {
  std::string text;
  friend auto operator<=>(const Identifier&, const Identifier&) = default;
};

[[nodiscard]] constexpr bool is_identifier(std::string_view text) {
  if (text.empty() || text.size() > 64) return false;
  for (const char c : text) {
    const bool ok =
        (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    if (!ok) return false;
  }
  return true;
}

/// A long text that is a document in itself: up to kDocumentBytesMax bytes instead of kTextCharactersMax characters.
struct Document {
  std::string text;
  friend auto operator<=>(const Document&, const Document&) = default;
};

inline constexpr std::size_t kTextCharactersMax = 2000;
inline constexpr std::size_t kDocumentBytesMax = std::size_t{1} << 20;
inline constexpr std::size_t kListItemsMax = 1000;
inline constexpr std::int64_t kCountMax = (std::int64_t{1} << 53) - 1;  // what JSON readers hold exactly

/// The subject of everything that belongs to the organisation as a whole.
inline constexpr std::string_view kOrganisation = "org";

}  // namespace rireki
