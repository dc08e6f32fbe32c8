#include "engine/files/durable_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <optional>
#include <system_error>
#include <tuple>
#include <utility>

namespace rireki {

namespace {

constexpr mode_t kOwnerOnly = 0600;
constexpr mode_t kForAll = 0644;
constexpr std::size_t kPieceBytes = std::size_t{1} << 16;

std::unexpected<Error> failed(const std::string& path, std::string_view doing) {
  return fail(Code::io_error, std::string(doing) + " " + path + ": " + std::generic_category().message(errno));
}

bool write_all(int fd, std::string_view bytes, std::size_t at) {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(at));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
    at += static_cast<std::size_t>(written);
  }
  return true;
}

/// A file that does not grow is read into one piece of memory: what is secret in it is not copied about.
bool read_all(int fd, std::string& bytes) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) return false;
  std::size_t size = 0;
  bytes.resize(static_cast<std::size_t>(status.st_size) + 1);
  while (true) {
    const ssize_t read = ::read(fd, bytes.data() + size, bytes.size() - size);
    if (read < 0 && errno == EINTR) continue;
    if (read < 0) return false;
    size += static_cast<std::size_t>(read);
    if (read == 0) break;
    if (size == bytes.size()) bytes.resize(size + kPieceBytes);
  }
  bytes.resize(size);
  return true;
}

std::string folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

/// Whose a file is to be; none: whoever makes it.
std::optional<struct stat> owner_like(const std::string& path) {
  struct stat owner {};
  if (::geteuid() != 0) return std::nullopt;
  const bool is_known = ::stat(path.c_str(), &owner) == 0 || ::stat(folder_of(path).c_str(), &owner) == 0;
  return is_known ? std::optional(owner) : std::nullopt;
}

/// As `replaced` is owned. That it is root's nevertheless, where a file system knows no owners, is no failure.
bool write_and_sync(const std::string& path, std::string_view content, mode_t mode, const std::string& replaced) {
  const auto owner = owner_like(replaced);
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (fd < 0) return false;
  if (owner) std::ignore = ::fchown(fd, owner->st_uid, owner->st_gid);
  const bool written = write_all(fd, content, 0) && ::fsync(fd) == 0;
  const int error = errno;
  ::close(fd);
  errno = error;
  return written;
}

Result<void> replace(const std::string& path, std::string_view content, mode_t mode) {
  const std::string next = path + ".next";
  const bool is_in_place = write_and_sync(next, content, mode, path) && ::rename(next.c_str(), path.c_str()) == 0;
  return is_in_place ? sync_folder_of(path) : failed(path, "writing");
}

}  // namespace

Result<bool> is_there(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) return true;
  return errno == ENOENT || errno == ENOTDIR ? Result<bool>(false) : failed(path, "looking for");
}

Result<void> must_be_readable(const std::string& path) {
  const bool is_barred = ::faccessat(AT_FDCWD, path.c_str(), R_OK, AT_EACCESS) != 0 && errno == EACCES;
  return is_barred ? failed(path, "reading") : Result<void>{};
}

Result<std::string> read_durable_file(const std::string& path) {
  const auto found = is_there(path);
  if (!found) return std::unexpected(found.error());
  if (!*found) return fail(Code::integrity_error, path + " is missing");
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  std::string bytes;
  const bool is_read = fd >= 0 && read_all(fd, bytes);
  const int error = errno;
  if (fd >= 0) ::close(fd);
  errno = error;
  return is_read ? Result<std::string>(std::move(bytes)) : failed(path, "reading");
}

Result<void> write_durable_file(const std::string& path, std::string_view content) {
  return write_durable_file_for(path, path, content);
}

Result<void> write_durable_file_for(const std::string& replaced, const std::string& path, std::string_view content) {
  return write_and_sync(path, content, kOwnerOnly, replaced) ? sync_folder_of(path) : failed(path, "writing");
}

Result<void> replace_file(const std::string& path, std::string_view content) { return replace(path, content, kForAll); }

Result<void> replace_secret_file(const std::string& path, std::string_view content) {
  return replace(path, content, kOwnerOnly);
}

Result<void> sync_folder_of(const std::string& path) {
  const int fd = ::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = fd >= 0 && ::fsync(fd) == 0;
  if (fd >= 0) ::close(fd);
  return synced ? Result<void>{} : failed(path, "syncing the folder of");
}

Result<void> overwrite_and_remove(const std::string& path) {
  std::error_code ec;
  const std::uintmax_t size = std::filesystem::file_size(path, ec);
  if (ec) return fail(Code::io_error, "overwriting " + path + ": " + ec.message());
  const std::string zeros(size, '\0');
  const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  const bool written = fd >= 0 && write_all(fd, zeros, 0) && ::fsync(fd) == 0;
  if (fd >= 0) ::close(fd);
  if (!written || ::unlink(path.c_str()) != 0) return failed(path, "overwriting");
  return sync_folder_of(path);
}

Result<DurableFile> DurableFile::open_end(const std::string& path, std::size_t size) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0) return failed(path, "opening");
  DurableFile file(fd, path, size);
  if (::ftruncate(fd, static_cast<off_t>(size)) != 0) return failed(path, "opening");
  return file;
}

DurableFile::DurableFile(DurableFile&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), path_(std::move(other.path_)), size_(other.size_) {}

DurableFile& DurableFile::operator=(DurableFile&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(path_, other.path_);
  std::swap(size_, other.size_);
  return *this;
}

DurableFile::~DurableFile() {
  if (fd_ >= 0) ::close(fd_);
}

Result<void> DurableFile::append(std::string_view bytes) {
  if (!write_all(fd_, bytes, size_) || ::fdatasync(fd_) != 0) return failed(path_, "writing");
  size_ += bytes.size();
  return {};
}

}  // namespace rireki
