// The command: reads the command line and runs the one command that it names.
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "tools/rireki/certificate.h"
#include "tools/rireki/command.h"

namespace rireki {

namespace {

/// What an operator confirms before the command runs.
Result<void> confirm(const GlobalOptions& global) {
  if (global.accept_loss > 0) {
    if (auto r = Engine::accept_loss(global.data, Seq{global.accept_loss}, login_name()); !r) return r;
  }
  return global.confirm_clock ? Engine::confirm_clock(global.data) : Result<void>{};
}

/// Runs a command whose answer is to be certified.
int run_certified(const GlobalOptions& global, const Run& run, const std::string& file,
                  std::vector<std::string> words) {
  CertifiedAnswer certified{.program = RIREKI_VERSION, .words = std::move(words), .answer = {}};
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

}  // namespace rireki

int main(int argc, char** argv) {
  using namespace rireki;
  std::ios::sync_with_stdio(false);
  spdlog::set_default_logger(spdlog::stderr_logger_st("rireki"));
  spdlog::set_pattern("%n: %v");

  GlobalOptions global;
  CLI::App app{"rireki (履歴): the staff history of an organisation, as of any day, as known at any moment"};
  app.require_subcommand(1);
  app.set_version_flag("--version", std::string("rireki ") + RIREKI_VERSION);
  app.add_option("--data", global.data, "data directory")->envname("RIREKI_DATA")->capture_default_str();
  app.add_flag("--json", global.json, "JSON Lines, one object a row");
  app.add_flag("--csv", global.csv, "comma-separated values for spreadsheets");
  app.add_option("--accept-loss", global.accept_loss,
                 "give up acknowledged records that the log has lost, from this seq on, and note it in losses.jsonl")
      ->check(CLI::PositiveNumber);
  std::string certificate;
  app.add_option("--certificate", certificate, "also write a signed certificate of the answer to this file");
  app.add_flag("--confirm-clock", global.confirm_clock, "the clock is right, although it has jumped ahead");
  app.footer(
      "\nExamples:\n"
      "  rireki init --policy policy.toml\n"
      "  rireki import events.jsonl --rejects rejects.jsonl\n"
      "  rireki find 村上\n"
      "  rireki roster --as-of R5.4.1 --known-at 2023-04-15\n"
      "  rireki count headcount --by rank,sex --as-of 2023-04-01\n"
      "  rireki kpi --fiscal-year 2019..2023\n"
      "  rireki due --within 90\n"
      "\nExit status: 0 done, 1 failed, 2 usage, 3 some or all input refused, 4 integrity broken.");

  Commands commands(app, global);
  add_init(commands);
  add_import(commands);
  add_export(commands);
  add_append(commands);
  add_void(commands);
  add_correct(commands);
  add_log(commands);
  add_find(commands);
  add_units(commands);
  add_due(commands);
  add_roster(commands);
  add_person(commands);
  add_history(commands);
  add_count(commands);
  add_policy(commands);
  add_kpi(commands);
  add_explain(commands);
  add_diff(commands);
  add_close(commands);
  add_restate(commands);
  add_demo(commands);
  add_erase(commands);
  add_rebuild(commands);
  add_verify(commands);
  add_checkpoint(commands);
  add_prove(commands);
  add_bench(commands);
  add_completion(commands);
  add_manual(commands);
  try {
    app.parse(argc, argv);
    if (auto r = confirm(global); !r) return report(r.error());
    return certificate.empty() ? commands.chosen()()
                               : run_certified(global, commands.chosen(), certificate, {argv + 1, argv + argc});
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? exit_done : exit_usage;
  } catch (const std::exception& e) {
    return report({Code::io_error, e.what()});
  }
}
