#include "engine/vault/replacement.h"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "engine/files/durable_file.h"

namespace rireki {

Result<void> replace_and_overwrite(const std::string& path, std::string_view bytes,
                                   const std::function<void()>& between_steps) {
  const std::string next = path + ".next";
  const std::string old = path + ".old";
  if (auto r = write_durable_file_for(path, next, bytes); !r) return r;
  between_steps();
  std::error_code ec;
  std::filesystem::create_hard_link(path, old, ec);
  if (ec) return fail(Code::io_error, "linking " + old + ": " + ec.message());
  between_steps();
  if (::rename(next.c_str(), path.c_str()) != 0) {
    return fail(Code::io_error, "renaming " + next + ": " + std::generic_category().message(errno));
  }
  if (auto r = sync_folder_of(path); !r) return r;
  between_steps();
  return overwrite_and_remove(old);
}

Result<void> finish_replacement(const std::string& path) {
  std::error_code ignored;
  std::filesystem::remove(path + ".next", ignored);
  const std::string old = path + ".old";
  if (!std::filesystem::exists(old)) return {};
  if (!std::filesystem::equivalent(old, path, ignored)) return overwrite_and_remove(old);  // it had been replaced
  std::filesystem::remove(old, ignored);
  return {};
}

}  // namespace rireki
