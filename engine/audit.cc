#include "engine/audit.h"

#include <bit>
#include <filesystem>
#include <fstream>

#include "engine/data_directory.h"
#include "engine/files/durable_file.h"
#include "engine/log/log_head.h"
#include "engine/making.h"
#include "engine/proof/checkpoint_file.h"
#include "engine/proof/merkle_proof.h"
#include "engine/proof/signing_key.h"
#include "engine/proof/tiles.h"
#include "engine/views/rebuild.h"
#include "events/types/record_codec.h"

namespace rireki {

namespace {

constexpr std::uint64_t kProgressEvery = 8192;

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string text_of(const Hash& hash) {
  return to_base64({reinterpret_cast<const char*>(hash.data()), hash.size()}) + "\n";
}

Result<std::unique_ptr<Log>> open_log(const DataDirectory& data) {
  if (auto r = refuse_unfinished(data); !r) return std::unexpected(r.error());
  return open_rocks_log(data.log_place(), OpenMode::read);
}

/// Nothing is signed or proved of Records that are not those of the Log's own tree.
Result<void> must_be(const TreeHead& read, const TreeHead& head) {
  if (read == head) return {};
  return fail(Code::integrity_error,
              "the records of the log have another root than the log itself says; `rireki verify "
              "--full` says more");
}

/// Reads the whole log, of which the ranges ask for the first `size` Records.
Result<std::string> hashes_of(Log& log, std::span<const LeafRange> ranges, std::uint64_t size) {
  const TreeHead head = log.head();
  Hasher hasher;
  Frontier whole;
  const auto roots = range_roots(ranges, [&](const VisitRecord& visit) {
    const auto read = log.read(Seq{1}, Seq{head.size}, [&](Seq seq, std::string_view bytes) {
      whole.append(bytes, hasher);
      if (seq.value <= size) visit(bytes);
      return true;
    });
    return read ? must_be(whole.head(hasher), head) : read;
  });
  if (!roots) return std::unexpected(roots.error());
  std::string text;
  for (const Hash& root : *roots) text += text_of(root);
  return text;
}

/// The roots of all complete subtrees, row by row from the leaves.
class Pyramid {
 public:
  void add(const Hash& leaf, Hasher& hasher) {
    Hash root = leaf;
    for (std::size_t row = 0;; ++row) {
      if (rows_.size() == row) rows_.emplace_back();
      rows_[row].push_back(root);
      const auto& hashes = rows_[row];
      if (hashes.size() % 2 != 0) return;
      root = hasher.node(hashes[hashes.size() - 2], hashes.back());
    }
  }

  [[nodiscard]] const Hash& leaf(std::uint64_t index) const { return rows_.front()[index]; }

  /// Of a range that a proof asks for: it begins at a multiple of the least power of two that is not smaller.
  [[nodiscard]] Hash root(const LeafRange& range, Hasher& hasher) const {
    const std::uint64_t size = range.end - range.begin;
    if (std::has_single_bit(size)) {
      const auto row = static_cast<std::size_t>(std::countr_zero(size));
      return rows_[row][range.begin >> row];
    }
    const std::uint64_t middle = range.begin + std::bit_floor(size);
    return hasher.node(root({range.begin, middle}, hasher), root({middle, range.end}, hasher));
  }

