#include "engine/views/absorbed.h"

#include "events/types/crc32c.h"

namespace rireki {

Result<Absorbed> absorbed_at(Log& log, Seq seq) {
  Absorbed absorbed{.seq = seq};
  const auto read = log.read(seq, seq, [&](Seq, std::string_view bytes) {
    absorbed.checksum = crc32c(bytes);
    return true;
  });
  if (!read) return std::unexpected(read.error());
  return absorbed;
}

Result<bool> belongs_to(const Absorbed& absorbed, Log& log) {
  if (absorbed.seq.value == 0) return true;
  if (absorbed.seq > log.last()) return false;
  const auto here = absorbed_at(log, absorbed.seq);
  if (!here) return std::unexpected(here.error());
  return here->checksum == absorbed.checksum;
}

}  // namespace rireki
