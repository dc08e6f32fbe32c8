// What is said of an erasure that was done.
#pragma once

#include <optional>
#include <string>

#include "tools/rireki/command.h"

namespace rireki {

/// `seq`: of the Record that asks for it; none if everything was erased before.
void print_erased(const GlobalOptions& global, const std::string& person, std::optional<Seq> seq);

}  // namespace rireki
