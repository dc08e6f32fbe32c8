#include "tests/support/faulty_files.h"

#include <filesystem>
#include <fstream>

namespace rireki {

namespace {

namespace fs = std::filesystem;
using Status = rocksdb::IOStatus;
using rocksdb::Slice;

constexpr std::uint64_t kSectorBytes = 512;

/// RocksDB's diary and its lock hold nothing of the Log.
bool is_aside(const std::string& path) { return fs::path(path).filename().string().starts_with("LO"); }

std::optional<std::string> content_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(in), {});
}

void put_content(const std::string& path, const std::optional<std::string>& content) {
  fs::remove(path);
  if (content) std::ofstream(path, std::ios::binary) << *content;
}

/// Zeroes each sector from `begin` on with even chances; the file ends where its last bytes were written.
void lose_sectors(const std::string& path, std::uint64_t begin, std::mt19937_64& random) {
  std::string bytes = content_of(path).value();
  std::uint64_t end = begin;
  for (std::uint64_t at = begin; at < bytes.size();) {
    const std::uint64_t next = std::min<std::uint64_t>((at / kSectorBytes + 1) * kSectorBytes, bytes.size());
    if (random() % 2 == 0) {
      std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(at), bytes.begin() + static_cast<std::ptrdiff_t>(next), 0);
    } else {
      end = next;
    }
    at = next;
  }
  bytes.resize(end);
  put_content(path, bytes);
}

class WrittenFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  WrittenFile(FaultyFiles& files, std::string path, std::unique_ptr<rocksdb::FSWritableFile> file)
      : FSWritableFileOwnerWrapper(std::move(file)), files_(files), path_(std::move(path)) {}

  Status Append(const Slice& bytes, const rocksdb::IOOptions&, rocksdb::IODebugContext*) override {
    return files_.append(path_, *target(), bytes);
  }
  Status Append(const Slice& bytes, const rocksdb::IOOptions&, const rocksdb::DataVerificationInfo&,
                rocksdb::IODebugContext*) override {
    return files_.append(path_, *target(), bytes);
  }
  Status Sync(const rocksdb::IOOptions&, rocksdb::IODebugContext*) override { return files_.sync(path_, *target()); }
  Status Fsync(const rocksdb::IOOptions&, rocksdb::IODebugContext*) override { return files_.sync(path_, *target()); }
  Status Close(const rocksdb::IOOptions& io, rocksdb::IODebugContext* debug) override {
    const Status closed = target()->Close(io, debug);
    const Status status = files_.before(FaultyFiles::Operation::writing);
    return status.ok() ? closed : status;
  }

 private:
  FaultyFiles& files_;
  std::string path_;
};

/// Written to anywhere, which only lays zeros behind the end of what is appended.
class ZeroedFile final : public rocksdb::FSRandomRWFileOwnerWrapper {
 public:
  ZeroedFile(FaultyFiles& files, std::unique_ptr<rocksdb::FSRandomRWFile> file)
      : FSRandomRWFileOwnerWrapper(std::move(file)), files_(files) {}

  Status Write(std::uint64_t offset, const Slice& bytes, const rocksdb::IOOptions& io,
               rocksdb::IODebugContext* debug) override {
    const std::string_view written(bytes.data(), bytes.size());
    if (written.find_first_not_of('\0') != std::string_view::npos)
      return Status::NotSupported("only zeros are modelled");
    const Status status = files_.before(FaultyFiles::Operation::writing);
    return status.ok() ? target()->Write(offset, bytes, io, debug) : status;
  }

 private:
  FaultyFiles& files_;
};

class ReadThroughFile final : public rocksdb::FSSequentialFileOwnerWrapper {
 public:
  ReadThroughFile(FaultyFiles& files, std::unique_ptr<rocksdb::FSSequentialFile> file)
      : FSSequentialFileOwnerWrapper(std::move(file)), files_(files) {}

  Status Read(std::size_t n, const rocksdb::IOOptions& io, Slice* result, char* scratch,
              rocksdb::IODebugContext* debug) override {
    const Status status = files_.before(FaultyFiles::Operation::reading);
    return status.ok() ? target()->Read(n, io, result, scratch, debug) : status;
  }

 private:
  FaultyFiles& files_;
};

class ReadAnywhereFile final : public rocksdb::FSRandomAccessFileOwnerWrapper {
 public:
  ReadAnywhereFile(FaultyFiles& files, std::unique_ptr<rocksdb::FSRandomAccessFile> file)
      : FSRandomAccessFileOwnerWrapper(std::move(file)), files_(files) {}

  Status Read(std::uint64_t offset, std::size_t n, const rocksdb::IOOptions& io, Slice* result, char* scratch,
              rocksdb::IODebugContext* debug) const override {
    const Status status = files_.before(FaultyFiles::Operation::reading);
    return status.ok() ? target()->Read(offset, n, io, result, scratch, debug) : status;
  }

