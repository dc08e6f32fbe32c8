// The command: reads the command line and runs the one command that it names.
#include <iostream>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "tools/rireki/command_line.h"

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  spdlog::set_default_logger(spdlog::stderr_logger_mt("rireki"));
  spdlog::set_pattern("%n: %v");
  return rireki::CommandLine().run(argc, argv);
}
