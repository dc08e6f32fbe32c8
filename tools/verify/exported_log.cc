#include "tools/verify/exported_log.h"

#include <fstream>
#include <vector>

#include "tools/verify/merkle.h"

namespace rireki {

namespace {

constexpr std::uint64_t kTileHashes = 256;

std::unexpected<Error> wrong(const std::string& what) { return fail(Code::integrity_error, what); }

/// A tile's name below its level: full, or with how many it has.
std::string name_of(std::uint64_t number, std::uint64_t count) {
  std::string digits = std::to_string(number);
  digits.insert(0, (3 - digits.size() % 3) % 3, '0');
  std::string name;
  for (std::size_t i = 0; i < digits.size(); i += 3) {
    const bool is_last = i + 3 == digits.size();
    name += (is_last ? "" : "x") + digits.substr(i, 3) + (is_last ? "" : "/");
  }
  return count < kTileHashes ? name + ".p/" + std::to_string(count) : name;
}

class ExportedLog {
 public:
  ExportedLog(std::string directory, std::uint64_t size) : directory_(std::move(directory)), size_(size) {}

  /// The digests of all records, as the bundles have them.
  Result<std::vector<Digest>> leaves() {
    std::vector<Digest> all;
    for (std::uint64_t bundle = 0; bundle * kTileHashes < size_; ++bundle) {
      const std::uint64_t count = std::min(kTileHashes, size_ - bundle * kTileHashes);
      const auto bytes = content_of(directory_ + "/tile/entries/" + name_of(bundle, count));
      if (!bytes) return std::unexpected(bytes.error());
      if (auto r = split(*bytes, count, all); !r) return std::unexpected(r.error());
    }
    return all;
  }

  /// Compares the tiles of one level with what they have to be.
  Result<void> check_level(std::size_t level, std::span<const Digest> hashes) {
    for (std::uint64_t tile = 0; tile * kTileHashes < hashes.size(); ++tile) {
      const auto row = hashes.subspan(tile * kTileHashes, std::min(kTileHashes, hashes.size() - tile * kTileHashes));
      const std::string name = "tile/" + std::to_string(level) + "/" + name_of(tile, row.size());
      const auto bytes = content_of(directory_ + "/" + name);
      if (!bytes) return std::unexpected(bytes.error());
      if (bytes->size() != row.size() * sizeof(Digest)) return wrong(name + " has another length");
      for (std::size_t i = 0; i < row.size(); ++i) {
        if (bytes->substr(i * sizeof(Digest), sizeof(Digest)) == bytes_of(row[i])) continue;
        const std::uint64_t number = tile * kTileHashes + i;
        return wrong(level == 0 ? "record " + std::to_string(number + 1) + " is not the one that " + name + " has"
                                : name + " has another hash at place " + std::to_string(i));
      }
    }
    return {};
  }

 private:
  Result<void> split(std::string_view bytes, std::uint64_t count, std::vector<Digest>& all) {
    for (std::uint64_t i = 0; i < count; ++i) {
      const std::string number = std::to_string(all.size() + 1);
      const auto high = bytes.empty() ? 0U : static_cast<unsigned char>(bytes[0]);
      const std::size_t length = bytes.size() < 2 ? 0 : high * 256U + static_cast<unsigned char>(bytes[1]);
      if (bytes.size() < 2 + length) return wrong("record " + number + " is cut off");
      if (length > 0) {
        all.push_back(leaf_digest(bytes.substr(2, length)));
      } else {
        // Not an unreadable file: where a length was changed, any two zero bytes may look like such a record.
        const std::string name = "tile/long/" + std::to_string(all.size());
        const auto record = content_of(directory_ + "/" + name);
        if (!record) return wrong("record " + number + " is not in its bundle, and " + name + " cannot be read");
        all.push_back(leaf_digest(*record));
      }
      bytes.remove_prefix(2 + length);
    }
    return bytes.empty() ? Result<void>{} : wrong("there is more after record " + std::to_string(all.size()));
  }

  std::string directory_;
  std::uint64_t size_;
};

/// The roots of the complete tiles of a level.
std::vector<Digest> roots_of_tiles(std::span<const Digest> hashes) {
  std::vector<Digest> roots;
  for (; hashes.size() >= kTileHashes; hashes = hashes.subspan(kTileHashes)) {
    roots.push_back(root_of(hashes.first(kTileHashes)));
  }
  return roots;
}

}  // namespace

Result<std::string> content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string content{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad()) return fail(Code::io_error, path + " cannot be read");
  return content;
}

Result<SignedTree> check_exported_log(const std::string& directory, const PublicKeys& keys) {
  const auto checkpoint = content_of(directory + "/checkpoint");
  if (!checkpoint) return std::unexpected(checkpoint.error());
  const auto tree = signed_tree(*checkpoint, keys);
  if (!tree) return tree;
  ExportedLog log(directory, tree->size);
  const auto leaves = log.leaves();
  if (!leaves) return std::unexpected(leaves.error());
  std::vector<Digest> row = *leaves;
  for (std::size_t level = 0; !row.empty(); ++level) {
    if (auto r = log.check_level(level, row); !r) return std::unexpected(r.error());
    row = roots_of_tiles(row);
  }
  if (root_of(*leaves) != tree->root) return wrong("the records have another root than the checkpoint");
  return tree;
}

}  // namespace rireki
