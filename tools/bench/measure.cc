#include "tools/bench/measure.h"

#include <algorithm>

namespace rireki {

double median(std::vector<double> samples) {
  std::ranges::sort(samples);
  const std::size_t middle = samples.size() / 2;
  return samples.size() % 2 == 1 ? samples[middle] : (samples[middle - 1] + samples[middle]) / 2;
}

Figure compare(std::string name, std::string unit, int rounds, const std::function<double()>& measured,
               const std::function<double()>& control) {
  std::vector<double> values;
  std::vector<double> controls;
  for (int round = 0; round < rounds; ++round) {
    controls.push_back(control());
    values.push_back(measured());
  }
  return {std::move(name), median(values), std::move(unit), median(controls)};
}

}  // namespace rireki
