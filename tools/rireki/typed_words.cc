#include "tools/rireki/typed_words.h"

#include <algorithm>
#include <cstdlib>

#include <CLI/CLI.hpp>

#include "events/types/text_form.h"
#include "tools/rireki/definition.h"

namespace rireki {

namespace {

/// Errors: ENCODING_ERROR for what is typed, set or configured, and not UTF-8.
Result<void> check_encoding(const CLI::App& app) {
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& value : option->results()) {
      if (auto r = check_utf8(option->get_name(), value); !r) return r;
    }
  }
  return {};
}

/// What is typed for one of these is the text of an event: bad input, and not bad usage.
bool records_events(std::string_view command) {
  constexpr std::string_view kAll[] = {"import", "append", "void", "correct", "policy", "close", "erase"};
  return std::ranges::find(kAll, command) != std::end(kAll);
}

bool is_typed(const std::vector<std::string>& words, const std::string& option) {
  return std::ranges::any_of(words,
                             [&](const std::string& word) { return word == option || word.starts_with(option + "="); });
}

/// What says where the data are: the command line before the file, the file before other variables.
enum class SaidBy : std::uint8_t { nobody, variable, file, command_line };

SaidBy said_by(const CLI::App& app, const std::vector<std::string>& words, const std::string& option,
               const std::string& value, const char* variable) {
  if (is_typed(words, option)) return SaidBy::command_line;
  if (app.get_option(option)->count() == 0) return SaidBy::nobody;
  const char* const set = std::getenv(variable);
  return set != nullptr && value == set ? SaidBy::variable : SaidBy::file;
}

}  // namespace

std::vector<std::string> with_config_of_environment(std::vector<std::string> words) {
  const char* const file = std::getenv("RIREKI_CONFIG");
  const bool is_given = std::ranges::any_of(words, [](const std::string& w) { return w.starts_with("--config"); });
  if (file != nullptr && *file != '\0' && !is_given) words.insert(words.begin(), std::string("--config=") + file);
  return words;
}

void refuse_empty_values(const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    if (word == "--") return;
    const bool lacks_value = word.starts_with("--") && word.find('=') == word.size() - 1;
    if (lacks_value) throw CLI::ArgumentMismatch(word.substr(0, word.size() - 1) + ": there is no value after the =");
  }
}

void take_no_further_words(CLI::App& app) {
  for (CLI::Option* option : app.get_options()) {
    if (option->nonpositional()) option->allow_extra_args(false);
  }
  for (CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) take_no_further_words(*command);
}

void take_decimal_numbers(CLI::App& app) {
  for (CLI::Option* option : app.get_options()) {
    const std::string type = option->get_type_name();
    if (type.starts_with("UINT")) whole_number(option);
    if (type.starts_with("INT")) whole_number(option, 0, INT64_MAX);
  }
  for (CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) take_decimal_numbers(*command);
}

bool is_read_as_meant(const CLI::App& command, const std::vector<std::string>& words) {
  std::vector<std::string> meant;
  std::vector<std::string> options;
  bool are_arguments = false;
  for (const std::string& word : words) {
    if (!are_arguments && word == "--") {
      are_arguments = true;
    } else {
      const bool is_option = !are_arguments && word.starts_with("--");
      (is_option ? options : meant).push_back(is_option ? word.substr(0, word.find('=')) : word);
    }
  }
  std::vector<std::string> read = {command.get_name()};
  for (const CLI::Option* argument : positionals_of(command)) {
    read.insert(read.end(), argument->results().begin(), argument->results().end());
  }
  const auto is_meant = [&](const CLI::Option* option) {
    return option->count() == 0 || std::ranges::find(options, name_of(*option)) != options.end();
  };
  return read == meant && std::ranges::all_of(options_of(command), is_meant);
}

std::optional<int> refuse_encoding(const CLI::App& app) {
  if (const auto r = check_encoding(app); !r) {
    report(r.error());
    return exit_usage;
  }
  const CLI::App& command = *app.get_subcommands().front();
  const auto r = check_encoding(command);
  if (r) return std::nullopt;
  const int status = report(r.error());
  return records_events(command.get_name()) ? status : exit_usage;
}

Result<void> choose_place(const CLI::App& app, GlobalOptions& global) {
  if (global.server.empty()) return {};
  const SaidBy data = said_by(app, global.words, "--data", global.data, "RIREKI_DATA");
  const SaidBy server = said_by(app, global.words, "--server", global.server, "RIREKI_SERVER");
  if (data == SaidBy::command_line && server == SaidBy::command_line) {
    return fail(Code::usage, "--data and --server exclude each other");
  }
  if (data > server) global.server.clear();
  return {};
}

Result<void> choose_form(GlobalOptions& global) {
  if (global.json && global.era) {
    if (is_typed(global.words, "--era")) {
      return fail(Code::usage, "--era is for people and spreadsheets: in JSON dates stand as YYYY-MM-DD");
    }
    global.era = false;
  }
  if (!global.json || !global.csv) return {};
  const bool json_is_typed = is_typed(global.words, "--json");
  if (json_is_typed == is_typed(global.words, "--csv")) {
    return fail(Code::usage, "--json and --csv exclude each other: an answer has one form");
  }
  (json_is_typed ? global.csv : global.json) = false;
  return {};
}

std::string unknown_command(const CLI::App& app) {
  if (!app.get_subcommands().empty()) return {};
  const auto rest = app.remaining();
  const auto word = std::ranges::find_if(rest, [](const std::string& w) { return !w.starts_with('-'); });
  return word == rest.end() ? std::string() : *word;
}

}  // namespace rireki
