#include "engine/restore.h"

#include <algorithm>
#include <filesystem>

#include "engine/arriving_log.h"
#include "engine/clock/clock.h"
#include "engine/data_directory.h"
#include "engine/engine.h"
#include "engine/files/durable_file.h"
#include "engine/key_file.h"
#include "engine/log/losses.h"
#include "engine/making.h"
#include "engine/proof/checkpoint_file.h"
#include "engine/proof/guard.h"
#include "engine/vault/erasure_register.h"
#include "engine/vault/tombstone.h"

namespace rireki {

namespace {

namespace fs = std::filesystem;

/// Replaces a file, unless both are the same one. What is there stays until the other one is whole.
Result<void> bring(const std::string& from, const std::string& to, decltype(replace_file)& replace) {
  std::error_code ec;
  if (fs::equivalent(from, to, ec)) return {};
  const auto content = read_durable_file(from);
  return content ? replace(to, *content) : std::unexpected(content.error());
}

/// One restore, step by step. Until all was checked, nothing in the data directory changes but names of its own.
class Restoring {
 public:
  Restoring(const std::string& directory, const RestoreOrder& order) : data_{directory}, order_(order), log_(data_) {}

  Result<Restored> run() {
    using Step = Result<void> (Restoring::*)();
    for (const Step step :
         {&Restoring::choose, &Restoring::check_place, &Restoring::check_keys, &Restoring::check_register,
          &Restoring::check_newest, &Restoring::bring_log, &Restoring::vouch, &Restoring::place_keys,
          &Restoring::place_register, &Restoring::place_checkpoint, &Restoring::place_vault, &Restoring::place_accesses,
          &Restoring::place_guard, &Restoring::place_log}) {
      if (auto r = (this->*step)(); !r) {
        log_.clear_away();
        return std::unexpected(r.error());
      }
    }
    return restored_;
  }

 private:
  Result<void> choose() {
    const auto backups = backups_in(order_.source);
    if (!backups) return std::unexpected(backups.error());
    for (const BackedUp& backup : *backups) {
      if (!order_.number || *order_.number == backup.number) restored_.backup = backup;
    }
    const auto completed = completed_backups(order_.source);
    for (const std::uint32_t number : completed) {
      if (!order_.number && number > restored_.backup.number) restored_.passed_over.push_back(number);
    }
    if (restored_.backup.number != 0) return {};
    const bool was_there =
        order_.number ? std::ranges::find(completed, *order_.number) != completed.end() : !completed.empty();
    return fail(was_there ? Code::integrity_error : Code::usage,
                order_.number ? "there is no whole backup " + std::to_string(*order_.number) + " in " + order_.source
                              : "there is no whole backup in " + order_.source);
  }

  Result<void> check_place() {
    const auto has_log = is_there(data_.log());
    if (!has_log) return std::unexpected(has_log.error());
    if (*has_log) {
      return fail(Code::io_error, "there is a log in " + data_.path + "; move it away before another is restored");
    }
    if (auto r = refuse_unfinished(data_); !r) return r;
    std::error_code ec;
    fs::create_directories(data_.path, ec);
    log_.clear_away();  // of a restore that was interrupted
    return ec ? fail(Code::io_error, "making " + data_.path + ": " + ec.message()) : Result<void>{};
  }

  // --- what must be so before anything takes its place
  // -----------------------------------------------------------------

  /// The wrapping and the signing key, from the file or as they lie there, of the log that was backed up.
  Result<void> check_keys() {
    auto keys = order_.key_file.empty() ? keys_in(data_) : read_key_file(order_.key_file);
    if (!keys) return std::unexpected(keys.error());
    keys_ = std::move(*keys);
    const auto signing = keys_of_backup(keys_, set_of_backup(order_.source, restored_.backup.number));
    if (!signing) return std::unexpected(signing.error());
    verifiers_ = signing->verifiers();
    if (auto r = check_key(data_.master_key(), keys_.master); !r) return r;
    return check_key(data_.signing_key(), keys_.signing);
  }

