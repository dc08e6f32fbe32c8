#include "engine/proof/checkpoint_file.h"

#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "engine/files/durable_file.h"
#include "engine/proof/signing_key.h"

namespace rireki {

namespace {

namespace fs = std::filesystem;

std::unexpected<Error> failed(const std::string& path, std::string_view doing) {
  return fail(Code::io_error, std::string(doing) + " " + path + ": " + std::generic_category().message(errno));
}

/// From the file that everybody may read, or from its source.
Result<std::vector<VerifierKey>> verifiers_in(const std::string& folder, const std::string& checked) {
  const auto text = read_durable_file(folder + "/verifier.key");
  if (!text && text.error().code != Code::integrity_error) return std::unexpected(text.error());
  if (auto keys = text ? parse_verifier_keys(*text) : std::unexpected(text.error())) return keys;
  if (const auto signing = SigningKey::load(folder + "/signing.key")) return signing->verifiers();
  return fail(Code::integrity_error, "nothing is there to check the checkpoint " + checked + " with: put back " +
                                         folder + "/verifier.key, which every backup has");
}

Result<std::optional<Checkpoint>> signed_by(const std::string& path, std::string_view note,
                                            std::span<const VerifierKey> keys) {
  auto checkpoint = open_checkpoint(note, keys);
  if (checkpoint) return std::move(*checkpoint);
  return fail(Code::integrity_error, "the checkpoint " + path +
                                         " is not what the log's key has signed: " + checkpoint.error().message +
                                         "; move it away, but keep it, put that of a backup in its place or none, and "
                                         "see what `rireki verify --full` says");
}

}  // namespace

Result<std::optional<std::string>> read_checkpoint_note(const std::string& path) {
  const auto found = path.empty() ? Result<bool>(false) : is_there(path);
  if (!found) return std::unexpected(found.error());
  if (!*found) return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  std::string note{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad()) return failed(path, "reading");
  return note;
}

Result<std::optional<Checkpoint>> read_checkpoint(const std::string& path) {
  const auto note = read_checkpoint_note(path);
  if (!note) return std::unexpected(note.error());
  if (!*note) return std::nullopt;
  auto checkpoint = parse_checkpoint(**note);
  if (!checkpoint)
    return fail(Code::integrity_error, "the checkpoint " + path + " is damaged: " + checkpoint.error().message);
  return std::move(*checkpoint);
}

Result<Checkpoint> open_checkpoint(std::string_view note, std::span<const VerifierKey> keys) {
  const auto text = open_note(note, keys);
  if (!text) return std::unexpected(text.error());
  auto checkpoint = parse_checkpoint(*text);
  if (checkpoint && checkpoint->origin != keys.front().name) {
    return fail(Code::integrity_error, "it is of another log, " + checkpoint->origin);
  }
  return checkpoint;
}

Result<std::optional<Checkpoint>> read_signed_checkpoint(const std::string& path) {
  const auto note = read_checkpoint_note(path);
  if (!note) return std::unexpected(note.error());
  if (!*note) return std::nullopt;
  const auto keys = verifiers_in(fs::path(path).parent_path().string(), path);
  return keys ? signed_by(path, **note, *keys) : std::unexpected(keys.error());
}

Result<std::optional<Checkpoint>> read_signed_checkpoint(const std::string& path, std::span<const VerifierKey> keys) {
  const auto note = read_checkpoint_note(path);
  if (!note) return std::unexpected(note.error());
  if (!*note) return std::nullopt;
  return signed_by(path, **note, keys);
}

Result<void> remove_checkpoint(const std::string& path) {
  if (path.empty()) return {};
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return failed(path, "removing");
  return sync_folder_of(path);
}

}  // namespace rireki
