// Records as CloudEvents 1.0, as imports and appends recognise them too (contract, section 3).
#pragma once

#include <string>
#include <string_view>

namespace rireki {

/// The CloudEvent of a record as `to_json` writes it: `specversion`, `source` and `time` beside it, extensions in lower
/// case (`recordedtime`, `sequence`, `approvedby`, `orderref`, and the contract's own), the data as they are.
[[nodiscard]] std::string cloud_event_of(std::string_view record);

}  // namespace rireki
