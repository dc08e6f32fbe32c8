// How the Log's RocksDB is opened.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/log/rocks_log.h"

namespace rocksdb {
struct ColumnFamilyDescriptor;
struct DBOptions;
class Env;
class EventListener;
class Logger;
struct ReadOptions;
}  // namespace rocksdb

namespace rireki {

/// How the end of the write-ahead log is taken.
enum class Tail : std::uint8_t {
  cut,  // it may end amid a commit; anything else that is wrong is damage
  torn  // what comes after the first error was never written
};

/// The place's files, or the machine's, with zeros ahead of the write-ahead log (zeroed_ahead.h).
[[nodiscard]] std::shared_ptr<rocksdb::Env> log_env(const LogPlace& place);

/// The options hold `env`, but do not own it.
[[nodiscard]] rocksdb::DBOptions log_options(rocksdb::Env& env, Tail tail = Tail::cut);

/// The default family, and last the one of the Records.
[[nodiscard]] std::vector<rocksdb::ColumnFamilyDescriptor> log_families();

/// Whatever is read is held against its checksum.
[[nodiscard]] rocksdb::ReadOptions checked_reads();

/// Sets a flag once RocksDB reports an error in the background: what a writer would acknowledge might not last.
[[nodiscard]] std::shared_ptr<rocksdb::EventListener> stop_on_error(std::shared_ptr<std::atomic<bool>> stopped);

/// RocksDB keeps no log file of its own: a reader leaves no trace in the directory, and on a full disk its second line
/// would end the process (an assertion of RocksDB 7.8). What stops a writer is told by `stop_on_error`.
[[nodiscard]] std::shared_ptr<rocksdb::Logger> silent_logger();

}  // namespace rireki
