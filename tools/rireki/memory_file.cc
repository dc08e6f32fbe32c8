#include "tools/rireki/memory_file.h"

#include <sys/mman.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <utility>

namespace rireki {

Result<MemoryFile> MemoryFile::make() {
  const int descriptor = memfd_create("rireki", MFD_CLOEXEC);
  if (descriptor < 0) return fail(Code::io_error, "no file can be made in memory");
  return MemoryFile(descriptor);
}

MemoryFile::~MemoryFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

MemoryFile::MemoryFile(MemoryFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

std::string MemoryFile::path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

Result<std::string> MemoryFile::content() const {
  std::ifstream in(path(), std::ios::binary);
  std::string content{std::istreambuf_iterator<char>(in), {}};
  if (!in) return fail(Code::io_error, "a file in memory cannot be read");
  return content;
}

}  // namespace rireki
