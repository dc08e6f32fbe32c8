#include "tools/bench/cold_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

namespace rireki {

namespace {

constexpr std::size_t kBlockBytes = 4096;

}  // namespace

ColdFiles::ColdFiles(const std::string& directory) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    if (!entry.is_regular_file() || entry.path().extension() != ".sst") continue;
    const int fd = ::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC);
    if (fd >= 0) files_.emplace_back(fd, entry.file_size());
  }
}

ColdFiles::~ColdFiles() {
  for (const auto& [fd, size] : files_) ::close(fd);
}

void ColdFiles::forget() const {
  for (const auto& [fd, size] : files_) ::posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
}

void ColdFiles::read_any(std::mt19937& random) const {
  const auto largest = std::ranges::max_element(files_, {}, &std::pair<int, std::uintmax_t>::second);
  if (largest == files_.end() || largest->second < kBlockBytes) return;
  char block[kBlockBytes];
  const std::uintmax_t place = random() % (largest->second / kBlockBytes) * kBlockBytes;
  (void)!::pread(largest->first, block, sizeof block, static_cast<off_t>(place));
}

}  // namespace rireki
