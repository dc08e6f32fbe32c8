#include "engine/restore.h"

#include <algorithm>
#include <filesystem>

#include "engine/clock/clock.h"
#include "engine/data_directory.h"
#include "engine/engine.h"
#include "engine/files/durable_file.h"
#include "engine/log/losses.h"
#include "engine/log/rocks_backup.h"
#include "engine/making.h"
#include "engine/proof/checkpoint_file.h"
#include "engine/proof/guard.h"
#include "engine/proof/signing_key.h"
#include "engine/vault/erasure_register.h"

namespace rireki {

namespace {

namespace fs = std::filesystem;

/// Replaces a file, unless both are the same one.
Result<void> bring(const std::string& from, const std::string& to) {
  std::error_code ec;
  if (fs::equivalent(from, to, ec)) return {};
  fs::remove(to, ec);
  const auto content = read_durable_file(from);
  if (!content) return std::unexpected(content.error());
  return write_durable_file(to, *content);
}

/// One restore, step by step. All but the last leave the data directory without a log.
class Restoring {
 public:
  Restoring(const std::string& directory, const RestoreOrder& order) : data_{directory}, order_(order) {}

  Result<Restored> run() {
    using Step = Result<void> (Restoring::*)();
    for (const Step step :
         {&Restoring::choose, &Restoring::check_place, &Restoring::place_keys, &Restoring::place_register,
          &Restoring::place_checkpoint, &Restoring::place_log, &Restoring::place_vault, &Restoring::place_accesses,
          &Restoring::vouch, &Restoring::finish}) {
      if (auto r = (this->*step)(); !r) return std::unexpected(r.error());
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
    if (fs::exists(data_.log())) {
      return fail(Code::io_error, "there is a log in " + data_.path + "; move it away before another is restored");
    }
    if (auto r = refuse_unfinished(data_); !r) return r;
    std::error_code ec;
    fs::create_directories(data_.path, ec);
    if (!ec) fs::remove_all(arriving(), ec);  // of a restore that was interrupted
    return ec ? fail(Code::io_error, "making " + data_.path + ": " + ec.message()) : Result<void>{};
  }

  /// The wrapping and the signing key, from the file or as they lie there, of the log that was backed up.
  Result<void> place_keys() {
    if (!order_.key_file.empty()) {
      const auto keys = read_durable_file(order_.key_file);
      if (!keys) return std::unexpected(keys.error());
      const std::size_t line = keys->find('\n');
      if (line == std::string::npos) return fail(Code::usage, order_.key_file + " holds no keys");
      if (auto r = place_key(data_.master_key(), keys->substr(0, line + 1)); !r) return r;
      if (auto r = place_key(data_.signing_key(), keys->substr(line + 1)); !r) return r;
    }
    for (const std::string& path : {data_.master_key(), data_.signing_key()}) {
      if (!fs::exists(path)) return fail(Code::usage, path + " is missing; --keys names the file that holds the keys");
    }
    const auto key = SigningKey::load(data_.signing_key());
    if (!key) return std::unexpected(key.error());
    const auto expected = read_durable_file(source("verifier.key"));
    if (!expected) return std::unexpected(expected.error());
    const auto theirs = parse_verifier_keys(*expected);
    if (!theirs || theirs->front().name != key->verifier().name) {
      return fail(Code::integrity_error, "the signing key is not that of the log in " + order_.source);
    }
    return replace_file(data_.verifier_key(), text_of(key->verifiers()));
  }

  static Result<void> place_key(const std::string& path, const std::string& key) {
    if (!fs::exists(path)) return write_durable_file(path, key);
    const auto there = read_durable_file(path);
    if (!there) return std::unexpected(there.error());
    if (*there == key) return {};
    return fail(Code::usage, path + " holds another key than the key file; move one of them away");
  }

  Result<void> place_register() {
    if (!order_.register_file.empty()) {
      const auto key = SigningKey::load(data_.signing_key());
      if (!key) return std::unexpected(key.error());
      if (auto r = ErasureRegister::check_copy(order_.register_file, key->verifiers()); !r) return r;
      return bring(order_.register_file, data_.erasures());
    }
    if (fs::exists(data_.erasures())) return {};
    return fail(Code::usage,
                "there is no register of erasures in " + data_.path +
                    "; --register names the newest one: without it, whoever was erased since the backup would be back");
  }

  Result<void> place_checkpoint() {
    if (order_.newest_checkpoint.empty()) return {};
    const auto given = read_signed_checkpoint(order_.newest_checkpoint, data_.path);
    if (!given) return std::unexpected(given.error());
    if (!*given) return fail(Code::usage, order_.newest_checkpoint + " cannot be read");
    const auto there = read_signed_checkpoint(data_.checkpoint());
    if (!there) return std::unexpected(there.error());
    if (*there && (*there)->head.size >= (*given)->head.size) return {};
    return bring(order_.newest_checkpoint, data_.checkpoint());
  }

  Result<void> place_log() {
    return restore_rocks_backup(logs_of_backups(order_.source), restored_.backup.number, arriving());
  }
  Result<void> place_vault() { return bring(source("vault"), data_.vault()); }

  /// What lies there is newer than any backup of it.
  Result<void> place_accesses() {
    const AccessPlace there = data_.access_place();
    if (fs::exists(there.guard())) return {};
    return copy_access_log({.directory = source("accesses"), .signing_key = {}}, there);
  }

  /// The backup must reach what its own checkpoint says, and what is known of the Log elsewhere.
  Result<void> vouch() {
    const auto own = read_checkpoint(source("checkpoint"));
    if (!own) return std::unexpected(own.error());
    const auto broken = compare((*own)->head);
    if (!broken) return std::unexpected(broken.error());
    if (*broken) return fail(Code::integrity_error, "the backup's log is not what its checkpoint says");
    const auto newest = read_signed_checkpoint(data_.checkpoint());
    if (!newest) return std::unexpected(newest.error());
    if (*newest) {
      if (auto r = take_for_known((*newest)->head); !r) return r;
    }
    if (!fs::exists(data_.guard())) return {};
    const auto vouched = Guard::read(data_.guard());
    return vouched ? take_for_known(*vouched) : std::unexpected(vouched.error());
  }

  /// What the arriving log lacks of a Log of which this was known.
  Result<std::optional<Loss>> compare(const TreeHead& known) {
    const LogPlace place{.directory = arriving(), .guard = data_.path + "/guard.restoring"};
    std::error_code ignored;
    fs::remove(place.guard, ignored);
    if (auto r = Guard::create(place.guard); !r) return std::unexpected(r.error());
    const auto guard = Guard::open(place.guard);
    if (!guard) return std::unexpected(guard.error());
    if (auto r = (*guard)->reset(known); !r) return std::unexpected(r.error());
    auto loss = find_loss(place, OpenMode::write);
    fs::remove(place.guard, ignored);
    return loss;
  }

  Result<void> take_for_known(const TreeHead& known) {
    const auto loss = compare(known);
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

  /// The log takes its place; opening it for writing destroys the keys of whoever was erased since.
  Result<void> finish() {
    std::error_code ec;
    fs::remove_all(data_.views(), ec);
    fs::remove(data_.verified(), ec);
    fs::rename(arriving(), data_.log(), ec);
    if (ec) return fail(Code::io_error, "putting the log into " + data_.path + ": " + ec.message());
    if (auto r = sync_folder_of(data_.log()); !r) return r;
    if (auto r = renew_guard(); !r) return r;
    const auto engine = Engine::open(data_.path, EngineMode::write);
    if (!engine) return std::unexpected(engine.error());
    restored_.head = (*engine)->head();
    return {};
  }

  /// From now on the restored Log is what was acknowledged. A rollback is written down first; interrupted after that,
  /// the log is refused like any that lacks Records.
  Result<void> renew_guard() {
    LogPlace place = data_.log_place();
    if (!fs::exists(place.guard)) {
      if (auto r = Guard::create(place.guard); !r) return r;
    }
    if (!rollback_) {
      place.checkpoint.clear();  // stays
      return forget_loss(place);
    }
    restored_.first_missing = rollback_->first_missing;
    if (auto r = note_loss(data_.losses(), *rollback_, system_clock()->now(), order_.actor); !r) return r;
    return forget_loss(place);
  }

  [[nodiscard]] std::string arriving() const { return data_.path + "/log.restoring"; }
  [[nodiscard]] std::string source(const std::string& file) const {
    return set_of_backup(order_.source, restored_.backup.number) + "/" + file;
  }

  DataDirectory data_;
  const RestoreOrder& order_;
  Restored restored_;
  std::optional<Loss> rollback_;  // accepted
};

}  // namespace

Result<Restored> restore(const std::string& directory, const RestoreOrder& order) {
  return Restoring(directory, order).run();
}

}  // namespace rireki
