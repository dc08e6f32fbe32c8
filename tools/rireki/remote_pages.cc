#include "tools/rireki/remote_pages.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>

#include <boost/json.hpp>

#include "tools/rireki/csv_reader.h"
#include "tools/rireki/log_table.h"
#include "tools/rireki/memory_file.h"
#include "tools/rireki/output.h"
#include "tools/server/routes.h"

namespace rireki {

namespace {

/// What a page was.
struct Page {
  std::uint64_t rows = 0;
  std::uint64_t last = 0;  // seq
};

Error not_a_page() { return {Code::io_error, "the service's answer is not a page of its log"}; }

bool read_seq(std::string_view text, std::uint64_t& seq) {
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), seq);
  return ec == std::errc() && end == text.data() + text.size();
}

/// Of a Record, or of a CloudEvent.
bool read_seq_of(const boost::json::object& row, std::uint64_t& seq) {
  if (const boost::json::value* number = row.if_contains("seq"); number != nullptr && number->is_int64()) {
    seq = static_cast<std::uint64_t>(number->as_int64());
    return true;
  }
  const boost::json::value* text = row.if_contains("sequence");
  return text != nullptr && text->is_string() && read_seq(text->as_string(), seq);
}

Result<Page> print_lines(const std::string& text) {
  answers() << text;
  Page page{.rows = static_cast<std::uint64_t>(std::ranges::count(text, '\n'))};
  if (page.rows == 0) return page;
  const std::size_t begin = text.rfind('\n', text.size() - 2) + 1;  // npos + 1: the first line is the last
  boost::system::error_code ec;
  const auto row = boost::json::parse(text.substr(begin), ec);
  if (ec || !row.is_object() || !read_seq_of(row.as_object(), page.last)) return std::unexpected(not_a_page());
  return page;
}

/// Prints rows of CSV, in that form or for people.
class CsvPages {
 public:
  explicit CsvPages(const GlobalOptions& global) : global_(global) {}

  Result<Page> print(const std::string& text) {
    const auto file = MemoryFile::make();
    if (!file) return std::unexpected(file.error());
    if (!(std::ofstream(file->path(), std::ios::binary) << text << std::flush)) return std::unexpected(not_a_page());
    auto decoder = TextDecoder::make("utf-8");
    if (!decoder) return std::unexpected(decoder.error());
    CsvReader reader(std::move(*decoder));
    if (auto r = reader.open(file->path()); !r) return std::unexpected(r.error());
    return print_records(reader);
  }

  void finish() {
    if (output_) output_->finish();
  }

 private:
  Result<Page> print_records(CsvReader& reader) {
    Page page;
    CsvRecord record;
    std::size_t columns = 0;
    while (true) {
      const auto more = reader.next(record);
      if (!more) return std::unexpected(more.error());
      if (!*more) break;
      if (columns == 0) {
        columns = record.cells.size();
        if (columns < log_header().size()) return std::unexpected(not_a_page());
        if (!output_) output_.emplace(global_, shown(std::move(record.cells)));
        continue;
      }
      if (record.fault || record.cells.size() != columns || !read_seq(record.cells.front(), page.last)) {
        return std::unexpected(not_a_page());
      }
      ++page.rows;
      output_->row({}, shown(std::move(record.cells)));
    }
    return page;
  }

  /// People see the first columns.
  [[nodiscard]] std::vector<std::string> shown(std::vector<std::string> cells) const {
    if (!global_.csv) cells.resize(log_header().size());
    return cells;
  }

  const GlobalOptions& global_;
  std::optional<Output> output_;
};

}  // namespace

Result<void> print_pages(const GlobalOptions& global, std::uint64_t from, std::uint64_t limit, const AskPage& ask) {
  CsvPages csv(global);
  while (limit > 0) {
    const std::uint64_t rows = std::min<std::uint64_t>(limit, kPageMax);
    const auto text = ask(from, rows);
    if (!text) return std::unexpected(text.error());
    const auto page = global.json ? print_lines(*text) : csv.print(*text);
    if (!page) return std::unexpected(page.error());
    if (page->rows < rows) break;
    if (page->last < from || page->rows > rows) return std::unexpected(not_a_page());  // or it would never end
    from = page->last + 1;
    limit -= page->rows;
  }
  csv.finish();
  return {};
}

}  // namespace rireki
