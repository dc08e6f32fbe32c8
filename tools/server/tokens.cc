#include "tools/server/tokens.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "engine/files/durable_file.h"
#include "engine/proof/secret.h"
#include "events/types/event_form.h"
#include "events/types/json_reader.h"
#include "events/types/json_writer.h"
#include "events/types/text.h"
#include "events/types/text_form.h"

namespace rireki {

namespace {

constexpr std::size_t kIdDigits = 12;

std::string hashed(const std::string& key, const std::string& secret) { return to_hex(keyed_hash(key, secret)); }

/// In a time that does not tell how much of them is equal.
bool are_equal(std::string_view one, std::string_view other) {
  if (one.size() != other.size()) return false;
  unsigned different = 0;
  for (std::size_t i = 0; i < one.size(); ++i) different |= static_cast<unsigned char>(one[i] ^ other[i]);
  return different == 0;
}

std::string line_of(const Token& token) {
  JsonWriter out;
  out.begin_object().key("id").text(token.id).key("hash").text(token.hash).key("owner").text(token.owner);
  out.key("role").text(to_text(token.role));
  if (!token.unit.empty()) out.key("unit").text(token.unit);
  out.key("made").text(to_text(token.made));
  out.key("expires").text(to_text(token.expires)).end_object();
  return out.str() + "\n";
}

Result<Token> parse_line(std::string_view line) {
  JsonReader reader;
  const auto tape = reader.parse(line);
  if (!tape) return std::unexpected(tape.error());
  if ((*tape)->front().kind != JsonKind::object) return fail(Code::invalid_json, "it is no object");
  JsonMembers members(**tape, 0);
  const auto text = [&](std::string_view key) {
    const auto place = members.find(key);
    return place ? std::string((**tape)[*place].text) : std::string();
  };
  const auto role = from_text<TokenRole>(text("role"));
  const auto made = parse_instant(text("made"));
  const auto expires = parse_instant(text("expires"));
  if (!role || !made || !expires) return fail(Code::invalid_field, "a field is missing or wrong");
  return Token{text("id"), text("hash"), text("owner"), *role, text("unit"), *made, *expires};
}

/// Held from reading the tokens to writing them. It is the file's directory that is locked: a file would be one more to
/// keep.
class ChangeLock {
 public:
  static Result<ChangeLock> take(const std::string& file) {
    const std::string directory = std::filesystem::path(file).parent_path().string();
    ChangeLock lock(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    while (lock.fd_ >= 0) {
      if (::flock(lock.fd_, LOCK_EX) == 0) return lock;
      if (errno != EINTR) break;
    }
    return fail(Code::io_error, "locking the tokens in " + directory + ": " + std::generic_category().message(errno));
  }
  ChangeLock(ChangeLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  ChangeLock& operator=(ChangeLock&&) = delete;
  ~ChangeLock() {
    if (fd_ >= 0) ::close(fd_);
  }

 private:
  explicit ChangeLock(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace

Tokens::Tokens(const std::string& directory)
    : file_(directory + "/tokens.jsonl"), key_file_(directory + "/tokens.key") {}

Result<std::string> Tokens::make(Token& token) {
  if (token.owner.empty()) return fail(Code::usage, "whose token is it? an owner is missing", "owner");
  if (auto r = check_text("owner", token.owner); !r) return std::unexpected(r.error());  // who an event's actor will be
  if (has_unseen(token.owner)) {
    return fail(Code::invalid_field,
                "owner: it has characters or blanks that cannot be seen, and could pass for another", "owner");
  }
  if ((token.role == TokenRole::manager) == token.unit.empty()) {
    return fail(Code::usage, "a manager's token has a unit, and no other has one", "unit");
  }
  if (!token.unit.empty() && !is_identifier(token.unit)) {
    return fail(Code::invalid_field, "unit: " + std::string(kCodeForm), "unit");
  }
  const auto lock = ChangeLock::take(file_);
  if (!lock) return std::unexpected(lock.error());
  const auto has_key = is_there(key_file_);
  if (!has_key) return std::unexpected(has_key.error());
  if (!*has_key) {
    if (auto r = write_durable_file(key_file_, make_secret()); !r) return std::unexpected(r.error());
  }
  const auto key = read_durable_file(key_file_);
  if (!key) return std::unexpected(key.error());
  auto tokens = list();
  if (!tokens) return std::unexpected(tokens.error());
  const std::string secret = make_secret();
  token.id = make_secret().substr(0, kIdDigits);
  token.hash = hashed(*key, secret);
  tokens->push_back(token);
  if (auto r = write(*tokens); !r) return std::unexpected(r.error());
  return secret;
}

Result<std::vector<Token>> Tokens::list() const {
  std::vector<Token> tokens;
  const auto found = is_there(file_);
  if (!found) return std::unexpected(found.error());
  if (!*found) return tokens;
  const auto text = read_durable_file(file_);
  if (!text) return std::unexpected(text.error());
  for (std::size_t begin = 0; begin < text->size();) {
    const std::size_t end = std::min(text->find('\n', begin), text->size());
    auto token = parse_line(std::string_view(*text).substr(begin, end - begin));
    if (!token) {
      return fail(Code::integrity_error,
                  file_ + ", line " + std::to_string(tokens.size() + 1) + ": " + token.error().message);
    }
    tokens.push_back(std::move(*token));
    begin = end + 1;
  }
  return tokens;
}

Result<void> Tokens::revoke(const std::string& id) {
  const auto lock = ChangeLock::take(file_);
  if (!lock) return std::unexpected(lock.error());
  auto tokens = list();
  if (!tokens) return std::unexpected(tokens.error());
  if (std::erase_if(*tokens, [&](const Token& token) { return token.id == id; }) == 0) {
    return fail(Code::usage, "no token has the id " + in_quotes(id));
  }
  return write(*tokens);
}

Result<std::shared_ptr<const Token>> Tokens::find(std::string_view secret, Instant now) {
  const auto there = version();
  if (!there) return nullptr;  // none was made yet
  if (*there != read_version_) {
    if (auto r = read(*there); !r) return std::unexpected(r.error());
  }
  auto token = recognise(secret);
  return token == nullptr || token->expires <= now ? nullptr : token;
}

Result<void> Tokens::read(const Version& there) {
  auto tokens = list();
  if (!tokens) return std::unexpected(tokens.error());
  auto key = read_durable_file(key_file_);
  if (!key) return std::unexpected(key.error());
  read_.clear();
  for (Token& token : *tokens) read_.push_back(std::make_shared<const Token>(std::move(token)));
  recognised_.clear();
  key_ = std::move(*key);
  read_version_ = there;
  return {};
}

/// To hash a secret takes longer than most of what it is shown for: whose it is stays known as long as the file does
/// not change.
std::shared_ptr<const Token> Tokens::recognise(std::string_view secret) {
  const std::size_t place = std::hash<std::string_view>{}(secret);
  const auto known = recognised_.find(place);
  if (known != recognised_.end() && are_equal(known->second.secret, secret)) return known->second.token;
  const std::string hash = hashed(key_, std::string(secret));
  const auto found =
      std::ranges::find(read_, hash, [](const auto& token) -> const std::string& { return token->hash; });
  if (found == read_.end()) return nullptr;
  recognised_[place] = {std::string(secret), *found};
  return *found;
}

std::optional<Tokens::Version> Tokens::version() const {
  struct stat found {};
  if (::stat(file_.c_str(), &found) != 0) return std::nullopt;
  return Version{found.st_ino, found.st_size, found.st_mtim.tv_sec, found.st_mtim.tv_nsec};
}

Result<void> Tokens::write(const std::vector<Token>& tokens) const {
  std::string text;
  for (const Token& token : tokens) text += line_of(token);
  return replace_file(file_, text);
}

}  // namespace rireki
