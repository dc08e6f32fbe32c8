// Rows for three readers: people (a table), machines (JSON Lines) and spreadsheets (CSV).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/rireki/answering.h"
#include "tools/rireki/command.h"

namespace rireki {

class Output {
 public:
  /// Nothing is printed before the first row or `finish`: until then a question can still be refused.
  Output(const GlobalOptions& global, std::vector<std::string> header);

  /// One row: `json` for machines, `cells` (as many as the header) for people and spreadsheets; with --era those of
  /// columns of dates or fiscal years are printed by their era.
  void row(const std::string& json, std::vector<std::string> cells);

  /// Whether rows are wanted as JSON, so that callers can spare the cells.
  [[nodiscard]] bool is_json() const { return global_.json; }

  /// Prints the table, with control characters as escapes: a terminal obeys them. Rows in the other forms are out
  /// already, as they are.
  void finish();

 private:
  void print_csv_header();

  const GlobalOptions& global_;
  std::vector<std::string> header_;
  bool has_begun_ = false;
  std::vector<std::vector<std::string>> rows_;
};

/// A date, or the number of a fiscal year, by its era, if that is what a column of this name has; anything else as it
/// is.
[[nodiscard]] std::string by_era(std::string_view key, std::string text);

/// Says on standard error on what an answer stands: `{"seq":n}` with --json, a sentence otherwise. `erased`: as of
/// AnsweredMoment.
void say_moment(const GlobalOptions& global, Day as_of, Seq seq, std::optional<std::int64_t> erased = 0);

/// A moving line on standard error, if that is a terminal.
class Progress {
 public:
  explicit Progress(std::string doing);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void show(std::uint64_t done);

  /// Ends the line, so that something else can be said; `show` begins another one.
  void end();

 private:
  std::string doing_;
  bool is_terminal_;
  std::uint64_t shown_ = 0;
  bool is_open_ = false;  // a line without its end
};

}  // namespace rireki
