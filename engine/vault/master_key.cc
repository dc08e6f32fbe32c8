#include "engine/vault/master_key.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "engine/files/durable_file.h"
#include "engine/proof/hash.h"
#include "engine/vault/key_text.h"

namespace rireki {

namespace {

std::unexpected<Error> unusable(const std::string& what) {
  return fail(Code::integrity_error, what + "; put it back: it is the first line of what `backup --keys` has written");
}

}  // namespace

std::string master_key_path(const std::string& in_directory) {
  const char* const named = std::getenv("RIREKI_MASTER_KEY_FILE");
  return named == nullptr || *named == '\0' ? in_directory : named;
}

/// Under a name of its own first, so that half a key is never taken for one, and a key that came meanwhile stays.
Result<void> create_master_key(const std::string& path) {
  if (::access(path.c_str(), F_OK) == 0) return {};
  const std::string made = path + ".made-" + std::to_string(::getpid());
  if (auto r = write_durable_file(made, to_hex(Cipher().new_key()) + "\n"); !r) return r;
  const bool linked = ::link(made.c_str(), path.c_str()) == 0;
  const int why = errno;
  ::unlink(made.c_str());
  if (linked) return sync_folder_of(path);
  return fail(Code::io_error, "making the master key " + path + ": " + std::generic_category().message(why));
}

Result<SecretKey> load_master_key(const std::string& path) {
  const auto text = read_durable_file(path);
  if (!text && text.error().code != Code::integrity_error) {
    return fail(text.error().code, "the master key: " + text.error().message);
  }
  if (!text) return unusable("the master key " + path + " cannot be read: personal fields need it");
  if (const auto key = key_of_first_line(*text)) return *key;
  return unusable(path + " holds no master key: that is 64 hexadecimal digits");
}

}  // namespace rireki
