#include "tools/rireki/table_xlsx.h"

#include <xlsxwriter.h>

#include <algorithm>

#include "tools/rireki/audience.h"
#include "tools/rireki/xlsx_book.h"

namespace rireki {

namespace {

constexpr lxw_row_t kHeaderRow = 2;
constexpr double kWideColumn = 48;

class Sheet {
 public:
  Sheet(lxw_workbook* book, const XlsxTable& table) : table_(table) {
    sheet_ = workbook_add_worksheet(book, table.name.c_str());
    plain_ = make_format(book, false);
    bold_ = make_format(book, true);
  }

  void fill() {
    write_text(sheet_, 0, 0, table_.ground, plain_);
    for (std::size_t i = 0; i < table_.header.size(); ++i) text(kHeaderRow, i, table_.header[i], bold_);
    lxw_row_t row = kHeaderRow;
    for (const auto& cells : table_.rows) {
      ++row;
      for (std::size_t i = 0; i < cells.size(); ++i) cell(row, i, cells[i]);
    }
    const auto wide = static_cast<lxw_col_t>(table_.wide_column);
    worksheet_set_column(sheet_, wide, wide, kWideColumn, nullptr);
    worksheet_freeze_panes(sheet_, kHeaderRow + 1, 1);
    const auto last = static_cast<lxw_col_t>(table_.header.size() - 1);
    worksheet_autofilter(sheet_, kHeaderRow, 0, row, last);
    set_page(sheet_, kHeaderRow, row, last);
  }

 private:
  void text(lxw_row_t row, std::size_t column, const std::string& value, lxw_format* format) {
    write_text(sheet_, row, static_cast<lxw_col_t>(column), value, format);
  }
  void cell(lxw_row_t row, std::size_t column, const std::string& value) {
    if (value.empty()) return;
    const bool is_text = std::ranges::find(table_.text_columns, column) != table_.text_columns.end();
    if (is_text || value == kSuppressedMark) {
      text(row, column, value, plain_);
    } else {
      worksheet_write_number(sheet_, row, static_cast<lxw_col_t>(column), std::stod(value), plain_);
    }
  }

  const XlsxTable& table_;
  lxw_worksheet* sheet_ = nullptr;
  lxw_format* plain_ = nullptr;
  lxw_format* bold_ = nullptr;
};

}  // namespace

std::string ground_of(const Question& question) {
  return "as of " + to_iso(question.as_of) + ", as known at seq " + std::to_string(question.knowledge->seq.value);
}

Result<void> write_xlsx(const XlsxTable& table, const std::string& path) {
  return write_book(path, [&](lxw_workbook* book) { Sheet(book, table).fill(); });
}

}  // namespace rireki
