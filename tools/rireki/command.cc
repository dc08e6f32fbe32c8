#include "tools/rireki/command.h"

#include <pwd.h>
#include <unistd.h>

#include <charconv>
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

CLI::Option* with_file(CLI::Option* option) {
  return option->check([](const std::string& text) {
    return text == "-" ? "standard output has the answer; name a file (./- if it is called so)" : std::string();
  });
}

CLI::Option* whole_number(CLI::Option* option, std::uint64_t min, std::uint64_t max) {
  const auto read = [min, max](std::string& text) -> std::string {
    std::uint64_t number = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_number = ec == std::errc() && end == text.data() + text.size() && min <= number && number <= max;
    if (!is_number)
      return in_quotes(text) + " is not a number from " + std::to_string(min) + " to " + std::to_string(max);
    text = std::to_string(number);  // CLI11 takes one that begins with 0 for octal
    return {};
  };
  return option->type_name("NUMBER")->transform(CLI::Validator(read, ""));
}

std::string login_name() {
  const passwd* entry = getpwuid(geteuid());
  return entry == nullptr ? "unknown" : entry->pw_name;
}

}  // namespace rireki
