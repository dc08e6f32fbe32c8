// The encodings that a file of events may have, and their way to UTF-8: every byte is understood, or named.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "events/types/error.h"

namespace rireki {

/// Turns text into UTF-8. CP932 is Windows-31J with the rows of NEC and IBM, as the C library's iconv has it; its
/// user-defined area becomes the private use area. Characters that Normalization Form C would replace by others keep
/// their shape: a compatibility ideograph becomes the unified one with its standardized variation selector. One thread
/// at a time.
class TextDecoder {
 public:
  /// `encoding`: utf-8 or cp932. Errors: USAGE for another one; IO_ERROR if this system cannot read it.
  [[nodiscard]] static Result<TextDecoder> make(const std::string& encoding);

  /// Whether UTF-8 is what it reads, so that whoever checks UTF-8 anyway need not come here.
  [[nodiscard]] bool is_utf8() const { return converter_ == nullptr; }

  /// Errors: USAGE if a file that begins with the byte order mark of UTF-8 is to be read as something else.
  [[nodiscard]] Result<void> check_mark(bool has_byte_order_mark) const;

  /// Puts `bytes` as UTF-8 into `text`. Errors: ENCODING_ERROR with the column (from 1, in bytes) and the byte; `text`
  /// is not to be used then.
  [[nodiscard]] Result<void> decode(std::string_view bytes, std::string& text);

 private:
  TextDecoder() = default;

  std::shared_ptr<void> converter_;  // of iconv; null: UTF-8
};

}  // namespace rireki
