// How an event type describes its own fields, once for every codec: JSON key, member, bounds, personal category.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "events/types/enums.h"
#include "events/types/values.h"

namespace rireki {

/// Where a field lives in a Record: in clear, or in the part of one personal category.
enum class Part : std::uint8_t { clear, identity, attributes, sensitive };
inline constexpr std::size_t kPartCount = 4;

[[nodiscard]] constexpr Part part_of(PersonalCategory category) {
  return static_cast<Part>(static_cast<std::uint8_t>(category) + 1);
}

struct Bounds {
  std::int64_t min = 0;
  std::int64_t max = kCountMax;
};

inline constexpr Bounds kGradeBounds{1, 20};
inline constexpr Bounds kStepBounds{1, 300};
inline constexpr Bounds kYearBounds{1868, 2999};
inline constexpr Bounds kLineBounds{0, 65535};

template <class Event, class T>
struct Field {
  std::string_view key;
  T Event::*member;
  Part part;
  Bounds bounds;  // of integers only
};

template <class Event, class T>
constexpr Field<Event, T> field(std::string_view key, T Event::*member, Bounds bounds = {}) {
  return {key, member, Part::clear, bounds};
}

template <class Event, class T>
constexpr Field<Event, T> personal(std::string_view key, T Event::*member, PersonalCategory category) {
  return {key, member, part_of(category), {}};
}

/// A struct that lists its fields in a static constexpr tuple `fields`, in the contract's order.
template <class E>
concept Described = requires {
  std::tuple_size<std::remove_cvref_t<decltype(E::fields)>>::value;
};

/// Calls `visit(field)` for each field of E, in the contract's order.
template <Described E, class Visit>
constexpr void for_each_field(Visit&& visit) {
  std::apply([&](const auto&... f) { (visit(f), ...); }, E::fields);
}

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

}  // namespace rireki
