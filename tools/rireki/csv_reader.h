// The records of a CSV file (RFC 4180) as UTF-8, one at a time, with a bound on what one takes of memory.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tools/rireki/text_encoding.h"

namespace rireki {

struct CsvRecord {
  std::uint64_t line = 0;  // of the file, where it begins; from 1
  std::string text;        // as it stands in the file, quotation marks and all, without the last line's end
  std::vector<std::string> cells;
  std::optional<Error> fault;  // why it is no record; `cells` are not to be used then
};

class CsvReader {
 public:
  explicit CsvReader(TextDecoder decoder);
  ~CsvReader();
  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;

  /// Opens a file, or standard input for "-". Errors: IO_ERROR.
  [[nodiscard]] Result<void> open(const std::string& path);

  /// The next record that is not an empty line; false at the end. A record's fault is ENCODING_ERROR, or INVALID_JSON
  /// for quotation marks out of place and for one of more than kJsonBytesMax, all of which is passed over, to the end
  /// that its quotation marks give it; reading goes on with the line after it.
  /// Errors: IO_ERROR; USAGE if the file is marked as UTF-8 but declared to be something else.
  [[nodiscard]] Result<bool> next(CsvRecord& record);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rireki
