// Files that are on disk when a call has returned; only their owner may read them, where nothing else is said. What
// root writes is whose the file was, or the folder is: a service that runs as somebody else goes on with it.
#pragma once

#include <string>
#include <string_view>

#include "events/types/error.h"

namespace rireki {

/// Whether there is something of this name. Errors: IO_ERROR if that cannot be seen.
[[nodiscard]] Result<bool> is_there(const std::string& path);

/// Errors: IO_ERROR if it is there and this process may not read it.
[[nodiscard]] Result<void> must_be_readable(const std::string& path);

/// Reads to the end, also of what has no size: a pipe. Errors: INTEGRITY_ERROR if it is missing; IO_ERROR.
[[nodiscard]] Result<std::string> read_durable_file(const std::string& path);

/// Writes a file of mode 0600. Errors: IO_ERROR.
[[nodiscard]] Result<void> write_durable_file(const std::string& path, std::string_view content);

/// The same of one that is to take the place of another, whose owner it gets.
[[nodiscard]] Result<void> write_durable_file_for(const std::string& replaced, const std::string& path,
                                                  std::string_view content);

/// Replaces what a file says, in one step that a crash leaves undone or done. Mode 0644. Errors: IO_ERROR.
[[nodiscard]] Result<void> replace_file(const std::string& path, std::string_view content);

/// The same for what its owner alone may read: mode 0600.
[[nodiscard]] Result<void> replace_secret_file(const std::string& path, std::string_view content);

/// Makes renamed and removed names of a file's folder last. Errors: IO_ERROR.
[[nodiscard]] Result<void> sync_folder_of(const std::string& path);

/// Overwrites a file's bytes with zeros before it is removed. Errors: IO_ERROR.
[[nodiscard]] Result<void> overwrite_and_remove(const std::string& path);

/// The end of a file that is appended to.
class DurableFile {
 public:
  /// Cuts the file to `size` bytes first. Errors: IO_ERROR.
  [[nodiscard]] static Result<DurableFile> open_end(const std::string& path, std::size_t size);

  DurableFile(DurableFile&& other) noexcept;
  DurableFile& operator=(DurableFile&& other) noexcept;
  ~DurableFile();

  /// One write and one sync. Errors: IO_ERROR.
  [[nodiscard]] Result<void> append(std::string_view bytes);

 private:
  DurableFile(int fd, std::string path, std::size_t size) : fd_(fd), path_(std::move(path)), size_(size) {}

  int fd_ = -1;
  std::string path_;
  std::size_t size_ = 0;
};

}  // namespace rireki
