#include "engine/log/rocks_backup.h"

#include <algorithm>
#include <filesystem>
#include <memory>

#include <rocksdb/db.h>
#include <rocksdb/utilities/backup_engine.h>

#include "engine/log/rocks_error.h"

namespace rireki {

namespace {

Result<std::unique_ptr<rocksdb::BackupEngine>> open_backups(const std::string& directory) {
  std::error_code ec;
  std::filesystem::create_directories(directory, ec);
  if (ec) return fail(Code::io_error, "making " + directory + ": " + ec.message());
  rocksdb::BackupEngine* raw = nullptr;
  const auto status =
      rocksdb::BackupEngine::Open(rocksdb::BackupEngineOptions(directory), rocksdb::Env::Default(), &raw);
  if (!status.ok()) return std::unexpected(error_of(status, "opening the backups in " + directory));
  return std::unique_ptr<rocksdb::BackupEngine>(raw);
}

/// Looks only: makes nothing, and removes nothing that an interrupted backup has left.
Result<std::unique_ptr<rocksdb::BackupEngineReadOnly>> open_to_look(const std::string& directory) {
  rocksdb::BackupEngineReadOnly* raw = nullptr;
  const auto status =
      rocksdb::BackupEngineReadOnly::Open(rocksdb::BackupEngineOptions(directory), rocksdb::Env::Default(), &raw);
  if (!status.ok()) return std::unexpected(error_of(status, "opening the backups in " + directory));
  return std::unique_ptr<rocksdb::BackupEngineReadOnly>(raw);
}

Result<void> remove(rocksdb::BackupEngine& backups, const std::string& directory, std::uint32_t number) {
  const auto status = static_cast<rocksdb::Status>(backups.DeleteBackup(number));
  if (status.ok()) return {};
  return std::unexpected(error_of(status, "removing backup " + std::to_string(number) + " in " + directory));
}

}  // namespace

Result<std::uint32_t> add_rocks_backup(rocksdb::DB& db, const std::string& directory) {
  const auto backups = open_backups(directory);
  if (!backups) return std::unexpected(backups.error());
  rocksdb::BackupID number = 0;
  const rocksdb::CreateBackupOptions options;
  if (const auto status = (*backups)->CreateNewBackup(options, &db, &number); !status.ok()) {
    return std::unexpected(error_of(status, "backing up the log to " + directory));
  }
  if (const auto status = (*backups)->VerifyBackup(number, true); !status.ok()) {
    (*backups)->DeleteBackup(number).PermitUncheckedError();
    return fail(Code::integrity_error, "the backup in " + directory + " cannot be read back: " + status.ToString());
  }
  return number;
}

Result<std::vector<std::uint32_t>> rocks_backups(const std::string& directory) {
  const auto backups = open_to_look(directory);
  if (!backups) return std::unexpected(backups.error());
  std::vector<rocksdb::BackupInfo> found;
  (*backups)->GetBackupInfo(&found);
  std::vector<std::uint32_t> numbers;
  for (const rocksdb::BackupInfo& backup : found) numbers.push_back(backup.backup_id);
  return numbers;
}

Result<void> restore_rocks_backup(const std::string& directory, std::uint32_t number, const std::string& target) {
  const auto backups = open_to_look(directory);
  if (!backups) return std::unexpected(backups.error());
  // RocksDB checks a checksum as it copies; a file that was lost shows before anything is made.
  auto status = static_cast<rocksdb::Status>((*backups)->VerifyBackup(number, true));
  if (status.ok()) status = (*backups)->RestoreDBFromBackup(number, target, target);
  return status.ok() ? Result<void>{} : std::unexpected(error_of(status, "restoring the log from " + directory));
}

Result<void> remove_rocks_backup(const std::string& directory, std::uint32_t number) {
  const auto backups = open_backups(directory);
  if (!backups) return std::unexpected(backups.error());
  return remove(**backups, directory, number);
}

Result<void> keep_rocks_backups(const std::string& directory, std::span<const std::uint32_t> kept) {
  const auto backups = open_backups(directory);
  if (!backups) return std::unexpected(backups.error());
  std::vector<rocksdb::BackupID> numbers;
  (*backups)->GetCorruptedBackups(&numbers);
  std::vector<rocksdb::BackupInfo> found;
  (*backups)->GetBackupInfo(&found);
  for (const rocksdb::BackupInfo& backup : found) numbers.push_back(backup.backup_id);
  for (const rocksdb::BackupID number : numbers) {
    if (std::ranges::find(kept, number) != kept.end()) continue;
    if (auto r = remove(**backups, directory, number); !r) return r;
  }
  return {};
}

}  // namespace rireki
