// The whole command line, as defined: for who types it, and for what is made from it or runs single commands.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

#include "tools/rireki/command.h"

namespace rireki {

/// To be read once: what an option was given stays in it.
class CommandLine {
 public:
  CommandLine();
  /// With one command alone, for a lent engine: to define them all takes longer than most questions.
  explicit CommandLine(std::string_view only);
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  /// Runs what is typed; the exit status, which is that of a failure if the answer cannot be written.
  int run(int argc, const char* const* argv);

  /// Runs one command of a lent engine, the words after the program's name. Errors of the words, as USAGE, and of the
  /// command are taken down (answering.h).
  void run(std::vector<std::string> words);

 private:
  int run_typed(int argc, const char* const* argv);
  int run_at_server();
  void parse(std::vector<std::string> words);

  CLI::App app_;
  GlobalOptions global_;
  Commands commands_;
  std::string certificate_;
};

}  // namespace rireki
