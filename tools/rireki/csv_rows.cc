// The rows of a spreadsheet as events: the header says which key or field a column is, the row's type which kind of
// value a cell holds.
#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "events/calendar/era.h"
#include "events/types/catalog.h"
#include "events/types/json_writer.h"
#include "events/types/text.h"
#include "tools/rireki/csv_reader.h"
#include "tools/rireki/data_builder.h"
#include "tools/rireki/row_reader.h"

namespace rireki {

namespace {

constexpr std::string_view kDataPrefix = "data.";
constexpr char kListSeparator = ';';
constexpr auto kTextKeys =
    std::to_array<std::string_view>({"id", "type", "subject", "recorded", "actor", "approved_by", "order_ref", "note"});
constexpr auto kNumberKeys = std::to_array<std::string_view>({"line", "seq", "version"});

struct Column {
  enum class Kind : std::uint8_t { text, number, day, data } kind = Kind::text;
  std::string key;  // without kDataPrefix
};

std::optional<Column> column_of(std::string_view name) {
  if (std::ranges::find(kTextKeys, name) != kTextKeys.end()) return Column{Column::Kind::text, std::string(name)};
  if (std::ranges::find(kNumberKeys, name) != kNumberKeys.end()) return Column{Column::Kind::number, std::string(name)};
  if (name == "effective") return Column{Column::Kind::day, std::string(name)};
  if (!name.starts_with(kDataPrefix)) return std::nullopt;
  const std::string_view field = name.substr(kDataPrefix.size());
  if (!is_field_of_any_type(field)) return std::nullopt;
  return Column{Column::Kind::data, std::string(field)};
}

class CsvRows final : public RowReader {
 public:
  CsvRows(std::string file, TextDecoder decoder) : file_(std::move(file)), reader_(std::move(decoder)) {}

  Result<void> open() {
    if (auto r = reader_.open(file_); !r) return r;
    const auto more = reader_.next(record_);
    if (!more) return std::unexpected(more.error());
    if (!*more) return fail(Code::usage, file_ + ": the header, which names the columns, is missing");
    if (record_.fault) {
      const bool is_text = record_.fault->code != Code::encoding_error;
      return fail(is_text ? Code::usage : Code::encoding_error, header_place() + ": " + record_.fault->message);
    }
    return read_header();
  }

  Result<bool> next(Row& row) override {
    do {
      const auto more = reader_.next(record_);
      if (!more || !*more) return more;
    } while (!record_.fault && is_blank());
    row.line = record_.line;
    row.fault = std::move(record_.fault);
    row.dates.clear();
    if (!row.fault) row.fault = misfit_of_length();
    if (row.fault) {
      row.text = std::move(record_.text);
    } else {
      write_event(row);
    }
    return true;
  }

 private:
  [[nodiscard]] std::string header_place() const { return file_ + ": line " + std::to_string(record_.line); }

  /// Spreadsheets write columns behind the last one that are empty all the way down.
  [[nodiscard]] std::optional<Error> misfit_of_length() const {
    const auto& cells = record_.cells;
    if (cells.size() < columns_.size() || cells.size() > header_cells_) {
      return Error{Code::invalid_json, "the row has " + std::to_string(cells.size()) + " cells, the header " +
                                           std::to_string(columns_.size())};
    }
    const auto begin = cells.begin() + static_cast<std::ptrdiff_t>(columns_.size());
    const auto odd = std::find_if(begin, cells.end(), [](const std::string& cell) { return !cell.empty(); });
    if (odd == cells.end()) return std::nullopt;
    return Error{Code::invalid_json,
                 "cell " + std::to_string(odd - cells.begin() + 1) + " stands in a column without a name"};
  }

