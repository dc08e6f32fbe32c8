// What the command line sees to beside CLI11: what words mean that it would read otherwise, or not at all.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/rireki/command.h"

namespace rireki {

// --- before they are read

/// CLI11 looks at the environment only after it has read the file.
[[nodiscard]] std::vector<std::string> with_config_of_environment(std::vector<std::string> words);

/// To `--name=` CLI11 gives the next word as its value, whatever that is; a value that is empty is a word of its own.
/// Throws CLI::ParseError.
void refuse_empty_values(const std::vector<std::string>& words);

/// An option takes the one word after it, or as many as it always takes: a list would take the next ones too, and the
/// `--` that ends the options.
void take_no_further_words(CLI::App& app);

/// CLI11 reads 010 as 8, 0x10 as 16 and -1 as the largest number: every number that has no bounds of its own gets
/// those of what it is kept in.
void take_decimal_numbers(CLI::App& app);

// --- of what was read

/// Whether what was read of a command is what its words say: no other options than those before `--`, and no other
/// arguments than what is left.
[[nodiscard]] bool is_read_as_meant(const CLI::App& command, const std::vector<std::string>& words);

/// The exit status if anything typed, set or configured is not UTF-8, which is reported: all of it may be kept.
[[nodiscard]] std::optional<int> refuse_encoding(const CLI::App& app);

/// Lets the service go if a data directory counts before it: the command line before the file, the file before other
/// variables. Errors: USAGE if both are typed.
[[nodiscard]] Result<void> choose_place(const CLI::App& app, GlobalOptions& global);

/// An answer has one form: one that is typed counts before the file. Errors: USAGE for two, and for era dates in JSON.
[[nodiscard]] Result<void> choose_form(GlobalOptions& global);

/// The word that stands where a command should; empty if there is a command, or no such word.
[[nodiscard]] std::string unknown_command(const CLI::App& app);

}  // namespace rireki
