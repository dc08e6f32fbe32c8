#include "engine/log/zeroed_ahead.h"

#include <string>

#include <rocksdb/file_system.h>

namespace rireki {

namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

constexpr std::size_t kChunkBytes = std::size_t{1} << 20;
constexpr std::size_t kSmallBytes = std::size_t{64} << 10;  // what is larger gains nothing and would be written twice

class ZeroedAheadFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  ZeroedAheadFile(std::unique_ptr<rocksdb::FSWritableFile> file, std::unique_ptr<rocksdb::FSRandomRWFile> anywhere)
      : FSWritableFileOwnerWrapper(std::move(file)), anywhere_(std::move(anywhere)) {}

  IOStatus Append(const Slice& bytes, const IOOptions& io, IODebugContext* debug) override {
    put_zeros(bytes.size(), io, debug);
    return moved_on(bytes.size(), target()->Append(bytes, io, debug));
  }
  IOStatus Append(const Slice& bytes, const IOOptions& io, const rocksdb::DataVerificationInfo& sum,
                  IODebugContext* debug) override {
    put_zeros(bytes.size(), io, debug);
    return moved_on(bytes.size(), target()->Append(bytes, io, sum, debug));
  }

  // The zeros are the preallocation; the file system's own would cut the file at another place.
  void SetPreallocationBlockSize(std::size_t) override {}
  void PrepareWrite(std::size_t, std::size_t, const IOOptions&, IODebugContext*) override {}

  IOStatus Close(const IOOptions& io, IODebugContext* debug) override {
    if (zeros_end_ > end_) {
      if (const IOStatus cut = target()->Truncate(end_, io, debug); !cut.ok()) return cut;
    }
    return target()->Close(io, debug);
  }

 private:
  /// Writes the next chunk of zeros if an append would come to the end of them.
  void put_zeros(std::size_t bytes, const IOOptions& io, IODebugContext* debug) {
    if (anywhere_ == nullptr || end_ + bytes <= zeros_end_ || bytes > kSmallBytes) return;
    static const std::string zeros(kChunkBytes, '\0');
    if (anywhere_->Write(end_, zeros, io, debug).ok()) {
      zeros_end_ = end_ + kChunkBytes;
    } else {
      anywhere_ = nullptr;
    }
  }

  IOStatus moved_on(std::size_t bytes, IOStatus status) {
    if (status.ok()) end_ += bytes;
    return status;
  }

  std::unique_ptr<rocksdb::FSRandomRWFile> anywhere_;  // the same file; null: it just grows
  std::uint64_t end_ = 0;
  std::uint64_t zeros_end_ = 0;
};

class ZeroedAhead final : public rocksdb::FileSystemWrapper {
 public:
  using FileSystemWrapper::FileSystemWrapper;
  [[nodiscard]] const char* Name() const override { return "ZeroedAhead"; }

  IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* file, IODebugContext* debug) override {
    const IOStatus status = target()->NewWritableFile(path, options, file, debug);
    if (!status.ok() || !path.ends_with(".log")) return status;
    std::unique_ptr<rocksdb::FSRandomRWFile> anywhere;
    if (!target()->NewRandomRWFile(path, options, &anywhere, debug).ok()) anywhere = nullptr;
    *file = std::make_unique<ZeroedAheadFile>(std::move(*file), std::move(anywhere));
    return status;
  }
};

}  // namespace

std::shared_ptr<rocksdb::FileSystem> with_zeros_ahead(std::shared_ptr<rocksdb::FileSystem> files) {
  return std::make_shared<ZeroedAhead>(std::move(files));
}

}  // namespace rireki
