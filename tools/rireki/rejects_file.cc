#include "tools/rireki/rejects_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "events/types/json_reader.h"
#include "events/types/json_writer.h"
#include "events/types/text.h"
#include "tools/rireki/whole_file.h"

namespace rireki {

namespace {

constexpr mode_t kOwnerOnly = 0600;

bool is_same_file(const struct stat& one, const std::string& path) {
  struct stat other {};
  const int found = path == "-" ? fstat(STDIN_FILENO, &other) : stat(path.c_str(), &other);
  return found == 0 && S_ISREG(one.st_mode) && one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

}  // namespace

RejectsFile::~RejectsFile() {
  if (file_ != nullptr) std::fclose(file_);
}

Result<void> RejectsFile::failed() const {
  return fail(Code::io_error, path_ + " cannot be written: " + std::generic_category().message(errno));
}

Result<void> RejectsFile::empty_for_owner(int opened) const {
  return ftruncate(opened, 0) == 0 && fchmod(opened, kOwnerOnly) == 0 ? Result<void>{} : failed();
}

Result<void> RejectsFile::open(const std::string& path, const std::string& input) {
  path_ = path;
  if (auto r = refuse_among_own_files(path); !r) return r;
  // Without O_TRUNC: which file it is can only be told once it is open.
  const int opened = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, kOwnerOnly);
  if (opened < 0) return failed();
  file_ = fdopen(opened, "wb");
  struct stat status {};
  if (file_ == nullptr || fstat(opened, &status) != 0) return failed();
  if (is_same_file(status, input)) {
    return fail(Code::usage, "--rejects: " + path + " is the file that is imported; name another one");
  }
  return S_ISREG(status.st_mode) ? empty_for_owner(opened) : Result<void>{};
}

void RejectsFile::add(std::uint64_t line, std::string_view text, const Error& error, const std::string& message) {
  JsonWriter out;
  out.begin_object().key("line").integer(static_cast<std::int64_t>(line)).key("code").text(to_text(error.code));
  out.key("message").text(message).key("event");
  const bool is_json = error.code != Code::invalid_json && error.code != Code::encoding_error;
  if (is_json) {
    out.raw(text);
  } else if (text.size() <= kJsonBytesMax && !find_invalid_utf8(text)) {
    out.text(text);
  } else {
    out.null();
  }
  out.end_object();
  const std::string row = out.str() + "\n";
  std::fwrite(row.data(), 1, row.size(), file_);
}

Result<void> RejectsFile::flush() {
  if (file_ == nullptr) return {};
  if (std::fflush(file_) == 0 && std::ferror(file_) == 0) return {};
  auto why = failed();
  std::fclose(std::exchange(file_, nullptr));
  return why;
}

}  // namespace rireki
