// man: the manual page, in the language of man(7).
#include <iostream>
#include <string>
#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>

#include "tools/rireki/command.h"
#include "tools/rireki/definition.h"

namespace rireki {

namespace {

/// A text as man(7) takes it: backslashes and hyphens escaped, and no line that begins like a request.
std::string roff(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool at_line_start = out.empty() || out.back() == '\n';
    if (at_line_start && (c == '.' || c == '\'')) out += "\\&";
    out += c == '\\' ? "\\e" : c == '-' ? "\\-" : std::string(1, c);
  }
  return out;
}

std::string upper(std::string text) {
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

constexpr std::string_view kExamples = "Examples:\n";

constexpr std::pair<std::string_view, std::string_view> kEnvironment[] = {
    {"RIREKI_DATA", "the data directory, where --data is not given"},
    {"RIREKI_SERVER", "the service that is asked, where --server is not given"},
    {"RIREKI_TOKEN", "the token with which a service is asked"},
    {"RIREKI_PURPOSE", "why personal fields are read, where --purpose is not given"},
    {"RIREKI_CONFIG", "the file with options, where --config is not given"},
    {"RIREKI_MASTER_KEY_FILE", "the file with the key that wraps those of personal fields, instead of DIR/master.key"}};

/// What follows a heading such as "Examples:\n" in a footer, up to the next empty line.
std::string part_of(const std::string& footer, const std::string& heading) {
  const std::size_t begin = footer.find(heading);
  if (begin == std::string::npos) return {};
  const std::size_t end = footer.find("\n\n", begin);
  return footer.substr(begin + heading.size(), end == std::string::npos ? end : end - begin - heading.size());
}

std::string without_last_newline(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

/// A text with the lines that it has.
void print_lines(const std::string& text) {
  if (!text.empty()) std::cout << ".PP\n.nf\n" << roff(without_last_newline(text)) << "\n.fi\n";
}

void print_examples(const CLI::App& app) { print_lines(part_of(app.get_footer(), std::string(kExamples))); }

/// The explanations of a command's help, below its examples.
void print_explanations(const CLI::App& command) {
  const std::string footer = command.get_footer();
  const std::size_t end = footer.find("\n\n", footer.find(kExamples));
  if (end != std::string::npos) print_lines(footer.substr(end + 2));
}

void print_option(const CLI::Option& option) {
  std::cout << ".TP\n\\fB" << roff(name_of(option)) << "\\fR";
  if (takes_value(option)) {
    const std::string preset = option.get_default_str();
    std::cout << " \\fI" << roff(upper(name_of(option).substr(name_of(option).find_first_not_of('-')))) << "\\fR";
    if (!preset.empty()) std::cout << " (" << roff(preset) << ")";
  }
  std::cout << '\n' << roff(option.get_description()) << '\n';
}

void print_command(const CLI::App& command) {
  std::cout << ".SS \"" << roff(command.get_name());
  for (const CLI::Option* positional : positionals_of(command)) std::cout << ' ' << roff(upper(positional->get_name()));
  std::cout << "\"\n" << roff(command.get_description()) << ".\n";
  for (const CLI::Option* positional : positionals_of(command)) {
    std::cout << ".TP\n\\fI" << roff(upper(positional->get_name())) << "\\fR\n"
              << roff(positional->get_description()) << '\n';
  }
  for (const CLI::Option* option : options_of(command)) {
    if (option->get_lnames() != std::vector<std::string>{"help"}) print_option(*option);
  }
  print_examples(command);
  print_explanations(command);
}

void print_environment() {
  for (const auto& [name, use] : kEnvironment) {
    std::cout << ".TP\n\\fB" << name << "\\fR\n" << roff(std::string(use)) << '\n';
  }
}

int print_manual(const CLI::App& app) {
  const std::string description = app.get_description();
  std::cout
      << ".TH RIREKI 1 \"\" \"" << roff(app.version()) << "\" \"User Commands\"\n.SH NAME\nrireki \\- "
      << roff(description.substr(description.find(": ") + 2))
      << "\n.SH SYNOPSIS\n\\fBrireki\\fR [\\fB\\-\\-data\\fR \\fIDIR\\fR] \\fICOMMAND\\fR [\\fIOPTIONS\\fR]\n"
         ".SH DESCRIPTION\n"
         "Every question takes two dates: \\-\\-as\\-of, the day whose end it is about, and \\-\\-known\\-at, the "
         "moment whose knowledge\ncounts. Dates may be written in ISO form or with a Japanese era, such as "
         "2023\\-04\\-01 or R5.4.1;\n\\-\\-era prints them so, too. Options of the program may also stand behind the "
         "command.\n.SH OPTIONS\n";
  for (const CLI::Option* option : options_of(app)) print_option(*option);
  std::cout << ".SH COMMANDS\n";
  for (const CLI::App* command : commands_of(app)) print_command(*command);
  std::cout << ".SH \"EXIT STATUS\"\n"
            << roff(without_last_newline(part_of(app.get_footer(), "Exit status: "))) << "\n.SH ENVIRONMENT\n";
  print_environment();
  std::cout << ".SH EXAMPLES\n";
  print_examples(app);
  return exit_done;
}

}  // namespace

void add_manual(Commands& commands) {
  auto* command = commands.add("man", "The manual page of this program",
                               "  rireki man | man -l -\n"
                               "  rireki man > ~/.local/share/man/man1/rireki.1\n");
  commands.runs_anywhere(command, [&commands] { return print_manual(commands.app()); });
}

}  // namespace rireki