 private:
  FaultyFiles& files_;
};

class NamedFiles final : public rocksdb::FSDirectoryWrapper {
 public:
  NamedFiles(FaultyFiles& files, std::unique_ptr<rocksdb::FSDirectory> directory)
      : FSDirectoryWrapper(std::move(directory)), files_(files) {}

  Status Fsync(const rocksdb::IOOptions&, rocksdb::IODebugContext*) override { return files_.sync_names(); }
  Status FsyncWithDirOptions(const rocksdb::IOOptions&, rocksdb::IODebugContext*,
                             const rocksdb::DirFsyncOptions&) override {
    return files_.sync_names();
  }

 private:
  FaultyFiles& files_;
};

}  // namespace

FaultyFiles::FaultyFiles() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}

void FaultyFiles::fail_at(Operation kind, std::uint64_t at, Fault fault, bool only_once) {
  const std::lock_guard lock(mutex_);
  kind_ = kind;
  at_ = at;
  fault_ = fault;
  only_once_ = only_once;
}

void FaultyFiles::heal() {
  const std::lock_guard lock(mutex_);
  at_ = 0;
}

bool FaultyFiles::failed() const {
  const std::lock_guard lock(mutex_);
  return failed_;
}

std::uint64_t FaultyFiles::operations(Operation kind) const {
  const std::lock_guard lock(mutex_);
  return counts_[static_cast<std::size_t>(kind)];
}

/// Counts an operation. The lock is held.
bool FaultyFiles::failing(Operation kind, bool& is_first) {
  const std::uint64_t number = ++counts_[static_cast<std::size_t>(kind)];
  if (at_ == 0) return false;
  is_first = kind == kind_ && number == at_;
  const bool lasts = failed_ && (kind == kind_ || fault_ == Fault::power_loss) && !only_once_;
  failed_ = failed_ || is_first;
  return is_first || lasts;
}

Status FaultyFiles::failure() const {
  return fault_ == Fault::no_space ? Status::NoSpace("a faulty disk") : Status::IOError("Input/output error");
}

Status FaultyFiles::before(Operation kind) {
  const std::lock_guard lock(mutex_);
  bool is_first = false;
  return failing(kind, is_first) ? failure() : Status::OK();
}

Status FaultyFiles::append(const std::string& path, rocksdb::FSWritableFile& file, const Slice& bytes) {
  const std::lock_guard lock(mutex_);
  bool is_first = false;
  synced_.try_emplace(path);
  if (!failing(Operation::writing, is_first)) return file.Append(bytes, IO(), nullptr);
  if (is_first) {
    const std::size_t written = fault_ == Fault::power_loss ? bytes.size() : bytes.size() / 2;
    if (const Status status = file.Append(Slice(bytes.data(), written), IO(), nullptr); !status.ok()) return status;
  }
  return failure();
}

Status FaultyFiles::sync(const std::string& path, rocksdb::FSWritableFile& file) {
  const std::lock_guard lock(mutex_);
  bool is_first = false;
  if (failing(Operation::writing, is_first)) return failure();
  if (lies_) return Status::OK();
  synced_[path] = {file.GetFileSize(IO(), nullptr), fs::file_size(path)};
  for (NameChange& change : unsynced_names_) {
    if (change.before.size() == 1 && change.before.contains(path)) change.of_synced_file = true;
  }
  return Status::OK();
}

Status FaultyFiles::sync_names() {
  const std::lock_guard lock(mutex_);
  bool is_first = false;
  if (failing(Operation::writing, is_first)) return failure();
  if (!lies_) unsynced_names_.clear();
  return Status::OK();
}

void FaultyFiles::note_change(std::initializer_list<std::string> paths) {
  NameChange& change = unsynced_names_.emplace_back();
  for (const std::string& path : paths) change.before[path] = content_of(path);
}

Status FaultyFiles::NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file, Debug* debug) {
  if (is_aside(path)) return target()->NewWritableFile(path, options, file, debug);
  const std::lock_guard lock(mutex_);
  bool is_first = false;
  if (failing(Operation::writing, is_first) && !(is_first && fault_ == Fault::power_loss)) return failure();
  note_change({path});
  synced_[path] = {};
  if (const Status status = target()->NewWritableFile(path, options, file, debug); !status.ok()) return status;
  *file = std::make_unique<WrittenFile>(*this, path, std::move(*file));
  return is_first ? failure() : Status::OK();
}

Status FaultyFiles::NewSequentialFile(const std::string& path, const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSSequentialFile>* file, Debug* debug) {
  if (const Status status = before(Operation::reading); !status.ok()) return status;
  const Status status = target()->NewSequentialFile(path, options, file, debug);
  if (status.ok()) *file = std::make_unique<ReadThroughFile>(*this, std::move(*file));
  return status;
}

