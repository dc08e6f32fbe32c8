// backup and restore: copies of a data directory while it is written, and the way back.
#include <filesystem>

#include <CLI/CLI.hpp>

#include "engine/audit.h"
#include "engine/engine.h"
#include "engine/restore.h"
#include "events/types/json_writer.h"
#include "tools/rireki/output.h"
#include "tools/rireki/own_folder.h"
#include "tools/rireki/remote_request.h"
#include "tools/rireki/whole_file.h"

namespace rireki {

namespace {

constexpr int kBackupSeconds = 24 * 3600;  // at a service, after what waits before it

struct BackupOptions {
  std::string target;
  std::string key_file;
  std::uint32_t keep = 0;
};

std::string json_of(const BackedUp& backup) {
  JsonWriter out;
  out.begin_object().key("backup").integer(backup.number);
  out.key("records").integer(static_cast<std::int64_t>(backup.head.size));
  return out.key("root").text(to_hex(backup.head.root)).end_object().str();
}

void print(const GlobalOptions& global, const BackedUp& backup, std::string_view sentence) {
  if (global.json) {
    answers() << json_of(backup) << '\n';
  } else {
    answers() << sentence << ' ' << backup.number << ": " << backup.head.size << " records, root "
              << to_hex(backup.head.root) << '\n';
  }
}

/// Into the directory that the service was started with.
int back_up_at_service(const GlobalOptions& global, const BackupOptions& options) {
  if (!options.target.empty() || !options.key_file.empty() || options.keep > 0) {
    return report({Code::usage,
                   "a service puts backups where its own --backups says, and keeps as many as its --keep-backups; "
                   "leave the directory, --keep and --keys out, or give --data"});
  }
  ServiceRequest request = post_of("/v1/backups", "");
  request.patience_seconds = kBackupSeconds;
  const auto answer = ask_for_object(global, std::move(request));
  if (!answer) return report(answer.error());
  const auto root = hash_at(*answer, "root");
  if (!root) return report(root.error());
  const auto number = static_cast<std::uint32_t>(number_at(*answer, "backup"));
  print(global, {number, {number_at(*answer, "records"), *root}}, "backup");
  return exit_done;
}

int run_backup(const GlobalOptions& global, const BackupOptions& options) {
  if (!global.server.empty()) return back_up_at_service(global, options);
  if (options.target.empty()) return report({Code::usage, "backup needs the directory of backups"});
  if (!options.key_file.empty() && std::filesystem::exists(options.key_file)) {
    return report({Code::io_error, options.key_file + " exists already"});
  }
  if (const auto r = refuse_own_folder(options.target); !r) return report(r.error());
  if (!options.key_file.empty()) {
    if (const auto r = refuse_among_own_files(options.key_file); !r) return report(r.error());
  }
  auto engine = Engine::open(global.data, EngineMode::write);
  if (!engine) return report(engine.error());
  const auto backup = (*engine)->back_up(options.target);
  if (!backup) return report(backup.error());
  if (options.keep > 0) {
    if (const auto kept = keep_backups(options.target, options.keep); !kept) return report(kept.error());
  }
  if (!options.key_file.empty()) {
    const auto written = write_key_file({global.data}, options.key_file);
    if (!written) return report(written.error());
    remarks() << options.key_file << " holds the keys of the log and of its personal fields: keep it apart\n";
  }
  print(global, *backup, "backup");
  return exit_done;
}

int list_backups(const GlobalOptions& global, const std::string& source) {
  const auto backups = backups_in(source);
  if (!backups) return report(backups.error());
  Output output(global, {"backup", "records", "root"});
  for (const BackedUp& backup : *backups) {
    output.row(json_of(backup),
               {std::to_string(backup.number), std::to_string(backup.head.size), to_hex(backup.head.root)});
  }
  output.finish();
  return exit_done;
}

int run_restore(const GlobalOptions& global, const RestoreOrder& order) {
  const auto restored = restore(global.data, order);
  if (!restored) return report(restored.error());
  if (!restored->passed_over.empty()) {
    remarks() << "backup " << restored->passed_over.back() << " is newer, but not whole any more; restored is backup "
              << restored->backup.number << '\n';
  }
  if (restored->first_missing) {
    remarks() << "the log lacks what was acknowledged from seq " << restored->first_missing->value
              << " on; losses.jsonl says so\n";
  }
  const auto verified = verify(global.data, true, [](Seq) {});
  if (!verified) return report(verified.error());
  for (const std::string& problem : verified->problems) remarks() << problem << '\n';
  print(global, {restored->backup.number, restored->head}, "restored backup");
  return verified->problems.empty() ? exit_done : exit_broken;
}

}  // namespace

void add_backup(Commands& commands) {
  auto* command = commands.add("backup", "Copies log and vault into a directory of backups, and reads the copy back",
                               "  rireki --data /srv/rireki backup /backups/rireki --keep 14\n"
                               "  rireki backup /backups/rireki --keys /safe/rireki.keys\n"
                               "\nFiles that did not change are shared between backups. The keys and the register of\n"
                               "erasures are in none: keep them elsewhere. A running service makes its own backups,\n"
                               "where `serve --backups` says, and keeps as many as --keep-backups: `rireki --server\n"
                               "URL backup`.\n");
  auto options = std::make_shared<BackupOptions>();
  command->add_option("target", options->target, "the directory of backups; a service has its own");
  whole_number(command->add_option("--keep", options->keep, "remove all but so many of the newest ones"), 0,
               UINT32_MAX);
  with_file(command->add_option("--keys", options->key_file, "also write the keys into this new file, mode 0600"));
  commands.runs_anywhere(command, [=, &commands] { return run_backup(commands.global(), *options); });
}

void add_restore(Commands& commands) {
  auto* command =
      commands.add("restore", "Makes a data directory from a backup, and verifies all of it",
                   "  rireki restore /backups/rireki --list\n"
                   "  rireki --data /srv/rireki restore /backups/rireki --keys /safe/rireki.keys --register erasures\n"
                   "\nThe directory must have no log. What else lies there counts: keys, register of erasures, newest\n"
                   "checkpoint. Whoever was erased since the backup stays erased.\n");
  auto order = std::make_shared<RestoreOrder>();
  auto number = std::make_shared<std::uint32_t>(0);
  auto list = std::make_shared<bool>(false);
  command->add_option("source", order->source, "the directory of backups")->required();
  command->add_flag("--list", *list, "list the backups that are whole; restore nothing");
  whole_number(command->add_option("--backup", *number, "which one (default: the newest)"), 1, UINT32_MAX);
  command->add_option("--keys", order->key_file, "the file that `rireki backup --keys` wrote");
  command->add_option("--register", order->register_file, "the newest register of erasures (`erasures`)");
  command->add_option("--newest", order->newest_checkpoint, "the newest signed checkpoint of the log that is known");
  command->add_flag("--accept-rollback", order->accepts_rollback,
                    "go on although acknowledged records are missing; it is written down");
  commands.runs(command, [=, &commands] {
    if (*list) return list_backups(commands.global(), order->source);
    order->actor = login_name();
    if (*number > 0) order->number = *number;
    return run_restore(commands.global(), *order);
  });
}

}  // namespace rireki
