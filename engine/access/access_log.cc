#include "engine/access/access_log.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <system_error>

#include <spdlog/spdlog.h>

#include "engine/durable_file.h"
#include "engine/log/log_head.h"
#include "engine/proof/checkpoint_file.h"
#include "engine/proof/guard.h"
#include "engine/proof/signing_key.h"
#include "events/types/json_reader.h"

namespace rireki {

namespace {

constexpr std::chrono::milliseconds kSignEvery{900};
constexpr std::size_t kReadAtOnce = 64 << 10;
constexpr std::string_view kOriginEnd = "/accesses";

Result<void> failed(const std::string& path, std::string_view doing) {
  return fail(Code::io_error, std::string(doing) + " " + path + ": " + std::generic_category().message(errno));
}

Result<void> missing(const AccessPlace& place) {
  return fail(Code::integrity_error, "the access log " + place.log() + " is missing: nothing says who has read what");
}

/// Entries up to a byte of the file.
struct Edge {
  Frontier frontier;
  std::uint64_t bytes = 0;
};

/// The file, locked as long as this lives.
class LockedFile {
 public:
  explicit LockedFile(const std::string& path) : path_(path), fd_(::open(path.c_str(), O_RDWR | O_CLOEXEC)) {
    while (fd_ >= 0 && ::flock(fd_, LOCK_EX) != 0 && errno == EINTR) {
    }
  }
  ~LockedFile() {
    if (fd_ >= 0) ::close(fd_);
  }
  LockedFile(const LockedFile&) = delete;
  LockedFile& operator=(const LockedFile&) = delete;

  [[nodiscard]] bool is_open() const { return fd_ >= 0; }

  [[nodiscard]] Result<std::uint64_t> size() const {
    struct stat status {};
    if (::fstat(fd_, &status) != 0) return std::unexpected(failed(path_, "reading").error());
    return static_cast<std::uint64_t>(status.st_size);
  }

  /// Visits whole lines from a byte on, which moves with them, until `visit` returns false.
  template <class Visit>
  Result<void> each_line(std::uint64_t& from, const Visit& visit) const {
    std::string rest;
    std::string block(kReadAtOnce, '\0');
    for (std::uint64_t at = from;;) {
      const ssize_t got = ::pread(fd_, block.data(), block.size(), static_cast<off_t>(at));
      if (got < 0) return failed(path_, "reading");
      if (got == 0) return {};
      at += static_cast<std::uint64_t>(got);
      rest.append(block, 0, static_cast<std::size_t>(got));
      std::size_t begin = 0;
      for (std::size_t end = 0; (end = rest.find('\n', begin)) != std::string::npos; begin = end + 1) {
        if (!visit(std::string_view(rest).substr(begin, end - begin))) return {};
        from += end + 1 - begin;
      }
      rest.erase(0, begin);
    }
  }

  /// Puts `bytes` at an offset, which becomes the end, and syncs. If that fails, the file is as it was.
  [[nodiscard]] Result<void> put_end(std::uint64_t offset, std::string_view bytes) const {
    const std::uint64_t end = offset + bytes.size();
    while (!bytes.empty()) {
      const ssize_t written = ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(end - bytes.size()));
      if (written < 0) break;
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    if (bytes.empty() && cut(end) && ::fdatasync(fd_) == 0) return {};
    auto error = failed(path_, "writing");
    if (::ftruncate(fd_, static_cast<off_t>(offset)) != 0) return failed(path_, "cutting back");
    return error;
  }

 private:
  /// Takes away what lies behind the end, if anything does.
  [[nodiscard]] bool cut(std::uint64_t end) const {
    const auto there = size();
    return there && (*there == end || ::ftruncate(fd_, static_cast<off_t>(end)) == 0);
  }

  std::string path_;
  int fd_;
};

/// As a head of the Log, whose place for an earlier size holds the number of bytes.
std::string encode(const Edge& edge) { return encode_log_head({edge.frontier, {.size = edge.bytes, .root = {}}}); }

/// None if there is no such file, or it is damaged.
std::optional<Edge> read_edge(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  const auto head = decode_log_head(bytes);
  if (!head) return {};
  return Edge{head->frontier, head->previous.size};
}

}  // namespace

struct AccessLog::Impl {
  explicit Impl(AccessPlace p) : place(std::move(p)) {}

