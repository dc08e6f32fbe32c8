#include "tools/rireki/scorecard_xlsx.h"

#include <xlsxwriter.h>

#include "tools/rireki/scorecard_rows.h"

namespace rireki {

namespace {

constexpr lxw_row_t kHeaderRow = 2;
constexpr std::size_t kTextColumns[] = {0, 1, 4, 9, 10, 11, 12};

bool is_text(std::size_t column) { return std::ranges::find(kTextColumns, column) != std::end(kTextColumns); }

void write_row(lxw_worksheet* sheet, lxw_row_t row, const std::vector<std::string>& cells, lxw_format* bold) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].empty()) continue;
    const auto column = static_cast<lxw_col_t>(i);
    if (bold != nullptr || is_text(i)) {
      worksheet_write_string(sheet, row, column, cells[i].c_str(), bold);
    } else {
      worksheet_write_number(sheet, row, column, std::stod(cells[i]), nullptr);
    }
  }
}

void fill(lxw_workbook* book, const Scorecard& card, const Question& question) {
  lxw_worksheet* sheet = workbook_add_worksheet(book, "scorecard");
  lxw_format* bold = workbook_add_format(book);
  format_set_bold(bold);
  const std::string ground =
      "as of " + to_iso(question.as_of) + ", as known at seq " + std::to_string(question.knowledge->seq.value);
  worksheet_write_string(sheet, 0, 0, ground.c_str(), nullptr);
  write_row(sheet, kHeaderRow, score_header(), bold);
  lxw_row_t row = kHeaderRow;
  for (const ScoreRow& figure : card.figures) write_row(sheet, ++row, score_cells(figure), nullptr);
  worksheet_set_column(sheet, 1, 1, 48, nullptr);
  worksheet_freeze_panes(sheet, kHeaderRow + 1, 1);
  worksheet_autofilter(sheet, kHeaderRow, 0, row, static_cast<lxw_col_t>(score_header().size() - 1));
}

}  // namespace

Result<void> write_xlsx(const Scorecard& card, const Question& question, const std::string& path) {
  lxw_workbook* book = workbook_new(path.c_str());
  if (book == nullptr) return fail(Code::io_error, path + ": cannot be written");
  fill(book, card, question);
  if (const lxw_error error = workbook_close(book); error != LXW_NO_ERROR) {
    return fail(Code::io_error, path + ": " + lxw_strerror(error));
  }
  return {};
}

}  // namespace rireki
