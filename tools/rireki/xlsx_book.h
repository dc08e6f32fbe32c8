// Workbooks for spreadsheets: what every sheet of ours has in common.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "events/types/error.h"

struct lxw_workbook;
struct lxw_worksheet;
struct lxw_format;

namespace rireki {

/// Makes the workbook, as a whole file, and lets `fill` write its sheets; equal sheets give equal bytes at any time.
/// Errors: IO_ERROR, naming the file.
[[nodiscard]] Result<void> write_book(const std::string& path, const std::function<void(lxw_workbook*)>& fill);

/// A text as a sheet can show it: U+FFFD stands for what no XML may have, which no program would open.
[[nodiscard]] std::string sheet_text(std::string_view text);

/// Writes it into a cell.
void write_text(lxw_worksheet* sheet, std::uint32_t row, std::uint16_t column, std::string_view text,
                lxw_format* format);

/// Text in a font that has Japanese; owned by the workbook.
[[nodiscard]] lxw_format* make_format(lxw_workbook* book, bool is_bold);

/// Prints on A4 across, as wide as the page, columns 0 to `last_column` and rows 0 to `last_row`, with the header's row
/// on every page.
void set_page(lxw_worksheet* sheet, std::uint32_t header_row, std::uint32_t last_row, std::uint16_t last_column);

}  // namespace rireki
