#include "engine/backup.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <ranges>
#include <span>

#include "engine/data_directory.h"
#include "engine/files/durable_file.h"
#include "engine/log/rocks_backup.h"
#include "engine/proof/checkpoint_file.h"

namespace rireki {

namespace {

namespace fs = std::filesystem;

AccessPlace accesses_of(const std::string& set) { return {.directory = set + "/accesses", .signing_key = {}}; }

Result<void> copy(const std::string& from, const std::string& to) {
  const auto content = read_durable_file(from);
  if (!content) return std::unexpected(content.error());
  return write_durable_file(to, *content);
}

/// The number that a file's name is.
std::optional<std::uint32_t> number_of(const fs::path& path) {
  const std::string name = path.filename().string();
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  return error == std::errc() && end == name.data() + name.size() ? std::optional(number) : std::nullopt;
}

/// What belongs to the copy of the Log with a number; the checkpoint last.
Result<void> write_set(const DataDirectory& data, const std::string& set, const std::string& checkpoint) {
  std::error_code ec;
  fs::remove_all(set, ec);  // of a copy with this number that was never completed
  if (!ec) fs::create_directories(set, ec);
  if (ec) return fail(Code::io_error, "making " + set + ": " + ec.message());
  if (auto r = copy(data.vault(), set + "/vault"); !r) return r;
  if (auto r = copy_access_log(data.access_place(), accesses_of(set)); !r) return r;
  if (auto r = copy(data.verifier_key(), set + "/verifier.key"); !r) return r;
  if (auto r = sync_folder_of(set); !r) return r;
  return replace_file(set + "/checkpoint", checkpoint);
}

/// The folders of sets that are not to be kept.
std::vector<fs::path> sets_but(const std::string& target, std::span<const std::uint32_t> kept, std::error_code& ec) {
  std::vector<fs::path> others;
  for (const fs::directory_entry& entry : fs::directory_iterator(target, ec)) {
    const auto number = number_of(entry.path());
    if (number && std::ranges::find(kept, *number) == kept.end()) others.push_back(entry.path());
  }
  return others;
}

}  // namespace

std::string set_of_backup(const std::string& target, std::uint32_t number) {
  return target + "/" + std::to_string(number);
}

std::string logs_of_backups(const std::string& target) { return target + "/log"; }

Result<BackedUp> complete_backup(const DataDirectory& data, const std::string& target, std::uint32_t number,
                                 const std::string& checkpoint) {
  const auto said = parse_checkpoint(checkpoint);
  if (!said) return std::unexpected(said.error());
  const std::string set = set_of_backup(target, number);
  const auto written = write_set(data, set, checkpoint);
  if (!written) {
    std::error_code ignored;
    fs::remove_all(set, ignored);
    (void)remove_rocks_backup(logs_of_backups(target), number);  // why it failed counts
    return std::unexpected(written.error());
  }
  return BackedUp{number, said->head};
}

Result<std::vector<BackedUp>> backups_in(const std::string& target) {
  const auto has_some = is_there(logs_of_backups(target));
  if (!has_some) return std::unexpected(has_some.error());
  if (!*has_some) return fail(Code::usage, "there are no backups in " + target);
  const auto numbers = rocks_backups(logs_of_backups(target));
  if (!numbers) return std::unexpected(numbers.error());
  std::vector<BackedUp> backups;
  for (const std::uint32_t number : *numbers) {
    const auto checkpoint = read_checkpoint(set_of_backup(target, number) + "/checkpoint");
    if (!checkpoint && checkpoint.error().code != Code::integrity_error) return std::unexpected(checkpoint.error());
    if (checkpoint && *checkpoint) backups.push_back({number, (*checkpoint)->head});
  }
  return backups;
}

std::vector<std::uint32_t> completed_backups(const std::string& target) {
  std::vector<std::uint32_t> numbers;
  std::error_code ec;
  for (const fs::directory_entry& entry : fs::directory_iterator(target, ec)) {
    const auto number = number_of(entry.path());
    if (number && fs::exists(entry.path() / "checkpoint", ec)) numbers.push_back(*number);
  }
  std::ranges::sort(numbers);
  return numbers;
}

Result<void> keep_backups(const std::string& target, std::uint32_t count) {
  const auto whole = backups_in(target);
  if (!whole) return std::unexpected(whole.error());
  if (whole->empty()) return {};
  std::vector<std::uint32_t> kept;
  for (const BackedUp& backup : *whole | std::views::reverse | std::views::take(count)) kept.push_back(backup.number);
  std::error_code ec;
  const auto others = sets_but(target, kept, ec);
  for (const fs::path& set : others) {
    if (!ec) fs::remove(set / "checkpoint", ec);  // from now on it is no backup
  }
  if (auto r = keep_rocks_backups(logs_of_backups(target), kept); !r) return r;
  for (const fs::path& set : others) {
    if (!ec) fs::remove_all(set, ec);
  }
  return ec ? fail(Code::io_error, "removing old backups in " + target + ": " + ec.message()) : Result<void>{};
}

Result<void> write_key_file(const DataDirectory& data, const std::string& path) {
  const auto is_taken = is_there(path);
  if (!is_taken) return std::unexpected(is_taken.error());
  if (*is_taken) return fail(Code::io_error, path + " exists already");
  const auto master = read_durable_file(data.master_key());
  if (!master) return std::unexpected(master.error());
  const auto signing = read_durable_file(data.signing_key());
  if (!signing) return std::unexpected(signing.error());
  return write_durable_file(path, master->substr(0, master->find('\n')) + "\n" + *signing);
}

}  // namespace rireki
