// Lines of a file or of standard input, with a bound on what one line may take of memory.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "events/types/error.h"

namespace rireki {

class LineReader {
 public:
  LineReader() = default;
  ~LineReader();
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;

  /// Opens a file, or standard input for "-". Errors: IO_ERROR.
  [[nodiscard]] Result<void> open(const std::string& path);

  /// The next line without its end (LF or CR LF) and without a byte order mark; false at the end of input. Of a line
  /// longer than `bytes_max` only the first `bytes_max` + 1 bytes are kept. Errors: IO_ERROR.
  [[nodiscard]] Result<bool> next(std::string& line, std::size_t bytes_max);

  /// Number of the line read last, from 1.
  [[nodiscard]] std::uint64_t number() const { return number_; }

  /// Quotation marks in what was not kept of the line read last.
  [[nodiscard]] std::uint64_t marks_not_kept() const { return marks_not_kept_; }

  /// How the line read last ended: LF, CR LF, or nothing at the end of the file.
  [[nodiscard]] std::string_view end() const { return end_; }

  /// Whether the file begins with the byte order mark of UTF-8, which says that it is UTF-8; known once its first line
  /// is read.
  [[nodiscard]] bool has_byte_order_mark() const { return has_byte_order_mark_; }

 private:
  bool fill();

  std::FILE* file_ = nullptr;
  std::vector<char> buffer_;
  std::string_view rest_;
  std::uint64_t number_ = 0;
  std::uint64_t marks_not_kept_ = 0;
  std::string_view end_;
  bool has_byte_order_mark_ = false;
};

}  // namespace rireki
