#include "tools/bench/raw_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace rireki {

namespace {

void check(bool done, const std::string& path) {
  if (!done) throw std::system_error(errno, std::generic_category(), path);
}

}  // namespace

RawFile::RawFile(std::string path, std::size_t bytes)
    : path_(std::move(path)), fd_(::open(path_.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)), bytes_(bytes) {
  check(fd_ >= 0, path_);
  const std::string block(std::size_t{1} << 20, '\0');
  for (std::size_t at = 0; at < bytes_; at += block.size()) {
    check(::pwrite(fd_, block.data(), block.size(), static_cast<off_t>(at)) > 0, path_);
  }
  check(::fsync(fd_) == 0, path_);
}

RawFile::~RawFile() {
  ::close(fd_);
  ::unlink(path_.c_str());
}

void RawFile::write(std::string_view group) {
  if (at_ + group.size() > bytes_) at_ = 0;
  check(::pwrite(fd_, group.data(), group.size(), static_cast<off_t>(at_)) == static_cast<ssize_t>(group.size()),
        path_);
  check(::fdatasync(fd_) == 0, path_);
  at_ += group.size();
}

}  // namespace rireki
