// Persons as rows of an answer: the state of section 5 for machines, the most asked of it for people.
#pragma once

#include <string>
#include <vector>

#include "projections/person_row.h"

namespace rireki {

[[nodiscard]] const std::vector<std::string>& person_header();

/// As many as `person_header`; what is not there is empty.
[[nodiscard]] std::vector<std::string> person_cells(const PersonRow& row);

[[nodiscard]] std::string state_json(const PersonRow& row);

/// A text that may not be given, as a cell.
[[nodiscard]] inline std::string cell(std::string_view text) { return given(text) ? std::string(text) : std::string(); }

}  // namespace rireki
