// Reads of personal fields: recorded before the answer leaves (DIR/accesses), and asked for again.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/rireki/moment.h"
#include "tools/rireki/output.h"

namespace rireki {

/// What is read: by which question, as of when, and whose fields.
struct AccessMoment {
  std::optional<Day> as_of;
  Seq known;
  std::string hidden = {};  // a word of the question that is personal itself
};

[[nodiscard]] inline AccessMoment moment_of(const Question& question) {
  return {question.as_of, question.knowledge->seq};
}

/// Records a read of these persons' fields; of none: of everybody whom the question admits. In a service the entry
/// waits for AccessLog::record, which the service calls before it answers. Errors: IO_ERROR, INTEGRITY_ERROR.
[[nodiscard]] Result<void> note_access(const GlobalOptions& global, Engine& engine, const AccessMoment& moment,
                                       const std::vector<std::string>& persons);

/// Rows that show personal fields. They are held back until it is recorded whose: by name if they are few.
class PersonalRows {
 public:
  PersonalRows(const GlobalOptions& global, Engine& engine, AccessMoment moment, Output& output)
      : global_(global), engine_(engine), moment_(std::move(moment)), output_(output) {}

  /// As Output::row, if whoever asks may see the person. `person` is whose fields the row shows; empty: nobody's.
  void row(std::string_view person, std::string json, std::vector<std::string> cells);

  /// Records and prints what was held back. Errors: those of note_access; nothing has left then.
  [[nodiscard]] Result<void> finish();

 private:
  struct Row {
    std::string json;
    std::vector<std::string> cells;
  };

  void let_out(bool are_many);

  const GlobalOptions& global_;
  Engine& engine_;
  AccessMoment moment_;
  Output& output_;
  std::vector<Row> held_;
  std::vector<std::string> persons_;
  bool is_out_ = false;
  Result<void> result_;
};

}  // namespace rireki
