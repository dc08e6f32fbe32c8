// Chance for the demo city: the same numbers from the same seed on every machine and library.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace rireki::demo {

/// splitmix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", 2014), in integers only.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  [[nodiscard]] std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15u;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }

  /// 0 … n - 1; `n` must be positive.
  [[nodiscard]] int below(int n) { return static_cast<int>(((next() >> 32) * static_cast<std::uint64_t>(n)) >> 32); }

  /// `low` … `high`, both included.
  [[nodiscard]] int between(int low, int high) { return low + below(high - low + 1); }

  /// True in `per_mille` of a thousand cases.
  [[nodiscard]] bool chance(int per_mille) { return below(1000) < per_mille; }

  template <class T, std::size_t n>
  [[nodiscard]] const T& pick(const std::array<T, n>& all) {
    return all[static_cast<std::size_t>(below(static_cast<int>(n)))];
  }

  /// An index, each as likely as its weight says; not all may be zero.
  [[nodiscard]] std::size_t weighted(std::span<const int> weights) {
    int sum = 0;
    for (const int weight : weights) sum += weight;
    int left = below(sum);
    std::size_t i = 0;
    for (; left >= weights[i]; ++i) left -= weights[i];
    return i;
  }

 private:
  std::uint64_t state_;
};

}  // namespace rireki::demo
