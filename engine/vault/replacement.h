// How the Vault's file is replaced so that nothing of the old one can be read again. The old one keeps the name
// PATH.old until its bytes are overwritten; the new one is PATH.next until it is whole.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "events/types/error.h"

namespace rireki {

/// Durable once it returns. `between_steps` is called where a crash would leave something to be finished. Errors:
/// IO_ERROR.
[[nodiscard]] Result<void> replace_and_overwrite(const std::string& path, std::string_view bytes,
                                                 const std::function<void()>& between_steps);

/// Ends what a crash has interrupted. Errors: IO_ERROR.
[[nodiscard]] Result<void> finish_replacement(const std::string& path);

}  // namespace rireki
