// Chance with a memory: values that come in a fixed proportion, in an order that the seed decides.
#pragma once

#include <utility>
#include <vector>

#include "tools/demo/random.h"

namespace rireki::demo::published {

template <class T>
void shuffle(Random& random, std::vector<T>& all) {
  for (std::size_t n = all.size(); n > 1; --n) {
    std::swap(all[n - 1], all[static_cast<std::size_t>(random.below(static_cast<int>(n)))]);
  }
}

/// Cards drawn until the deck is empty and shuffled again: every whole deck has the same mean.
class Deck {
 public:
  Deck(Random& random, std::vector<int> cards) : random_(random), cards_(std::move(cards)) {}

  [[nodiscard]] int draw() {
    if (left_ == 0) {
      shuffle(random_, cards_);
      left_ = cards_.size();
    }
    return cards_[--left_];
  }

 private:
  Random& random_;
  std::vector<int> cards_;
  std::size_t left_ = 0;
};

}  // namespace rireki::demo::published
