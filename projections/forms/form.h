// A form (様式) as people fill in and file it: what stands where, in Japanese. Whoever lays it out decides nothing
// else.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "events/types/enums.h"
#include "projections/knowledge.h"

namespace rireki {

enum class FormName : std::uint8_t {
  workplace_training_plan,    // 様式1, training_forms.h
  workplace_training_report,  // 様式2
  personnel_record,           // 人事記録, personnel_record.h
  appointments,               // 発令一覧, appointments.h
  scorecard                   // 指標一覧, scorecard_form.h
};
constexpr auto names(FormName) {
  return name_list("workplace_training_plan", "workplace_training_report", "personnel_record", "appointments",
                   "scorecard");
}

struct FormColumn {
  std::string key;  // for machines
  std::string title;
  int width = 12;          // in characters of half width
  bool is_number = false;  // its cells are numbers where they can be
};

/// A line of the head: "所属", "総務部".
struct FormLine {
  std::string key;
  std::string title;
  std::string text;
};

struct FormTable {
  std::string key;
  std::string title;  // empty: the form's own
  std::vector<FormColumn> columns;
  std::vector<std::vector<std::string>> rows;  // a cell for each column
  std::size_t lines_least = 0;                 // so many lines has the form on paper, empty ones among them
};

struct Form {
  FormName name{};
  std::string mark;  // "（様式１）", or empty
  std::string title;
  std::vector<FormLine> head;
  std::vector<FormTable> tables;
  std::vector<std::string> persons;  // whose personal fields it shows, ascending
  std::int64_t erased = 0;           // persons counted without knowing what was erased (contract, section 10)
};

/// What a form is about; which of these a form needs its own header says.
struct FormQuery {
  FormName name{};
  Day as_of;
  std::string person;
  std::string unit;
  int fiscal_year = 0;
};

/// "令和5年度", "令和元年度": the fiscal year that begins in this calendar year (contract, section 2).
[[nodiscard]] std::string fiscal_year_ja(int year);

/// What was erased and cannot be filled in.
inline constexpr std::string_view kErasedJa = "消去済";

}  // namespace rireki
