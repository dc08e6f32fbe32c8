// completion: a script that teaches a shell the commands, their options and the words these take.
#include <iostream>

#include <CLI/CLI.hpp>

#include "events/types/catalog.h"
#include "projections/counts.h"
#include "tools/rireki/command.h"
#include "tools/rireki/definition.h"

namespace rireki {

namespace {

std::string event_types() {
  std::string words;
  for (std::size_t i = 0; i < kEventTypeCount; ++i) words += " " + std::string(to_text(static_cast<EventType>(i)));
  return words;
}

std::string counted_things() {
  std::string words;
  for (const std::string_view name : names(CountOf{})) words += " " + std::string(name);
  return words;
}

/// The words that an option or positional takes, if they are few and known; else empty.
std::string words_for(const CLI::Option& option) {
  const std::string name = option.get_positional() ? option.get_name() : name_of(option);
  if (name == "--type" || name == "type") return event_types();
  if (name == "what") return counted_things();
  return name == "shell" ? " bash" : "";
}

std::string option_names(const CLI::App& app) {
  std::string words;
  for (const CLI::Option* option : options_of(app)) words += " " + name_of(*option);
  return words;
}

/// The program's options that may also stand behind a command.
std::string shared_option_names(const CLI::App& app) {
  std::string words;
  for (const CLI::Option* option : options_of(app)) {
    const std::string name = name_of(*option);
    if (name != "--help" && name != "--version") words += " " + name;
  }
  return words;
}

/// A pattern of `case`: the options that are followed by a value.
std::string options_with_value(const CLI::App& app) {
  std::string pattern;
  for (const CLI::Option* option : options_of(app)) {
    if (takes_value(*option)) pattern += (pattern.empty() ? "" : " | ") + name_of(*option);
  }
  return pattern;
}

void print_command(const CLI::App& command, const std::string& global_options) {
  std::cout << "    " << command.get_name() << ")\n      options=\"" << option_names(command).substr(1)
            << global_options << "\"\n";
  for (const CLI::Option* positional : positionals_of(command)) {
    const std::string words = words_for(*positional);
    if (!words.empty()) std::cout << "      words=\"" << words.substr(1) << "\"\n";
  }
  const std::string valued = options_with_value(command);
  if (!valued.empty()) {
    std::cout << "      case $previous in\n";
    for (const CLI::Option* option : options_of(command)) {
      const std::string words = words_for(*option);
      if (!words.empty()) {
        std::cout << "        " << name_of(*option) << ") COMPREPLY=($(compgen -W \"" << words.substr(1)
                  << "\" -- \"$current\")); return ;;\n";
      }
    }
    std::cout << "        " << valued << ") return ;;\n      esac\n";
  }
  std::cout << "      ;;\n";
}

int print_bash(const CLI::App& app) {
  std::string commands;
  for (const CLI::App* command : commands_of(app)) commands += " " + command->get_name();
  const std::string options = option_names(app);
  const std::string valued = options_with_value(app);
  std::cout << "# Completion of rireki for bash; made by `rireki completion bash`.\n"
               "_rireki() {\n"
               "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}\n"
               "  local command='' options='' words='' i\n"
               "  COMPREPLY=()\n"
               "  case $previous in\n"
               "    "
            << valued
            << ") return ;;\n"
               "  esac\n"
               "  for ((i = 1; i < COMP_CWORD; ++i)); do\n"
               "    case ${COMP_WORDS[i]} in\n"
               "      "
            << valued
            << ") ((++i)) ;;\n"
               "      -*) ;;\n"
               "      *) command=${COMP_WORDS[i]}; break ;;\n"
               "    esac\n"
               "  done\n"
               "  case $command in\n"
               "    '')\n"
               "      words=\""
            << commands.substr(1) << "\"\n      options=\"" << options.substr(1)
            << "\"\n"
               "      ;;\n";
  for (const CLI::App* command : commands_of(app)) print_command(*command, shared_option_names(app));
  // Without an answer of ours the shell offers files.
  std::cout << "  esac\n"
               "  if [[ $current != -* && $words ]]; then options=$words; fi\n"
               "  COMPREPLY=($(compgen -W \"$options\" -- \"$current\"))\n"
               "}\n"
               "complete -o default -F _rireki rireki\n";
  return exit_done;
}

int run_completion(const CLI::App& app, const std::string& shell) {
  if (shell == "bash") return print_bash(app);
  return report({Code::usage, "there is a completion script for bash only"});
}

}  // namespace

void add_completion(Commands& commands) {
  auto* command = commands.add("completion", "A script that completes commands and options in a shell",
                               "  source <(rireki completion bash)\n"
                               "  rireki completion bash > ~/.local/share/bash-completion/completions/rireki\n");
  auto shell = std::make_shared<std::string>();
  command->add_option("shell", *shell, "bash")->required();
  commands.runs_anywhere(command, [=, &commands] { return run_completion(commands.app(), *shell); });
}

}  // namespace rireki
