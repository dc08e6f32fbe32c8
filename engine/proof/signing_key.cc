#include "engine/proof/signing_key.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>

#include <openssl/evp.h>
#include <openssl/pem.h>

#include "engine/files/durable_file.h"

namespace rireki {

namespace {

using Key = std::shared_ptr<EVP_PKEY>;
using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

constexpr std::string_view kPemBegin = "-----BEGIN";
constexpr std::string_view kWhereItIs = "it follows the first line of what `backup --keys` has written";

Result<Key> make_key() {
  Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), EVP_PKEY_free);
  if (key == nullptr) return fail(Code::io_error, "OpenSSL made no key");
  return key;
}

Result<std::string> pem_of(EVP_PKEY* key) {
  const Bio out(BIO_new(BIO_s_mem()), BIO_free);
  char* bytes = nullptr;
  if (PEM_write_bio_PrivateKey(out.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    return fail(Code::io_error, "OpenSSL wrote no key");
  }
  const long size = BIO_get_mem_data(out.get(), &bytes);
  return std::string(bytes, static_cast<std::size_t>(size));
}

/// 32 bytes; none if it is another kind of key.
std::string public_key_of(EVP_PKEY* key) {
  unsigned char raw[32];
  std::size_t size = sizeof raw;
  if (EVP_PKEY_get_id(key) != EVP_PKEY_ED25519 || EVP_PKEY_get_raw_public_key(key, raw, &size) != 1) return {};
  return {reinterpret_cast<const char*>(raw), size};
}

std::string origin_of(const std::string& public_key) {
  Hasher hasher;
  return "rireki.log/" + to_hex(hasher.leaf(public_key)).substr(0, 32);
}

/// The line of one key's signature. None if OpenSSL fails.
std::optional<std::string> signature_line(EVP_PKEY* key, const VerifierKey& verifier, const std::string& text) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  unsigned char signature[64];
  std::size_t size = sizeof signature;
  const auto* const bytes = reinterpret_cast<const unsigned char*>(text.data());
  if (context == nullptr || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key) != 1 ||
      EVP_DigestSign(context.get(), signature, &size, bytes, text.size()) != 1) {
    return {};
  }
  const std::string line = verifier.id + std::string(reinterpret_cast<const char*>(signature), size);
  return "\xE2\x80\x94 " + verifier.name + " " + to_base64(line) + "\n";
}

}  // namespace

std::string text_of(std::span<const VerifierKey> keys) {
  std::string text;
  for (const VerifierKey& key : keys) text += key.text() + "\n";
  return text;
}

Result<void> create_signing_key(const std::string& path) {
  if (std::filesystem::exists(path)) return fail(Code::io_error, "there is a signing key " + path + " already");
  const auto key = make_key();
  if (!key) return std::unexpected(key.error());
  const auto pem = pem_of(key->get());
  return pem ? write_durable_file(path, *pem) : std::unexpected(pem.error());
}

Result<SigningKey> SigningKey::load(const std::string& path) {
  const auto content = read_durable_file(path);
  if (!content) {
    const bool is_missing = content.error().code == Code::integrity_error;
    return fail(Code::io_error, "reading the signing key: " + content.error().message +
                                    (is_missing ? "; put it back: " + std::string(kWhereItIs) : std::string()));
  }
  return from_text(*content, path);
}

Result<SigningKey> SigningKey::from_text(std::string_view text, const std::string& path) {
  SigningKey loaded;
  const std::size_t pem = std::min(text.find(kPemBegin), text.size());
  if (pem > 0) {
    auto verifiers = parse_verifier_keys(text.substr(0, pem));
    if (!verifiers) return fail(Code::io_error, path + ": " + verifiers.error().message);
    loaded.verifiers_ = std::move(*verifiers);
  }
  const Bio in(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free);
  while (const Key key{PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr), EVP_PKEY_free}) {
    const std::string raw = public_key_of(key.get());
    if (loaded.verifiers_.empty() && !raw.empty()) loaded.verifiers_.push_back(verifier_key(origin_of(raw), raw));
    const std::size_t at = loaded.keys_.size();
    if (at >= loaded.verifiers_.size() || loaded.verifiers_[at].public_key != raw) break;
    loaded.keys_.push_back(key);
  }
  if (loaded.keys_.empty()) return fail(Code::io_error, path + " holds no Ed25519 key");
  return loaded;
}

