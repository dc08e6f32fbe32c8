#include "engine/views/generations.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "engine/files/durable_file.h"

namespace rireki {

namespace {

Generation number_of(std::string_view text) {
  Generation number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : 0;
}

std::vector<Generation> all_generations(const std::string& views) {
  std::vector<Generation> all;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(views, ignored)) {
    if (const Generation number = number_of(entry.path().filename().string()); number > 0) all.push_back(number);
  }
  std::ranges::sort(all);
  return all;
}

}  // namespace

Generation used_generation(const std::string& views) {
  std::ifstream in(views + "/generation");
  std::string text;
  std::getline(in, text);
  return number_of(text);
}

Generation next_generation(const std::string& views) {
  const auto all = all_generations(views);
  return std::max(used_generation(views), all.empty() ? Generation{0} : all.back()) + 1;
}

std::string generation_path(const std::string& views, Generation generation) {
  return views + "/" + std::to_string(generation);
}

Result<void> use_generation(const std::string& views, Generation generation) {
  return replace_file(views + "/generation", std::to_string(generation) + "\n");
}

std::vector<Generation> unused_generations(const std::string& views) {
  auto all = all_generations(views);
  std::erase(all, used_generation(views));
  return all;
}

Result<std::unique_ptr<RebuildLock>> RebuildLock::take(const std::string& views) {
  std::error_code ec;
  std::filesystem::create_directories(views, ec);
  const std::string path = views + "/rebuilding";
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return fail(Code::io_error, path + ": " + std::generic_category().message(errno));
  if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return std::unique_ptr<RebuildLock>(new RebuildLock(fd));
  ::close(fd);
  return fail(Code::io_error, "the views in " + views + " are being rebuilt already");
}

RebuildLock::~RebuildLock() { ::close(fd_); }

}  // namespace rireki