  [[nodiscard]] Result<void> check_key(const std::string& path, const std::string& key) const {
    const auto found = is_there(path);
    if (!found || !*found) return found ? Result<void>{} : std::unexpected(found.error());
    const auto there = read_durable_file(path);
    if (!there) return std::unexpected(there.error());
    if (*there == key) return {};
    return fail(Code::usage, path + " holds another key than " + order_.key_file + "; move one of them away");
  }

  /// Whoever is in one of both registers was erased: the given one may be older than the one that lies there.
  Result<void> check_register() {
    const auto is_here = is_there(data_.erasures());
    if (!is_here) return std::unexpected(is_here.error());
    ErasureRegister here(data_.erasures());
    if (*is_here) {
      if (auto r = here.load([](const Erasure&) {}); !r) return r;
      if (auto r = must_be_of_this_log(here.tombstones()); !r) return r;
    }
    tombstones_ = here.tombstones();
    is_register_whole_ = *is_here;
    if (!order_.register_file.empty()) return add_given_register();
    if (*is_here) return {};
    return fail(Code::usage,
                "there is no register of erasures in " + data_.path +
                    "; --register names the newest one: without it, whoever was erased since the backup would be back");
  }

  Result<void> must_be_of_this_log(const std::set<std::string>& tombstones) const {
    for (const std::string& tombstone : tombstones) {
      if (const auto r = must_be_signed(tombstone, verifiers_); !r) {
        return fail(Code::integrity_error, data_.erasures() + ": " + r.error().message + "; move it away");
      }
    }
    return {};
  }

  Result<void> add_given_register() {
    const auto found = is_there(order_.register_file);
    if (!found) return std::unexpected(found.error());
    if (!*found) return fail(Code::usage, "--register: there is no file " + order_.register_file);
    auto given = ErasureRegister::read_copy(order_.register_file, verifiers_);
    if (!given) return std::unexpected(given.error());
    const std::size_t known = tombstones_.size();
    tombstones_.merge(*given);
    is_register_whole_ = is_register_whole_ && tombstones_.size() == known;
    return {};
  }

  Result<void> check_newest() {
    for (const std::string& path : {data_.checkpoint(), order_.newest_checkpoint}) {
      const auto read = read_signed_checkpoint(path, verifiers_);
      if (!read) return std::unexpected(read.error());
      const bool is_newer = *read && (signed_.empty() || (*read)->head.size > signed_.back().size);
      if (is_newer) newest_path_ = path;
      if (*read) signed_.push_back((*read)->head);
      if (!*read && !path.empty() && path == order_.newest_checkpoint)
        return fail(Code::usage, path + " cannot be read");
    }
    return {};
  }

  Result<void> bring_log() { return log_.bring(order_.source, restored_.backup.number); }

  /// The backup must reach what its own checkpoint says, and what is known of the Log elsewhere.
  Result<void> vouch() {
    if (auto r = vouch_for_itself(); !r) return r;
    for (const TreeHead& head : signed_) {
      if (auto r = take_for_known(head); !r) return r;
    }
    const auto has_guard = is_there(data_.guard());
    if (!has_guard) return std::unexpected(has_guard.error());
    if (!*has_guard) return {};
    const auto vouched = Guard::read(data_.guard());
    return vouched ? take_for_known(*vouched) : std::unexpected(vouched.error());
  }

  Result<void> vouch_for_itself() {
    const std::string path = source("checkpoint");
    const auto note = read_durable_file(path);
    if (!note) return std::unexpected(note.error());
    const auto own = open_checkpoint(*note, verifiers_);
    if (!own) {
      return fail(Code::integrity_error,
                  "the backup's checkpoint " + path + " is not what the log's key has signed: " + own.error().message +
                      "; restore another one with --backup, or give the newest keys if the key was changed");
    }
    const auto broken = log_.compare(own->head);
    if (!broken) return std::unexpected(broken.error());
    return *broken ? fail(Code::integrity_error, "the backup's log is not what its checkpoint says") : Result<void>{};
  }

  Result<void> take_for_known(const TreeHead& known) {
    const auto loss = log_.compare(known);
    if (!loss) return std::unexpected(loss.error());
    const bool is_news = *loss && (!rollback_ || (*loss)->first_missing < rollback_->first_missing ||
                                   (*loss)->vouched.size > rollback_->vouched.size);
    if (!is_news) return {};
    if (!order_.accepts_rollback) return refuse(**loss);
    rollback_ = **loss;
    return {};
  }

