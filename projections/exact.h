// Exact quotients, so that a figure is rounded once, at the end.
#pragma once

#include <cstdint>
#include <string>

namespace rireki {

__extension__ using Wide = __int128;  // holds every product that figures of a city can give

/// A quotient of whole numbers, not negative; the divisor is above zero.
struct Exact {
  Wide dividend = 0;
  Wide divisor = 1;
};

/// `a` / `b`, in lowest terms. `b` must not be zero.
[[nodiscard]] Exact quotient(const Exact& a, const Exact& b);

/// A rounded figure: `units` · 10^-`decimals`.
struct Rounded {
  std::int64_t units = 0;
  int decimals = 0;  // 0..9

  [[nodiscard]] double value() const;
  [[nodiscard]] std::string text() const;  // "68.7", with all its decimals
};

/// Half up: 0.25 becomes 0.3.
[[nodiscard]] Rounded rounded(const Exact& exact, int decimals);

/// The nearest double.
[[nodiscard]] double to_double(const Exact& exact);

}  // namespace rireki
