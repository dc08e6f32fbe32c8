// Which folders are a log's own: nothing that is written for somebody goes there.
#pragma once

#include <filesystem>
#include <string>

#include "events/types/error.h"

namespace rireki {

/// The data directory that a folder is or lies in, by whatever links; empty: there is none.
[[nodiscard]] std::string data_directory_around(const std::filesystem::path& folder);

/// Errors: USAGE for a folder that is a data directory, this one or another, or lies in one.
[[nodiscard]] Result<void> refuse_own_folder(const std::string& path);

}  // namespace rireki
