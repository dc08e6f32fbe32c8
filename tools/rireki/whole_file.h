// What a command writes into a file: all of it or nothing, and for its owner alone.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

#include "events/types/error.h"

namespace rireki {

/// A file of mode 0600 that appears under its name when all of it is on disk; or standard output for "-". A symbolic
/// link stays: what it leads to is replaced. What is no file of a folder (a device, a pipe, a descriptor in /proc) has
/// no name to be replaced: it is written into.
class WholeFile {
 public:
  explicit WholeFile(std::string path) : path_(std::move(path)) {}
  /// Without `finish` the old file is still there, and nothing of the new one.
  ~WholeFile();
  WholeFile(const WholeFile&) = delete;
  WholeFile& operator=(const WholeFile&) = delete;

  // Errors: IO_ERROR, naming the file.
  [[nodiscard]] Result<void> open();
  [[nodiscard]] Result<void> write(std::string_view bytes);
  [[nodiscard]] Result<void> finish();

 private:
  [[nodiscard]] bool is_stdout() const { return path_ == "-"; }
  [[nodiscard]] Result<void> failed() const;

  std::string path_;
  std::string replaced_;  // the name of the file behind symbolic links; empty: it is written into
  std::string partial_;
  std::FILE* file_ = nullptr;
};

/// Errors: IO_ERROR, naming the file.
[[nodiscard]] Result<void> write_whole_file(const std::string& path, std::string_view content);

}  // namespace rireki