  Result<void> read_header() {
    header_cells_ = record_.cells.size();
    while (!record_.cells.empty() && record_.cells.back().empty()) record_.cells.pop_back();
    if (record_.cells.empty()) return fail(Code::usage, header_place() + ": the header names no column");
    std::set<std::string_view> names;
    for (const std::string& name : record_.cells) {
      const std::string place = header_place() + ": column " + std::to_string(columns_.size() + 1) + " of the header";
      if (name.empty()) return fail(Code::usage, place + " has no name");
      if (!names.insert(name).second) return fail(Code::usage, place + ": " + code_in_quotes(name) + " stands twice");
      auto column = column_of(name);
      if (!column) return unknown_column(place, name);
      columns_.push_back(std::move(*column));
    }
    const auto is_type = [](const Column& c) { return c.kind == Column::Kind::text && c.key == "type"; };
    type_column_ = static_cast<std::size_t>(std::ranges::find_if(columns_, is_type) - columns_.begin());
    return {};
  }

  [[nodiscard]] Result<void> unknown_column(const std::string& place, const std::string& name) const {
    const bool is_one = record_.cells.size() == 1;
    for (const auto& [separator, called] : {std::pair{';', "semicolons"}, {'\t', "tabs"}}) {
      if (!is_one || !name.contains(separator)) continue;
      return fail(Code::usage, header_place() + ": the columns stand between " + called +
                                   "; save the file with commas between them (CSV)");
    }
    const std::string meant = std::string(kDataPrefix) + name;
    const std::string hint = column_of(meant) ? "; did you mean " + in_quotes(meant) + "?" : "";
    return fail(Code::usage, place + ": " + code_in_quotes(name) + " is neither a key of an event (" + known_keys() +
                                 ") nor data. and a field of a type (`rireki types TYPE` lists them)" + hint);
  }

  static std::string known_keys() {
    std::string keys = "effective, line";
    for (const std::string_view key : kTextKeys) (keys += ", ") += key;
    return keys;
  }

  [[nodiscard]] bool is_blank() const {
    return std::ranges::all_of(
        record_.cells, [](const std::string& cell) { return cell.find_first_not_of(" \t") == std::string::npos; });
  }

  /// The cells as the JSON that the reader of events judges; what does not fit stays a text for it to name.
  void write_event(Row& row) const {
    const auto type =
        type_column_ < columns_.size() ? event_type(record_.cells[type_column_]) : std::optional<EventType>{};
    JsonWriter out;
    out.begin_object();
    for (std::size_t i = 0; i < columns_.size(); ++i) write_key(out, row, columns_[i], record_.cells[i]);
    out.key("data").begin_object();
    for (std::size_t i = 0; i < columns_.size(); ++i) write_field(out, row, type, columns_[i], record_.cells[i]);
    out.end_object().end_object();
    row.text = std::move(out).str();
  }

  static void write_key(JsonWriter& out, Row& row, const Column& column, const std::string& cell) {
    if (cell.empty() || column.kind == Column::Kind::data) return;
    out.key(column.key);
    if (column.kind == Column::Kind::text) {
      out.text(cell);
    } else if (column.kind == Column::Kind::number) {
      write_integer(out, cell);
    } else {
      const auto day = parse_day(cell);
      if (!day) row.dates.push_back({day.error().code, column.key + ": " + day.error().message, column.key});
      out.text(day ? to_iso(*day) : cell);
    }
  }

  static void write_field(JsonWriter& out, Row& row, std::optional<EventType> type, const Column& column,
                          const std::string& cell) {
    if (cell.empty() || column.kind != Column::Kind::data) return;
    out.key(column.key);
    if (!type) {
      out.text(cell);
      return;
    }
    write_typed(out, *type, column.key, cell, kListSeparator);
    if (auto fault = date_fault(*type, column.key, cell)) row.dates.push_back(std::move(*fault));
  }

  std::string file_;
  CsvReader reader_;
  CsvRecord record_;
  std::vector<Column> columns_;
  std::size_t header_cells_ = 0;  // with those behind the last name
  std::size_t type_column_ = 0;
};

}  // namespace

Result<std::unique_ptr<RowReader>> open_csv(const std::string& path, TextDecoder decoder) {
  auto rows = std::make_unique<CsvRows>(path, std::move(decoder));
  if (auto r = rows->open(); !r) return std::unexpected(r.error());
  return rows;
}

}  // namespace rireki
