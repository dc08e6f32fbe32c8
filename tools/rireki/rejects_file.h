// The refused lines of an import, kept in a file of their own: JSON Lines of
// {"line":N,"code":"…","message":"…","event":{…}}, in the order of the input.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include "events/types/error.h"

namespace rireki {

class RejectsFile {
 public:
  RejectsFile() = default;
  ~RejectsFile();
  RejectsFile(const RejectsFile&) = delete;
  RejectsFile& operator=(const RejectsFile&) = delete;

  /// Makes the file anew, for its owner alone: refused lines hold what is personal. `input` is what is imported, open
  /// already; "-" is standard input. Errors: USAGE if both are one file, by whatever paths or links, or as
  /// refuse_among_own_files; IO_ERROR.
  [[nodiscard]] Result<void> open(const std::string& path, const std::string& input);

  /// Whether there is one.
  [[nodiscard]] bool is_open() const { return file_ != nullptr; }

  /// A line as the input has it, and why it is refused. What fails here fails in `flush`.
  void add(std::uint64_t line, std::string_view text, const Error& error, const std::string& message);

  /// Errors: IO_ERROR if not all of it was written; the file is closed then.
  [[nodiscard]] Result<void> flush();

 private:
  [[nodiscard]] Result<void> failed() const;
  [[nodiscard]] Result<void> empty_for_owner(int opened) const;

  std::string path_;
  std::FILE* file_ = nullptr;
};

}  // namespace rireki
