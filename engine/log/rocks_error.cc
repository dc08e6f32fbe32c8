#include "engine/log/rocks_error.h"

#include <string>

#include <rocksdb/status.h>

namespace rireki {

Error error_of(const rocksdb::Status& status, std::string_view doing) {
  const Code code = status.IsCorruption() ? Code::integrity_error : Code::io_error;
  return {code, std::string(doing) + ": " + status.ToString()};
}

}  // namespace rireki
