// import: a file of events, row by row or as one batch.
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "tools/rireki/command.h"
#include "tools/rireki/import_raw.h"
#include "tools/rireki/import_rows.h"

namespace rireki {

namespace {

/// Errors: USAGE for what a service does not do.
Result<void> must_suit_service(const ImportOptions& options) {
  if (options.raw) return fail(Code::usage, "--raw: a service takes events, not records; give --data");
  if (options.dry_run && !options.atomic) {
    return fail(Code::usage,
                "--dry-run: a service judges without appending only what is one batch: give --atomic, or --data");
  }
  return {};
}

int run_import(const GlobalOptions& global, const ImportOptions& options) {
  if (!global.server.empty()) {
    if (auto r = must_suit_service(options); !r) return report(r.error());
  }
  if (options.raw) return import_raw(global, options.file, options.keys, options.dry_run);
  return import_rows(global, options);
}

}  // namespace

void add_import(Commands& commands) {
  auto* command = commands.add(
      "import", "Appends a file of events; refused lines are kept apart",
      "  rireki import events.jsonl --rejects rejects.jsonl\n"
      "  rireki import april-orders.jsonl --atomic --dry-run\n"
      "  rireki import old-system.jsonl --trust-recorded\n"
      "  rireki import april-orders.csv --format csv --encoding cp932 --atomic\n"
      "  rireki import --raw city.log\n"
      "  rireki --server https://rireki.city.example import events.jsonl\n"
      "\nA CSV file names its columns in the first row: keys of an event, and data. before a field of its type:\n"
      "  id,type,subject,effective,order_ref,data.rank,data.grade\n"
      "  r5-121-1,Promoted,P000123,R5.4.1,R5-121,chief,3\n"
      "An empty cell is absent. Items of a list stand between semicolons; rows and other structures are JSON.\n"
      "\nA line with an `id` of its own is taken once, however often its file is imported; one without is taken anew\n"
      "each time. Ctrl-C ends an import after the lines under way and says how far it came; a second one at once.\n");
  auto options = std::make_shared<ImportOptions>();
  command->add_option("file", options->file, "the events, or - for standard input")->required();
  command->add_option("--format", options->format, "jsonl (JSON Lines) or csv")
      ->check(CLI::IsMember({"jsonl", "csv"}))
      ->capture_default_str();
  command->add_option("--encoding", options->encoding, "utf-8 or cp932 (Windows-31J, 'Shift_JIS' of spreadsheets)")
      ->transform(CLI::IsMember({"utf-8", "cp932"}, CLI::ignore_case))
      ->capture_default_str();
  with_file(command->add_option("--rejects", options->rejects,
                                "where refused lines go, with code and reason; made anew, empty if none is refused"));
  command->add_option("--actor", options->actor, "who records lines that name no actor");
  command->add_flag("--trust-recorded", options->trust_recorded,
                    "take each line's own `recorded`; every line needs one");
  command->add_flag("--atomic", options->atomic, "all lines or none, judged as one batch");
  command->add_flag("--dry-run", options->dry_run, "say what would happen; append nothing");
  auto* raw =
      command->add_flag("--raw", options->raw, "what `export --raw` wrote, into an empty log or one it continues");
  command->add_option("--keys", options->keys, "with --raw: the keys of its personal fields (default: FILE.keys)")
      ->needs(raw);
  for (const char* other : {"--format", "--encoding", "--rejects", "--actor", "--trust-recorded", "--atomic"}) {
    raw->excludes(other);
  }
  commands.runs_anywhere(command, [=, &commands] { return run_import(commands.global(), *options); });
}

}  // namespace rireki
