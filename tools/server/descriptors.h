// How many files and connections this process may have open.
#pragma once

#include <cstddef>

namespace rireki {

/// Raises the limit of open descriptors as far as the system lets this process; says what it is now.
std::size_t raise_descriptor_limit();

/// How many connections there may be under a limit of descriptors: at most `wanted`, and the log's own files always
/// find theirs.
[[nodiscard]] std::size_t connections_under(std::size_t descriptors, std::size_t wanted);

}  // namespace rireki
