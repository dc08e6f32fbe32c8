// One table as a workbook for spreadsheets.
#pragma once

#include <string>
#include <vector>

#include "tools/rireki/moment.h"

namespace rireki {

struct XlsxTable {
  std::string name;    // of the sheet
  std::string ground;  // the line above: on what the figures stand
  std::vector<std::string> header;
  std::vector<std::size_t> text_columns;  // the cells of the others are numbers, empty, or kSuppressedMark
  std::size_t wide_column = 0;            // the one with long texts
  std::vector<std::vector<std::string>> rows;
};

/// "as of 2024-03-31, as known at seq 4311".
[[nodiscard]] std::string ground_of(const Question& question);

/// Writes it with numbers as numbers, A4 across, in a font that has Japanese. Errors: IO_ERROR.
[[nodiscard]] Result<void> write_xlsx(const XlsxTable& table, const std::string& path);

}  // namespace rireki
