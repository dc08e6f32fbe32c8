// What all commands share: the options before and after the command's name, and how a command ends.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/engine.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace rireki {

enum ExitStatus : int { exit_done = 0, exit_failed = 1, exit_usage = 2, exit_refused = 3, exit_broken = 4 };

struct GlobalOptions {
  std::string data = "./rireki-data";
  bool json = false;
  bool csv = false;
  bool era = false;               // dates as R5.4.1, but not in JSON
  std::uint64_t accept_loss = 0;  // 0: not given
  bool confirm_clock = false;
  std::string purpose;             // why personal fields are read
  std::string server;              // its URL, instead of the data directory
  std::string trusted_ca;          // PEM file, of that server
  std::vector<std::string> words;  // as typed, after the program's name
};

/// A command's body, run after the command line was read; returns the exit status.
using Run = std::function<int()>;

/// Adds a command with its help and body; the body is chosen when the command is named.
class Commands {
 public:
  Commands(CLI::App& app, GlobalOptions& global) : app_(app), global_(global) {}

  /// `example` is shown under the command's help.
  CLI::App* add(const std::string& name, const std::string& help, const std::string& example);

  /// What the named command does. With --server the service is asked instead (remote.h).
  void runs(CLI::App* command, Run run);

  /// The same of a command that asks the service of --server itself, or needs neither it nor a data directory.
  void runs_anywhere(CLI::App* command, Run run);

  [[nodiscard]] const GlobalOptions& global() const { return global_; }
  [[nodiscard]] const Run& chosen() const { return chosen_; }
  [[nodiscard]] bool chosen_runs_anywhere() const { return chosen_runs_anywhere_; }

  /// The whole command line as defined, for what is made from it.
  [[nodiscard]] const CLI::App& app() const { return app_; }

 private:
  CLI::App& app_;
  GlobalOptions& global_;
  Run chosen_;
  bool chosen_runs_anywhere_ = false;
};

void add_init(Commands& commands);
void add_import(Commands& commands);
void add_export(Commands& commands);
void add_append(Commands& commands);
void add_types(Commands& commands);
void add_accesses(Commands& commands);
void add_void(Commands& commands);
void add_correct(Commands& commands);
void add_log(Commands& commands);
void add_find(Commands& commands);
void add_units(Commands& commands);
void add_due(Commands& commands);
void add_roster(Commands& commands);
void add_person(Commands& commands);
void add_history(Commands& commands);
void add_count(Commands& commands);
void add_kpi(Commands& commands);
void add_explain(Commands& commands);
void add_diff(Commands& commands);
void add_close(Commands& commands);
void add_restate(Commands& commands);
void add_demo(Commands& commands);
void add_policy(Commands& commands);
void add_erase(Commands& commands);
void add_report(Commands& commands);
void add_form(Commands& commands);
void add_rebuild(Commands& commands);
void add_backup(Commands& commands);
void add_restore(Commands& commands);
void add_verify(Commands& commands);
void add_checkpoint(Commands& commands);
void add_prove(Commands& commands);
void add_serve(Commands& commands);
void add_proposals(Commands& commands);
void add_token(Commands& commands);
void add_bench(Commands& commands);
void add_completion(Commands& commands);
void add_manual(Commands& commands);

/// Says what went wrong on standard error; the exit status that fits its code.
int report(const Error& error);

/// A text that is given must have characters: "" is mostly a variable of a script that is not set.
CLI::Option* with_text(CLI::Option* option);

/// A name that is given must be that of a file: "-" is standard output elsewhere, which has the answer here.
CLI::Option* with_file(CLI::Option* option);

/// A number is typed in decimal digits and lies between `min` and `max`, both included.
CLI::Option* whole_number(CLI::Option* option, std::uint64_t min = 0, std::uint64_t max = UINT64_MAX);

/// The person who types: the login name.
[[nodiscard]] std::string login_name();

}  // namespace rireki
