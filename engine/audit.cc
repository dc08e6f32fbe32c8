#include "engine/audit.h"

#include <bit>
#include <filesystem>
#include <fstream>

#include "engine/data_directory.h"
#include "engine/log/log_head.h"
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
  return open_rocks_log(data.log_place(), OpenMode::read);
}

/// One verification.
class Verification {
 public:
  Verification(const DataDirectory& data, bool full, const std::function<void(Seq)>& progress)
      : data_(data), full_(full), progress_(progress), vault_(data.vault_place()) {}

  Result<Verified> run() {
    auto log = open_log(data_);
    if (!log) return refused(log.error());
    result_.records = (*log)->last().value;
    if (auto r = check_signature(); !r) return std::unexpected(r.error());
    if (!full_) take_up(**log);
    check_records(**log);
    if (const auto keys = vault_.check(); !keys) problem(keys.error().message);
    const TreeHead head = frontier_.head(hasher_);
    result_.root = head.root;
    if (result_.problems.empty() && head != (*log)->head()) problem("the log's head has another root than its records");
    if (result_.problems.empty() && full_) check_derived();
    if (result_.problems.empty()) note_progress(head);
    return std::move(result_);
  }

 private:
  void problem(std::string sentence) { result_.problems.push_back(std::move(sentence)); }

  /// The Log cannot even be opened: because it is broken, or for another reason.
  Result<Verified> refused(const Error& error) {
    if (error.code != Code::integrity_error) return std::unexpected(error);
    problem(error.message);
    const auto loss = find_loss(data_.log_place(), OpenMode::read);
    if (loss && *loss) {
      result_.first_bad = (*loss)->first_missing;
      result_.records = (*loss)->present.size;
      result_.root = (*loss)->present.root;
    }
    return std::move(result_);
  }

  Result<void> check_signature() {
    const auto note = read_checkpoint_note(data_.checkpoint());
    if (!note) return std::unexpected(note.error());
    if (!*note) return {};
    std::string key = content_of(data_.verifier_key());
    if (key.ends_with('\n')) key.pop_back();
    const auto verifier = parse_verifier_key(key);
    if (!verifier) {
      problem("the verifier key " + data_.verifier_key() + " is broken: " + verifier.error().message);
      return {};
    }
    const auto text = open_note(**note, *verifier);
    const auto checkpoint = text ? parse_checkpoint(*text) : std::unexpected(text.error());
    if (!checkpoint) {
      problem("the checkpoint is not what the key has signed: " + checkpoint.error().message);
      return {};
    }
    checkpoint_ = checkpoint->head;
    result_.checkpoint = checkpoint_.size;
    return {};
  }

  /// Goes on where an earlier verification has ended.
  void take_up(Log& log) {
    const auto earlier = decode_log_head(content_of(data_.verified()));
    if (earlier && earlier->frontier.size() <= log.last().value) frontier_ = earlier->frontier;
  }

  void check_records(Log& log) {
    check_checkpoint();
    Seq next{frontier_.size() + 1};
    Instant last{INT64_MIN};
    const auto read = log.read(next, log.last(), [&](Seq seq, std::string_view bytes) {
      const auto record = decode_record(seq, bytes, vault_);
      if (!record) problem(record.error().message);
      if (record && record->recorded < last)
        problem("record " + std::to_string(seq.value) + ": recorded before the one before it");
      frontier_.append(bytes, hasher_);
      if (result_.problems.empty()) check_checkpoint();
      if (!result_.problems.empty()) {
        result_.first_bad = seq;
        return false;
      }
      last = record->recorded;
      next = Seq{seq.value + 1};
      if (seq.value % kProgressEvery == 0) progress_(seq);
      return true;
    });
    if (read) return;
    problem(read.error().message);
    result_.first_bad = next;
  }

  /// Whether the tree, when it is as large as the checkpoint's, has its root.
  void check_checkpoint() {
    if (checkpoint_.size == 0 || frontier_.size() != checkpoint_.size || frontier_.head(hasher_) == checkpoint_) return;
    problem("the first " + std::to_string(checkpoint_.size) + " records have another root than the checkpoint");
  }

