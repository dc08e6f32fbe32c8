// AES-256-GCM as the Vault uses it: a random nonce of 96 bits stored before the ciphertext, the tag of 128 bits behind.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace rireki {

using SecretKey = std::array<std::uint8_t, 32>;

/// How much longer the sealed form is than the clear one.
inline constexpr std::size_t kSealBytes = 12 + 16;

/// Its contexts are made once and used again. One thread at a time.
class Cipher {
 public:
  Cipher();
  ~Cipher();
  Cipher(const Cipher&) = delete;
  Cipher& operator=(const Cipher&) = delete;

  [[nodiscard]] SecretKey new_key();

  /// Appends nonce, ciphertext and tag to `out`. `context` has to be the same when it is opened.
  void seal(const SecretKey& key, std::string_view context, std::string_view clear, std::string& out);

  /// None if it was not sealed with this key for this context.
  [[nodiscard]] std::optional<std::string> open(const SecretKey& key, std::string_view context,
                                                std::string_view sealed);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rireki
