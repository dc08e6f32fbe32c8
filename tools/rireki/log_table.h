// The columns in which Records are printed.
#pragma once

#include <string>
#include <vector>

namespace rireki {

/// Of a table for people.
inline std::vector<std::string> log_header() {
  return {"seq", "recorded", "effective", "subject", "event", "和名", "actor", "order"};
}

/// Of CSV: the same, and behind them the rest.
inline std::vector<std::string> whole_log_header() {
  std::vector<std::string> header = log_header();
  header.insert(header.end(), {"id", "line", "version", "approved_by", "note", "data"});
  return header;
}

}  // namespace rireki