  void check_derived() {
    const auto open_log = [&] { return open_rocks_log(data_.log_place(), OpenMode::read); };
    const Watch watch{.progress = [&](std::uint64_t done, std::uint64_t) { progress_(Seq{done / 2}); }};
    const auto difference = check_views(open_log, data_.views(), watch);
    if (!difference) return problem(difference.error().message);
    if (!difference->empty()) problem("the views differ from the log first in " + *difference + "; rebuild them");
  }

  /// Derived, and no harm if it cannot be written: the next verification then begins anew.
  void note_progress(const TreeHead& head) {
    std::ofstream(data_.verified(), std::ios::binary) << encode_log_head({frontier_, head});
  }

  const DataDirectory& data_;
  bool full_;
  const std::function<void(Seq)>& progress_;
  Vault vault_;
  Verified result_;
  TreeHead checkpoint_;
  Frontier frontier_;
  Hasher hasher_;
};

Result<std::string> sign(const DataDirectory& data, const TreeHead& head) {
  const auto key = SigningKey::load(data.signing_key());
  if (!key) return std::unexpected(key.error());
  return key->sign(Checkpoint{key->verifier().name, head}.text());
}

Result<std::string> hashes_of(Log& log, std::span<const LeafRange> ranges, std::uint64_t size) {
  const auto roots = range_roots(ranges, [&](const VisitRecord& visit) {
    return log.read(Seq{1}, Seq{size}, [&](Seq, std::string_view bytes) {
      visit(bytes);
      return true;
    });
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

Result<Verified> verify(const std::string& directory, bool full, const std::function<void(Seq)>& progress) {
  const DataDirectory data{directory};
  return Verification(data, full, progress).run();
}

Result<std::string> signed_checkpoint(const std::string& directory) {
  const DataDirectory data{directory};
  const auto log = open_log(data);
  return log ? sign(data, (*log)->head()) : std::unexpected(log.error());
}

Result<TreeHead> export_tiles(const std::string& directory, const std::string& target,
                              const std::function<void(Seq)>& progress) {
  const DataDirectory data{directory};
  const std::string earlier = content_of(target + "/verifier.key");
  if (!earlier.empty() && earlier != content_of(data.verifier_key())) {
    return fail(Code::usage, target + " holds another log's tiles");
  }
  const auto log = open_log(data);
  if (!log) return std::unexpected(log.error());
  TileWriter tiles(target);
  Result<void> written;
  const auto read = (*log)->read(Seq{1}, (*log)->last(), [&](Seq seq, std::string_view bytes) {
    written = tiles.add(bytes);
    if (seq.value % kProgressEvery == 0) progress(seq);
    return written.has_value();
  });
  if (written) written = read ? tiles.finish() : read;
  if (!written) return std::unexpected(written.error());
  const TreeHead head = (*log)->head();
  std::error_code ec;
  std::filesystem::create_directories(target, ec);
  const auto checkpoint = sign(data, head);
  if (!checkpoint) return std::unexpected(checkpoint.error());
  if (auto r = replace_file(target + "/verifier.key", content_of(data.verifier_key())); !r) {
    return std::unexpected(r.error());
  }
  if (auto r = replace_file(target + "/checkpoint", *checkpoint); !r) return std::unexpected(r.error());
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
  const auto checkpoint = sign(data, head);
  if (!checkpoint) return checkpoint;
  return "c2sp.org/tlog-proof@v1\nindex " + std::to_string(index) + "\n" + *hashes + "\n" + *checkpoint;
}

Result<ProvedRecords> prove_records(const std::string& directory, std::span<const Seq> seqs) {
  const DataDirectory data{directory};
  const auto log = open_log(data);
  if (!log) return std::unexpected(log.error());
  const TreeHead head = (*log)->head();
  const auto checkpoint = sign(data, head);
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
  const auto checkpoint = sign(data, head);
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
