#include "tools/rireki/xlsx_book.h"

#include <xlsxwriter.h>

#include <ctime>

#include "tools/rireki/memory_file.h"
#include "tools/rireki/whole_file.h"

namespace rireki {

namespace {

constexpr std::uint8_t kPaperA4 = 9;
constexpr std::string_view kBlanks = "\t\n\r";  // controls that a cell may have
constexpr char kFont[] = "Yu Gothic";

/// 1980-01-01, as the entries of the archive have it: the same answer gives the same bytes whenever it is written.
constexpr std::time_t kNoTime = 315'532'800;

}  // namespace

Result<void> write_book(const std::string& path, const std::function<void(lxw_workbook*)>& fill) {
  const auto memory = MemoryFile::make();
  if (!memory) return std::unexpected(memory.error());
  lxw_workbook* book = workbook_new(memory->path().c_str());
  if (book == nullptr) return fail(Code::io_error, path + ": cannot be written");
  lxw_doc_properties properties{};
  properties.created = kNoTime;
  workbook_set_properties(book, &properties);
  fill(book);
  if (const lxw_error error = workbook_close(book); error != LXW_NO_ERROR) {
    return fail(Code::io_error, path + ": " + lxw_strerror(error));
  }
  const auto content = memory->content();
  return content ? write_whole_file(path, *content) : std::unexpected(content.error());
}

std::string sheet_text(std::string_view text) {
  constexpr std::string_view kReplacement = "\uFFFD";
  std::string out;
  while (!text.empty()) {
    const bool is_control = static_cast<unsigned char>(text.front()) < 0x20 && !kBlanks.contains(text.front());
    const bool is_no_character =
        text.starts_with("\xEF\xBF\xBE") || text.starts_with("\xEF\xBF\xBF");  // U+FFFE, U+FFFF
    is_control || is_no_character ? out += kReplacement : out += text.front();
    text.remove_prefix(is_no_character ? 3 : 1);
  }
  return out;
}

void write_text(lxw_worksheet* sheet, std::uint32_t row, std::uint16_t column, std::string_view text,
                lxw_format* format) {
  worksheet_write_string(sheet, row, column, sheet_text(text).c_str(), format);
}

lxw_format* make_format(lxw_workbook* book, bool is_bold) {
  lxw_format* format = workbook_add_format(book);
  format_set_font_name(format, kFont);
  if (is_bold) format_set_bold(format);
  return format;
}

void set_page(lxw_worksheet* sheet, std::uint32_t header_row, std::uint32_t last_row, std::uint16_t last_column) {
  worksheet_set_paper(sheet, kPaperA4);
  worksheet_set_landscape(sheet);
  worksheet_fit_to_pages(sheet, 1, 0);
  worksheet_repeat_rows(sheet, header_row, header_row);
  worksheet_print_area(sheet, 0, 0, last_row, last_column);
}

}  // namespace rireki
