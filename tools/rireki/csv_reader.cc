#include "tools/rireki/csv_reader.h"

#include <csv.h>

#include <algorithm>
#include <new>
#include <utility>

#include "events/types/json_reader.h"
#include "tools/rireki/line_reader.h"

namespace rireki {

namespace {

constexpr unsigned char kOptions = CSV_STRICT | CSV_STRICT_FINI;

/// libcsv's parser, told to leave blanks in cells alone.
class Parser {
 public:
  explicit Parser(std::vector<std::string>& cells) : cells_(cells) { begin(); }
  ~Parser() { csv_free(&parser_); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  void restart() {
    csv_free(&parser_);
    begin();
  }

  /// Parses a piece of a record; false if a quotation mark is out of place.
  bool feed(std::string_view text) {
    const std::size_t read = csv_parse(&parser_, text.data(), text.size(), on_cell, on_row, this);
    if (csv_error(&parser_) == CSV_ENOMEM) throw std::bad_alloc();
    return read == text.size();
  }

  /// Ends the file's last record; false if its quotation marks are left open.
  bool finish() { return csv_fini(&parser_, on_cell, on_row, this) == 0; }

  /// Whether a record has ended since the last call.
  bool take_end() { return std::exchange(has_ended_, false); }

 private:
  void begin() {
    if (csv_init(&parser_, kOptions) != 0) throw std::bad_alloc();
    csv_set_space_func(&parser_, [](unsigned char) { return 0; });
    has_ended_ = false;
    cells_.clear();
  }

  static void on_cell(void* text, std::size_t bytes, void* self) {
    static_cast<Parser*>(self)->cells_.emplace_back(static_cast<const char*>(text), bytes);
  }
  static void on_row(int, void* self) { static_cast<Parser*>(self)->has_ended_ = true; }

  std::vector<std::string>& cells_;
  csv_parser parser_{};
  bool has_ended_ = false;
};

}  // namespace

struct CsvReader::Impl {
  explicit Impl(TextDecoder d) : decoder(std::move(d)) {}

  TextDecoder decoder;
  LineReader lines;
  std::vector<std::string> cells;
  Parser parser{cells};
  std::string bytes;            // of one line, as in the file
  std::string text;             // of the same, as UTF-8
  bool is_passed_over = false;  // the record is too long, and its quotation marks leave it open

  /// Takes the line; true if the record ends with it, well or badly.
  bool take(CsvRecord& record) {
    if (is_passed_over) return pass_over(record, bytes);
    const bool is_whole = bytes.size() <= kJsonBytesMax;
    if (is_whole) decode(record);
    record.text += is_whole ? text : bytes;
    if (is_whole && record.text.size() <= kJsonBytesMax) return parse(record);
    parser.restart();
    return pass_over(record, record.text);
  }

  /// Passes over more of a record that is too long. In a quoted cell it goes on after the line, and no text of the cell
  /// is taken for a record.
  bool pass_over(CsvRecord& record, std::string_view more) {
    const auto marks = static_cast<std::uint64_t>(std::ranges::count(more, '"')) + lines.marks_not_kept();
    if (marks % 2 != 0) is_passed_over = !is_passed_over;
    return !is_passed_over && refuse_length(record);
  }

  bool refuse_length(CsvRecord& record) {
    is_passed_over = false;
    return give_up(record, "the row is longer than " + std::to_string(kJsonBytesMax >> 20) +
                               " MiB and ends with line " + std::to_string(lines.number()) +
                               "; is a quotation mark left open?");
  }

  /// The line's text. One that is not in the encoding stays as it is: its commas and quotation marks still say where
  /// the record ends.
  void decode(CsvRecord& record) {
    const auto decoded = decoder.decode(bytes, text);
    if (decoded) return;
    text = bytes;
    if (record.fault) return;
    const bool is_first = lines.number() == record.line;
    const std::string where = is_first ? "" : "line " + std::to_string(lines.number()) + ", ";
    record.fault = Error{decoded.error().code, where + decoded.error().message};
  }

  /// The same of a line that is not too long.
  bool parse(CsvRecord& record) {
    if (!parser.feed(text)) return give_up(record, "a quotation mark is out of place");
    if (parser.take_end()) return give_up(record, "a carriage return stands outside of quotation marks");
    if (lines.end().empty()) return finish(record);
    if (!parser.feed(lines.end())) return give_up(record, "a quotation mark is out of place");
    if (parser.take_end()) return true;
    record.text += lines.end();
    return false;
  }

  bool finish(CsvRecord& record) {
    if (!parser.finish()) return give_up(record, "a quotation mark is left open");
    parser.take_end();
    return true;
  }

  bool give_up(CsvRecord& record, std::string message) {
    if (!record.fault) record.fault = Error{Code::invalid_json, std::move(message)};
    parser.restart();
    return true;
  }

  /// The next line that is not the empty beginning of a record; false at the end.
  Result<bool> next_line(bool has_begun) {
    while (true) {
      const auto more = lines.next(bytes, kJsonBytesMax);
      if (!more || !*more) return more;
      if (auto r = decoder.check_mark(lines.has_byte_order_mark()); !r) return std::unexpected(r.error());
      if (has_begun || !bytes.empty()) return true;
    }
  }
};

CsvReader::CsvReader(TextDecoder decoder) : impl_(std::make_unique<Impl>(std::move(decoder))) {}
CsvReader::~CsvReader() = default;

Result<void> CsvReader::open(const std::string& path) { return impl_->lines.open(path); }

Result<bool> CsvReader::next(CsvRecord& record) {
  record = {};
  impl_->cells.clear();
  for (bool has_ended = false; !has_ended;) {
    const auto more = impl_->next_line(record.line != 0);
    if (!more) return more;
    if (!*more) {
      if (record.line == 0) return false;
      impl_->is_passed_over ? impl_->refuse_length(record) : impl_->finish(record);
      break;
    }
    if (record.line == 0) record.line = impl_->lines.number();
    has_ended = impl_->take(record);
  }
  record.cells.swap(impl_->cells);
  return true;
}

}  // namespace rireki
