#include "engine/proof/signed_note.h"

#include <algorithm>
#include <charconv>

#include <openssl/evp.h>

namespace rireki {

namespace {

constexpr char kEd25519 = 1;
constexpr std::size_t kKeyIdBytes = 4;
constexpr std::size_t kPublicKeyBytes = 32;
constexpr std::size_t kSignatureBytes = 64;
constexpr std::size_t kNoteBytesMax = std::size_t{1} << 20;
constexpr std::ptrdiff_t kSignaturesMax = 100;
constexpr std::string_view kDash = "\xE2\x80\x94 ";  // an em dash and a blank begin a signature

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::unexpected<Error> malformed(const std::string& what) { return fail(Code::invalid_field, what); }

std::string key_id(std::string_view name, std::string_view public_key) {
  std::string text(name);
  (text += '\n') += kEd25519;
  text += public_key;
  unsigned char digest[EVP_MAX_MD_SIZE];
  std::size_t size = 0;
  if (EVP_Q_digest(nullptr, "SHA256", nullptr, text.data(), text.size(), digest, &size) != 1) return {};
  return {reinterpret_cast<const char*>(digest), kKeyIdBytes};
}

bool is_name(std::string_view name) {
  return !name.empty() &&
         std::ranges::none_of(name, [](char c) { return c == '+' || c == ' ' || c == '\n' || c == '\t'; });
}

std::string hex(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (const unsigned char byte : bytes) (out += kDigits[byte >> 4U]) += kDigits[byte & 0xFU];
  return out;
}

bool has_signed(const VerifierKey& key, std::string_view text, std::string_view signature) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> pkey(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(key.public_key), key.public_key.size()),
      EVP_PKEY_free);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  return pkey != nullptr && context != nullptr &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, pkey.get()) == 1 &&
         EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(text), text.size()) == 1;
}

/// One signature line: its name, and key id ‖ signature.
struct Signature {
  std::string_view name;
  std::string bytes;
};

Result<Signature> parse_signature(std::string_view line) {
  if (!line.starts_with(kDash)) return malformed("a signature line does not begin with a dash");
  line.remove_prefix(kDash.size());
  const std::size_t blank = line.find(' ');
  if (blank == std::string_view::npos || !is_name(line.substr(0, blank))) return malformed("a signature has no name");
  auto bytes = from_base64(line.substr(blank + 1));
  if (!bytes) return std::unexpected(bytes.error());
  if (bytes->size() <= kKeyIdBytes) return malformed("a signature is too short");
  return Signature{line.substr(0, blank), std::move(*bytes)};
}

bool has_control_character(std::string_view text) {
  return std::ranges::any_of(text, [](unsigned char c) { return c < 0x20 && c != '\n'; });
}

}  // namespace

std::string to_base64(std::string_view bytes) {
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes_of(bytes), static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

Result<std::string> from_base64(std::string_view text) {
  const auto is_digit = [](unsigned char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
  };
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  if (text.size() % 4 != 0 || !std::ranges::all_of(text.substr(0, text.size() - padding), is_digit)) {
    return malformed("a text is not base64");
  }
  std::string out(text.size() / 4 * 3, '\0');
  const int size =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes_of(text), static_cast<int>(text.size()));
  if (size < 0) return malformed("a text is not base64");
  out.resize(static_cast<std::size_t>(size) - padding);
  if (to_base64(out) != text) return malformed("a text is not base64 as it is written");
  return out;
}

std::string VerifierKey::text() const { return name + "+" + hex(id) + "+" + to_base64(kEd25519 + public_key); }

VerifierKey verifier_key(std::string name, std::string public_key) {
  std::string id = key_id(name, public_key);
  return {std::move(name), std::move(id), std::move(public_key)};
}