  void add(std::string_view entry);
  void take_added();
  Result<void> record();
  Result<bool> follow(const LockedFile& file, const TreeHead& vouched);
  Result<void> move_up(const LockedFile& file);
  Result<void> sign();

  AccessPlace place;
  std::mutex adding;
  std::string added;     // whole lines; while others are being recorded more can be added
  std::mutex recording;  // of all that follows
  std::string pending;   // whole lines, being recorded
  Edge edge;
  bool is_known = false;  // whether `edge` was read
  bool is_signed = true;
  std::chrono::steady_clock::time_point signed_at = std::chrono::steady_clock::now();
  Hasher hasher;
};

/// Moves the edge to the last entry that is vouched for; whether the tree is the one that is vouched for there. What
/// comes after it was being written when a process ended, and nobody was answered for it: the next entry takes its
/// place.
Result<bool> AccessLog::Impl::follow(const LockedFile& file, const TreeHead& vouched) {
  if (edge.frontier.size() == vouched.size) return edge.frontier.head(hasher) == vouched;
  const auto read = file.each_line(edge.bytes, [&](std::string_view line) {
    if (edge.frontier.size() == vouched.size) return false;
    edge.frontier.append(line, hasher);
    return true;
  });
  if (!read) return std::unexpected(read.error());
  return edge.frontier.head(hasher) == vouched;
}

/// Takes in what others have recorded since, or what was recorded before this process began.
Result<void> AccessLog::Impl::move_up(const LockedFile& file) {
  const auto vouched = Guard::read(place.guard());
  if (!vouched) return std::unexpected(vouched.error());
  const auto size = file.size();
  if (!size) return std::unexpected(size.error());
  if (!is_known) edge = read_edge(place.edge()).value_or(Edge{});
  for (const bool from_begin : {false, true}) {
    if (from_begin || edge.bytes > *size || edge.frontier.size() > vouched->size) edge = Edge{};
    const auto is_vouched = follow(file, *vouched);
    if (!is_vouched) return std::unexpected(is_vouched.error());
    is_known = *is_vouched;
    if (is_known) return {};
  }
  return fail(Code::integrity_error, "the access log " + place.log() + " is not what its guard says: " +
                                         std::to_string(vouched->size) + " entries were recorded");
}

void AccessLog::Impl::add(std::string_view entry) {
  const std::lock_guard lock(adding);
  (added += entry) += '\n';
}

void AccessLog::Impl::take_added() {
  const std::lock_guard lock(adding);
  pending += added;
  added.clear();
}

Result<void> AccessLog::Impl::record() {
  take_added();
  if (pending.empty()) return {};
  const LockedFile file(place.log());
  if (!file.is_open()) return errno == ENOENT ? missing(place) : failed(place.log(), "opening");
  if (auto r = move_up(file); !r) return r;
  if (auto r = file.put_end(edge.bytes, pending); !r) return r;
  edge.bytes += pending.size();
  for (std::size_t begin = 0; begin < pending.size();) {
    const std::size_t end = pending.find('\n', begin);
    edge.frontier.append(std::string_view(pending).substr(begin, end - begin), hasher);
    begin = end + 1;
  }
  pending.clear();
  auto guard = Guard::open(place.guard());
  if (!guard) return std::unexpected(guard.error());
  // Synced, unlike the Log's: it says which entries count.
  if (auto r = (*guard)->put(edge.frontier.head(hasher)); !r) return r;
  if (auto r = (*guard)->sync(); !r) return r;
  is_signed = false;
  return std::chrono::steady_clock::now() - signed_at < kSignEvery ? Result<void>{} : sign();
}

Result<void> AccessLog::Impl::sign() {
  const auto key = SigningKey::load(place.signing_key);
  if (!key) return std::unexpected(key.error());
  const auto note =
      key->sign(Checkpoint{key->verifier().name + std::string(kOriginEnd), edge.frontier.head(hasher)}.text());
  if (!note) return std::unexpected(note.error());
  std::ofstream(place.edge(), std::ios::binary) << encode(edge);  // derived: no harm if it is older or not there
  is_signed = true;
  signed_at = std::chrono::steady_clock::now();
  return replace_file(place.checkpoint(), *note);
}

AccessLog::AccessLog(AccessPlace place) : impl_(std::make_unique<Impl>(std::move(place))) {}

AccessLog::~AccessLog() {
  if (impl_->is_signed) return;
  const LockedFile file(impl_->place.log());
  auto done = file.is_open() ? impl_->move_up(file) : missing(impl_->place);
  if (done) done = impl_->sign();
  if (!done) spdlog::warn("{}", done.error().message);
}

void AccessLog::add(std::string_view entry) { impl_->add(entry); }

Result<void> AccessLog::record() {
  const std::lock_guard lock(impl_->recording);
  return impl_->record();
}

Result<void> AccessLog::create(const AccessPlace& place) {
  std::error_code ec;
  std::filesystem::create_directories(place.directory, ec);
  if (ec) return fail(Code::io_error, "making " + place.directory + ": " + ec.message());
  const int fd = ::open(place.log().c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return failed(place.log(), "making");
  ::close(fd);
  return Guard::create(place.guard());  // which makes both names last
}

Result<void> each_access(const AccessPlace& place, const std::function<bool(std::uint64_t, std::string_view)>& visit) {
  std::ifstream file(place.log(), std::ios::binary);
  if (!file) return missing(place);
  const auto vouched = Guard::read(place.guard());
  if (!vouched) return std::unexpected(vouched.error());
  std::uint64_t number = 0;
  for (std::string line; number < vouched->size && std::getline(file, line) && !file.eof();) {
    if (!visit(++number, line)) break;
  }
  return {};
}

Result<void> read_accesses(const AccessPlace& place) {
  JsonReader reader;
  Result<void> result;
  const auto read = each_access(place, [&](std::uint64_t number, std::string_view line) {
    const auto tape = reader.parse(line);
    if (tape && (*tape)->front().kind == JsonKind::object) return true;
    result = fail(Code::integrity_error, "the access log " + place.log() + ": entry " + std::to_string(number) +
                                             " cannot be read: " + (tape ? "it is no object" : tape.error().message));
    return false;
  });
  return read ? result : read;
}

Result<void> copy_access_log(const AccessPlace& from, const AccessPlace& to) {
  std::error_code ec;
  std::filesystem::create_directories(to.directory, ec);
  if (ec) return fail(Code::io_error, "making " + to.directory + ": " + ec.message());
  // The guard first: a longer log is one that went on.
  const auto guard = read_durable_file(from.guard());
  if (!guard) return std::unexpected(guard.error());
  const auto log = read_durable_file(from.log());
  if (!log) return std::unexpected(log.error());
  if (auto r = write_durable_file(to.log(), *log); !r) return r;
  return write_durable_file(to.guard(), *guard);
}

Result<TreeHead> check_accesses(const AccessPlace& place, std::span<const VerifierKey> keys) {
  const auto vouched = Guard::read(place.guard());
  if (!vouched) return std::unexpected(vouched.error());
  TreeHead checkpoint;
  const auto note = read_checkpoint_note(place.checkpoint());
  if (!note) return std::unexpected(note.error());
  if (*note) {
    const auto text = open_note(**note, keys);
    const auto said = text ? parse_checkpoint(*text) : std::unexpected(text.error());
    if (!said) return fail(Code::integrity_error, place.checkpoint() + ": " + said.error().message);
    if (said->origin != keys.front().name + std::string(kOriginEnd)) {
      return fail(Code::integrity_error, place.checkpoint() + " is of another log");
    }
    checkpoint = said->head;
  }
  Hasher hasher;
  Frontier frontier;
  int confirmed = (vouched->size == 0 ? 1 : 0) + (checkpoint.size == 0 ? 1 : 0);
  const auto read = each_access(place, [&](std::uint64_t number, std::string_view line) {
    frontier.append(line, hasher);
    if (number == vouched->size && frontier.head(hasher) == *vouched) ++confirmed;
    if (number == checkpoint.size && frontier.head(hasher) == checkpoint) ++confirmed;
    return true;
  });
  if (!read) return std::unexpected(read.error());
  if (confirmed == 2) return frontier.head(hasher);
  return fail(Code::integrity_error, "the access log " + place.log() + " holds " + std::to_string(frontier.size()) +
                                         " entries, which are not those that its guard and checkpoint vouch for");
}

}  // namespace rireki
