#include "tools/rireki/own_folder.h"

#include "engine/data_directory.h"

namespace rireki {

namespace fs = std::filesystem;

std::string data_directory_around(const fs::path& folder) {
  if (folder.empty()) return {};
  std::error_code ec;
  fs::path name = fs::weakly_canonical(fs::absolute(folder, ec), ec);
  if (!name.has_filename()) name = name.parent_path();  // it ends in a slash
  for (; name.has_relative_path(); name = name.parent_path()) {
    const DataDirectory data{name.string()};
    if (fs::exists(data.guard(), ec) && fs::is_directory(data.log(), ec)) return data.path;
  }
  return {};
}

Result<void> refuse_own_folder(const std::string& path) {
  const std::string around = data_directory_around(path);
  if (around.empty()) return {};
  return fail(Code::usage, path + " lies in the data directory " + around + "; name a folder elsewhere");
}

}  // namespace rireki
