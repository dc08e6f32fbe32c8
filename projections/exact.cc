#include "projections/exact.h"

namespace rireki {

namespace {

Wide common_divisor(Wide a, Wide b) {
  while (b != 0) {
    const Wide rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

Wide power_of_ten(int exponent) {
  Wide power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

Exact lowest_terms(const Exact& e) {
  const Wide common = common_divisor(e.dividend, e.divisor);
  return {e.dividend / common, e.divisor / common};
}

}  // namespace

Exact quotient(const Exact& a, const Exact& b) {
  const Exact over = lowest_terms(a);
  const Exact under = lowest_terms(b);
  return lowest_terms({over.dividend * under.divisor, over.divisor * under.dividend});
}

double Rounded::value() const { return static_cast<double>(units) / static_cast<double>(power_of_ten(decimals)); }

std::string Rounded::text() const {
  std::string digits = std::to_string(units);
  if (decimals == 0) return digits;
  const auto after_point = static_cast<std::size_t>(decimals);
  if (digits.size() <= after_point) digits.insert(0, after_point + 1 - digits.size(), '0');
  return digits.insert(digits.size() - after_point, 1, '.');
}

Rounded rounded(const Exact& exact, int decimals) {
  const Wide twice = 2 * exact.dividend * power_of_ten(decimals) + exact.divisor;
  return {static_cast<std::int64_t>(twice / (2 * exact.divisor)), decimals};
}

double to_double(const Exact& exact) {
  return static_cast<double>(exact.dividend) / static_cast<double>(exact.divisor);
}

}  // namespace rireki
