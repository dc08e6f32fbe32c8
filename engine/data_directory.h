// What lies in a data directory.
//
//   DIR/log/           the Log (RocksDB), the truth
//   DIR/guard          how long the Log was when it last acknowledged, and its root
//   DIR/checkpoint     the newest checkpoint, signed
//   DIR/checkpoint.edge  from where on the Log is read if it has gone on since, derived: may be deleted
//   DIR/signing.key    Ed25519 private key, PKCS #8 PEM, mode 0600
//   DIR/verifier.key   its public half, for whoever checks checkpoints
//   DIR/vault          the keys of the personal fields, wrapped under the master key
//   DIR/erasures       register of erasures: signed tombstones, in no backup
//   DIR/master.key     what wraps the keys, mode 0600, unless it is kept elsewhere (engine/vault/master_key.h)
//   DIR/losses.jsonl   which records were given up, when and by whom (only after --accept-loss)
//   DIR/tokens.jsonl   who may ask the service (tools/server/tokens.h), with the key of its hashes in DIR/tokens.key
//   DIR/accesses/      who has read personal fields, when and why (engine/access/access_log.h)
//   DIR/views/         stored timelines and ids (RocksDB), a generation or two of them (engine/views/generations.h),
//                      derived: may be deleted
//   DIR/views/spans    everybody's spans (engine/views/span_file.h), derived: may be deleted
//   DIR/verified       how far `verify` has come, derived: may be deleted
//   DIR/clock          the clock when it was last believed: may be deleted
//   DIR/unfinished     only while the directory is being made (engine/making.h)
#pragma once

#include <string>

#include "engine/access/access_log.h"
#include "engine/log/rocks_log.h"
#include "engine/vault/master_key.h"
#include "engine/vault/vault.h"
#include "engine/views/span_file.h"

namespace rireki {

struct DataDirectory {
  std::string path;

  [[nodiscard]] std::string log() const { return path + "/log"; }
  [[nodiscard]] std::string guard() const { return path + "/guard"; }
  [[nodiscard]] std::string checkpoint() const { return path + "/checkpoint"; }
  [[nodiscard]] std::string signing_key() const { return path + "/signing.key"; }
  [[nodiscard]] std::string verifier_key() const { return path + "/verifier.key"; }
  [[nodiscard]] std::string losses() const { return path + "/losses.jsonl"; }
  [[nodiscard]] std::string views() const { return path + "/views"; }
  [[nodiscard]] std::string spans() const { return spans_path(views()); }
  [[nodiscard]] std::string verified() const { return path + "/verified"; }
  [[nodiscard]] std::string clock() const { return path + "/clock"; }

  [[nodiscard]] std::string unfinished() const { return path + "/unfinished"; }

  [[nodiscard]] std::string vault() const { return path + "/vault"; }
  [[nodiscard]] std::string erasures() const { return path + "/erasures"; }
  [[nodiscard]] std::string master_key() const { return master_key_path(path + "/master.key"); }

  [[nodiscard]] VaultPlace vault_place() const {
    return {.file = vault(), .register_file = erasures(), .master_key = master_key(), .signing_key = signing_key()};
  }
  [[nodiscard]] AccessPlace access_place() const {
    return {.directory = path + "/accesses", .signing_key = signing_key()};
  }
  [[nodiscard]] LogPlace log_place() const {
    return {.directory = log(), .guard = guard(), .checkpoint = checkpoint()};
  }
};

}  // namespace rireki
