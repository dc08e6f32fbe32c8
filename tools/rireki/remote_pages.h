// Records of a service, which answers with so many at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "tools/rireki/command.h"

namespace rireki {

/// At most `rows` Records from the seq `from` on: JSON Lines with --json, else CSV with its header.
using AskPage = std::function<Result<std::string>(std::uint64_t from, std::uint64_t rows)>;

/// Prints Records from the seq `from` on, `limit` at most, page after page, as the command `log` prints them. Errors:
/// those of `ask`; IO_ERROR if a page is not what it should be.
[[nodiscard]] Result<void> print_pages(const GlobalOptions& global, std::uint64_t from, std::uint64_t limit,
                                       const AskPage& ask);

}  // namespace rireki
