// A file of lines that several processes add to, one at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "events/types/error.h"

namespace rireki {

/// Locked as long as this lives; whoever comes meanwhile waits. Errors of all that it does: IO_ERROR.
class LockedFile {
 public:
  [[nodiscard]] static Result<std::unique_ptr<LockedFile>> open(const std::string& path);
  ~LockedFile();
  LockedFile(const LockedFile&) = delete;
  LockedFile& operator=(const LockedFile&) = delete;

  [[nodiscard]] Result<std::uint64_t> size() const;

  /// Visits whole lines from a byte on, which moves with them, until `visit` returns false.
  [[nodiscard]] Result<void> each_line(std::uint64_t& from, const std::function<bool(std::string_view)>& visit) const;

  /// Whether nothing lies from a byte on, or zeros that were written ahead.
  [[nodiscard]] bool is_clear_from(std::uint64_t offset) const;

  /// Puts `bytes` at an offset from which nothing lies, and syncs. If the file ends before their end, `ahead` zeros
  /// follow: until they are used up, a sync has no new size to write down. If that fails, the file ends at the offset.
  [[nodiscard]] Result<void> put(std::uint64_t offset, std::string_view bytes, std::size_t ahead) const;

  [[nodiscard]] Result<void> cut_from(std::uint64_t offset) const;

 private:
  LockedFile(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}
  [[nodiscard]] bool write_at(std::uint64_t offset, std::string_view bytes) const;

  int fd_;
  std::string path_;
};

}  // namespace rireki
