#include "tools/rireki/command_line.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <iostream>
#include <system_error>

#include <CLI/CLI.hpp>

#include "engine/maintenance.h"
#include "events/types/text.h"
#include "tools/rireki/answering.h"
#include "tools/rireki/certificate.h"
#include "tools/rireki/plain_words.h"
#include "tools/rireki/remote.h"
#include "tools/rireki/remote_request.h"
#include "tools/rireki/typed_words.h"

namespace rireki {

namespace {

/// What an operator confirms before the command runs.
Result<void> confirm(const GlobalOptions& global) {
  if (global.accept_loss > 0) {
    if (auto r = accept_loss(global.data, Seq{global.accept_loss}, login_name()); !r) return r;
  }
  return global.confirm_clock ? confirm_clock(global.data) : Result<void>{};
}

/// It becomes a field of requests and of the access log, each of one line.
Result<void> check_purpose(const std::string& purpose) {
  if (!has_control_characters(purpose)) return {};
  return fail(Code::usage, "--purpose (RIREKI_PURPOSE): line ends and other control characters cannot stand in it");
}

/// Runs a command whose answer is to be certified.
int run_certified(const GlobalOptions& global, const Run& run, const std::string& file,
                  std::vector<std::string> words) {
  CertifiedAnswer certified{.program = std::string(program_version()), .words = std::move(words), .answer = {}};
  int status = exit_failed;
  {
    const WitnessedAnswer witnessed;
    status = run();
    certified.answer = witnessed.text();
  }
  if (status != exit_done) return status;
  const auto written = write_certificate(global, certified, file);
  return written ? status : report(written.error());
}

/// An answer that did not arrive is none. Errors: IO_ERROR.
Result<void> finish_answer() {
  errno = 0;
  if (std::cout.flush()) return {};
  const std::string why = errno == 0 ? "" : ": " + std::generic_category().message(errno);
  return fail(Code::io_error, "not all of the answer could be written to standard output" + why);
}

struct NamedCommand {
  std::string_view name;
  void (*add)(Commands&);
};

// In the order of the help.
constexpr auto kCommands = std::to_array<NamedCommand>({
    {"init", add_init},
    {"import", add_import},
    {"export", add_export},
    {"append", add_append},
    {"types", add_types},
    {"void", add_void},
    {"correct", add_correct},
    {"log", add_log},
    {"find", add_find},
    {"units", add_units},
    {"due", add_due},
    {"roster", add_roster},
    {"person", add_person},
    {"history", add_history},
    {"count", add_count},
    {"policy", add_policy},
    {"kpi", add_kpi},
    {"explain", add_explain},
    {"diff", add_diff},
    {"close", add_close},
    {"restate", add_restate},
    {"demo", add_demo},
    {"erase", add_erase},
    {"report", add_report},
    {"form", add_form},
    {"rebuild", add_rebuild},
    {"backup", add_backup},
    {"restore", add_restore},
    {"verify", add_verify},
    {"accesses", add_accesses},
    {"checkpoint", add_checkpoint},
    {"prove", add_prove},
    {"serve", add_serve},
    {"proposals", add_proposals},
    {"token", add_token},
    {"bench", add_bench},
    {"completion", add_completion},
    {"manual", add_manual},
});

/// CLI11 names the setting alone.
Error refusal_of_config(const CLI::App& app, const CLI::ConfigError& error) {
  constexpr std::string_view kUnknown = "INI was not able to parse ";
  const std::string file = app.get_option("--config")->as<std::string>();
  const std::string_view what = error.what();
  if (!what.starts_with(kUnknown)) return {Code::usage, file + ": " + error.what()};
  return {Code::usage, file + ": there is no setting " + in_quotes(what.substr(kUnknown.size()))};
}

}  // namespace

CommandLine::CommandLine()
    : app_("rireki (履歴): the staff history of an organisation, as of any day, as known at any moment"),
      commands_(app_, global_) {
  app_.require_subcommand(1);
  app_.set_version_flag("--version", std::string("rireki ") + RIREKI_VERSION);
  with_text(app_.add_option("--data", global_.data, "data directory")->envname("RIREKI_DATA")->capture_default_str());
  app_.add_flag("--json", global_.json, "JSON Lines, one object a row");
  app_.add_flag("--csv", global_.csv, "comma-separated values for spreadsheets");
  app_.add_flag("--era", global_.era, "dates as R5.4.1 and fiscal years as R5, in tables and CSV");
  whole_number(app_.add_option(
                   "--accept-loss", global_.accept_loss,
                   "give up acknowledged records that the log has lost, from this seq on, and note it in losses.jsonl"),
               1);
  with_file(
      app_.add_option("--certificate", certificate_, "also write a signed certificate of the answer to this file"));
  app_.add_option("--purpose", global_.purpose, "why personal fields are read; the access log keeps it")
      ->envname("RIREKI_PURPOSE");
  app_.add_option("--server", global_.server,
                  "ask this service (http:// or https://) instead of a data directory; the token is in RIREKI_TOKEN")
      ->envname("RIREKI_SERVER");
  app_.add_option("--ca", global_.trusted_ca,
                  "with --server https://: who is trusted (a PEM file; default: the system's)");
  app_.set_config("--config", "", "read options from this file (Env:RIREKI_CONFIG)");
  app_.allow_config_extras(CLI::config_extras_mode::error);
  app_.add_flag("--confirm-clock", global_.confirm_clock, "the clock is right, although it has jumped ahead");
  app_.footer(
      "\nExamples:\n"
      "  rireki init --policy policy.toml\n"
      "  rireki import events.jsonl --rejects rejects.jsonl\n"
      "  rireki find 村上\n"
      "  rireki roster --as-of R5.4.1 --known-at 2023-04-15\n"
      "  rireki count headcount --by rank,sex --as-of 2023-04-01\n"
      "  rireki kpi --fiscal-year 2019..2023\n"
      "  rireki due --within 90\n"
      "\nExit status: 0 done, 1 failed, 2 usage, 3 some or all input refused, 4 integrity broken.");
  for (const auto& [name, add] : kCommands) add(commands_);
  take_no_further_words(app_);
  take_decimal_numbers(app_);
}

CommandLine::CommandLine(std::string_view only) : commands_(app_, global_) {
  app_.set_help_flag();  // a lender asks for none
  app_.add_flag("--json", global_.json);
  app_.add_flag("--csv", global_.csv);
  app_.add_flag("--era", global_.era);
  const auto found = std::ranges::find(kCommands, only, &NamedCommand::name);
  if (found != kCommands.end()) found->add(commands_);
  take_no_further_words(app_);
  take_decimal_numbers(app_);
}

void CommandLine::parse(std::vector<std::string> words) {
  refuse_empty_values(words);
  std::ranges::reverse(words);  // as CLI11 wants them
  app_.parse(std::move(words));
}

int CommandLine::run(int argc, const char* const* argv) {
  const int status = run_typed(argc, argv);
  const auto written = finish_answer();
  if (written) return status;
  const int failed = report(written.error());
  return status == exit_done ? failed : status;
}

int CommandLine::run_typed(int argc, const char* const* argv) {
  try {
    global_.words.assign(argv + 1, argv + argc);
    app_.name(argv[0]);
    parse(with_config_of_environment(global_.words));
    if (const auto refused = refuse_encoding(app_)) return *refused;
    if (auto r = choose_place(app_, global_); !r) return report(r.error());
    if (auto r = choose_form(global_); !r) return report(r.error());
    if (auto r = check_purpose(global_.purpose); !r) return report(r.error());
    if (auto r = confirm(global_); !r) return report(r.error());
    if (!global_.server.empty()) return run_at_server();
    return certificate_.empty() ? commands_.chosen()()
                                : run_certified(global_, commands_.chosen(), certificate_, global_.words);
  } catch (const CLI::ConfigError& e) {
    return report(refusal_of_config(app_, e));
  } catch (const CLI::ParseError& e) {
    const std::string unknown = unknown_command(app_);
    if (!unknown.empty()) return report({Code::usage, in_quotes(unknown) + " is no command; see rireki --help"});
    return app_.exit(e) == 0 ? exit_done : exit_usage;
  } catch (const std::exception& e) {
    return report({Code::io_error, e.what()});
  }
}

int CommandLine::run_at_server() {
  if (!commands_.chosen_runs_anywhere()) return ask_server(app_, global_, certificate_);
  if (certificate_.empty()) return commands_.chosen()();
  return report({Code::usage, "no service certifies what this command answers; give --data"});
}

void CommandLine::run(std::vector<std::string> words) {
  try {
    global_.words = words;
    parse(std::move(words));
    // In a service the words come from outside: whatever the parser makes of them, no argument acts as an option.
    if (!is_read_as_meant(*app_.get_subcommands().front(), global_.words)) {
      report({Code::usage, "an argument cannot be told from an option"});
      return;
    }
    commands_.chosen()();
  } catch (const CLI::ParseError& e) {
    report({Code::usage, e.what()});
  }
}

namespace {

/// Answers without a command line to be defined, if the words are plain ones of what is asked most.
bool answer_plainly(const std::vector<std::string>& words) {
  const bool is_person = words.front() == "person";
  if (!is_person && words.front() != "history") return false;
  PlainWords plain(words);
  GlobalOptions global;
  global.json = plain.take_flag("--json");
  global.csv = plain.take_flag("--csv");
  global.words = words;
  return is_person ? answer_plain_person(global, plain) : answer_plain_history(global, plain);
}

}  // namespace

void run_lent(std::vector<std::string> words) {
  if (answer_plainly(words)) return;
  CommandLine line(words.front());
  line.run(std::move(words));
}

std::string_view program_version() { return RIREKI_VERSION; }

}  // namespace rireki
