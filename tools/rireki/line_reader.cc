#include "tools/rireki/line_reader.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace rireki {

namespace {

constexpr std::size_t kBufferBytes = std::size_t{1} << 20;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

LineReader::~LineReader() {
  if (file_ != nullptr && file_ != stdin) std::fclose(file_);
}

Result<void> LineReader::open(const std::string& path) {
  file_ = path == "-" ? stdin : std::fopen(path.c_str(), "rb");
  if (file_ == nullptr) return fail(Code::io_error, path + ": " + std::generic_category().message(errno));
  struct stat status {};
  if (fstat(fileno(file_), &status) == 0 && S_ISDIR(status.st_mode)) {
    return fail(Code::io_error, path + ": " + std::generic_category().message(EISDIR));
  }
  buffer_.resize(kBufferBytes);
  return {};
}

bool LineReader::fill() {
  const std::size_t read = std::fread(buffer_.data(), 1, buffer_.size(), file_);
  rest_ = {buffer_.data(), read};
  return read > 0;
}

Result<bool> LineReader::next(std::string& line, std::size_t bytes_max) {
  line.clear();
  bool has_line = false;
  end_ = "";
  marks_not_kept_ = 0;
  while (!rest_.empty() || fill()) {
    has_line = true;
    const std::size_t end = rest_.find('\n');
    const std::string_view part = rest_.substr(0, end);
    const std::size_t kept = std::min(part.size(), bytes_max + 1 - std::min(line.size(), bytes_max + 1));
    line.append(part.substr(0, kept));
    marks_not_kept_ += static_cast<std::uint64_t>(std::ranges::count(part.substr(kept), '"'));
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    if (end == std::string_view::npos) continue;
    end_ = "\n";
    break;
  }
  if (std::ferror(file_) != 0)
    return fail(Code::io_error, "reading the input: " + std::generic_category().message(errno));
  if (!has_line) return false;
  ++number_;
  if (number_ == 1 && line.starts_with(kByteOrderMark)) {
    has_byte_order_mark_ = true;
    line.erase(0, kByteOrderMark.size());
  }
  if (line.ends_with('\r')) {
    line.pop_back();
    if (!end_.empty()) end_ = "\r\n";
  }
  return true;
}

}  // namespace rireki
