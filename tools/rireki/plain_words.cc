#include "tools/rireki/plain_words.h"

#include <algorithm>

namespace rireki {

namespace {

/// Of codes, dates and instants; not what CLI11 reads as lists, quotes, escapes or options.
bool is_plain(std::string_view text) {
  const auto is_usual = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' || c == '_' ||
           c == ':' || c == '-';
  };
  return !text.empty() && text.front() != '-' && std::ranges::all_of(text, is_usual);
}

}  // namespace

PlainWords::PlainWords(std::span<const std::string> words) {
  bool are_arguments = false;
  for (const std::string_view word : words.subspan(words.empty() ? 0 : 1)) {
    if (are_arguments) {
      arguments_.push_back(word);
      are_plain_ = are_plain_ && is_plain(word);
    } else if (word == "--") {
      are_arguments = true;
    } else {
      const std::size_t equals = word.find('=');
      const bool has_value = equals != std::string_view::npos;
      are_plain_ = are_plain_ && word.starts_with("--") && (!has_value || is_plain(word.substr(equals + 1)));
      options_.emplace_back(word.substr(0, equals), has_value ? word.substr(equals + 1) : std::string_view());
    }
  }
}

bool PlainWords::take_flag(std::string_view name) {
  const auto found = std::ranges::find(options_, std::pair(name, std::string_view()));
  if (found == options_.end()) return false;
  options_.erase(found);
  return true;
}

std::string PlainWords::take_option(std::string_view name) {
  const auto found = std::ranges::find_if(
      options_, [&](const auto& option) { return option.first == name && !option.second.empty(); });
  if (found == options_.end()) return {};
  std::string value(found->second);
  options_.erase(found);
  return value;
}

MomentOptions PlainWords::take_moment() {
  MomentOptions moment;
  moment.as_of = take_option("--as-of");
  moment.known_at = take_option("--known-at");
  return moment;
}

std::string PlainWords::only_argument() const {
  const bool are_done = are_plain_ && options_.empty() && arguments_.size() == 1;
  return are_done ? std::string(arguments_.front()) : std::string();
}

}  // namespace rireki
