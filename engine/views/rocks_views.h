// One generation of the views as a RocksDB, in the layout of sealed_views.h.
#pragma once

#include <memory>
#include <string>

#include "engine/views/sealed_views.h"

namespace rireki {

/// What lies in `directory`; mode write makes empty ones where nothing does. Null if they cannot be opened, or have
/// another layout.
[[nodiscard]] std::unique_ptr<SealedViews> open_rocks_views(const std::string& directory, OpenMode mode,
                                                            PageCompression compression = PageCompression::lz4);

/// Empty ones for writing, instead of whatever lies in `directory`. Errors: IO_ERROR.
[[nodiscard]] Result<std::unique_ptr<SealedViews>> make_rocks_views(const std::string& directory,
                                                                    PageCompression compression);

/// Whether what is left of a generation could be removed: not while another process has it open for writing.
[[nodiscard]] bool remove_rocks_views(const std::string& directory);

}  // namespace rireki
