// What RocksDB reports, as our errors.
#pragma once

#include <string_view>

#include "events/types/error.h"

namespace rocksdb {
class Status;
}  // namespace rocksdb

namespace rireki {

/// INTEGRITY_ERROR if it is corruption, else IO_ERROR; the sentence begins with what was being done.
[[nodiscard]] Error error_of(const rocksdb::Status& status, std::string_view doing);

}  // namespace rireki
