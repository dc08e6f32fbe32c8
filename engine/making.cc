#include "engine/making.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <sstream>
#include <system_error>
#include <utility>

#include "engine/files/durable_file.h"

namespace rireki {

namespace {

namespace fs = std::filesystem;

constexpr mode_t kOwnerOnly = 0600;
constexpr std::string_view kEnd = "end\n";

// The log goes first, so that whatever else is left belongs to none.
constexpr auto kNames =
    std::to_array<std::string_view>({"log", "guard", "checkpoint", "signing.key", "verifier.key", "vault", "erasures",
                                     "master.key", "accesses", "views", "verified", "clock"});

std::unexpected<Error> failed(const std::string& path, std::string_view doing) {
  return fail(Code::io_error, std::string(doing) + " " + path + ": " + std::generic_category().message(errno));
}

/// Whether the open file is still the one of this name.
bool is_at(int file, const std::string& path) {
  struct stat opened {};
  struct stat named {};
  return fstat(file, &opened) == 0 && stat(path.c_str(), &named) == 0 && opened.st_ino == named.st_ino &&
         opened.st_dev == named.st_dev;
}

/// The names of a making; none if it has made nothing.
Result<std::vector<std::string>> read_names(const std::string& path) {
  const auto text = read_durable_file(path);
  if (!text) return std::unexpected(text.error());
  std::vector<std::string> names;
  if (!text->ends_with(kEnd)) return names;
  std::istringstream lines(text->substr(0, text->size() - kEnd.size()));
  for (std::string name; std::getline(lines, name);) {
    if (std::ranges::find(kNames, name) != kNames.end()) names.push_back(std::move(name));
  }
  return names;
}

}  // namespace

Result<Making> Making::begin(const DataDirectory& data) {
  const auto has_log = is_there(data.log());
  if (!has_log) return std::unexpected(has_log.error());
  if (*has_log && !fs::exists(data.unfinished())) {
    return fail(Code::io_error, "there is a log in " + data.path + " already");
  }
  std::error_code ec;
  const bool is_new = fs::create_directories(data.path, ec);
  if (ec) return fail(Code::io_error, "making " + data.path + ": " + ec.message());
  const int lock = ::open(data.unfinished().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kOwnerOnly);
  if (lock < 0) return failed(data.unfinished(), "making");
  Making making(data, lock, is_new);
  auto taken = making.take();
  if (!taken) return std::unexpected(taken.error());
  return making;
}

Result<void> Making::take() {
  const std::string path = data_.unfinished();
  if (::flock(lock_, LOCK_EX | LOCK_NB) != 0 || !is_at(lock_, path)) {
    ::close(std::exchange(lock_, -1));  // another one's: nothing of it is to be removed
    return fail(Code::io_error, "another process is making " + data_.path);
  }
  auto names = read_names(path);
  if (!names) return std::unexpected(names.error());
  names_ = std::move(*names);
  remove_names();
  names_.clear();
  if (auto r = refuse_what_is_there(); !r) return r;
  return note_names();
}

/// What a log depends on, wherever that is, is never written over.
Result<void> Making::refuse_what_is_there() const {
  if (fs::exists(data_.log())) return fail(Code::io_error, "there is a log in " + data_.path + " already");
  if (fs::exists(data_.signing_key())) {
    return fail(Code::io_error, "there is a signing key " + data_.signing_key() + " already");
  }
  if (fs::exists(data_.vault())) return fail(Code::io_error, "there are keys in " + data_.vault() + " already");
  return {};
}

Result<void> Making::note_names() {
  std::string text;
  for (const std::string_view name : kNames) {
    if (fs::exists(data_.path + "/" + std::string(name))) continue;
    names_.emplace_back(name);
    (text += name) += '\n';
  }
  return write_durable_file(data_.unfinished(), text + std::string(kEnd));
}

/// The note goes last: until then what is left can be told from what was there.
void Making::remove_names() {
  std::error_code ignored;
  for (const std::string& name : names_) fs::remove_all(data_.path + "/" + name, ignored);
}

Making::Making(Making&& other) noexcept
    : data_(std::move(other.data_)),
      lock_(std::exchange(other.lock_, -1)),
      made_directory_(other.made_directory_),
      names_(std::move(other.names_)) {}

Making::~Making() {
  if (lock_ < 0) return;
  remove_names();
  std::error_code ignored;
  fs::remove(data_.unfinished(), ignored);
  if (made_directory_) fs::remove(data_.path, ignored);
  ::close(lock_);
}

Result<void> Making::finish() {
  std::error_code ec;
  fs::remove(data_.unfinished(), ec);
  if (ec) return fail(Code::io_error, "finishing " + data_.path + ": " + ec.message());
  const auto synced = sync_folder_of(data_.unfinished());
  ::close(std::exchange(lock_, -1));
  return synced ? sync_folder_of(data_.path) : synced;
}

Result<void> refuse_unfinished(const DataDirectory& data) {
  const auto found = is_there(data.unfinished());
  if (!found) return std::unexpected(found.error());
  if (!*found) return {};
  return fail(Code::io_error, "the making of " + data.path + " has not ended; `rireki init` makes it anew");
}

}  // namespace rireki
