#include "engine/views/span_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "events/types/crc32c.h"

namespace rireki {

namespace {

static_assert(std::endian::native == std::endian::little, "columns are stored as they lie in memory");

constexpr char kMagic[8] = "RKSPANS";
constexpr std::size_t kAlignment = 8;

struct Header {
  char magic[8];
  std::uint32_t version;
  std::uint32_t sections;
  std::uint64_t absorbed_seq;
  std::uint32_t absorbed_checksum;
  std::uint32_t checksum;
};
static_assert(sizeof(Header) == 32);

struct Section {
  std::uint64_t offset;
  std::uint64_t bytes;
  std::uint32_t checksum;
  std::uint32_t zero;
};
static_assert(sizeof(Section) == 24);

template <class T>
std::string_view bytes_of(std::span<const T> column) {
  return {reinterpret_cast<const char*>(column.data()), column.size_bytes()};
}

/// The columns in the order of the file, as bytes.
auto sections_of(const Spans& s) {
  return std::to_array<std::string_view>({bytes_of(s.person),
                                          bytes_of(s.standing),
                                          bytes_of(s.tenure),
                                          bytes_of(s.from),
                                          bytes_of(s.to),
                                          bytes_of(s.known_from),
                                          bytes_of(s.known_to),
                                          bytes_of(s.zones),
                                          bytes_of(s.states.standings),
                                          bytes_of(s.states.word_ends),
                                          s.states.word_bytes,
                                          s.states.tenures,
                                          bytes_of(s.code_ends),
                                          s.codes,
                                          bytes_of(s.last_lookups),
                                          bytes_of(s.erased),
                                          bytes_of(s.statements),
                                          bytes_of(s.has_attendance),
                                          bytes_of(s.happening_ends),
                                          bytes_of(s.happenings)});
}
using Columns = decltype(sections_of(Spans{}));
constexpr std::size_t kSections = std::tuple_size_v<Columns>;
using Table = std::array<Section, kSections>;

template <class T>
std::span<const T> column(std::string_view bytes) {
  return {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};
}

Spans spans_of(const Columns& c) {
  Spans s;
  s.person = column<std::uint32_t>(c[0]);
  s.standing = column<std::uint32_t>(c[1]);
  s.tenure = column<std::uint32_t>(c[2]);
  s.from = column<Day>(c[3]);
  s.to = column<Day>(c[4]);
  s.known_from = column<std::uint32_t>(c[5]);
  s.known_to = column<std::uint32_t>(c[6]);
  s.zones = column<SpanZone>(c[7]);
  s.states = {column<Standing>(c[8]), column<std::uint32_t>(c[9]), c[10], c[11]};
  s.code_ends = column<std::uint32_t>(c[12]);
  s.codes = c[13];
  s.last_lookups = column<Day>(c[14]);
  s.erased = column<std::uint8_t>(c[15]);
  s.statements = column<Statement>(c[16]);
  s.has_attendance = column<std::uint8_t>(c[17]);
  s.happening_ends = column<std::uint32_t>(c[18]);
  s.happenings = column<HappeningRow>(c[19]);
  return s;
}

std::uint32_t checksum_of(Header header, const Table& table) {
  header.checksum = 0;
  return crc32c({reinterpret_cast<const char*>(&header), sizeof header},
                {reinterpret_cast<const char*>(table.data()), sizeof table});
}

class MappedSpanFile final : public SpanFile {
 public:
  MappedSpanFile(const char* bytes, std::size_t size) : bytes_(bytes), size_(size) {}
  ~MappedSpanFile() override { ::munmap(const_cast<char*>(bytes_), size_); }
  MappedSpanFile(const MappedSpanFile&) = delete;
  MappedSpanFile& operator=(const MappedSpanFile&) = delete;

  Absorbed absorbed() const override { return absorbed_; }
  const Spans& spans() const override { return spans_; }

