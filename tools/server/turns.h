// Who is next of many that wait: those who ask take turns, however much each of them has asked.
#pragma once

#include <algorithm>
#include <deque>
#include <list>
#include <string>
#include <string_view>
#include <utility>

namespace rireki {

/// One thread. What one of them has asked stays in order.
template <class T>
class Turns {
 public:
  [[nodiscard]] bool empty() const { return lines_.empty(); }

  void add(std::string_view whose, T item) {
    auto line = std::ranges::find(lines_, whose, &Line::whose);
    if (line == lines_.end()) line = lines_.insert(lines_.end(), {std::string(whose), {}});
    line->items.push_back(std::move(item));
  }

  /// Takes the first of whoever is next, who then comes last. Not when empty.
  [[nodiscard]] T next() {
    Line& line = lines_.front();
    T item = std::move(line.items.front());
    line.items.pop_front();
    if (line.items.empty()) {
      lines_.pop_front();
    } else {
      lines_.splice(lines_.end(), lines_, lines_.begin());
    }
    return item;
  }

 private:
  struct Line {
    std::string whose;
    std::deque<T> items;  // at least one
  };
  std::list<Line> lines_;
};

}  // namespace rireki
