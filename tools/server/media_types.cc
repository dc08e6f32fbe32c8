#include "tools/server/media_types.h"

#include <algorithm>
#include <charconv>
#include <vector>

namespace rireki {

namespace {

constexpr std::string_view kSpace = " \t";
constexpr std::string_view kAnything = "*/*";
constexpr std::string_view kJson = "application/json";
constexpr std::string_view kLines = "application/jsonl";
constexpr std::string_view kLinesElsewhere = "application/x-ndjson";
constexpr std::string_view kForm = "application/x-www-form-urlencoded";  // curl, of any body
constexpr std::string_view kText = "text/plain";                         // fetch, of any text

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kSpace);
  return begin == std::string_view::npos ? std::string_view()
                                         : text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

std::string lower(std::string_view text) {
  std::string lowered(text);
  for (char& c : lowered) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return lowered;
}

/// The parts between separators that do not stand in quotes, trimmed.
std::vector<std::string_view> parts_of(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  bool in_quotes = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (in_quotes && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      in_quotes = !in_quotes;
    } else if (text[i] == separator && !in_quotes) {
      parts.push_back(trimmed(text.substr(begin, i - begin)));
      begin = i + 1;
    }
  }
  parts.push_back(trimmed(text.substr(begin)));
  return parts;
}

/// 0 to 1; what cannot be read says nothing of how much it is wanted.
double weight_of(std::string_view text) {
  double weight = 1;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), weight, std::chars_format::fixed);
  return ec == std::errc() && end == text.data() + text.size() && weight >= 0 && weight <= 1 ? weight : 1;
}

struct MediaRange {
  std::string type;  // or `type/*`, or `*/*`
  double weight = 1;

  /// How exactly it means a type: 0, if not at all.
  [[nodiscard]] int exactness_for(std::string_view media_type) const {
    if (type == media_type) return 3;
    if (type == kAnything) return 1;
    return type.ends_with("/*") && media_type.starts_with(std::string_view(type).substr(0, type.size() - 1)) ? 2 : 0;
  }
};

std::vector<MediaRange> ranges_of(std::string_view accept) {
  std::vector<MediaRange> ranges;
  for (const std::string_view item : parts_of(accept, ',')) {
    if (item.empty()) continue;
    const auto parts = parts_of(item, ';');
    MediaRange range{.type = parts.front() == "*" ? std::string(kAnything) : lower(parts.front())};
    for (const std::string_view parameter : parts) {
      if (lower(parameter.substr(0, 2)) == "q=") range.weight = weight_of(parameter.substr(2));
    }
    ranges.push_back(std::move(range));
  }
  return ranges;
}

/// How much one type is wanted: as the range says that means it most exactly.
struct Wish {
  double weight = 0;
  int exactness = 0;
  auto operator<=>(const Wish&) const = default;
};

Wish wish_for(std::string_view media_type, const std::vector<MediaRange>& ranges) {
  Wish wish;
  for (const MediaRange& range : ranges) {
    const int exactness = range.exactness_for(media_type);
    if (exactness == 0 || exactness < wish.exactness) continue;
    const double said_before = exactness == wish.exactness ? wish.weight : 0;
    wish = {std::max(range.weight, said_before), exactness};
  }
  return wish;
}

}  // namespace

std::string type_of(std::string_view content_type) {
  return lower(trimmed(content_type.substr(0, content_type.find(';'))));
}

bool may_be_any(const BodyForms& taken, std::string_view content_type) {
  const std::string type = type_of(content_type);
  const auto is_taken = [&](std::string_view wanted) {
    return std::ranges::find(taken, wanted, &BodyForm::media_type) != taken.end();
  };
  if (is_taken(kJson) && (type == kForm || type == kText || type.ends_with("+json"))) return true;
  return type.empty() || is_taken(type == kLinesElsewhere ? kLines : type);
}

std::optional<std::string_view> preferred(std::string_view accept, const BodyForms& given) {
  if (accept.empty() || accept == kAnything) return given.front().media_type;
  const auto ranges = ranges_of(accept);
  if (ranges.empty()) return given.front().media_type;
  const auto wish = [&](const BodyForm& form) { return wish_for(form.media_type, ranges); };
  const auto best = std::ranges::max_element(given, {}, wish);  // the first of equals
  return wish(*best).weight > 0 ? std::optional(best->media_type) : std::nullopt;
}

}  // namespace rireki
