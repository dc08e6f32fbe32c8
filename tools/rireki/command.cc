#include "tools/rireki/command.h"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include <CLI/CLI.hpp>

#include "events/types/text.h"
#include "tools/rireki/answering.h"

namespace rireki {

CLI::App* Commands::add(const std::string& name, const std::string& help, const std::string& example) {
  CLI::App* command = app_.add_subcommand(name, help);
  command->footer("\nExamples:\n" + example);
  command->fallthrough();
  return command;
}

void Commands::runs(CLI::App* command, Run run) {
  command->callback([this, run = std::move(run)] { chosen_ = run; });
}

void Commands::runs_anywhere(CLI::App* command, Run run) {
  command->callback([this, run = std::move(run)] {
    chosen_ = run;
    chosen_runs_anywhere_ = true;
  });
}

namespace {

void print(const Error& error) {
  std::cerr << "rireki: " << error.message;
  if (error.code < Code::usage) std::cerr << " [" << to_text(error.code) << "]";
  std::cerr << '\n';
}

}  // namespace

int report(const Error& error) {
  if (!take_down(error)) print(error);
  switch (error.code) {
    case Code::usage:
      return exit_usage;
    case Code::io_error:
      return exit_failed;
    case Code::integrity_error:
      return exit_broken;
    default:
      return exit_refused;
  }
}

CLI::Option* with_text(CLI::Option* option) {
  return option->check([](const std::string& text) { return text.empty() ? "no value is given" : std::string(); });
}

CLI::Option* positive(CLI::Option* option) {
  return option->check([](const std::string& text) {
    const bool is_number = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
    const bool is_positive = is_number && text.find_first_not_of('0') != std::string::npos;
    return is_positive ? std::string() : in_quotes(text) + " is not a number from 1 on";
  });
}

std::string login_name() {
  const passwd* entry = getpwuid(geteuid());
  return entry == nullptr ? "unknown" : entry->pw_name;
}

}  // namespace rireki
