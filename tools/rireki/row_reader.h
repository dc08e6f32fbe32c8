// What an import reads: a file as rows, each the JSON of one event, whatever the file's format is.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "events/types/error.h"
#include "tools/rireki/text_encoding.h"

namespace rireki {

/// One line of JSON Lines, or one row of a spreadsheet.
struct Row {
  std::uint64_t line = 0;      // of the file, where the row begins; from 1
  std::string text;            // the event as JSON; of a row with a fault, what the file says
  std::optional<Error> fault;  // why it is no JSON: ENCODING_ERROR or INVALID_JSON
  std::vector<Error> dates;    // by field: what is wrong with a date, where more is known than its JSON says
};

class RowReader {
 public:
  virtual ~RowReader() = default;

  /// The next row that is not blank; false at the end. Errors (of the whole file): IO_ERROR, USAGE.
  [[nodiscard]] virtual Result<bool> next(Row& row) = 0;
};

/// JSON Lines of a file, or of standard input for "-". Errors: IO_ERROR.
[[nodiscard]] Result<std::unique_ptr<RowReader>> open_json_lines(const std::string& path, TextDecoder decoder);

/// A spreadsheet saved as CSV, whose header names keys of an event (`subject`) and fields of the types (`data.rank`);
/// an empty cell is absent. Dates may be era dates, items of a list stand between semicolons, rows and other structures
/// are JSON. Errors: IO_ERROR; USAGE if a column of the header is unknown, nameless or there twice.
[[nodiscard]] Result<std::unique_ptr<RowReader>> open_csv(const std::string& path, TextDecoder decoder);

}  // namespace rireki
