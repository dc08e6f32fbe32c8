#include "tools/rireki/command_line.h"

#include <algorithm>
#include <cstdlib>

#include "tools/rireki/answering.h"
#include "tools/rireki/certificate.h"
#include "tools/rireki/remote.h"

namespace rireki {

namespace {

/// What an operator confirms before the command runs.
Result<void> confirm(const GlobalOptions& global) {
  if (global.accept_loss > 0) {
    if (auto r = Engine::accept_loss(global.data, Seq{global.accept_loss}, login_name()); !r) return r;
  }
  return global.confirm_clock ? Engine::confirm_clock(global.data) : Result<void>{};
}

/// CLI11 looks at the environment only after it has read the file.
std::vector<std::string> with_config_of_environment(std::vector<std::string> words) {
  const char* const file = std::getenv("RIREKI_CONFIG");
  const bool is_given = std::ranges::any_of(words, [](const std::string& w) { return w.starts_with("--config"); });
  if (file != nullptr && *file != '\0' && !is_given) words.insert(words.begin(), std::string("--config=") + file);
  return words;
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

}  // namespace

CommandLine::CommandLine()
    : app_("rireki (履歴): the staff history of an organisation, as of any day, as known at any moment"),
      commands_(app_, global_) {
  app_.require_subcommand(1);
  app_.set_version_flag("--version", std::string("rireki ") + RIREKI_VERSION);
  app_.add_option("--data", global_.data, "data directory")->envname("RIREKI_DATA")->capture_default_str();
  app_.add_flag("--json", global_.json, "JSON Lines, one object a row");
  app_.add_flag("--csv", global_.csv, "comma-separated values for spreadsheets");
  app_.add_option("--accept-loss", global_.accept_loss,
                  "give up acknowledged records that the log has lost, from this seq on, and note it in losses.jsonl")
      ->check(CLI::PositiveNumber);
  app_.add_option("--certificate", certificate_, "also write a signed certificate of the answer to this file");
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
  add_init(commands_);
  add_import(commands_);
  add_export(commands_);
  add_append(commands_);
  add_void(commands_);
  add_correct(commands_);
  add_log(commands_);
  add_find(commands_);
  add_units(commands_);
  add_due(commands_);
  add_roster(commands_);
  add_person(commands_);
  add_history(commands_);
  add_count(commands_);
  add_policy(commands_);
  add_kpi(commands_);
  add_explain(commands_);
  add_diff(commands_);
  add_close(commands_);
  add_restate(commands_);
  add_demo(commands_);
  add_erase(commands_);
  add_report(commands_);
  add_rebuild(commands_);
  add_backup(commands_);
  add_restore(commands_);
  add_verify(commands_);
  add_accesses(commands_);
  add_checkpoint(commands_);
  add_prove(commands_);
  add_serve(commands_);
  add_token(commands_);
  add_bench(commands_);
  add_completion(commands_);
  add_manual(commands_);
}

void CommandLine::parse(std::vector<std::string> words) {
  std::ranges::reverse(words);  // as CLI11 wants them
  app_.parse(std::move(words));
}

int CommandLine::run(int argc, const char* const* argv) {
  try {
    global_.words.assign(argv + 1, argv + argc);
    app_.name(argv[0]);
    parse(with_config_of_environment(global_.words));
    if (auto r = confirm(global_); !r) return report(r.error());
    if (!global_.server.empty() && !posts_to_server(app_.get_subcommands().front()->get_name())) {
      return ask_server(app_, global_);
    }
    return certificate_.empty() ? commands_.chosen()()
                                : run_certified(global_, commands_.chosen(), certificate_, global_.words);
  } catch (const CLI::ParseError& e) {
    return app_.exit(e) == 0 ? exit_done : exit_usage;
  } catch (const std::exception& e) {
    return report({Code::io_error, e.what()});
  }
}

void CommandLine::run(std::vector<std::string> words) {
  try {
    global_.words = words;
    parse(std::move(words));
    commands_.chosen()();
  } catch (const CLI::ParseError& e) {
    report({Code::usage, e.what()});
  }
}

void run_lent(std::vector<std::string> words) { CommandLine().run(std::move(words)); }

std::string_view program_version() { return RIREKI_VERSION; }

}  // namespace rireki
