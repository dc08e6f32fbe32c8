// What a command writes into a file: all of it or nothing, and for its owner alone.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

#include "events/types/error.h"

namespace rireki {

/// A file of mode 0600 that appears under its name when all of it is on disk; or standard output for "-". Until then it
/// has no name at all, where the file system has such files, and goes with the process however that ends. A symbolic
/// link stays: what it leads to is replaced. What is no file of a folder (a device, a pipe, a descriptor in /proc) has
/// no name to be replaced: it is a stream, which is written into.
class WholeFile {
 public:
  explicit WholeFile(std::string path) : path_(std::move(path)) {}
  /// Without `finish` the old file is still there, and nothing of the new one.
  ~WholeFile();
  WholeFile(const WholeFile&) = delete;
  WholeFile& operator=(const WholeFile&) = delete;

  // Errors: IO_ERROR, naming the file; `open` also as refuse_among_own_files.
  [[nodiscard]] Result<void> open();
  [[nodiscard]] Result<void> write(std::string_view bytes);
  /// All of it is on disk, and not yet under its name.
  [[nodiscard]] Result<void> complete();
  /// Completes it and puts it in its place.
  [[nodiscard]] Result<void> finish();

  /// Whether what is written can be read by others at once. Once it is open.
  [[nodiscard]] bool is_stream() const { return replaced_.empty(); }

 private:
  [[nodiscard]] bool is_stdout() const { return path_ == "-"; }
  [[nodiscard]] int open_partial();
  [[nodiscard]] bool put_in_place();
  [[nodiscard]] Result<void> failed() const;

  std::string path_;
  std::string replaced_;  // the name of the file behind symbolic links; empty: a stream
  std::string partial_;   // its name until it is in its place; empty: it has none
  std::FILE* file_ = nullptr;
};

/// Whether two files to be written would be one, by whatever paths or links.
[[nodiscard]] bool is_same_place(const std::string& one, const std::string& other);

/// Nothing that a command writes for somebody goes into a data directory, this one or another, where it might replace
/// the vault. Errors: USAGE.
[[nodiscard]] Result<void> refuse_among_own_files(const std::string& path);

/// Errors: as WholeFile.
[[nodiscard]] Result<void> write_whole_file(const std::string& path, std::string_view content);

}  // namespace rireki
