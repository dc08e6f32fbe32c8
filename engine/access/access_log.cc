#include "engine/access/access_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <system_error>

#include <spdlog/spdlog.h>

#include "engine/access/locked_file.h"
#include "engine/access/vouched_heads.h"
#include "engine/files/durable_file.h"
#include "engine/log/log_head.h"
#include "engine/proof/checkpoint_file.h"
#include "engine/proof/guard.h"
#include "engine/proof/signing_key.h"

namespace rireki {

namespace {

constexpr std::chrono::milliseconds kSignEvery{900};
constexpr std::size_t kZerosAhead = 256 << 10;

/// Entries up to a byte of the file.
struct Edge {
  Frontier frontier;
  std::uint64_t bytes = 0;
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

/// The lines with their numbers in front, the first of which is `number`.
std::string numbered(std::string_view lines, std::uint64_t number) {
  std::string result;
  for (std::size_t begin = 0; begin < lines.size(); ++number) {
    const std::size_t end = lines.find('\n', begin) + 1;
    result += std::to_string(number) + ' ';
    result += lines.substr(begin, end - begin);
    begin = end;
  }
  return result;
}

}  // namespace

struct AccessLog::Impl {
  explicit Impl(AccessPlace p) : place(std::move(p)) {}

  void add(std::string_view entry);
  void take_added();
  Result<void> record();
  [[nodiscard]] Result<std::unique_ptr<LockedFile>> open() const;
  [[nodiscard]] Result<VouchedHeads> vouched() const;
  Result<bool> follow(const LockedFile& file, const VouchedHeads& vouched);
  Result<void> move_up(const LockedFile& file);
  Result<void> sign();

  AccessPlace place;
  std::mutex adding;
  std::string added;     // whole lines; while others are being recorded more can be added
  std::mutex recording;  // of all that follows
  std::string pending;   // whole lines, being recorded, without their numbers
  Edge edge;
  bool is_known = false;  // whether `edge` was read
  bool has_recorded = false;
  bool is_signed = true;
  std::chrono::steady_clock::time_point signed_at = std::chrono::steady_clock::now();
  Hasher hasher;
};

/// Moves the edge to the last whole entry; whether the tree is the one that is vouched for as far as that goes. Entries
/// after it are synced but came before their guard was: answers may have left for them. What is torn was answered for
/// nobody: the next entry takes its place.
Result<bool> AccessLog::Impl::follow(const LockedFile& file, const VouchedHeads& vouched) {
  bool agrees = vouched.allow(edge.frontier, hasher);
  if (!file.is_clear_from(edge.bytes)) {
    const auto read = file.each_line(edge.bytes, [&](std::string_view line) {
      if (!agrees || !entry_in(line, edge.frontier.size() + 1, vouched.size())) return false;
      edge.frontier.append(line, hasher);
      agrees = vouched.allow(edge.frontier, hasher);
      return true;
    });
    if (!read) return std::unexpected(read.error());
  }
  return agrees && edge.frontier.size() >= vouched.size();
}

/// What was signed matters when this process begins: later it is this process that signs, or one that has looked too.
/// Without a key nothing can be compared, and nothing is signed that would hide a difference.
Result<VouchedHeads> AccessLog::Impl::vouched() const {
  const auto by_guard = Guard::read(place.guard());
  if (!by_guard) return std::unexpected(by_guard.error());
  const auto key = is_known ? Result<SigningKey>(std::unexpected(Error{})) : SigningKey::load(place.signing_key);
  if (!key) return VouchedHeads{*by_guard, {}};
  const auto by_checkpoint = signed_access_head(place, key->verifiers());
  if (!by_checkpoint) return std::unexpected(by_checkpoint.error());
  return VouchedHeads{*by_guard, *by_checkpoint};
}

/// Takes in what others have recorded since, or what was recorded before this process began. Nothing lies behind the
/// edge then, but zeros that this process wrote ahead: behind older ones a power loss may have left parts of entries.
Result<void> AccessLog::Impl::move_up(const LockedFile& file) {
  const auto known = vouched();
  if (!known) return std::unexpected(known.error());
  const auto size = file.size();
  if (!size) return std::unexpected(size.error());
  const bool is_first = !is_known;
  if (is_first) edge = read_edge(place.edge()).value_or(Edge{});
  for (const bool from_begin : {false, true}) {
    if (from_begin || edge.bytes > *size || edge.frontier.size() > known->size()) edge = Edge{};
    const auto is_vouched = follow(file, *known);
    if (!is_vouched) return std::unexpected(is_vouched.error());
    is_known = *is_vouched;
    if (!is_known) continue;
    return is_first || !file.is_clear_from(edge.bytes) ? file.cut_from(edge.bytes) : Result<void>{};
  }
  return fail(Code::integrity_error, "the access log " + place.log() + " is not what its guard and checkpoint say: " +
                                         std::to_string(known->size()) + " entries were recorded");
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

Result<std::unique_ptr<LockedFile>> AccessLog::Impl::open() const {
  if (auto r = must_have_access_log(place); !r) return std::unexpected(r.error());
  return LockedFile::open(place.log());
}

Result<void> AccessLog::Impl::record() {
  take_added();
  if (pending.empty()) return {};
  const auto file = open();
  if (!file) return std::unexpected(file.error());
  if (auto r = move_up(**file); !r) return r;
  const std::string lines = numbered(pending, edge.frontier.size() + 1);
  // A process that records a second time is likely to go on.
  if (auto r = (*file)->put(edge.bytes, lines, has_recorded ? kZerosAhead : 0); !r) return r;
  has_recorded = true;
  pending.clear();
  edge.bytes += lines.size();
  for (std::size_t begin = 0; begin < lines.size();) {
    const std::size_t end = lines.find('\n', begin);
    edge.frontier.append(std::string_view(lines).substr(begin, end - begin), hasher);
    begin = end + 1;
  }
  auto guard = Guard::open(place.guard());
  if (!guard) return std::unexpected(guard.error());
  if (auto r = (*guard)->put(edge.frontier.head(hasher)); !r) return r;
  is_signed = false;
  return std::chrono::steady_clock::now() - signed_at < kSignEvery ? Result<void>{} : sign();
}

Result<void> AccessLog::Impl::sign() {
  const auto key = SigningKey::load_own(place.signing_key);
  if (!key) return std::unexpected(key.error());
  const auto note =
      key->sign(Checkpoint{key->verifier().name + std::string(kEndOfAccessOrigin), edge.frontier.head(hasher)}.text());
  if (!note) return std::unexpected(note.error());
  if (auto r = replace_file(place.checkpoint(), *note); !r) return r;
  std::ofstream(place.edge(), std::ios::binary) << encode(edge);  // derived: no harm if it is older or not there
  is_signed = true;
  signed_at = std::chrono::steady_clock::now();
  return {};
}

AccessLog::AccessLog(AccessPlace place) : impl_(std::make_unique<Impl>(std::move(place))) {}

AccessLog::~AccessLog() {
  if (!impl_->has_recorded) return;
  const auto file = impl_->open();
  auto done = file ? impl_->move_up(**file) : std::unexpected(file.error());
  if (done) done = (*file)->cut_from(impl_->edge.bytes);
  if (done && !impl_->is_signed) done = impl_->sign();
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
  if (fd < 0) {
    return fail(Code::io_error, "making " + place.log() + ": " + std::generic_category().message(errno));
  }
  ::close(fd);
  return Guard::create(place.guard());  // which makes both names last
}

}  // namespace rireki
