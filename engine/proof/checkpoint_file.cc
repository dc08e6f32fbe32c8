#include "engine/proof/checkpoint_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace rireki {

namespace {

std::unexpected<Error> failed(const std::string& path, std::string_view doing) {
  return fail(Code::io_error, std::string(doing) + " " + path + ": " + std::generic_category().message(errno));
}

bool sync_directory_of(const std::string& path) {
  const std::string directory = std::filesystem::path(path).parent_path().string();
  const int fd = ::open(directory.empty() ? "." : directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = fd >= 0 && ::fsync(fd) == 0;
  if (fd >= 0) ::close(fd);
  return synced;
}

}  // namespace

Result<void> replace_file(const std::string& path, std::string_view content) {
  const std::string next = path + ".next";
  const int fd = ::open(next.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  const bool written = fd >= 0 && ::write(fd, content.data(), content.size()) == static_cast<ssize_t>(content.size()) &&
                       ::fsync(fd) == 0;
  if (fd >= 0) ::close(fd);
  if (!written || ::rename(next.c_str(), path.c_str()) != 0 || !sync_directory_of(path)) return failed(path, "writing");
  return {};
}

Result<std::optional<std::string>> read_checkpoint_note(const std::string& path) {
  if (path.empty() || !std::filesystem::exists(path)) return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  std::string note{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad()) return failed(path, "reading");
  return note;
}

Result<std::optional<Checkpoint>> read_checkpoint(const std::string& path) {
  const auto note = read_checkpoint_note(path);
  if (!note) return std::unexpected(note.error());
  if (!*note) return std::nullopt;
  auto checkpoint = parse_checkpoint(**note);
  if (!checkpoint)
    return fail(Code::integrity_error, "the checkpoint " + path + " is damaged: " + checkpoint.error().message);
  return std::move(*checkpoint);
}

Result<void> remove_checkpoint(const std::string& path) {
  if (path.empty()) return {};
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return failed(path, "removing");
  return sync_directory_of(path) ? Result<void>{} : failed(path, "removing");
}

}  // namespace rireki
