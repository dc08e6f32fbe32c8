#include "engine/access/locked_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace rireki {

namespace {

constexpr std::size_t kReadAtOnce = 64 << 10;

std::unexpected<Error> failed(const std::string& path, std::string_view doing) {
  return fail(Code::io_error, std::string(doing) + " " + path + ": " + std::generic_category().message(errno));
}

}  // namespace

Result<std::unique_ptr<LockedFile>> LockedFile::open(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (fd < 0) return failed(path, "opening");
  std::unique_ptr<LockedFile> file(new LockedFile(fd, path));
  while (::flock(fd, LOCK_EX) != 0) {
    if (errno != EINTR) return failed(path, "locking");
  }
  return file;
}

LockedFile::~LockedFile() { ::close(fd_); }

Result<std::uint64_t> LockedFile::size() const {
  struct stat status {};
  if (::fstat(fd_, &status) != 0) return failed(path_, "reading");
  return static_cast<std::uint64_t>(status.st_size);
}

Result<void> LockedFile::each_line(std::uint64_t& from, const std::function<bool(std::string_view)>& visit) const {
  std::string rest;
  std::string block(kReadAtOnce, '\0');
  for (std::uint64_t at = from;;) {
    const ssize_t got = ::pread(fd_, block.data(), block.size(), static_cast<off_t>(at));
    if (got < 0) return failed(path_, "reading");
    if (got == 0) return {};
    at += static_cast<std::uint64_t>(got);
    rest.append(block, 0, static_cast<std::size_t>(got));
    std::size_t begin = 0;
    for (std::size_t end = 0; (end = rest.find('\n', begin)) != std::string::npos; begin = end + 1) {
      if (!visit(std::string_view(rest).substr(begin, end - begin))) return {};
      from += end + 1 - begin;
    }
    rest.erase(0, begin);
  }
}

bool LockedFile::is_clear_from(std::uint64_t offset) const {
  char first = '\0';
  return ::pread(fd_, &first, 1, static_cast<off_t>(offset)) >= 0 && first == '\0';
}

Result<void> LockedFile::put(std::uint64_t offset, std::string_view bytes, std::size_t ahead) const {
  const std::uint64_t end = offset + bytes.size();
  const auto size = this->size();
  if (!size) return std::unexpected(size.error());
  const bool is_written = write_at(offset, bytes) && (*size >= end || write_at(end, std::string(ahead, '\0')));
  if (is_written && ::fdatasync(fd_) == 0) return {};
  const auto error = failed(path_, "writing");
  const auto cut = cut_from(offset);
  return cut ? Result<void>(error) : cut;
}

Result<void> LockedFile::cut_from(std::uint64_t offset) const {
  return ::ftruncate(fd_, static_cast<off_t>(offset)) == 0 ? Result<void>{} : failed(path_, "cutting back");
}

bool LockedFile::write_at(std::uint64_t offset, std::string_view bytes) const {
  const std::uint64_t end = offset + bytes.size();
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(end - bytes.size()));
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace rireki
