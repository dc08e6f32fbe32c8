// import: a file of events, each row judged for itself or all of them as one batch.
#pragma once

#include <string>

#include "tools/rireki/command.h"

namespace rireki {

/// As typed (tools/rireki/import.cc).
struct ImportOptions {
  std::string file;
  std::string format = "jsonl";
  std::string encoding = "utf-8";
  std::string rejects;
  std::string actor;
  bool trust_recorded = false;
  bool atomic = false;
  bool dry_run = false;
  bool raw = false;  // it is a log (import_raw.h), with the keys of its personal fields beside it
  std::string keys;
};

/// Appends the events of a file that is not raw, says what became of them, and keeps what is refused where the options
/// say. Returns the exit status.
[[nodiscard]] int import_rows(const GlobalOptions& global, const ImportOptions& options);

}  // namespace rireki
