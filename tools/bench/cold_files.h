// Stored files as they are on the disk: what a cold read is measured on.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace rireki {

/// The stored tables of a directory, to be put out of memory and read at random. What cannot be opened is left out.
class ColdFiles {
 public:
  explicit ColdFiles(const std::string& directory);
  ~ColdFiles();
  ColdFiles(const ColdFiles&) = delete;
  ColdFiles& operator=(const ColdFiles&) = delete;

  void forget() const;
  /// Reads a block anywhere in the largest file.
  void read_any(std::mt19937& random) const;

 private:
  std::vector<std::pair<int, std::uintmax_t>> files_;  // descriptors and sizes in bytes
};

}  // namespace rireki
