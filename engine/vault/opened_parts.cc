#include "engine/vault/opened_parts.h"

#include <functional>

#include <openssl/crypto.h>

namespace rireki {

namespace {

constexpr std::size_t kParts = std::size_t{1} << 15U;
constexpr std::size_t kBytesMax = 256;  // of one: names and dates are short, and what is long is asked for rarely

std::size_t place_of(std::string_view sealed) { return std::hash<std::string_view>{}(sealed) % kParts; }

}  // namespace

const std::string* OpenedParts::find(std::string_view context, std::string_view sealed) const {
  if (parts_.empty()) return nullptr;
  const Part& part = parts_[place_of(sealed)];
  return part.sealed == sealed && part.context == context ? &part.clear : nullptr;
}

void OpenedParts::remember(std::string_view context, std::string_view sealed, std::string_view clear) {
  if (sealed.size() > kBytesMax) return;
  if (parts_.empty()) parts_.resize(kParts);
  Part& part = parts_[place_of(sealed)];
  OPENSSL_cleanse(part.clear.data(), part.clear.size());
  part.context = context;
  part.sealed = sealed;
  part.clear = clear;
}

void OpenedParts::forget() {
  for (Part& part : parts_) OPENSSL_cleanse(part.clear.data(), part.clear.size());
  parts_.clear();
}

}  // namespace rireki
