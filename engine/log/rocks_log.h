// The Log on RocksDB. One process opens it for writing; any number read it at the same time, each as of its opening.
#pragma once

#include <memory>
#include <string>

#include "engine/log/log.h"

namespace rireki {

enum class OpenMode : std::uint8_t { read, write };

/// Makes an empty Log in a directory that does not have one. Errors: IO_ERROR.
[[nodiscard]] Result<void> create_rocks_log(const std::string& directory);

/// Opens the Log in `directory`. `append` may be called from one thread at a time. Errors: IO_ERROR if there is none,
/// or another process writes it; INTEGRITY_ERROR if what is there is broken.
[[nodiscard]] Result<std::unique_ptr<Log>> open_rocks_log(const std::string& directory, OpenMode mode);

}  // namespace rireki