 private:
  std::vector<std::vector<Hash>> rows_;
};

Result<void> must_hold(Log& log, Seq seq) {
  if (seq.value > 0 && seq <= log.last()) return {};
  return fail(Code::usage, "there is no record " + std::to_string(seq.value) + ": the log ends at seq " +
                               std::to_string(log.last().value));
}

}  // namespace

Result<std::string> signed_checkpoint(const std::string& directory) {
  const DataDirectory data{directory};
  const auto log = open_log(data);
  return log ? sign_checkpoint(data.signing_key(), (*log)->head()) : std::unexpected(log.error());
}

Result<void> refuse_other_log(const std::string& target, const std::string& keys) {
  const std::string earlier = content_of(target + "/verifier.key");
  if (earlier.empty() || earlier.substr(0, earlier.find('+')) == keys.substr(0, keys.find('+'))) return {};
  return fail(Code::usage, target + " holds another log's tiles");
}

Result<void> finish_export(const std::string& target, const std::string& keys, const std::string& checkpoint) {
  std::error_code ec;
  std::filesystem::create_directories(target, ec);
  if (auto r = replace_file(target + "/verifier.key", keys); !r) return r;
  return replace_file(target + "/checkpoint", checkpoint);
}

Result<TreeHead> export_tiles(const std::string& directory, const std::string& target,
                              const std::function<void(Seq)>& progress) {
  const DataDirectory data{directory};
  const std::string keys = content_of(data.verifier_key());
  if (auto r = refuse_other_log(target, keys); !r) return std::unexpected(r.error());
  const auto log = open_log(data);
  if (!log) return std::unexpected(log.error());
  TileWriter tiles(target);
  const TreeHead head = (*log)->head();
  Hasher hasher;
  Frontier whole;
  Result<void> written;
  const auto read = (*log)->read(Seq{1}, Seq{head.size}, [&](Seq seq, std::string_view bytes) {
    whole.append(bytes, hasher);
    written = tiles.add(bytes);
    if (seq.value % kProgressEvery == 0) progress(seq);
    return written.has_value();
  });
  if (written) written = read ? tiles.finish() : read;
  if (written) written = must_be(whole.head(hasher), head);
  if (!written) return std::unexpected(written.error());
  const auto checkpoint = sign_checkpoint(data.signing_key(), head);
  if (!checkpoint) return std::unexpected(checkpoint.error());
  if (auto r = finish_export(target, keys, *checkpoint); !r) return std::unexpected(r.error());
  return head;
}

Result<std::string> prove_record(const std::string& directory, Seq seq) {
  const DataDirectory data{directory};
  const auto log = open_log(data);
  if (!log) return std::unexpected(log.error());
  if (auto r = must_hold(**log, seq); !r) return std::unexpected(r.error());
  const TreeHead head = (*log)->head();
  const std::uint64_t index = seq.value - 1;
  const auto hashes = hashes_of(**log, inclusion_ranges(index, head.size), head.size);
  if (!hashes) return std::unexpected(hashes.error());
  const auto checkpoint = sign_checkpoint(data.signing_key(), head);
  if (!checkpoint) return checkpoint;
  return "c2sp.org/tlog-proof@v1\nindex " + std::to_string(index) + "\n" + *hashes + "\n" + *checkpoint;
}

Result<ProvedRecords> prove_records(const std::string& directory, std::span<const Seq> seqs) {
  const DataDirectory data{directory};
  const auto log = open_log(data);
  if (!log) return std::unexpected(log.error());
  const TreeHead head = (*log)->head();
  const auto checkpoint = sign_checkpoint(data.signing_key(), head);
  if (!checkpoint) return std::unexpected(checkpoint.error());
  ProvedRecords proved{.checkpoint = *checkpoint, .records = {}};
  if (seqs.empty()) return proved;
  for (const Seq seq : seqs) {
    if (auto r = must_hold(**log, seq); !r) return std::unexpected(r.error());
  }
  Hasher hasher;
  Pyramid pyramid;
  const auto read = (*log)->read(Seq{1}, Seq{head.size}, [&](Seq, std::string_view bytes) {
    pyramid.add(hasher.leaf(bytes), hasher);
    return true;
  });
  if (!read) return std::unexpected(read.error());
  if (auto r = must_be({head.size, pyramid.root({0, head.size}, hasher)}, head); !r) return std::unexpected(r.error());
  for (const Seq seq : seqs) {
    const std::uint64_t index = seq.value - 1;
    ProvedRecord& record = proved.records.emplace_back(ProvedRecord{seq, pyramid.leaf(index), {}});
    for (const LeafRange& range : inclusion_ranges(index, head.size)) {
      record.path.push_back(pyramid.root(range, hasher));
    }
  }
  return proved;
}

Result<std::string> prove_consistency(const std::string& directory, std::uint64_t old_size, std::uint64_t size) {
  const DataDirectory data{directory};
  const auto log = open_log(data);
  if (!log) return std::unexpected(log.error());
  if (auto r = must_hold(**log, Seq{size}); !r) return std::unexpected(r.error());
  if (old_size == 0 || old_size > size) return fail(Code::usage, "the older size is 1 to the newer one");
  const auto hashes = hashes_of(**log, consistency_ranges(old_size, size), size);
  const LeafRange all{0, size};
  const auto root = hashes ? hashes_of(**log, {&all, 1}, size) : hashes;
  if (!root) return root;
  TreeHead head{size, {}};
  const auto bytes = from_base64(std::string_view(*root).substr(0, root->size() - 1));
  if (!bytes) return bytes;
  std::ranges::copy(*bytes, head.root.begin());
  const auto checkpoint = sign_checkpoint(data.signing_key(), head);
  if (!checkpoint) return checkpoint;
  return "old " + std::to_string(old_size) + "\n" + *hashes + "\n" + *checkpoint;
}

Result<std::string> record_bytes(const std::string& directory, Seq seq) {
  const auto log = open_log({directory});
  if (!log) return std::unexpected(log.error());
  if (auto r = must_hold(**log, seq); !r) return std::unexpected(r.error());
  std::string bytes;
  const auto read = (*log)->read(seq, seq, [&](Seq, std::string_view record) {
    bytes = record;
    return true;
  });
  if (!read) return std::unexpected(read.error());
  return bytes;
}

}  // namespace rireki
