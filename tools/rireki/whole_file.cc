#include "tools/rireki/whole_file.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "engine/durable_file.h"

namespace rireki {

namespace {

namespace fs = std::filesystem;

constexpr int kLinksMax = 40;  // as the kernel follows

/// Links there lead to what is open, and only look like names.
bool is_in_proc(const fs::path& name) {
  struct statfs status {};
  return statfs(name.parent_path().c_str(), &status) == 0 && status.f_type == PROC_SUPER_MAGIC;
}

/// The name behind symbolic links under which there is a regular file, or nothing yet; empty: it is something else.
std::string replaceable(const std::string& path) {
  struct stat status {};
  const bool is_there = stat(path.c_str(), &status) == 0;
  if (is_there ? !S_ISREG(status.st_mode) : errno != ENOENT) return {};
  fs::path name = fs::absolute(path);
  std::error_code ec;  // nothing there: it is no link
  for (int links = 0; links < kLinksMax && fs::is_symlink(name, ec); ++links) {
    if (is_in_proc(name)) return {};
    name = name.parent_path() / fs::read_symlink(name, ec);
  }
  return name.string();
}

}  // namespace

WholeFile::~WholeFile() {
  if (file_ == nullptr || is_stdout()) return;
  std::fclose(file_);
  if (!replaced_.empty()) unlink(partial_.c_str());
}

Result<void> WholeFile::open() {
  if (is_stdout()) {
    file_ = stdout;
    return {};
  }
  replaced_ = replaceable(path_);
  partial_ = replaced_ + ".XXXXXX";  // a name of its own and of mode 0600: nobody else's file is written into
  const int opened =
      replaced_.empty() ? ::open(path_.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC) : mkostemp(partial_.data(), O_CLOEXEC);
  file_ = opened < 0 ? nullptr : fdopen(opened, "wb");
  return file_ == nullptr ? failed() : Result<void>{};
}

Result<void> WholeFile::write(std::string_view bytes) {
  return std::fwrite(bytes.data(), 1, bytes.size(), file_) == bytes.size() ? Result<void>{} : failed();
}

Result<void> WholeFile::finish() {
  if (std::fflush(file_) != 0) return failed();
  if (is_stdout()) return {};
  const bool is_on_disk = fsync(fileno(file_)) == 0 || (errno == EINVAL && replaced_.empty());  // a pipe has no disk
  if (!is_on_disk) return failed();
  if (!replaced_.empty() && rename(partial_.c_str(), replaced_.c_str()) != 0) return failed();
  std::fclose(std::exchange(file_, nullptr));
  return replaced_.empty() ? Result<void>{} : sync_folder_of(replaced_);
}

Result<void> WholeFile::failed() const {
  return fail(Code::io_error, "writing " + path_ + ": " + std::generic_category().message(errno));
}

Result<void> write_whole_file(const std::string& path, std::string_view content) {
  WholeFile file(path);
  if (auto r = file.open(); !r) return r;
  if (auto r = file.write(content); !r) return r;
  return file.finish();
}

}  // namespace rireki
