#include "tools/verify/signed_text.h"

#include <algorithm>
#include <charconv>
#include <memory>

#include <openssl/evp.h>

namespace rireki {

namespace {

constexpr std::string_view kDash = "\xE2\x80\x94 ";
constexpr std::size_t kIdBytes = 4;

std::unexpected<Error> wrong(const std::string& what) { return fail(Code::integrity_error, what); }

bool verifies(const PublicKey& key, std::string_view text, std::string_view signature) {
  const auto bytes = [](std::string_view t) { return reinterpret_cast<const unsigned char*>(t.data()); };
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> pkey(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes(key.key), key.key.size()), EVP_PKEY_free);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  return pkey != nullptr && context != nullptr &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, pkey.get()) == 1 &&
         EVP_DigestVerify(context.get(), bytes(signature), signature.size(), bytes(text), text.size()) == 1;
}

/// Whether a signature line is this key's and right.
bool is_signature(std::string_view line, std::string_view text, const PublicKey& key) {
  const std::string begin = std::string(kDash) + key.name + " ";
  if (!line.starts_with(begin)) return false;
  const auto bytes = decode_base64(line.substr(begin.size()));
  return bytes && bytes->starts_with(key.id) && verifies(key, text, std::string_view(*bytes).substr(kIdBytes));
}

}  // namespace

Result<PublicKey> parse_public_key(std::string_view text) {
  while (text.ends_with('\n')) text.remove_suffix(1);
  const std::size_t first = text.find('+');
  const std::size_t second = text.find('+', first == std::string_view::npos ? first : first + 1);
  if (second == std::string_view::npos) return fail(Code::invalid_field, "a verifier key is NAME+ID+KEY");
  const auto key = decode_base64(text.substr(second + 1));
  if (!key || key->size() != 33 || key->front() != 1) {
    return fail(Code::invalid_field, "the verifier key is no Ed25519 key for notes");
  }
  PublicKey result{.name = std::string(text.substr(0, first)), .id = {}, .key = key->substr(1)};
  result.id = bytes_of(sha256({result.name, "\n", *key})).substr(0, kIdBytes);
  if (hex_of(result.id) == text.substr(first + 1, second - first - 1)) return result;
  return fail(Code::invalid_field, "the id in the verifier key is not that of its key");
}

Result<std::string> signed_text(std::string_view note, const PublicKeys& keys) {
  const std::size_t end = note.rfind("\n\n");
  if (end == std::string_view::npos || !note.ends_with('\n')) return wrong("there are no signatures");
  const std::string_view text = note.substr(0, end + 1);
  for (std::string_view lines = note.substr(end + 2); !lines.empty();) {
    const std::size_t line_end = std::min(lines.find('\n'), lines.size());
    const auto has_signed = [&](const PublicKey& key) { return is_signature(lines.substr(0, line_end), text, key); };
    if (std::ranges::any_of(keys, has_signed)) return std::string(text);
    lines.remove_prefix(std::min(line_end + 1, lines.size()));
  }
  return wrong("it is not signed by " + keys.front().name);
}

Result<SignedTree> signed_tree(std::string_view checkpoint, const PublicKeys& keys) {
  const auto text = signed_text(checkpoint, keys);
  if (!text) return wrong("the checkpoint: " + text.error().message);
  const std::size_t first = text->find('\n');
  const std::size_t second = text->find('\n', first + 1);
  const std::size_t third = text->find('\n', second == std::string::npos ? second : second + 1);
  const std::string name = text->substr(0, first);
  if (third == std::string::npos || std::ranges::find(keys, name, &PublicKey::name) == keys.end()) {
    return wrong("it is no checkpoint of this log");
  }
  SignedTree tree{.log = name};
  const char* const end = text->data() + second;
  const auto [ptr, ec] = std::from_chars(text->data() + first + 1, end, tree.size);
  const auto root = decode_digest(std::string_view(*text).substr(second + 1, third - second - 1));
  if (ec != std::errc{} || ptr != end || !root) return wrong("the checkpoint has no size or no root");
  tree.root = *root;
  return tree;
}

}  // namespace rireki