Result<SigningKey> SigningKey::load_own(const std::string& path) {
  auto key = load(path);
  if (!key) return key;
  const std::string beside = (std::filesystem::path(path).parent_path() / "verifier.key").string();
  const auto text = read_durable_file(beside);
  const auto known = text ? parse_verifier_keys(*text) : std::unexpected(text.error());
  if (!known || key->is_known_by(*known)) return key;
  return fail(Code::integrity_error,
              path + " is not this log's signing key: " + beside +
                  " does not check what it signs; put the log's own key back: " + std::string(kWhereItIs));
}

/// Only what signs counts: those that signed before could be another log's words.
bool SigningKey::is_known_by(std::span<const VerifierKey> keys) const {
  const auto signing = std::span(verifiers_).first(keys_.size());
  return std::ranges::any_of(signing, [&](const VerifierKey& signs) {
    return std::ranges::any_of(keys, [&](const VerifierKey& known) {
      return known.name == signs.name && known.public_key == signs.public_key;
    });
  });
}

Result<SigningKey> SigningKey::from_seed(std::string name, std::string_view seed) {
  const Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr,
                                             reinterpret_cast<const unsigned char*>(seed.data()), seed.size()),
                EVP_PKEY_free);
  if (key == nullptr) return fail(Code::invalid_field, "an Ed25519 key is made from 32 bytes");
  SigningKey made;
  made.keys_ = {key};
  made.verifiers_ = {verifier_key(std::move(name), public_key_of(key.get()))};
  return made;
}

Result<std::string> SigningKey::sign(const std::string& text) const {
  std::string note = text + "\n";
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    const auto line = signature_line(static_cast<EVP_PKEY*>(keys_[i].get()), verifiers_[i], text);
    if (!line) return fail(Code::io_error, "OpenSSL failed to sign");
    note += *line;
  }
  return note;
}

/// Puts the file in the place of the one before, whose bytes are overwritten.
Result<void> SigningKey::store(const std::string& path) const {
  std::string content = text_of(verifiers_);
  for (const auto& key : keys_) {
    const auto pem = pem_of(static_cast<EVP_PKEY*>(key.get()));
    if (!pem) return std::unexpected(pem.error());
    content += *pem;
  }
  const std::string next = path + ".new";
  const std::string old = path + ".old";
  std::error_code ec;
  std::filesystem::remove(next, ec);  // of a change that was interrupted
  std::filesystem::remove(old, ec);
  if (auto r = write_durable_file_for(path, next, content); !r) return r;
  std::filesystem::create_hard_link(path, old, ec);
  if (!ec) std::filesystem::rename(next, path, ec);
  if (ec) return fail(Code::io_error, "replacing the signing key " + path + ": " + ec.message());
  if (auto r = sync_folder_of(path); !r) return r;
  return overwrite_and_remove(old);
}

Result<std::string> sign_checkpoint(const std::string& path, const TreeHead& head) {
  const auto key = SigningKey::load_own(path);
  if (!key) return std::unexpected(key.error());
  return key->sign(Checkpoint{key->verifier().name, head}.text());
}

Result<void> add_signing_key(const std::string& path) {
  auto signing = SigningKey::load(path);
  if (!signing) return std::unexpected(signing.error());
  if (signing->keys_.size() > 1) return fail(Code::usage, "two keys sign already; retire the older one first");
  const auto key = make_key();
  if (!key) return std::unexpected(key.error());
  signing->keys_.insert(signing->keys_.begin(), *key);
  signing->verifiers_.insert(signing->verifiers_.begin(),
                             verifier_key(signing->verifier().name, public_key_of(key->get())));
  return signing->store(path);
}

Result<void> retire_signing_key(const std::string& path) {
  auto signing = SigningKey::load(path);
  if (!signing) return std::unexpected(signing.error());
  if (signing->keys_.size() == 1) return fail(Code::usage, "one key signs alone; add another one first");
  signing->keys_.resize(1);
  return signing->store(path);
}

}  // namespace rireki