  /// Whether every byte is as it was written.
  bool read() {
    Header header;
    Table table;
    if (size_ < sizeof header + sizeof table) return false;
    std::memcpy(&header, bytes_, sizeof header);
    std::memcpy(&table, bytes_ + sizeof header, sizeof table);
    const bool is_ours = std::memcmp(header.magic, kMagic, sizeof kMagic) == 0 && header.version == kSpanVersion &&
                         header.sections == kSections && header.checksum == checksum_of(header, table);
    if (!is_ours) return false;
    Columns columns;
    for (std::size_t i = 0; i < kSections; ++i) {
      if (table[i].offset > size_ || table[i].bytes > size_ - table[i].offset) return false;
      columns[i] = {bytes_ + table[i].offset, table[i].bytes};
      if (crc32c(columns[i]) != table[i].checksum) return false;
    }
    spans_ = spans_of(columns);
    absorbed_ = {Seq{header.absorbed_seq}, header.absorbed_checksum};
    return true;
  }

 private:
  const char* bytes_;
  std::size_t size_;
  Spans spans_;
  Absorbed absorbed_;
};

/// A file being written; the first failure stays.
class Writing {
 public:
  explicit Writing(const std::string& path)
      : fd_(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)), failed_(fd_ < 0) {}
  ~Writing() {
    if (fd_ >= 0) ::close(fd_);
  }
  Writing(const Writing&) = delete;
  Writing& operator=(const Writing&) = delete;

  void put(std::string_view bytes) {
    while (!failed_ && !bytes.empty()) {
      const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
      failed_ = written < 0 && errno != EINTR;
      if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  [[nodiscard]] bool is_whole() const { return !failed_; }

 private:
  int fd_;
  bool failed_;
};

}  // namespace

std::unique_ptr<SpanFile> open_span_file(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return nullptr;
  struct stat status {};
  void* bytes = MAP_FAILED;
  if (::fstat(fd, &status) == 0 && status.st_size > 0) {
    bytes = ::mmap(nullptr, static_cast<std::size_t>(status.st_size), PROT_READ, MAP_SHARED, fd, 0);
  }
  ::close(fd);
  if (bytes == MAP_FAILED) return nullptr;
  auto file =
      std::make_unique<MappedSpanFile>(static_cast<const char*>(bytes), static_cast<std::size_t>(status.st_size));
  return file->read() ? std::move(file) : nullptr;
}

Result<void> write_span_file(const std::string& path, const Spans& spans, Absorbed absorbed) {
  const Columns columns = sections_of(spans);
  const auto padded = [](std::uint64_t size) { return (size + kAlignment - 1) / kAlignment * kAlignment; };
  Header header{.version = kSpanVersion,
                .sections = kSections,
                .absorbed_seq = absorbed.seq.value,
                .absorbed_checksum = absorbed.checksum};
  std::memcpy(header.magic, kMagic, sizeof kMagic);
  Table table{};
  std::uint64_t offset = padded(sizeof header + sizeof table);
  for (std::size_t i = 0; i < kSections; ++i) {
    table[i] = {.offset = offset, .bytes = columns[i].size(), .checksum = crc32c(columns[i]), .zero = 0};
    offset += padded(columns[i].size());
  }
  header.checksum = checksum_of(header, table);
  const std::string next = path + ".next";
  bool written = false;
  {
    Writing file(next);
    file.put({reinterpret_cast<const char*>(&header), sizeof header});
    file.put({reinterpret_cast<const char*>(table.data()), sizeof table});
    const std::string_view zeros("\0\0\0\0\0\0\0", kAlignment - 1);
    for (const std::string_view bytes : columns) {
      file.put(bytes);
      file.put(zeros.substr(0, padded(bytes.size()) - bytes.size()));
    }
    written = file.is_whole();
  }
  if (!written || ::rename(next.c_str(), path.c_str()) != 0) {
    return fail(Code::io_error, "writing " + path + ": " + std::generic_category().message(errno));
  }
  return {};
}

}  // namespace rireki
