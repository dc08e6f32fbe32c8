// The command line as it was defined, read back: what the completion script and the manual page are made from.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace rireki {

/// In the order of definition.
[[nodiscard]] std::vector<const CLI::App*> commands_of(const CLI::App& app);
[[nodiscard]] std::vector<const CLI::Option*> options_of(const CLI::App& app);
[[nodiscard]] std::vector<const CLI::Option*> positionals_of(const CLI::App& app);

/// "--as-of"; of an option without a long name the short one.
[[nodiscard]] std::string name_of(const CLI::Option& option);

[[nodiscard]] bool takes_value(const CLI::Option& option);

}  // namespace rireki
