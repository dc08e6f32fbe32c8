// Rows of a view, one after the other.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "events/types/error.h"

namespace rireki {

/// Ascending by key, each key once. It must not outlive the view, nor the view change meanwhile.
class RowCursor {
 public:
  struct Row {
    std::string_view key;  // both until the next one
    std::string_view value;
  };
  virtual ~RowCursor() = default;

  /// None at the end, or where nothing more can be read.
  [[nodiscard]] virtual std::optional<Row> next() = 0;

  /// What ended it, if not the end. Errors: IO_ERROR, INTEGRITY_ERROR.
  [[nodiscard]] virtual Result<void> status() const = 0;
};

/// Rows in key order. The keys must stay where they are.
using RowsInMemory = std::vector<std::pair<std::string_view, std::string>>;

/// The rows of both; where both have a key, that of `over`.
[[nodiscard]] std::unique_ptr<RowCursor> merged_rows(std::unique_ptr<RowCursor> under, RowsInMemory over);

}  // namespace rireki
