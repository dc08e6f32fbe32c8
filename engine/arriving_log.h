// A copy of the Log beside the place where it is to be, until it was looked at and takes that place.
//
//   DIR/log.restoring    the copy
//   DIR/guard.restoring  only while something is compared with it
#pragma once

#include <optional>
#include <string>

#include "engine/data_directory.h"
#include "engine/log/vouching.h"

namespace rireki {

class ArrivingLog {
 public:
  explicit ArrivingLog(const DataDirectory& data)
      : directory_(data.path + "/log.restoring"), guard_(data.path + "/guard.restoring") {}

  [[nodiscard]] const std::string& directory() const { return directory_; }

  /// Copies it from a directory of backups. Errors: as restore_rocks_backup.
  [[nodiscard]] Result<void> bring(const std::string& source, std::uint32_t number) const;

  /// What it lacks of a Log of which this was known. Errors: as `find_loss` of a Log; IO_ERROR.
  [[nodiscard]] Result<std::optional<Loss>> compare(const TreeHead& known) const;

  /// Removes it, and what an interrupted restore has left.
  void clear_away() const;

 private:
  std::string directory_;
  std::string guard_;
};

}  // namespace rireki
