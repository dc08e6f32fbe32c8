// A disk that loses power or fails on order: RocksDB writes real files through it, and it remembers what was not
// synced.
//
// Syncs are only noted, never passed on, so what a test does through it is fast. One directory at a time; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <rocksdb/file_system.h>

namespace rireki {

class FaultyFiles final : public rocksdb::FileSystemWrapper {
 public:
  enum class Operation : std::uint8_t { writing, reading };  // writing: also opening for it, syncing, naming
  enum class Fault : std::uint8_t {
    power_loss,  // the operation is done, or begun, but not told; nothing more reaches the disk
    no_space,    // ENOSPC, with half of the bytes written
    io_error     // EIO, with half of the bytes written
  };
  /// What is left after a power loss of all that was not synced: bytes of files, and names made, moved and deleted.
  enum class Survival : std::uint8_t {
    nothing,
    everything,
    torn,      // of each file the beginning, up to anywhere; the names up to a moment
    reordered  // any of its sectors, the others are zero; any of the names, but a new file that was synced has its
               // own: no file system in use loses that, and RocksDB counts on it when it moves CURRENT
  };

  FaultyFiles();

  /// From the `at`-th operation of that kind on, counted from 1, or only that one.
  void fail_at(Operation kind, std::uint64_t at, Fault fault, bool only_once = false);
  /// The disk is well again.
  void heal();
  /// Syncs are answered and forgotten, as by a disk that lies.
  void lie_about_syncs() { lies_ = true; }

  [[nodiscard]] bool failed() const;
  [[nodiscard]] std::uint64_t operations(Operation kind) const;

  /// Leaves on the disk what a power loss would, drawn from `random`. To be called when nobody uses the files.
  void lose_power(Survival survival, std::mt19937_64& random);

  // What RocksDB calls.
  using Status = rocksdb::IOStatus;
  using IO = rocksdb::IOOptions;
  using Debug = rocksdb::IODebugContext;
  [[nodiscard]] const char* Name() const override { return "FaultyFiles"; }
  Status NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                         std::unique_ptr<rocksdb::FSWritableFile>* file, Debug* debug) override;
  Status NewSequentialFile(const std::string& path, const rocksdb::FileOptions& options,
                           std::unique_ptr<rocksdb::FSSequentialFile>* file, Debug* debug) override;
  Status NewRandomAccessFile(const std::string& path, const rocksdb::FileOptions& options,
                             std::unique_ptr<rocksdb::FSRandomAccessFile>* file, Debug* debug) override;
  Status NewRandomRWFile(const std::string& path, const rocksdb::FileOptions& options,
                         std::unique_ptr<rocksdb::FSRandomRWFile>* file, Debug* debug) override;
  Status NewDirectory(const std::string& path, const IO& io, std::unique_ptr<rocksdb::FSDirectory>* directory,
                      Debug* debug) override;
  Status RenameFile(const std::string& from, const std::string& to, const IO& io, Debug* debug) override;
  Status DeleteFile(const std::string& path, const IO& io, Debug* debug) override;
  Status GetChildren(const std::string& path, const IO& io, std::vector<std::string>* names, Debug* debug) override;
  // The Log does not do these; if it begins to, they must be modelled.
  Status ReopenWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                            std::unique_ptr<rocksdb::FSWritableFile>* file, Debug* debug) override;
  Status ReuseWritableFile(const std::string& path, const std::string& old_path, const rocksdb::FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* file, Debug* debug) override;
  Status LinkFile(const std::string& from, const std::string& to, const IO& io, Debug* debug) override;

  // What its files call.
  Status before(Operation kind);
  Status append(const std::string& path, rocksdb::FSWritableFile& file, const rocksdb::Slice& bytes);
  Status sync(const std::string& path, rocksdb::FSWritableFile& file);
  Status sync_names();

 private:
  /// What a power loss leaves of a file in any case.
  struct Synced {
    std::uint64_t bytes = 0;  // that were appended
    std::uint64_t size = 0;   // with the zeros behind them
  };

  /// A name made, moved or deleted: what stood under the paths before, if anything did.
  struct NameChange {
    std::map<std::string, std::optional<std::string>> before;
    bool of_synced_file = false;
  };

  [[nodiscard]] bool failing(Operation kind, bool& is_first);
  [[nodiscard]] Status failure() const;
  void note_change(std::initializer_list<std::string> paths);
  void lose_bytes(Survival survival, std::mt19937_64& random);
  void lose_names(Survival survival, std::mt19937_64& random);

  mutable std::mutex mutex_;
  std::uint64_t counts_[2] = {};
  Operation kind_ = Operation::writing;
  Fault fault_ = Fault::power_loss;
  std::uint64_t at_ = 0;  // 0: never
  bool only_once_ = false;
  bool failed_ = false;
  bool lies_ = false;
  std::map<std::string, Synced> synced_;  // of each file written
  std::vector<NameChange> unsynced_names_;
};

[[nodiscard]] std::string_view to_text(FaultyFiles::Survival survival);

}  // namespace rireki
