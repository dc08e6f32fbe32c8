// The `data` object of an event from `--set key=value` pairs as typed by a person.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "events/types/event.h"

namespace rireki {

using Settings = std::map<std::string, std::string>;

/// Splits `key=value`. Errors: USAGE.
[[nodiscard]] Result<Settings> parse_settings(const std::vector<std::string>& pairs);

/// JSON for a type: each value by the kind of its field (dates also as eras, lists separated by commas, rows as JSON).
/// What does not fit is passed on as a text, so that reading the event names it.
[[nodiscard]] std::string build_data(EventType type, const Settings& settings);

}  // namespace rireki
