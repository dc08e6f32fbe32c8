// The checks of `rireki verify`.
#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>

#include "engine/audit.h"
#include "engine/data_directory.h"
#include "engine/files/durable_file.h"
#include "engine/log/log_head.h"
#include "engine/making.h"
#include "engine/proof/checkpoint_file.h"
#include "engine/proof/signing_key.h"
#include "engine/views/rebuild.h"
#include "events/types/json_writer.h"
#include "events/types/record_codec.h"

namespace rireki {

namespace {

constexpr std::uint64_t kProgressEvery = 8192;

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// One verification.
class Verification {
 public:
  Verification(const DataDirectory& data, bool full, const std::function<void(Seq)>& progress)
      : data_(data), full_(full), progress_(progress), place_(data.log_place()), vault_(data.vault_place()) {}

  Result<Verified> run() {
    if (auto r = check_access(); !r) return std::unexpected(r.error());
    if (auto r = check_signature(); !r) return std::unexpected(r.error());
    auto log = open_rocks_log(place_, OpenMode::read);
    if (!log) return refused(log.error());
    result_.records = (*log)->last().value;
    if (!full_) take_up(**log);
    std::future<Result<std::string>> derived;  // beside the records: another processor may do it
    if (full_) derived = std::async(std::launch::async, [this] { return check_derived(); });
    const auto keys = vault_.check();
    check_records(**log, keys.has_value());
    is_broken_ = !result_.problems.empty();
    if (!keys) problem(keys.error().message);
    check_erasures();
    if (auto r = check_read_accesses(); !r) return std::unexpected(r.error());
    const TreeHead head = frontier_.head(hasher_);
    result_.root = head.root;
    if (result_.problems.empty() && head != (*log)->head()) problem("the log's head has another root than its records");
    if (result_.problems.empty() && full_) judge_derived(derived.get());
    if (result_.problems.empty()) note_progress(head);
    return std::move(result_);
  }

 private:
  void problem(std::string sentence) { result_.problems.push_back(std::move(sentence)); }

  /// The Log cannot even be opened: because it is broken, or for another reason.
  Result<Verified> refused(const Error& error) {
    if (error.code != Code::integrity_error) return std::unexpected(error);
    problem(error.message);
    const auto loss = find_loss(place_, OpenMode::read);
    if (loss && *loss) {
      const bool is_short = (*loss)->vouched.size > (*loss)->present.size;
      if (is_short) result_.first_bad = (*loss)->first_missing;  // else it may be the guard, or any Record
      result_.records = (*loss)->present.size;
      result_.root = (*loss)->present.root;
    }
    return std::move(result_);
  }

  /// What this process may not read is not broken.
  [[nodiscard]] Result<void> check_access() const {
    for (const std::string& path : {data_.verifier_key(), data_.signing_key(), data_.vault(), data_.erasures(),
                                    data_.master_key(), data_.access_place().log()}) {
      if (auto r = must_be_readable(path); !r) return r;
    }
    return {};
  }

  bool read_verifiers() {
    const auto verifiers = parse_verifier_keys(content_of(data_.verifier_key()));
    if (verifiers) verifiers_ = *verifiers;
    if (!verifiers) problem("the verifier key " + data_.verifier_key() + " is broken: " + verifiers.error().message);
    return verifiers.has_value();
  }

