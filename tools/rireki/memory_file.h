// A file that is in memory alone: for writers that take a path, where nothing may be left on disk.
#pragma once

#include <string>

#include "events/types/error.h"

namespace rireki {

class MemoryFile {
 public:
  /// Errors: IO_ERROR.
  [[nodiscard]] static Result<MemoryFile> make();

  ~MemoryFile();
  MemoryFile(MemoryFile&& other) noexcept;
  MemoryFile& operator=(MemoryFile&&) = delete;

  /// Of this process, while this lives.
  [[nodiscard]] std::string path() const;

  /// What was written. Errors: IO_ERROR.
  [[nodiscard]] Result<std::string> content() const;

 private:
  explicit MemoryFile(int descriptor) : descriptor_(descriptor) {}

  int descriptor_;
};

}  // namespace rireki
