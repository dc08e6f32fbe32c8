#include "engine/key_file.h"

#include <algorithm>

#include "engine/data_directory.h"
#include "engine/files/durable_file.h"
#include "engine/vault/key_table.h"
#include "engine/vault/key_text.h"

namespace rireki {

namespace {

std::string line_of(const std::string& text) { return text.substr(0, text.find('\n')) + "\n"; }

/// The name is made from the log's first key, which a file of keys could say without having it: one key must be known.
Result<void> must_sign_for(const SigningKey& key, const std::string& path, const std::string& set) {
  const auto text = read_durable_file(set + "/verifier.key");
  if (!text) return std::unexpected(text.error());
  const auto theirs = parse_verifier_keys(*text);
  if (!theirs) return fail(Code::integrity_error, set + "/verifier.key is broken: " + theirs.error().message);
  const bool is_known = std::ranges::any_of(*theirs, [&](const VerifierKey& known) {
    return known.name == key.verifier().name &&
           std::ranges::find(key.verifiers(), known.public_key, &VerifierKey::public_key) != key.verifiers().end();
  });
  if (is_known) return {};
  return fail(Code::integrity_error, "the signing key in " + path + " is not that of the log in " + set +
                                         "; give the keys that `rireki backup --keys` has written of this log");
}

Result<void> must_open_vault(const SecretKey& master, const std::string& path, const std::string& set) {
  auto bytes = read_durable_file(set + "/vault");
  if (!bytes) return std::unexpected(bytes.error());
  KeyTable keys(path);
  keys.take_master(master);
  const auto read = keys.read(std::move(*bytes), set + "/vault", [](const VaultEntry&) {});
  if (!read) return std::unexpected(read.error());
  if (keys.check_master()) return {};
  return fail(Code::integrity_error, "the master key in " + path + " does not open " + set +
                                         "/vault; give the keys that `rireki backup --keys` has written of this log");
}

}  // namespace

Result<LogKeys> read_key_file(const std::string& path) {
  const auto found = is_there(path);
  if (!found) return std::unexpected(found.error());
  if (!*found) return fail(Code::usage, "--keys: there is no file " + path);
  const auto text = read_durable_file(path);
  if (!text) return std::unexpected(text.error());
  const std::string master = line_of(*text);
  const std::string signing = text->substr(std::min(master.size(), text->size()));
  if (key_of_first_line(master) && SigningKey::from_text(signing, path)) {
    return LogKeys{.master_path = path, .master = master, .signing_path = path, .signing = signing};
  }
  return fail(Code::usage, path +
                               " holds no keys: a file of keys has a master key, 64 hexadecimal digits, in its first "
                               "line and a signing key behind it; `rireki backup --keys` writes one");
}

Result<LogKeys> keys_in(const DataDirectory& data) {
  for (const std::string& path : {data.master_key(), data.signing_key()}) {
    const auto found = is_there(path);
    if (!found) return std::unexpected(found.error());
    if (!*found) return fail(Code::usage, path + " is missing; --keys names the file that holds the keys");
  }
  const auto master = read_durable_file(data.master_key());
  if (!master) return std::unexpected(master.error());
  const auto signing = read_durable_file(data.signing_key());
  if (!signing) return std::unexpected(signing.error());
  return LogKeys{data.master_key(), *master, data.signing_key(), *signing};
}

Result<SigningKey> keys_of_backup(const LogKeys& keys, const std::string& set) {
  auto signing = SigningKey::from_text(keys.signing, keys.signing_path);
  if (!signing) return fail(Code::integrity_error, signing.error().message);
  if (auto r = must_sign_for(*signing, keys.signing_path, set); !r) return std::unexpected(r.error());
  const auto master = key_of_first_line(keys.master);
  if (!master)
    return fail(Code::integrity_error, keys.master_path + " holds no master key: that is 64 hexadecimal digits");
  if (auto r = must_open_vault(*master, keys.master_path, set); !r) return std::unexpected(r.error());
  return signing;
}

}  // namespace rireki