  static std::unexpected<Error> refuse(const Loss& loss) {
    const std::string first = std::to_string(loss.first_missing.value);
    return fail(Code::integrity_error,
                loss.vouched.size > loss.present.size
                    ? "the backup ends at seq " + std::to_string(loss.present.size) + ", but " +
                          std::to_string(loss.vouched.size) +
                          " records were acknowledged; restore a newer one, or go on without those from seq " + first +
                          " on with --accept-rollback"
                    : "the backup is of another history than the newest checkpoint or guard says; --accept-rollback "
                      "takes it nevertheless");
  }

  // --- what takes its place: all of it can be done again, until the log does
  // -------------------------------------------

  Result<void> place_keys() {
    if (auto r = place_key(data_.master_key(), keys_.master); !r) return r;
    if (auto r = place_key(data_.signing_key(), keys_.signing); !r) return r;
    return replace_file(data_.verifier_key(), text_of(verifiers_));
  }

  /// One that is there already is the same one.
  static Result<void> place_key(const std::string& path, const std::string& key) {
    const auto found = is_there(path);
    if (!found) return std::unexpected(found.error());
    return *found ? Result<void>{} : replace_secret_file(path, key);
  }

  Result<void> place_register() {
    return is_register_whole_ ? Result<void>{} : ErasureRegister::make(data_.erasures(), tombstones_);
  }

  Result<void> place_checkpoint() {
    return newest_path_.empty() ? Result<void>{} : bring(newest_path_, data_.checkpoint(), replace_file);
  }

  Result<void> place_vault() { return bring(source("vault"), data_.vault(), replace_secret_file); }

  /// What lies there is newer than any backup of it.
  Result<void> place_accesses() {
    const AccessPlace there = data_.access_place();
    const auto found = is_there(there.guard());
    if (!found) return std::unexpected(found.error());
    return *found ? Result<void>{} : copy_access_log({.directory = source("accesses"), .signing_key = {}}, there);
  }

  /// From now on the restored Log is what was acknowledged. A rollback is written down first.
  Result<void> place_guard() {
    LogPlace place{.directory = log_.directory(), .guard = data_.guard()};
    const auto found = is_there(place.guard);
    if (!found) return std::unexpected(found.error());
    if (!*found) {
      if (auto r = Guard::create(place.guard); !r) return r;
    }
    if (!rollback_) return forget_loss(place);  // its checkpoint stays
    place.checkpoint = data_.checkpoint();
    restored_.first_missing = rollback_->first_missing;
    if (auto r = note_loss(data_.losses(), *rollback_, system_clock()->now(), order_.actor); !r) return r;
    return forget_loss(place);
  }

  /// From now on there is a log, and it is whole. Opening it for writing destroys the keys of whoever was erased since.
  Result<void> place_log() {
    std::error_code ec;
    fs::remove_all(data_.views(), ec);
    fs::remove(data_.verified(), ec);
    fs::rename(log_.directory(), data_.log(), ec);
    if (ec) return fail(Code::io_error, "putting the log into " + data_.path + ": " + ec.message());
    if (auto r = sync_folder_of(data_.log()); !r) return r;
    const auto engine = Engine::open(data_.path, EngineMode::write);
    if (!engine) return std::unexpected(engine.error());
    restored_.head = (*engine)->head();
    return {};
  }

  [[nodiscard]] std::string source(const std::string& file) const {
    return set_of_backup(order_.source, restored_.backup.number) + "/" + file;
  }

  DataDirectory data_;
  const RestoreOrder& order_;
  ArrivingLog log_;
  Restored restored_;
  LogKeys keys_;
  std::vector<VerifierKey> verifiers_;
  std::set<std::string> tombstones_;  // of both registers
  bool is_register_whole_ = false;    // that of the data directory: it has all of them
  std::vector<TreeHead> signed_;      // by the newest checkpoints that are known
  std::string newest_path_;
  std::optional<Loss> rollback_;  // accepted
};

}  // namespace

Result<Restored> restore(const std::string& directory, const RestoreOrder& order) {
  return Restoring(directory, order).run();
}

}  // namespace rireki