Result<VerifierKey> parse_verifier_key(std::string_view text) {
  const std::size_t first = text.find('+');
  const std::size_t second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (second == std::string_view::npos) return malformed("a verifier key has three parts, with + between them");
  if (!is_name(text.substr(0, first))) return malformed("the name in a verifier key is empty or has a blank");
  const auto key = from_base64(text.substr(second + 1));
  if (!key) return std::unexpected(key.error());
  if (key->empty() || key->front() != kEd25519) return malformed("a verifier key is not an Ed25519 key for notes");
  if (key->size() != 1 + kPublicKeyBytes) return malformed("the key in a verifier key has another length");
  VerifierKey result = verifier_key(std::string(text.substr(0, first)), key->substr(1));
  if (hex(result.id) != text.substr(first + 1, second - first - 1)) {
    return malformed("the key id in a verifier key is not that of its key");
  }
  return result;
}

Result<std::vector<VerifierKey>> parse_verifier_keys(std::string_view text) {
  std::vector<VerifierKey> keys;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    auto key = parse_verifier_key(text.substr(0, end));
    if (!key) return std::unexpected(key.error());
    keys.push_back(std::move(*key));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (keys.empty()) return malformed("there is no verifier key");
  return keys;
}

Result<std::string> open_note(std::string_view note, const VerifierKey& key) {
  return open_note(note, std::span(&key, 1));
}

Result<std::string> open_note(std::string_view note, std::span<const VerifierKey> keys) {
  if (note.size() > kNoteBytesMax || has_control_character(note)) return malformed("a note has a control character");
  const std::size_t end = note.rfind("\n\n");
  if (end == std::string_view::npos || !note.ends_with('\n')) return malformed("a note has no signatures");
  const std::string_view text = note.substr(0, end + 1);
  std::string_view lines = note.substr(end + 2);
  if (lines.empty()) return malformed("a note has no signatures");
  if (std::ranges::count(lines, '\n') > kSignaturesMax) return malformed("a note has more than 100 signatures");
  std::vector<bool> has_said(keys.size());
  while (!lines.empty()) {
    const std::size_t line_end = lines.find('\n');
    const auto signature = parse_signature(lines.substr(0, line_end));
    if (!signature) return std::unexpected(signature.error());
    lines.remove_prefix(line_end + 1);
    const auto key = std::ranges::find_if(
        keys, [&](const VerifierKey& k) { return signature->name == k.name && signature->bytes.starts_with(k.id); });
    if (key == keys.end()) continue;
    // A signer's further signatures say nothing more, whatever they are.
    const auto signer = static_cast<std::size_t>(key - keys.begin());
    if (has_said[signer]) continue;
    const std::string_view bytes = std::string_view(signature->bytes).substr(kKeyIdBytes);
    if (bytes.size() != kSignatureBytes || !has_signed(*key, text, bytes)) {
      return fail(Code::integrity_error, "the signature of " + key->name + " is wrong");
    }
    has_said[signer] = true;
  }
  if (std::ranges::find(has_said, true) == has_said.end()) {
    return fail(Code::integrity_error, "the note is not signed by " + (keys.empty() ? "anybody" : keys.front().name));
  }
  return std::string(text);
}

std::string Checkpoint::text() const {
  const std::string_view root(reinterpret_cast<const char*>(head.root.data()), head.root.size());
  return origin + "\n" + std::to_string(head.size) + "\n" + to_base64(root) + "\n";
}

Result<Checkpoint> parse_checkpoint(std::string_view text) {
  std::string_view lines[3];
  for (std::string_view& line : lines) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return malformed("a checkpoint has three lines");
    line = text.substr(0, end);
    text.remove_prefix(end + 1);
  }
  Checkpoint checkpoint{.origin = std::string(lines[0]), .head = {}};
  const char* const last = lines[1].data() + lines[1].size();
  const auto [ptr, ec] = std::from_chars(lines[1].data(), last, checkpoint.head.size);
  if (checkpoint.origin.empty() || ec != std::errc{} || ptr != last ||
      (lines[1].size() > 1 && lines[1].front() == '0')) {
    return malformed("a checkpoint's size is not a number");
  }
  const auto root = from_base64(lines[2]);
  if (!root || root->size() != checkpoint.head.root.size()) return malformed("a checkpoint's root is not a SHA-256");
  std::ranges::copy(*root, checkpoint.head.root.begin());
  return checkpoint;
}

}  // namespace rireki
