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

#include "engine/files/durable_file.h"
#include "tools/rireki/own_folder.h"

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
  std::error_code ec;  // nothing there: it is no link
  fs::path name = fs::absolute(path, ec);
  for (int links = 0; links < kLinksMax && fs::is_symlink(name, ec); ++links) {
    if (is_in_proc(name)) return {};
    name = name.parent_path() / fs::read_symlink(name, ec);
  }
  return name.string();
}

/// The library's own comparison knows regular files and folders alone.
bool is_one_file(const std::string& one, const std::string& other) {
  struct stat first {};
  struct stat second {};
  return stat(one.c_str(), &first) == 0 && stat(other.c_str(), &second) == 0 && first.st_dev == second.st_dev &&
         first.st_ino == second.st_ino;
}

/// Where a file without a name can be found.
std::string link_to(int opened) { return "/proc/self/fd/" + std::to_string(opened); }

}  // namespace

WholeFile::~WholeFile() {
  if (file_ == nullptr || is_stdout()) return;
  std::fclose(file_);
  if (!partial_.empty()) unlink(partial_.c_str());
}

Result<void> WholeFile::open() {
  if (is_stdout()) {
    file_ = stdout;
    return {};
  }
  if (auto r = refuse_among_own_files(path_); !r) return r;
  replaced_ = replaceable(path_);
  const int opened = is_stream() ? ::open(path_.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC) : open_partial();
  file_ = opened < 0 ? nullptr : fdopen(opened, "wb");
  return file_ == nullptr ? failed() : Result<void>{};
}

/// Without a name, or with one of its own: nobody else's file is written into.
int WholeFile::open_partial() {
  const std::string folder = fs::path(replaced_).parent_path().string();
  const int nameless = ::open(folder.c_str(), O_WRONLY | O_TMPFILE | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (nameless >= 0 && access(link_to(nameless).c_str(), F_OK) == 0) return nameless;
  if (nameless >= 0) close(nameless);
  partial_ = replaced_ + ".XXXXXX";
  const int named = mkostemp(partial_.data(), O_CLOEXEC);
  if (named < 0) partial_.clear();
  return named;
}

Result<void> WholeFile::write(std::string_view bytes) {
  return std::fwrite(bytes.data(), 1, bytes.size(), file_) == bytes.size() ? Result<void>{} : failed();
}

Result<void> WholeFile::complete() {
  if (std::fflush(file_) != 0) return failed();
  if (is_stdout()) return {};
  const bool is_on_disk = fsync(fileno(file_)) == 0 || (errno == EINVAL && is_stream());  // a pipe has no disk
  return is_on_disk ? Result<void>{} : failed();
}

/// No call gives a file its first name where another has it: that one is replaced by a renaming.
bool WholeFile::put_in_place() {
  const std::string link = link_to(fileno(file_));
  for (int i = 0; partial_.empty(); ++i) {
    const std::string name = replaced_ + "." + std::to_string(getpid()) + "-" + std::to_string(i);
    const bool is_named = linkat(AT_FDCWD, link.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0;
    if (is_named) partial_ = name;
    if (!is_named && errno != EEXIST) return false;
  }
  if (rename(partial_.c_str(), replaced_.c_str()) != 0) return false;
  partial_.clear();
  return true;
}

Result<void> WholeFile::finish() {
  if (auto r = complete(); !r || is_stdout()) return r;
  if (!is_stream() && !put_in_place()) return failed();
  std::fclose(std::exchange(file_, nullptr));
  return is_stream() ? Result<void>{} : sync_folder_of(replaced_);
}

Result<void> WholeFile::failed() const {
  return fail(Code::io_error, "writing " + path_ + ": " + std::generic_category().message(errno));
}

bool is_same_place(const std::string& one, const std::string& other) {
  const auto path_of = [](const std::string& name) { return name == "-" ? std::string("/dev/stdout") : name; };
  const std::string names[] = {replaceable(path_of(one)), replaceable(path_of(other))};
  std::error_code ec;
  if (names[0].empty() || names[1].empty()) return is_one_file(path_of(one), path_of(other));
  return fs::weakly_canonical(names[0], ec) == fs::weakly_canonical(names[1], ec);
}

Result<void> refuse_among_own_files(const std::string& path) {
  const std::string around = data_directory_around(fs::path(replaceable(path)).parent_path());
  if (around.empty()) return {};
  return fail(Code::usage, path + " lies in the data directory " + around + "; name a file elsewhere");
}

Result<void> write_whole_file(const std::string& path, std::string_view content) {
  WholeFile file(path);
  if (auto r = file.open(); !r) return r;
  if (auto r = file.write(content); !r) return r;
  return file.finish();
}

}  // namespace rireki
