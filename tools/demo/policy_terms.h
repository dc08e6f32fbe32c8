// What the policies of the demo city speak of, as TOML: ranks, families, authorities, reasons and populations.
#pragma once

#include <string_view>

namespace rireki::demo {

/// The beginning of either, with what holds for the whole document.
[[nodiscard]] std::string_view policy_terms();

}  // namespace rireki::demo
