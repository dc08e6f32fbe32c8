#include "tools/rireki/command.h"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include <CLI/CLI.hpp>

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

std::string login_name() {
  const passwd* entry = getpwuid(geteuid());
  return entry == nullptr ? "unknown" : entry->pw_name;
}

}  // namespace rireki
