// What every benchmark shares: a figure with its control from the same run.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace rireki {

/// The median of a rate (higher is better), and that of its control.
struct Figure {
  std::string name;
  double value = 0;
  std::string unit;  // for example "events/s"
  double control = 0;

  [[nodiscard]] double ratio() const { return control > 0 ? value / control : 0; }
};

/// `samples` must not be empty.
[[nodiscard]] double median(std::vector<double> samples);

/// Seconds that a piece of work takes.
template <class Work>
[[nodiscard]] double seconds(Work&& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// Runs both in turn, `rounds` times, so that a machine that is slow for a while is slow for both. Each returns its
/// rate.
[[nodiscard]] Figure compare(std::string name, std::string unit, int rounds, const std::function<double()>& measured,
                             const std::function<double()>& control);

}  // namespace rireki
