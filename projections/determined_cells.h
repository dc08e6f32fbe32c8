// Which unknown cells of a table follow from the totals of its lines.
#pragma once

#include <cstddef>
#include <vector>

namespace rireki {

/// Of the unknown cells those whose value is the same in every solution of the equations "the sum of a line is known".
/// Linear algebra alone: that cells are whole numbers and not negative is not used.
[[nodiscard]] std::vector<std::size_t> determined_cells(const std::vector<std::size_t>& unknown,
                                                        const std::vector<std::vector<std::size_t>>& lines);

}  // namespace rireki