  /// What is said of the checkpoint here need not keep the Log from being opened and read.
  Result<void> check_signature() {
    const auto note = read_checkpoint_note(data_.checkpoint());
    if (!note) return std::unexpected(note.error());
    const bool can_check = read_verifiers();
    if (!can_check) place_.checkpoint.clear();
    if (!can_check || !*note) return {};
    const auto checkpoint = open_checkpoint(**note, verifiers_);
    if (!checkpoint) {
      problem("the checkpoint is not what the key has signed: " + checkpoint.error().message);
      place_.checkpoint.clear();
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

  /// Without the keys, what is sealed stays so: that it does not open is no fault of the Record.
  void check_records(Log& log, bool has_keys) {
    check_checkpoint();
    const auto read = log.read(Seq{frontier_.size() + 1}, log.last(), [&](Seq seq, std::string_view bytes) {
      if (!result_.first_bad) judge(seq, bytes, has_keys);  // of those after a bad one the root still tells something
      frontier_.append(bytes, hasher_);
      check_checkpoint();
      if (seq.value % kProgressEvery == 0) progress_(seq);
      return true;
    });
    if (read) return;
    problem(read.error().message);
    if (!result_.first_bad) result_.first_bad = Seq{frontier_.size() + 1};
  }

  void judge(Seq seq, std::string_view bytes, bool has_keys) {
    const auto record = has_keys ? decode_record(seq, bytes, vault_) : decode_record(seq, bytes);
    if (!record) problem(record.error().message);
    if (record && record->recorded < recorded_) {
      problem("record " + std::to_string(seq.value) + ": recorded before the one before it");
    }
    if (!record || record->recorded < recorded_) {
      result_.first_bad = seq;
      return;
    }
    recorded_ = record->recorded;
    if (const auto erasure = erasure_of(record->event)) erasures_.emplace_back(seq, *erasure);
  }

  /// Whether the tree, when it is as large as the checkpoint's, has its root. If not, any Record may be the bad one.
  void check_checkpoint() {
    if (checkpoint_.size == 0 || frontier_.size() != checkpoint_.size || frontier_.head(hasher_) == checkpoint_) return;
    problem("the first " + std::to_string(checkpoint_.size) + " records have another root than the checkpoint");
  }

  /// An erasure leaves a tombstone, or what is to become one.
  void check_erasures() {
    for (const auto& [seq, erasure] : erasures_) {
      const auto known = vault_.knows_of(erasure);
      if (!known) return;  // said already
      if (*known) continue;
      problem("record " + std::to_string(seq.value) + " erases personal fields of " + erasure.person +
              ", but no tombstone says that their keys were destroyed");
    }
  }

  /// Errors: that they cannot be read, unless something else is known to be wrong.
  Result<void> check_read_accesses() {
    if (verifiers_.empty()) return {};
    const auto head = check_accesses(data_.access_place(), verifiers_);
    Result<void> checked = head ? Result<void>{} : std::unexpected(head.error());
    if (checked && full_) checked = read_accesses(data_.access_place());
    if (checked) return {};
    if (checked.error().code != Code::integrity_error && result_.problems.empty()) return checked;
    problem(checked.error().message);
    return {};
  }

  /// Where the views first differ from the Log.
  Result<std::string> check_derived() {
    const auto open_log = [&] { return open_rocks_log(place_, OpenMode::read); };
    const Watch watch{.is_cancelled = [&] { return is_broken_.load(); }};  // nobody asks any more
    return check_views(open_log, data_.views(), watch);
  }

  void judge_derived(const Result<std::string>& difference) {
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
  LogPlace place_;
  Vault vault_;
  Verified result_;
  TreeHead checkpoint_;
  std::vector<VerifierKey> verifiers_;
  std::vector<std::pair<Seq, Erasure>> erasures_;
  Instant recorded_{INT64_MIN};  // of the Record judged last
  Frontier frontier_;
  Hasher hasher_;
  std::atomic<bool> is_broken_ = false;
};

}  // namespace

Result<Verified> verify(const std::string& directory, bool full, const std::function<void(Seq)>& progress) {
  const DataDirectory data{directory};
  if (auto r = refuse_unfinished(data); !r) return std::unexpected(r.error());
  return Verification(data, full, progress).run();
}

std::string to_json(const Verified& verified) {
  JsonWriter out;
  out.begin_object().key("ok").boolean(verified.problems.empty());
  out.key("records").integer(static_cast<std::int64_t>(verified.records)).key("root").text(to_hex(verified.root));
  out.key("checkpoint").integer(static_cast<std::int64_t>(verified.checkpoint)).key("first_bad");
  if (verified.first_bad) {
    out.integer(static_cast<std::int64_t>(verified.first_bad->value));
  } else {
    out.null();
  }
  out.key("problems").begin_array();
  for (const std::string& problem : verified.problems) out.text(problem);
  return out.end_array().end_object().str();
}

}  // namespace rireki
