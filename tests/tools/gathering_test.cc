#include "tools/server/gathering.h"

#include <atomic>
#include <semaphore>
#include <thread>

#include <catch2/catch.hpp>

using namespace rireki;

TEST_CASE("who takes is told once until it takes", "[tools][serve]") {
  Gathering<int> gathering;
  CHECK(gathering.put(1));
  CHECK_FALSE(gathering.put(2));
  CHECK_FALSE(gathering.put_all({3, 4}));
  CHECK(gathering.take() == std::vector{1, 2, 3, 4});
  CHECK(gathering.put_all({5, 6}));
  CHECK(gathering.take() == std::vector{5, 6});
  CHECK(gathering.put(7));
}

TEST_CASE("of what several threads put in nothing is lost, and each one's stays in order", "[tools][serve]") {
  constexpr int kThreads = 3;
  constexpr int kEach = 20'000;
  Gathering<std::pair<int, int>> gathering;
  std::counting_semaphore<> told(0);
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < kEach; ++i) {
        if (gathering.put({thread, i})) told.release();
      }
    });
  }
  std::vector<int> next(kThreads, 0);
  for (int taken = 0; taken < kThreads * kEach;) {
    REQUIRE(told.try_acquire_for(std::chrono::seconds(30)));
    for (const auto& [thread, i] : gathering.take()) {
      REQUIRE(next[static_cast<std::size_t>(thread)]++ == i);
      ++taken;
    }
  }
  CHECK_FALSE(told.try_acquire());
}
