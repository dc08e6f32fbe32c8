// verify, checkpoint, prove: what an auditor asks.
#include "engine/audit.h"

#include <fstream>

#include <CLI/CLI.hpp>

#include "engine/data_directory.h"
#include "engine/engine.h"
#include "engine/files/durable_file.h"
#include "engine/maintenance.h"
#include "events/types/json_writer.h"
#include "tools/rireki/output.h"
#include "tools/rireki/own_folder.h"
#include "tools/rireki/remote_audit.h"
#include "tools/rireki/remote_request.h"

namespace rireki {

namespace {

bool is_remote(const GlobalOptions& global) { return !global.server.empty(); }

int run_verify(const GlobalOptions& global, bool full) {
  Progress progress("verified");
  const auto show = [&](Seq seq) { progress.show(seq.value); };
  const auto verified = is_remote(global) ? verify_at_service(global, full, show) : verify(global.data, full, show);
  if (!verified) return report(verified.error());
  if (global.json) {
    std::cout << to_json(*verified) << '\n';
  } else {
    std::cout << verified->records << " records, root " << to_hex(verified->root) << ", checkpoint of "
              << verified->checkpoint << " records: " << (verified->problems.empty() ? "all is well" : "BROKEN")
              << '\n';
    for (const std::string& problem : verified->problems) std::cerr << problem << '\n';
    if (verified->first_bad) std::cerr << "the first bad record is seq " << verified->first_bad->value << '\n';
  }
  return verified->problems.empty() ? exit_done : exit_broken;
}

int run_export(const GlobalOptions& global, const std::string& target) {
  if (const auto r = refuse_own_folder(target); !r) return report(r.error());
  Progress progress("exported");
  const auto show = [&](Seq seq) { progress.show(seq.value); };
  const auto head =
      is_remote(global) ? export_tiles_of_service(global, target, show) : export_tiles(global.data, target, show);
  if (!head) return report(head.error());
  if (global.json) {
    std::cout << "{\"records\":" << head->size << ",\"root\":\"" << to_hex(head->root) << "\"}\n";
  } else {
    std::cout << "exported " << head->size << " records to " << target << ": check it with rireki-verify export\n";
  }
  return exit_done;
}

int run_checkpoint(const GlobalOptions& global) {
  return print_text(is_remote(global) ? checkpoint_of_service(global) : signed_checkpoint(global.data));
}

int print_keys(const GlobalOptions& global) {
  if (is_remote(global)) return print_text(verifier_keys_of_service(global));
  return print_text(read_durable_file(DataDirectory{global.data}.verifier_key()));
}

int run_key_change(const GlobalOptions& global, KeyChange change) {
  if (is_remote(global)) {
    return report({Code::usage, "the signing key is changed beside the data directory; give --data"});
  }
  const auto changed = change_signing_key(global.data, change);
  if (!changed) return report(changed.error());
  return print_keys(global);
}

struct ProveOptions {
  std::uint64_t seq = 0;
  std::vector<std::uint64_t> consistency;
  std::string record;
};

Result<std::string> proof_of_growth(const GlobalOptions& global, std::uint64_t old_size, std::uint64_t size) {
  return is_remote(global) ? prove_consistency_at_service(global, old_size, size)
                           : prove_consistency(global.data, old_size, size);
}

Result<ProvedBytes> proof_of_record(const GlobalOptions& global, Seq seq) {
  if (is_remote(global)) return prove_record_at_service(global, seq);
  auto proof = prove_record(global.data, seq);
  if (!proof) return std::unexpected(proof.error());
  auto bytes = record_bytes(global.data, seq);
  if (!bytes) return std::unexpected(bytes.error());
  return ProvedBytes{std::move(*proof), std::move(*bytes)};
}

int run_prove(const GlobalOptions& global, const ProveOptions& options) {
  if (!options.consistency.empty()) {
    return print_text(proof_of_growth(global, options.consistency[0], options.consistency[1]));
  }
  const auto proved = proof_of_record(global, Seq{options.seq});
  if (!proved) return report(proved.error());
  if (!options.record.empty()) {
    std::ofstream file(options.record, std::ios::binary);
    file << proved->record << std::flush;
    if (!file) return report({Code::io_error, options.record + " cannot be written"});
  }
  return print_text(proved->proof);
}

}  // namespace

void add_verify(Commands& commands) {
  auto* command = commands.add("verify", "Checks that nothing in the log was altered, removed, reordered or slipped in",
                               "  rireki verify\n"
                               "  rireki --json verify --full\n");
  auto full = std::make_shared<bool>(false);
  command->add_flag("--full", *full, "every record and every timeline, id and column, whatever was verified before");
  commands.runs_anywhere(command, [=, &commands] { return run_verify(commands.global(), *full); });
}

void add_checkpoint(Commands& commands) {
  auto* command =
      commands.add("checkpoint", "Prints a signed checkpoint: how many records there are, and their root",
                   "  rireki checkpoint > today.checkpoint\n"
                   "  rireki checkpoint --key\n"
                   "  rireki checkpoint --export audit-2026\n"
                   "  rireki checkpoint --change-key            # two keys sign, until:\n"
                   "  rireki checkpoint --retire-key\n"
                   "\n--export writes the whole log as C2SP tlog-tiles, for `rireki-verify export` and other\n"
                   "people's tools. Personal fields stay encrypted in it.\n");
  auto target = std::make_shared<std::string>();
  command->add_option("--export", *target, "also write tree and records into this directory");
  auto key = std::make_shared<bool>(false);
  command->add_flag("--key", *key, "print the verifier keys, with which others check checkpoints, the newest first");
  auto change = std::make_shared<bool>(false);
  auto retire = std::make_shared<bool>(false);
  command->add_flag("--change-key", *change, "make a new signing key; it and the present one sign until --retire-key");
  command->add_flag("--retire-key", *retire, "let the older key sign no more; what it has signed can still be checked");
  commands.runs_anywhere(command, [=, &commands] {
    if (*change) return run_key_change(commands.global(), KeyChange::begin);
    if (*retire) return run_key_change(commands.global(), KeyChange::end);
    if (!target->empty()) return run_export(commands.global(), *target);
    return *key ? print_keys(commands.global()) : run_checkpoint(commands.global());
  });
}

void add_prove(Commands& commands) {
  auto* command = commands.add("prove", "Prints a proof that a record is in the log, or that the log only grew",
                               "  rireki prove 4711 --record 4711.record > 4711.tlog-proof\n"
                               "  rireki prove --consistency 1000 2000\n");
  auto options = std::make_shared<ProveOptions>();
  auto* seq = command->add_option("seq", options->seq, "the record's seq");
  auto* consistency =
      command->add_option("--consistency", options->consistency, "two sizes of the log, OLD NEW")->expected(2);
  with_file(command->add_option("--record", options->record,
                                "also write the record's bytes to this file: its leaf is made of them"))
      ->needs(seq);
  seq->excludes(consistency);
  commands.runs_anywhere(command, [=, &commands] {
    if (seq->count() == 0 && consistency->count() == 0) {
      return report({Code::usage, "prove needs a seq, or --consistency OLD NEW"});
    }
    return run_prove(commands.global(), *options);
  });
}

}  // namespace rireki
