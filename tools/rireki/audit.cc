// verify, checkpoint, prove: what an auditor asks.
#include "engine/audit.h"

#include <fstream>

#include <CLI/CLI.hpp>

#include "engine/data_directory.h"
#include "engine/durable_file.h"
#include "engine/engine.h"
#include "events/types/json_writer.h"
#include "tools/rireki/output.h"

namespace rireki {

namespace {

int run_verify(const GlobalOptions& global, bool full) {
  Progress progress("verified");
  const auto verified = verify(global.data, full, [&](Seq seq) { progress.show(seq.value); });
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

/// Prints a text as it is.
int print(const Result<std::string>& text) {
  if (!text) return report(text.error());
  std::cout << *text;
  return exit_done;
}

int run_export(const GlobalOptions& global, const std::string& target) {
  Progress progress("exported");
  const auto head = export_tiles(global.data, target, [&](Seq seq) { progress.show(seq.value); });
  if (!head) return report(head.error());
  if (global.json) {
    std::cout << "{\"records\":" << head->size << ",\"root\":\"" << to_hex(head->root) << "\"}\n";
  } else {
    std::cout << "exported " << head->size << " records to " << target << ": check it with rireki-verify export\n";
  }
  return exit_done;
}

int run_checkpoint(const GlobalOptions& global, bool key) {
  if (!key) return print(signed_checkpoint(global.data));
  const std::string path = DataDirectory{global.data}.verifier_key();
  const auto text = read_durable_file(path);
  return print(text);
}

int run_key_change(const GlobalOptions& global, KeyChange change) {
  const auto changed = Engine::change_signing_key(global.data, change);
  if (!changed) return report(changed.error());
  return run_checkpoint(global, true);
}

struct ProveOptions {
  std::uint64_t seq = 0;
  std::vector<std::uint64_t> consistency;
  std::string record;
};

int run_prove(const GlobalOptions& global, const ProveOptions& options) {
  if (!options.consistency.empty()) {
    return print(prove_consistency(global.data, options.consistency[0], options.consistency[1]));
  }
  if (!options.record.empty()) {
    const auto bytes = record_bytes(global.data, Seq{options.seq});
    if (!bytes) return report(bytes.error());
    std::ofstream file(options.record, std::ios::binary);
    file << *bytes << std::flush;
    if (!file) return report({Code::io_error, options.record + " cannot be written"});
  }
  return print(prove_record(global.data, Seq{options.seq}));
}

}  // namespace

void add_verify(Commands& commands) {
  auto* command = commands.add("verify", "Checks that nothing in the log was altered, removed, reordered or slipped in",
                               "  rireki verify\n"
                               "  rireki --json verify --full\n");
  auto full = std::make_shared<bool>(false);
  command->add_flag("--full", *full, "every record and every view, whatever was verified before");
  commands.runs(command, [=, &commands] { return run_verify(commands.global(), *full); });
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
  commands.runs(command, [=, &commands] {
    if (*change) return run_key_change(commands.global(), KeyChange::begin);
    if (*retire) return run_key_change(commands.global(), KeyChange::end);
    if (!target->empty()) return run_export(commands.global(), *target);
    return run_checkpoint(commands.global(), *key);
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
  command
      ->add_option("--record", options->record, "also write the record's bytes to this file: its leaf is made of them")
      ->needs(seq);
  seq->excludes(consistency);
  commands.runs(command, [=, &commands] {
    if (seq->count() == 0 && consistency->count() == 0) {
      return report({Code::usage, "prove needs a seq, or --consistency OLD NEW"});
    }
    return run_prove(commands.global(), *options);
  });
}

}  // namespace rireki
