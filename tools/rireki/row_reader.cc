#include "tools/rireki/row_reader.h"

#include "events/types/json_reader.h"
#include "tools/rireki/line_reader.h"

namespace rireki {

namespace {

class JsonLines final : public RowReader {
 public:
  explicit JsonLines(TextDecoder decoder) : decoder_(std::move(decoder)) {}

  Result<void> open(const std::string& path) { return lines_.open(path); }

  Result<bool> next(Row& row) override {
    while (true) {
      const auto more = lines_.next(row.text, kJsonBytesMax);
      if (!more || !*more) return more;
      if (auto r = decoder_.check_mark(lines_.has_byte_order_mark()); !r) return std::unexpected(r.error());
      if (row.text.find_first_not_of(" \t") != std::string::npos) break;
    }
    row.line = lines_.number();
    row.fault.reset();
    if (!decoder_.is_utf8()) decode(row);
    return true;
  }

 private:
  void decode(Row& row) {
    if (auto decoded = decoder_.decode(row.text, text_); !decoded) {
      row.fault = std::move(decoded.error());
    } else {
      row.text.swap(text_);
    }
  }

  TextDecoder decoder_;
  LineReader lines_;
  std::string text_;
};

}  // namespace

Result<std::unique_ptr<RowReader>> open_json_lines(const std::string& path, TextDecoder decoder) {
  auto reader = std::make_unique<JsonLines>(std::move(decoder));
  if (auto r = reader->open(path); !r) return std::unexpected(r.error());
  return reader;
}

}  // namespace rireki
