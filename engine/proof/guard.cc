#include "engine/proof/guard.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "events/types/crc32c.h"
#include "events/types/fixed_bytes.h"

namespace rireki {

namespace {

constexpr std::string_view kMagic = "rirekiG1";
constexpr std::size_t kSlotBytes = 52;
constexpr off_t kSlotDistance = 512;
constexpr unsigned kSlots = 2;

std::unexpected<Error> failed(const std::string& path, std::string_view doing) {
  return fail(Code::io_error,
              std::string(doing) + " the guard " + path + ": " + std::generic_category().message(errno));
}

std::string encode(const TreeHead& head) {
  std::string slot(kMagic);
  put_fixed(slot, head.size);
  slot.append(reinterpret_cast<const char*>(head.root.data()), head.root.size());
  put_fixed(slot, crc32c(slot));
  return slot;
}

std::optional<TreeHead> decode(std::string_view slot) {
  const bool valid = slot.size() == kSlotBytes && slot.starts_with(kMagic) &&
                     get_fixed<std::uint32_t>(slot.substr(48)) == crc32c(slot.substr(0, 48));
  if (!valid) return std::nullopt;
  TreeHead head;
  head.size = get_fixed<std::uint64_t>(slot.substr(8));
  std::memcpy(head.root.data(), slot.data() + 16, head.root.size());
  return head;
}

bool write_slot(int fd, unsigned slot, const TreeHead& head) {
  const std::string bytes = encode(head);
  return ::pwrite(fd, bytes.data(), bytes.size(), slot * kSlotDistance) == static_cast<ssize_t>(bytes.size());
}

std::string read_slot(int fd, unsigned slot) {
  std::string bytes(kSlotBytes, '\0');
  const ssize_t got = ::pread(fd, bytes.data(), bytes.size(), slot * kSlotDistance);
  bytes.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  return bytes;
}

/// Makes the name of a file durable.
bool sync_name(const std::string& path) {
  const int fd = ::open(path.substr(0, path.rfind('/') + 1).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = fd >= 0 && ::fsync(fd) == 0;
  if (fd >= 0) ::close(fd);
  return synced;
}

}  // namespace

Result<void> Guard::create(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (fd < 0) return failed(path, "making");
  Guard guard(fd, path);
  Hasher hasher;
  if (auto r = guard.reset(Frontier().head(hasher)); !r) return r;
  return sync_name(path) ? Result<void>{} : failed(path, "syncing");
}

Result<TreeHead> Guard::read(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    if (errno != ENOENT) return failed(path, "reading");
    return fail(Code::integrity_error, "the guard " + path + " is missing: nothing vouches for the end of the log");
  }
  std::optional<TreeHead> newest;
  for (unsigned slot = 0; slot < kSlots; ++slot) {
    const auto head = decode(read_slot(fd, slot));
    if (head && (!newest || head->size > newest->size)) newest = head;
  }
  ::close(fd);
  if (newest) return *newest;
  return fail(Code::integrity_error, "the guard " + path + " is damaged: nothing vouches for the end of the log");
}

Result<std::unique_ptr<Guard>> Guard::open(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0) return failed(path, "opening");
  std::unique_ptr<Guard> guard(new Guard(fd, path));
  // The newest slot is overwritten last: until then it vouches.
  const auto first = decode(read_slot(fd, 0));
  const auto second = decode(read_slot(fd, 1));
  guard->next_slot_ = first && (!second || first->size > second->size) ? 1 : 0;
  return guard;
}

Guard::~Guard() { ::close(fd_); }

Result<void> Guard::put(const TreeHead& head) {
  const unsigned slot = next_slot_;
  next_slot_ = (next_slot_ + 1) % kSlots;
  return write_slot(fd_, slot, head) ? Result<void>{} : failed(path_, "writing");
}

Result<void> Guard::sync() { return ::fdatasync(fd_) == 0 ? Result<void>{} : failed(path_, "syncing"); }

Result<void> Guard::reset(const TreeHead& head) {
  for (unsigned slot = 0; slot < kSlots; ++slot) {
    if (!write_slot(fd_, slot, head)) return failed(path_, "writing");
  }
  return sync();
}

}  // namespace rireki
