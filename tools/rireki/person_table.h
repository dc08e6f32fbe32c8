// Persons as rows of an answer: the state of section 5 for machines, the most asked of it for people.
#pragma once

#include <string>
#include <vector>

#include "projections/person_row.h"

namespace rireki {

/// Of the columns for people, or of the whole for spreadsheets: behind those all that the JSON form has, what is nested
/// there in columns of its own.
[[nodiscard]] std::vector<std::string> person_header(bool is_whole);

/// As many as `person_header`; what is not there is empty.
[[nodiscard]] std::vector<std::string> person_cells(const PersonRow& row, bool is_whole);

[[nodiscard]] std::string state_json(const PersonRow& row);

/// A text that may not be given, as a cell.
[[nodiscard]] inline std::string cell(std::string_view text) { return given(text) ? std::string(text) : std::string(); }

}  // namespace rireki
