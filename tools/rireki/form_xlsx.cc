#include "tools/rireki/form_xlsx.h"

#include <xlsxwriter.h>

#include <algorithm>
#include <charconv>

#include "tools/rireki/xlsx_book.h"

namespace rireki {

namespace {

constexpr lxw_row_t kTitleRow = 1;
constexpr lxw_row_t kHeadRow = 3;
constexpr double kTitleSize = 14;
constexpr std::size_t kHeadLinesElsewhere = 2;

class FormSheet {
 public:
  FormSheet(lxw_workbook* book, const Form& form, const FormTable& table, bool is_first)
      : form_(form), table_(table), last_column_(static_cast<lxw_col_t>(table.columns.size() - 1)) {
    sheet_ = workbook_add_worksheet(book, (table.title.empty() || is_first ? form.title : table.title).c_str());
    head_lines_ = is_first ? form.head.size() : std::min(kHeadLinesElsewhere, form.head.size());
    plain_ = make_format(book, false);
    title_ = make_format(book, true);
    format_set_font_size(title_, kTitleSize);
    format_set_align(title_, LXW_ALIGN_CENTER);
    header_ = make_format(book, true);
    framed_ = make_format(book, false);
    for (lxw_format* format : {header_, framed_}) {
      format_set_border(format, LXW_BORDER_THIN);
      format_set_text_wrap(format);
      format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    }
    format_set_align(header_, LXW_ALIGN_CENTER);
  }

  void fill() {
    text(0, 0, form_.mark, plain_);
    const std::string title = form_.title + (table_.title.empty() ? "" : "　" + table_.title);
    worksheet_merge_range(sheet_, kTitleRow, 0, kTitleRow, last_column_, sheet_text(title).c_str(), title_);
    lxw_row_t row = kHeadRow;
    for (std::size_t i = 0; i < head_lines_; ++i, ++row) {
      text(row, 0, form_.head[i].title, plain_);
      text(row, 1, form_.head[i].text, plain_);
    }
    const lxw_row_t header_row = ++row;
    for (lxw_col_t i = 0; i <= last_column_; ++i) {
      const FormColumn& column = table_.columns[i];
      worksheet_set_column(sheet_, i, i, column.width, nullptr);
      text(header_row, i, column.title, header_);
    }
    const std::size_t lines = std::max(table_.rows.size(), table_.lines_least);
    for (std::size_t line = 0; line < lines; ++line) {
      ++row;
      for (lxw_col_t i = 0; i <= last_column_; ++i) cell(row, line, i);
    }
    worksheet_freeze_panes(sheet_, header_row + 1, 0);
    set_page(sheet_, header_row, row, last_column_);
  }

 private:
  void text(lxw_row_t row, lxw_col_t column, const std::string& value, lxw_format* format) {
    write_text(sheet_, row, column, value, format);
  }

  void cell(lxw_row_t row, std::size_t line, lxw_col_t column) {
    const std::string value = line < table_.rows.size() ? table_.rows[line][column] : std::string();
    double number = 0;
    const auto [end, ec] = std::from_chars(value.data(), value.data() + value.size(), number);
    const bool is_number = !value.empty() && ec == std::errc() && end == value.data() + value.size();
    if (value.empty()) {
      worksheet_write_blank(sheet_, row, column, framed_);
    } else if (table_.columns[column].is_number && is_number) {
      worksheet_write_number(sheet_, row, column, number, framed_);
    } else {
      text(row, column, value, framed_);
    }
  }

  const Form& form_;
  const FormTable& table_;
  lxw_col_t last_column_;
  std::size_t head_lines_ = 0;
  lxw_worksheet* sheet_ = nullptr;
  lxw_format* plain_ = nullptr;
  lxw_format* title_ = nullptr;
  lxw_format* header_ = nullptr;
  lxw_format* framed_ = nullptr;
};

}  // namespace

Result<void> write_xlsx(const Form& form, const std::string& path) {
  return write_book(path, [&](lxw_workbook* book) {
    for (const FormTable& table : form.tables) FormSheet(book, form, table, &table == &form.tables.front()).fill();
  });
}

}  // namespace rireki
