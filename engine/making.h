// The making of a data directory: at its end the directory is whole, and otherwise it is made anew from the beginning.
//
//   DIR/unfinished     which names of DIR come from a making that has not ended, a line each, then "end". Without its
//                      last line nothing was made yet. Whoever makes holds a lock on it
#pragma once

#include <string>
#include <vector>

#include "engine/data_directory.h"
#include "events/types/error.h"

namespace rireki {

class Making {
 public:
  /// Begins to make what DIR lacks; what another making has left is removed first, and nothing else: names that were
  /// there before it stay, and so does a master key outside of DIR. Errors: IO_ERROR, also if DIR has a log or keys of
  /// one, or another process is making it.
  [[nodiscard]] static Result<Making> begin(const DataDirectory& data);

  Making(Making&& other) noexcept;
  Making& operator=(Making&&) = delete;
  /// Removes what was made, unless it is finished.
  ~Making();

  /// From now on DIR is whole, also after a loss of power. Errors: IO_ERROR.
  [[nodiscard]] Result<void> finish();

 private:
  Making(DataDirectory data, int lock, bool made_directory)
      : data_(std::move(data)), lock_(lock), made_directory_(made_directory) {}

  [[nodiscard]] Result<void> take();
  [[nodiscard]] Result<void> refuse_what_is_there() const;
  [[nodiscard]] Result<void> note_names();
  void remove_names();

  DataDirectory data_;
  int lock_;
  bool made_directory_;
  std::vector<std::string> names_;  // to be removed
};

/// Errors: IO_ERROR if the making of DIR has not ended.
[[nodiscard]] Result<void> refuse_unfinished(const DataDirectory& data);

}  // namespace rireki