Status FaultyFiles::NewRandomAccessFile(const std::string& path, const rocksdb::FileOptions& options,
                                        std::unique_ptr<rocksdb::FSRandomAccessFile>* file, Debug* debug) {
  if (const Status status = before(Operation::reading); !status.ok()) return status;
  const Status status = target()->NewRandomAccessFile(path, options, file, debug);
  if (status.ok()) *file = std::make_unique<ReadAnywhereFile>(*this, std::move(*file));
  return status;
}

Status FaultyFiles::NewRandomRWFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSRandomRWFile>* file, Debug* debug) {
  const Status status = target()->NewRandomRWFile(path, options, file, debug);
  if (status.ok()) *file = std::make_unique<ZeroedFile>(*this, std::move(*file));
  return status;
}

Status FaultyFiles::NewDirectory(const std::string& path, const IO& io,
                                 std::unique_ptr<rocksdb::FSDirectory>* directory, Debug* debug) {
  const Status status = target()->NewDirectory(path, io, directory, debug);
  if (status.ok()) *directory = std::make_unique<NamedFiles>(*this, std::move(*directory));
  return status;
}

Status FaultyFiles::RenameFile(const std::string& from, const std::string& to, const IO& io, Debug* debug) {
  if (is_aside(from)) return target()->RenameFile(from, to, io, debug);
  const std::lock_guard lock(mutex_);
  bool is_first = false;
  if (failing(Operation::writing, is_first) && !(is_first && fault_ == Fault::power_loss)) return failure();
  note_change({from, to});
  if (const Status status = target()->RenameFile(from, to, io, debug); !status.ok()) return status;
  if (const auto moved = synced_.extract(from)) synced_[to] = moved.mapped();
  return is_first ? failure() : Status::OK();
}

Status FaultyFiles::DeleteFile(const std::string& path, const IO& io, Debug* debug) {
  if (is_aside(path)) return target()->DeleteFile(path, io, debug);
  const std::lock_guard lock(mutex_);
  bool is_first = false;
  if (failing(Operation::writing, is_first) && !(is_first && fault_ == Fault::power_loss)) return failure();
  note_change({path});
  synced_.erase(path);
  const Status status = target()->DeleteFile(path, io, debug);
  return is_first ? failure() : status;
}

Status FaultyFiles::GetChildren(const std::string& path, const IO& io, std::vector<std::string>* names, Debug* debug) {
  const Status status = before(Operation::reading);
  return status.ok() ? target()->GetChildren(path, io, names, debug) : status;
}

Status FaultyFiles::ReopenWritableFile(const std::string&, const rocksdb::FileOptions&,
                                       std::unique_ptr<rocksdb::FSWritableFile>*, Debug*) {
  return Status::NotSupported("reopening a file for writing is not modelled");
}

Status FaultyFiles::ReuseWritableFile(const std::string&, const std::string&, const rocksdb::FileOptions&,
                                      std::unique_ptr<rocksdb::FSWritableFile>*, Debug*) {
  return Status::NotSupported("reusing a file is not modelled");
}

Status FaultyFiles::LinkFile(const std::string&, const std::string&, const IO&, Debug*) {
  return Status::NotSupported("linking a file is not modelled");
}

void FaultyFiles::lose_bytes(Survival survival, std::mt19937_64& random) {
  for (const auto& [path, synced] : synced_) {
    const std::uint64_t size = fs::exists(path) ? fs::file_size(path) : 0;
    if (size <= synced.bytes) continue;
    if (survival == Survival::nothing) fs::resize_file(path, synced.bytes);
    if (survival == Survival::torn) fs::resize_file(path, synced.bytes + random() % (size - synced.bytes + 1));
    if (survival == Survival::reordered) lose_sectors(path, synced.bytes, random);
    if (fs::file_size(path) < synced.size) fs::resize_file(path, synced.size);
  }
}

void FaultyFiles::lose_names(Survival survival, std::mt19937_64& random) {
  const std::uint64_t kept = survival == Survival::torn ? random() % (unsynced_names_.size() + 1) : 0;
  for (std::size_t i = unsynced_names_.size(); i > kept; --i) {
    const NameChange& change = unsynced_names_[i - 1];
    if (survival == Survival::reordered && (change.of_synced_file || random() % 2 == 0)) continue;
    for (const auto& [path, content] : change.before) put_content(path, content);
  }
}

void FaultyFiles::lose_power(Survival survival, std::mt19937_64& random) {
  const std::lock_guard lock(mutex_);
  at_ = 0;
  if (survival != Survival::everything) {
    lose_bytes(survival, random);
    lose_names(survival, random);
  }
  synced_.clear();
  unsynced_names_.clear();
}

std::string_view to_text(FaultyFiles::Survival survival) {
  constexpr std::string_view kNames[] = {"nothing", "everything", "torn", "reordered"};
  return kNames[static_cast<std::size_t>(survival)];
}

}  // namespace rireki
