#include "engine/maintenance.h"

#include "engine/clock/clock_watch.h"
#include "engine/files/durable_file.h"
#include "engine/log/losses.h"
#include "engine/log/rocks_log.h"
#include "engine/proof/signing_key.h"

namespace rireki {

Result<void> accept_loss(const std::string& directory, Seq first_missing, const std::string& actor) {
  const DataDirectory data{directory};
  const auto loss = find_loss(data.log_place(), OpenMode::write);
  if (!loss) return std::unexpected(loss.error());
  if (!*loss) return fail(Code::usage, "--accept-loss: no acknowledged record is missing from the log");
  if ((*loss)->first_missing != first_missing) {
    return fail(Code::usage,
                "--accept-loss: the first missing record is seq " + std::to_string((*loss)->first_missing.value));
  }
  if (auto r = note_loss(data.losses(), **loss, system_clock()->now(), actor); !r) return r;
  return forget_loss(data.log_place());
}

Result<Rebuilt> rebuild(const std::string& directory, bool check, const Watch& watch) {
  const DataDirectory data{directory};
  return rebuild_views([&] { return open_rocks_log(data.log_place(), OpenMode::read); }, data.views(), check, watch);
}

Result<void> change_signing_key(const std::string& directory, KeyChange change) {
  const DataDirectory data{directory};
  if (const auto own = SigningKey::load_own(data.signing_key()); !own) return std::unexpected(own.error());
  const auto changed =
      change == KeyChange::begin ? add_signing_key(data.signing_key()) : retire_signing_key(data.signing_key());
  return changed ? write_verifier_key(data) : changed;
}

Result<void> write_verifier_key(const DataDirectory& data) {
  const auto key = SigningKey::load(data.signing_key());
  if (!key) return std::unexpected(key.error());
  return replace_file(data.verifier_key(), text_of(key->verifiers()));
}

Result<void> confirm_clock(const std::string& directory) {
  const DataDirectory data{directory};
  const auto has_log = is_there(data.log());
  if (!has_log) return std::unexpected(has_log.error());
  if (!*has_log) return fail(Code::io_error, "there is no log in " + directory);
  const auto clock = system_clock();
  ClockWatch(*clock, data.clock()).confirm();
  return {};
}

}  // namespace rireki
