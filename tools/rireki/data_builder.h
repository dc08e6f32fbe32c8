// The `data` object of an event from texts as typed by a person: `--set key=value` pairs, and the cells of a
// spreadsheet.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/types/event.h"
#include "events/types/field.h"
#include "events/types/json_writer.h"

namespace rireki {

using Settings = std::map<std::string, std::string>;

/// Splits `key=value`. Errors: USAGE, also for a key that stands twice.
[[nodiscard]] Result<Settings> parse_settings(const std::vector<std::string>& pairs);

/// JSON for a type: each value by the kind of its field (dates also as eras, lists separated by commas, rows as JSON).
/// What does not fit is passed on as a text, so that reading the event names it.
[[nodiscard]] std::string build_data(EventType type, const Settings& settings);

/// One value in that way, with the items of a list between `separator`s. A key that the type does not have: as a text.
void write_typed(JsonWriter& out, EventType type, std::string_view key, std::string_view text, char separator);

/// An integer; anything else as a text.
void write_integer(JsonWriter& out, std::string_view text);

/// Whether any type has a field of this name.
[[nodiscard]] bool is_field_of_any_type(std::string_view key);

[[nodiscard]] bool is_field_of(EventType type, std::string_view key);

/// What is wrong with the dates among them, where more is known than the ISO form tells: by fields of the event, as
/// `data.birth`. What a personal field holds is not quoted.
[[nodiscard]] std::vector<Error> date_faults(EventType type, const Settings& settings);

/// The fault of a date as it was typed, for its field, if that is a date of the type.
[[nodiscard]] std::optional<Error> date_fault(EventType type, std::string_view key, std::string_view text);

}  // namespace rireki
