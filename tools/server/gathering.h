// Between threads: what comes one by one on one side is taken all at once on the other, so that a thread under load is
// woken once for many.
#pragma once

#include <iterator>
#include <mutex>
#include <utility>
#include <vector>

namespace rireki {

/// Any threads may put in, one takes.
template <class T>
class Gathering {
 public:
  /// Whether the taker is to be told: nobody has told it since it last took.
  [[nodiscard]] bool put(T item) {
    const std::lock_guard lock(mutex_);
    items_.push_back(std::move(item));
    return !std::exchange(is_told_, true);
  }

  /// The same of several, of which there is at least one.
  [[nodiscard]] bool put_all(std::vector<T> items) {
    const std::lock_guard lock(mutex_);
    if (items_.empty()) {
      items_ = std::move(items);
    } else {
      items_.insert(items_.end(), std::make_move_iterator(items.begin()), std::make_move_iterator(items.end()));
    }
    return !std::exchange(is_told_, true);
  }

  /// All that was put in, in that order, perhaps nothing. Called at least once each time that somebody was to tell.
  [[nodiscard]] std::vector<T> take() {
    const std::lock_guard lock(mutex_);
    is_told_ = false;
    return std::exchange(items_, {});
  }

 private:
  std::mutex mutex_;
  std::vector<T> items_;
  bool is_told_ = false;
};

}  // namespace rireki
