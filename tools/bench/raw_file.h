// The control of every durable append: the disk itself. One preallocated file, one write and one sync per group.
#pragma once

#include <string>
#include <string_view>

namespace rireki {

class RawFile {
 public:
  /// Makes the file and fills `bytes` of it, synced. Throws std::system_error.
  RawFile(std::string path, std::size_t bytes);
  /// Removes the file.
  ~RawFile();
  RawFile(const RawFile&) = delete;
  RawFile& operator=(const RawFile&) = delete;

  /// Writes a group behind the one before (or at the front again, at the end) and syncs it. Throws std::system_error.
  void write(std::string_view group);

 private:
  std::string path_;
  int fd_;
  std::size_t bytes_;
  std::size_t at_ = 0;
};

}  // namespace rireki
