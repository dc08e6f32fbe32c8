#include "engine/arriving_log.h"

#include <filesystem>

#include "engine/backup.h"
#include "engine/log/rocks_backup.h"
#include "engine/proof/guard.h"

namespace rireki {

Result<void> ArrivingLog::bring(const std::string& source, std::uint32_t number) const {
  return restore_rocks_backup(logs_of_backups(source), number, directory_);
}

Result<std::optional<Loss>> ArrivingLog::compare(const TreeHead& known) const {
  std::error_code ignored;
  std::filesystem::remove(guard_, ignored);
  if (auto r = Guard::create(guard_); !r) return std::unexpected(r.error());
  const auto guard = Guard::open(guard_);
  if (!guard) return std::unexpected(guard.error());
  if (auto r = (*guard)->reset(known); !r) return std::unexpected(r.error());
  auto loss = find_loss({.directory = directory_, .guard = guard_}, OpenMode::write);
  std::filesystem::remove(guard_, ignored);
  return loss;
}

void ArrivingLog::clear_away() const {
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
  std::filesystem::remove(guard_, ignored);
}

}  // namespace rireki
