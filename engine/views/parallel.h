// Pieces of work on a few threads, this one among them.
#pragma once

#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace rireki {

/// Calls `work(i)` once for each i below `count`, from `threads` threads, in no certain order, and waits for all of it.
/// `work` must not throw.
template <class Work>
void run_parallel(unsigned threads, std::size_t count, const Work& work) {
  std::atomic<std::size_t> next = 0;
  const auto run = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  std::vector<std::jthread> others;
  for (unsigned i = 1; i < threads && i < count; ++i) others.emplace_back(run);
  run();
}

}  // namespace rireki
