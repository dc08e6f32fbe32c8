#include "tools/server/tiles_of_log.h"

#include <algorithm>
#include <charconv>
#include <ranges>

#include "engine/proof/tiles.h"

namespace rireki {

namespace {

constexpr std::uint64_t kWidth = 256;
constexpr int kLevelMax = 7;
constexpr std::size_t kEntryBytesMax = 65'535;
constexpr std::uint64_t kReadAtOnce = 1'024;  // records, which take less than a millisecond

std::optional<std::uint64_t> number_of(std::string_view digits) {
  std::uint64_t number = 0;
  const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (ec != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

std::string bytes_of(const Hash& hash) { return {reinterpret_cast<const char*>(hash.data()), hash.size()}; }

/// The root over exactly 256 hashes.
Hash root_of(std::vector<Hash> row, Hasher& hasher) {
  while (row.size() > 1) {
    for (std::size_t i = 0; i < row.size() / 2; ++i) row[i] = hasher.node(row[2 * i], row[2 * i + 1]);
    row.resize(row.size() / 2);
  }
  return row.front();
}

}  // namespace

std::optional<TileName> parse_tile_name(std::string_view path) {
  TileName name;
  const std::size_t slash = path.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::string_view level = path.substr(0, slash);
  const auto number = number_of(level);
  if (level == "long") {
    const auto record = number_of(path.substr(slash + 1));
    return record ? std::optional(TileName{TileName::kLong, *record, 1}) : std::nullopt;
  }
  if (level != "entries" && (!number || *number > kLevelMax)) return std::nullopt;
  name.level = level == "entries" ? TileName::kEntries : static_cast<int>(*number);
  path.remove_prefix(slash + 1);
  if (const std::size_t part = path.find(".p/"); part != std::string_view::npos) {
    const auto width = number_of(path.substr(part + 3));
    if (!width || *width == 0 || *width >= kWidth) return std::nullopt;
    name.width = *width;
    path = path.substr(0, part);
  }
  std::string digits;
  for (const auto group : std::views::split(path, '/')) digits += std::string_view(group).substr(group.front() == 'x');
  const auto index = digits.size() > 18 ? std::nullopt : number_of(digits);
  if (!index || tile_number(*index) != path) return std::nullopt;  // one name a tile
  name.number = *index;
  return name;
}

Result<std::optional<std::string>> TilesOfLog::tile(const TileName& name) {
  if (name.level == TileName::kLong) return long_record(name.number);
  std::uint64_t records_each = 1;  // under one hash of the level
  for (int level = 0; level < name.level; ++level) records_each *= kWidth;
  const std::uint64_t first = name.number * kWidth;
  const std::uint64_t there = engine_.last().value / records_each;
  if (first > there || first + name.width > there) return std::nullopt;
  auto bytes = [&]() -> Result<std::string> {
    if (name.level == TileName::kEntries) return entries(first, name.width);
    if (name.level == 0) return leaves(first, name.width);
    if (auto r = hash_up_to((first + name.width) * records_each); !r) return std::unexpected(r.error());
    std::string hashes;
    const auto& row = levels_[static_cast<std::size_t>(name.level) - 1];
    for (std::uint64_t i = first; i < first + name.width; ++i) hashes += bytes_of(row[i]);
    return hashes;
  }();
  if (!bytes) return std::unexpected(bytes.error());
  return std::move(*bytes);
}

/// Appends and questions go on between the windows: whoever reads holds the engine.
Result<void> TilesOfLog::read_held(Seq from, Seq to, const Log::Visit& visit) {
  bool goes_on = true;
  for (; from <= to && goes_on; from.value += kReadAtOnce) {
    const auto held = engine_.hold();
    const auto read = engine_.read_bytes(from, std::min(to, Seq{from.value + kReadAtOnce - 1}),
                                         [&](Seq seq, std::string_view record) {
                                           goes_on = visit(seq, record);
                                           return goes_on;
                                         });
    if (!read) return read;
  }
  return {};
}

Result<std::optional<std::string>> TilesOfLog::long_record(std::uint64_t number) {
  if (number >= engine_.last().value) return std::nullopt;
  std::optional<std::string> found;
  const auto done = read_held(Seq{number + 1}, Seq{number + 1}, [&](Seq, std::string_view record) {
    if (record.size() > kEntryBytesMax) found = record;
    return true;
  });
  if (!done) return std::unexpected(done.error());
  return found;
}

Result<std::string> TilesOfLog::entries(std::uint64_t first, std::uint64_t count) {
  std::string bundle;
  const auto done = read_held(Seq{first + 1}, Seq{first + count}, [&](Seq, std::string_view record) {
    const std::size_t length = record.size() > kEntryBytesMax ? 0 : record.size();
    bundle += static_cast<char>(length >> 8U);
    bundle += static_cast<char>(length);
    if (length > 0) bundle += record;
    return true;
  });
  if (!done) return std::unexpected(done.error());
  return bundle;
}

Result<std::string> TilesOfLog::leaves(std::uint64_t first, std::uint64_t count) {
  std::string hashes;
  const auto done = read_held(Seq{first + 1}, Seq{first + count}, [&](Seq, std::string_view record) {
    hashes += bytes_of(hasher_.leaf(record));
    return true;
  });
  if (!done) return std::unexpected(done.error());
  return hashes;
}

/// Complete subtrees never change, so each is hashed once.
Result<void> TilesOfLog::hash_up_to(std::uint64_t records) {
  if (levels_.empty()) levels_.resize(kLevelMax);
  std::vector<Hash> row;
  const Seq from{levels_[0].size() * kWidth + 1};
  if (from.value > records) return {};
  return read_held(from, Seq{records}, [&](Seq, std::string_view record) {
    row.push_back(hasher_.leaf(record));
    if (row.size() < kWidth) return true;
    levels_[0].push_back(root_of(std::move(row), hasher_));
    row.clear();
    for (std::size_t level = 0; level + 1 < levels_.size() && levels_[level].size() % kWidth == 0; ++level) {
      const auto begin = levels_[level].end() - static_cast<std::ptrdiff_t>(kWidth);
      levels_[level + 1].push_back(root_of({begin, levels_[level].end()}, hasher_));
    }
    return true;
  });
}

}  // namespace rireki
