#include "engine/proof/tiles.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace rireki {

namespace {

constexpr std::size_t kTileHashes = 256;
constexpr std::size_t kEntryBytesMax = 65'535;

std::string content_of(const std::vector<Hash>& hashes) {
  std::string content;
  for (const Hash& hash : hashes) content.append(reinterpret_cast<const char*>(hash.data()), hash.size());
  return content;
}

}  // namespace

std::string tile_number(std::uint64_t number) {
  std::string text;
  for (bool is_last = true; is_last || number > 0; number /= 1000, is_last = false) {
    std::string group = std::to_string(number % 1000);
    group.insert(0, 3 - group.size(), '0');
    text = is_last ? group : "x" + group + "/" + text;
  }
  return text;
}

Result<void> TileWriter::add(std::string_view record) {
  const std::uint64_t index = size_++;
  const bool is_long = record.size() > kEntryBytesMax;
  const std::size_t length = is_long ? 0 : record.size();
  entries_ += static_cast<char>(length >> 8U);
  entries_ += static_cast<char>(length);
  if (is_long) {
    if (auto r = write("tile/long/" + std::to_string(index), kTileHashes, record); !r) return r;
  } else {
    entries_ += record;
  }
  if (size_ % kTileHashes == 0) {
    if (auto r = write("tile/entries/" + tile_number(index / kTileHashes), kTileHashes, entries_); !r) return r;
    entries_.clear();
  }
  return add_hash(0, hasher_.leaf(record));
}

Result<void> TileWriter::add_hash(std::size_t level, const Hash& hash) {
  if (levels_.size() == level) levels_.emplace_back();
  Level& tile = levels_[level];
  tile.hashes.push_back(hash);
  if (tile.hashes.size() < kTileHashes) return {};
  const std::string name = "tile/" + std::to_string(level) + "/" + tile_number(tile.number);
  if (auto r = write(name, kTileHashes, content_of(tile.hashes)); !r) return r;
  std::vector<Hash> row = std::move(tile.hashes);
  tile.hashes.clear();
  ++tile.number;
  while (row.size() > 1) {
    for (std::size_t i = 0; i < row.size() / 2; ++i) row[i] = hasher_.node(row[2 * i], row[2 * i + 1]);
    row.resize(row.size() / 2);
  }
  return add_hash(level + 1, row.front());
}

Result<void> TileWriter::finish() {
  for (std::size_t level = 0; level < levels_.size(); ++level) {
    const Level& tile = levels_[level];
    if (tile.hashes.empty()) continue;
    const std::string name = "tile/" + std::to_string(level) + "/" + tile_number(tile.number);
    if (auto r = write(name, tile.hashes.size(), content_of(tile.hashes)); !r) return r;
  }
  const std::size_t left = size_ % kTileHashes;
  return left == 0 ? Result<void>{} : write("tile/entries/" + tile_number(size_ / kTileHashes), left, entries_);
}

Result<void> TileWriter::write(const std::string& name, std::size_t count, std::string_view content) const {
  std::string path = directory_ + "/" + name;
  if (count < kTileHashes) path += ".p/" + std::to_string(count);
  std::error_code ec;
  if (std::filesystem::file_size(path, ec) == content.size() && !ec) return {};
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ec);
  std::ofstream file(path, std::ios::binary);
  file.write(content.data(), static_cast<std::streamsize>(content.size()));
  file.close();
  return file.good() ? Result<void>{} : fail(Code::io_error, path + " cannot be written");
}

}  // namespace rireki
