#include "tools/rireki/output.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <iostream>
#include <utility>

#include "events/calendar/era.h"
#include "events/types/text.h"

namespace rireki {

namespace {

constexpr std::uint64_t kProgressStep = 4096;

/// What columns of dates are called. Texts of persons may look like dates, too.
constexpr auto kDates =
    std::to_array<std::string_view>({"absence_since", "as_of", "birth", "date", "effective", "first_hired", "hired",
                                     "recorded", "secondment_since", "separated", "since", "term_end", "unit_since"});
constexpr auto kFiscalYears =
    std::to_array<std::string_view>({"fiscal_year", "from_fiscal_year", "to_fiscal_year"});  // and of years
constexpr std::string_view kOfState = "state ";  // before the columns of a state in a history

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

/// The escape of a control character, a line separator or a mark that turns the direction of what follows, if such a
/// one stands at the beginning of well-formed UTF-8, and its length there; else nothing.
std::pair<std::string, std::size_t> escape_at(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto number = [](const char* form, unsigned code) {
    char out[8];
    std::snprintf(out, sizeof out, form, code);
    return std::string(out);
  };
  if (byte(0) == '\n') return {"\\n", 1};
  if (byte(0) == '\r') return {"\\r", 1};
  if (byte(0) == '\t') return {"\\t", 1};
  if (byte(0) < 0x20 || byte(0) == 0x7F) return {number("\\x%02x", byte(0)), 1};
  if (byte(0) == 0xC2 && byte(1) < 0xA0) return {number("\\x%02x", byte(1)), 2};
  const unsigned point = byte(0) == 0xE2 ? 0x2000U + ((byte(1) & 0x3FU) << 6U) + (byte(2) & 0x3FU) : 0U;
  const bool is_mark = (point >= 0x2028 && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
  if (is_mark) return {number("\\u%04x", point), 3};
  return {};
}

std::string without_controls(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto [escape, length] = escape_at(text);
    length == 0 ? out += text.front() : out += escape;
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

void print_csv(const std::vector<std::string>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) answers() << (i == 0 ? "" : ",") << csv_cell(cells[i]);
  answers() << "\r\n";
}

}  // namespace

std::string by_era(std::string_view key, std::string text) {
  if (key.starts_with(kOfState)) key.remove_prefix(kOfState.size());
  if (std::ranges::find(kDates, key) != kDates.end()) {
    const auto day = parse_iso_day(text);
    return day ? to_era(*day) : text;
  }
  if (std::ranges::find(kFiscalYears, key) == kFiscalYears.end()) return text;
  int year = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, ec] = std::from_chars(text.data(), end, year);
  return ec == std::errc() && rest == end ? fiscal_year_label(year) : text;
}

Output::Output(const GlobalOptions& global, std::vector<std::string> header)
    : global_(global), header_(std::move(header)) {}

void Output::print_csv_header() {
  if (!std::exchange(has_begun_, true)) print_csv(header_);
}

void Output::row(const std::string& json, std::vector<std::string> cells) {
  for (std::size_t i = 0; global_.era && i < cells.size(); ++i) cells[i] = by_era(header_[i], std::move(cells[i]));
  if (global_.json) {
    answers() << json << '\n';
  } else if (global_.csv) {
    print_csv_header();
    print_csv(cells);
  } else {
    for (std::string& cell : cells) cell = without_controls(cell);
    rows_.push_back(std::move(cells));
  }
}

void Output::finish() {
  if (global_.csv && !global_.json) print_csv_header();
  if (global_.json || global_.csv) return;
  std::vector<std::size_t> widths;
  for (const std::string& title : header_) widths.push_back(display_width(title));
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  }
  const auto print = [&](const std::vector<std::string>& cells) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      line += (i == 0 ? "" : "  ") + cells[i];
      if (i + 1 < cells.size()) line.append(widths[i] - display_width(cells[i]), ' ');
    }
    answers() << line << '\n';
  };
  print(header_);
  std::vector<std::string> rule;
  for (const std::size_t width : widths) rule.emplace_back(width, '-');
  print(rule);
  for (const auto& row : rows_) print(row);
}

void say_moment(const GlobalOptions& global, Day as_of, Seq seq, std::optional<std::int64_t> erased) {
  note_moment({as_of, seq, erased});
  if (is_lent()) return;  // the lender says it in his own way
  if (global.json) {
    remarks() << "{\"seq\":" << seq.value;
    if (erased != 0) remarks() << ",\"erased\":" << (erased ? std::to_string(*erased) : "null");
    remarks() << "}\n";
    return;
  }
  remarks() << "as of " << to_iso(as_of) << ", as known at seq " << seq.value;
  if (erased != 0) remarks() << "; " << (erased ? std::to_string(*erased) : "some") << " erased, counted as unknown";
  remarks() << '\n';
}

Progress::Progress(std::string doing) : doing_(std::move(doing)), is_terminal_(isatty(STDERR_FILENO) != 0) {}

Progress::~Progress() { end(); }

void Progress::end() {
  if (std::exchange(is_open_, false)) std::cerr << '\n';
}

void Progress::show(std::uint64_t done) {
  if (!is_terminal_ || done < shown_ + kProgressStep) return;
  shown_ = done;
  is_open_ = true;
  std::cerr << '\r' << doing_ << ": " << done << std::flush;
}

}  // namespace rireki
