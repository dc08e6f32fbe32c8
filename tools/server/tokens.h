// Who may ask the service: bearer tokens, of which only keyed hashes are stored (DIR/tokens.jsonl, DIR/tokens.key).
//
//   {"id":"7d1f…","hash":"…","owner":"hr-officer-7","role":"hr","made":"2026-…Z","expires":"2027-…Z"}   a line each
//   … "role":"manager","unit":"U-101", …
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "events/calendar/instant.h"
#include "events/types/enums.h"
#include "events/types/error.h"

namespace rireki {

enum class TokenRole : std::uint8_t {
  auditor,  // reads all, writes nothing
  hr,       // reads all and appends
  manager,  // reads of the persons who are in its unit's subtree today, without sensitive fields
  analyst,  // reads numbers, disclosed as the Policy says, and no persons
  job,      // operates: rebuilds, verifies, makes backups; nobody's fields
  admin     // tokens and policies; nobody's fields
};
constexpr auto names(TokenRole) { return name_list("auditor", "hr", "manager", "analyst", "job", "admin"); }

struct Token {
  std::string id;    // names it in lists; no secret
  std::string hash;  // keyed, in hex
  std::string owner;
  TokenRole role{};
  std::string unit;  // of a manager
  Instant made;
  Instant expires;
};

/// Any number of processes, and threads of them: whoever changes something waits until others have.
class Tokens {
 public:
  explicit Tokens(const std::string& directory);

  /// Makes one of this owner, role, unit and time; its id is set. Its secret is returned and stored nowhere. Errors:
  /// USAGE without an owner, for a manager without a unit and for anybody else with one; ENCODING_ERROR and
  /// INVALID_FIELD as of the actor of an event, and for an owner that `has_unseen` (text.h), for two of them are two
  /// persons; IO_ERROR, INTEGRITY_ERROR.
  [[nodiscard]] Result<std::string> make(Token& token);

  /// All that were made and not revoked, also expired ones. Errors: IO_ERROR, INTEGRITY_ERROR.
  [[nodiscard]] Result<std::vector<Token>> list() const;

  /// Errors: USAGE if there is none with this id; as `list`.
  [[nodiscard]] Result<void> revoke(const std::string& id);

  /// Whose secret this is, by the file as it is now; null if nobody's, or expired. Errors: as `list`.
  [[nodiscard]] Result<std::shared_ptr<const Token>> find(std::string_view secret, Instant now);

 private:
  /// Which file was read. Its time alone may stand still from one writing to the next.
  struct Version {
    std::uint64_t inode = 0;
    std::int64_t size = 0;
    std::int64_t seconds = 0;
    std::int64_t nanoseconds = 0;
    friend bool operator==(const Version&, const Version&) = default;
  };
  /// In memory alone, and only of secrets that were found to be somebody's.
  struct Recognised {
    std::string secret;
    std::shared_ptr<const Token> token;
  };

  [[nodiscard]] Result<void> write(const std::vector<Token>& tokens) const;
  [[nodiscard]] std::optional<Version> version() const;
  [[nodiscard]] Result<void> read(const Version& there);
  [[nodiscard]] std::shared_ptr<const Token> recognise(std::string_view secret);

  std::string file_;
  std::string key_file_;
  Version read_version_;
  std::string key_;  // once read
  std::vector<std::shared_ptr<const Token>> read_;
  std::unordered_map<std::size_t, Recognised> recognised_;  // by a hash of the secret
};

}  // namespace rireki
