// export: the whole log into one file, as JSON Lines or with its bytes unchanged.
#include <algorithm>
#include <iostream>

#include <CLI/CLI.hpp>

#include "events/types/event_json.h"
#include "tools/rireki/access.h"
#include "tools/rireki/import_raw.h"
#include "tools/rireki/output.h"
#include "tools/rireki/raw_log.h"
#include "tools/rireki/remote_request.h"
#include "tools/rireki/versions.h"
#include "tools/rireki/whole_file.h"
#include "tools/server/routes.h"

namespace rireki {

namespace {

struct ExportOptions {
  std::string file;
  bool raw = false;
  std::string keys;
};

/// Reads the log up to `last`; the first thing that fails ends it.
Result<void> each_record(Engine& engine, Seq last, const std::function<Result<void>(const Record&)>& use) {
  if (last.value == 0) return {};
  Progress progress("exported");
  Result<void> result;
  const auto read = engine.read(Seq{1}, last, [&](const Record& record) {
    result = use(record);
    progress.show(record.seq.value);
    return result.has_value();
  });
  return read ? result : read;
}

Result<void> write_records(Engine& engine, Seq last, WholeFile& file) {
  RawLogWriter writer([&](std::string_view bytes) { return file.write(bytes); });
  if (auto r = writer.begin(last.value); !r) return r;
  Progress progress("exported");
  Result<void> result;
  const auto read = engine.read_bytes(Seq{1}, last, [&](Seq seq, std::string_view bytes) {
    result = writer.add(bytes);
    progress.show(seq.value);
    return result.has_value();
  });
  if (!read) return read;
  return result ? writer.finish() : result;
}

/// Where the keys go, apart from the log that they open; empty: nowhere.
std::string place_of_keys(const ExportOptions& options) {
  if (!options.keys.empty() || options.file == "-") return options.keys;
  return open_keys_beside(options.file);
}

/// Whoever reads a stream takes its keys at the first byte; those of a file take their place when the file can.
Result<void> export_raw(Engine& engine, Seq last, const ExportOptions& options, WholeFile& file) {
  const std::string place = place_of_keys(options);
  if (place.empty()) {
    std::cerr << "the keys of personal fields are not in it: --keys FILE writes them\n";
    return write_records(engine, last, file);
  }
  WholeFile keys(place);
  if (auto r = keys.open(); !r) return r;
  if (auto r = engine.vault().write_open_keys([&](std::string_view bytes) { return keys.write(bytes); }); !r) return r;
  if (auto r = file.is_stream() ? keys.finish() : keys.complete(); !r) return r;
  if (auto r = write_records(engine, last, file); !r) return r;
  if (auto r = file.complete(); !r || file.is_stream()) return r;
  return keys.finish();
}

/// Errors: USAGE.
Result<void> refuse_one_place(const ExportOptions& options) {
  if (options.keys.empty() || !is_same_place(options.file, options.keys)) return {};
  return fail(Code::usage, "--keys: " + options.keys + " is where the log goes; name another file");
}

Result<void> export_json(Engine& engine, Seq last, WholeFile& file) {
  Versions versions(engine);
  return each_record(engine, last, [&](const Record& record) -> Result<void> {
    const auto version = versions.of(record);
    if (!version) return std::unexpected(version.error());
    return file.write(to_json(record, *version) + "\n");
  });
}

int say_exported(const GlobalOptions& global, const ExportOptions& options, Seq last) {
  if (options.file == "-") return exit_done;
  if (global.json) {
    std::cout << "{\"records\":" << last.value << "}\n";
  } else {
    std::cout << "exported " << last.value << " records to " << options.file << '\n';
  }
  return exit_done;
}

/// All records of a service, page after page; the last one's seq.
Result<Seq> export_pages(const GlobalOptions& global, WholeFile& file) {
  const std::string target = "/v1/events?limit=" + std::to_string(kPageMax) + "&from=";
  Progress progress("exported");
  Seq last;
  for (std::uint64_t rows = kPageMax; rows == kPageMax;) {
    const auto page = ask_for_text(global, {.target = target + std::to_string(last.value + 1),
                                            .headers = {{"Accept", std::string(media_type(AnswerForm::lines))}}});
    if (!page) return std::unexpected(page.error());
    if (auto r = file.write(*page); !r) return std::unexpected(r.error());
    rows = static_cast<std::uint64_t>(std::ranges::count(*page, '\n'));
    last.value += rows;  // nothing is left out
    progress.show(last.value);
  }
  return last;
}

int export_from_service(const GlobalOptions& global, const ExportOptions& options) {
  if (options.raw) return report({Code::usage, "--raw: a service gives no keys away; give --data"});
  WholeFile file(options.file);
  if (auto r = file.open(); !r) return report(r.error());
  const auto last = export_pages(global, file);
  if (!last) return report(last.error());
  if (auto r = file.finish(); !r) return report(r.error());
  return say_exported(global, options, *last);
}

int run_export(const GlobalOptions& global, const ExportOptions& options) {
  if (!global.server.empty()) return export_from_service(global, options);
  if (auto r = refuse_one_place(options); !r) return report(r.error());
  auto engine = Engine::open(global.data, EngineMode::read);
  if (!engine) return report(engine.error());
  const Seq last = (*engine)->last();
  // Whoever takes a raw log takes its keys, or can.
  if (auto r = note_access(global, **engine, {.as_of = {}, .known = last}, {}); !r) return report(r.error());
  WholeFile file(options.file);
  auto result = file.open();
  if (result) result = options.raw ? export_raw(**engine, last, options, file) : export_json(**engine, last, file);
  if (result) result = file.finish();
  return result ? say_exported(global, options, last) : report(result.error());
}

}  // namespace

void add_export(Commands& commands) {
  auto* command =
      commands.add("export", "Writes the whole log into one file",
                   "  rireki export city.jsonl\n"
                   "  rireki export --raw city.log\n"
                   "  rireki export --raw - --keys keys | rireki --data /srv/copy import --raw - --keys keys\n"
                   "\nJSON Lines have what `log --json` prints; `import --trust-recorded` of them into an\n"
                   "empty directory gives an equal log (with --atomic where events of one batch need each\n"
                   "other) as long as nobody is erased: what was erased cannot be judged again.\n"
                   "--raw keeps every record's bytes: `import --raw` gives the same log, erasures too.\n"
                   "JSON Lines hold personal fields in clear; --raw keeps them encrypted, and puts the keys into\n"
                   "FILE.keys: move that by another way, and remove it when it has been imported.\n");
  auto options = std::make_shared<ExportOptions>();
  with_text(command->add_option("file", options->file, "where to, or - for standard output"))->required();
  auto* raw = command->add_flag("--raw", options->raw, "ids, seqs, recorded times and bytes unchanged, with checksums");
  with_file(command->add_option("--keys", options->keys,
                                "with --raw: where the keys of personal fields go (default: FILE.keys)"))
      ->needs(raw);
  commands.runs_anywhere(command, [=, &commands] { return run_export(commands.global(), *options); });
}

}  // namespace rireki
