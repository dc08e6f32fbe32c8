// SHA-256 as the Merkle tree uses it (RFC 6962, section 2.1).
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace rireki {

using Hash = std::array<std::uint8_t, 32>;

[[nodiscard]] std::string to_hex(const Hash& hash);

/// Computes hashes one after the other; its state is made once and used again. One thread at a time.
class Hasher {
 public:
  Hasher();
  ~Hasher();
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;

  /// SHA-256 of nothing: the root of an empty tree.
  [[nodiscard]] Hash empty();
  /// SHA-256(0x00 ‖ record).
  [[nodiscard]] Hash leaf(std::string_view record);
  /// SHA-256(0x01 ‖ left ‖ right).
  [[nodiscard]] Hash node(const Hash& left, const Hash& right);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rireki
