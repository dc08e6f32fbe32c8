// completion: a script that teaches a shell the commands, their options and the words these take.
#include <algorithm>
#include <iostream>

#include <CLI/CLI.hpp>

#include "events/types/catalog.h"
#include "events/types/enums.h"
#include "projections/counts.h"
#include "projections/forms/form.h"
#include "projections/reports/report.h"
#include "tools/rireki/command.h"
#include "tools/rireki/definition.h"
#include "tools/server/tokens.h"

namespace rireki {

namespace {

/// Each after a blank.
template <class Names>
std::string words_of(const Names& names) {
  std::string words;
  for (const std::string_view name : names) words += " " + std::string(name);
  return words;
}

std::string event_types() {
  std::string words;
  for (std::size_t i = 0; i < kEventTypeCount; ++i) words += " " + std::string(to_text(static_cast<EventType>(i)));
  return words;
}

/// The words that alone are taken, as CLI11 says them of what it checks itself: "TEXT:{jsonl,csv}".
std::string checked_words(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const std::size_t begin = type.find('{');
  if (begin == std::string::npos) return {};
  std::string words = " " + type.substr(begin + 1, type.find('}') - begin - 1);
  std::ranges::replace(words, ',', ' ');
  return words;
}

/// The words that an option or positional takes, if they are few and known; else empty.
std::string words_for(const CLI::App& command, const CLI::Option& option) {
  const std::string name = option.get_positional() ? option.get_name() : name_of(option);
  if (std::string checked = checked_words(option); !checked.empty()) return checked;
  if (name == "--type" || name == "type") return event_types();
  if (name == "what") return words_of(names(CountOf{}));
  if (name == "report") return words_of(names(ReportKind{}));
  if (name == "form") return words_of(names(FormName{}));
  if (name == "--category") return words_of(names(PersonalCategory{}));
  if (name == "--role") return words_of(names(TokenRole{}));
  if (name == "--cause" && command.get_name() == "void") return words_of(names(VoidCause{}));
  if (name == "--cause") return words_of(names(CorrectionCause{}));
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
  const auto positionals = positionals_of(command);
  const std::string first = positionals.empty() ? std::string() : words_for(command, *positionals.front());
  if (!first.empty()) std::cout << "      words=\"" << first.substr(1) << "\"\n";
  if (!first.empty() && positionals.size() > 1) {
    std::cout << "      if ((COMP_CWORD > i + 1)) && [[ ${COMP_WORDS[i + 1]} != -* ]]; then words=''; fi\n";
  }
  const std::string valued = options_with_value(command);
  if (!valued.empty()) {
    std::cout << "      case $previous in\n";
    for (const CLI::Option* option : options_of(command)) {
      const std::string words = words_for(command, *option);
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
