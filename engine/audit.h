// What an auditor asks of a data directory: is all of it what was recorded, and what proves that to others. Everything
// here only reads, but for notes of its own work. See docs/log_format.md for the proofs' forms.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/proof/frontier.h"
#include "events/types/error.h"

namespace rireki {

struct Verified {
  std::uint64_t records = 0;          // in the Log
  Hash root{};                        // of all of them
  std::uint64_t checkpoint = 0;       // size that the newest checkpoint vouches for; 0 without one
  std::optional<Seq> first_bad;       // the first Record that is missing, unreadable or not what was recorded, if known
  std::vector<std::string> problems;  // sentences, the gravest first; empty: all is well
};

/// Checks the bytes and order of every Record since the last `verify` that found all well, the root against guard and
/// checkpoint, the checkpoint's signature and those of erasures, and that every personal field opens or was erased.
/// `full` trusts no earlier work: every Record, and every timeline and id of the views against the Log. It also reads
/// each entry of the access log. `progress` is told the seq reached, now and then. Errors: IO_ERROR; what is broken is
/// an answer, not an error.
[[nodiscard]] Result<Verified> verify(const std::string& directory, bool full,
                                      const std::function<void(Seq)>& progress);

/// As `rireki verify --json` prints it (contract, section 7).
[[nodiscard]] std::string to_json(const Verified& verified);

/// A checkpoint of the Log as it is, signed. Errors: IO_ERROR, INTEGRITY_ERROR.
[[nodiscard]] Result<std::string> signed_checkpoint(const std::string& directory);

/// Writes tree and records into another directory as tiles (engine/proof/tiles.h), and last a signed checkpoint and the
/// key that checks it (`verifier.key`). What was exported there before is added to. Personal fields stay encrypted.
/// Errors: IO_ERROR, INTEGRITY_ERROR.
[[nodiscard]] Result<TreeHead> export_tiles(const std::string& directory, const std::string& target,
                                            const std::function<void(Seq)>& progress);

/// Errors: USAGE if another log's tiles lie there; `keys` are the verifier keys of this one.
[[nodiscard]] Result<void> refuse_other_log(const std::string& target, const std::string& keys);

/// Writes what comes last into a directory of tiles: the keys, and the checkpoint of all of them. Errors: IO_ERROR.
[[nodiscard]] Result<void> finish_export(const std::string& target, const std::string& keys,
                                         const std::string& checkpoint);

/// That a Record is in the Log, against a checkpoint of it as it is (c2sp.org/tlog-proof). Reads the Log once. Errors:
/// USAGE if there is no such Record; IO_ERROR, INTEGRITY_ERROR.
[[nodiscard]] Result<std::string> prove_record(const std::string& directory, Seq seq);

/// A Record's leaf hash and inclusion proof.
struct ProvedRecord {
  Seq seq;
  Hash leaf{};
  std::vector<Hash> path;
};
struct ProvedRecords {
  std::string checkpoint;  // signed, to which the proofs lead
  std::vector<ProvedRecord> records;
};

/// The same for several Records, with one reading of the Log, which takes 64 bytes of memory a Record of the Log. Not
/// read for no Records. Errors: as `prove_record`.
[[nodiscard]] Result<ProvedRecords> prove_records(const std::string& directory, std::span<const Seq> seqs);

/// That the first `size` Records begin with the first `old_size`: "old N", hashes, an empty line and a checkpoint of
/// `size`, as c2sp.org/tlog-witness has it. Errors: USAGE unless 0 < old ≤ size ≤ the Log; IO_ERROR, INTEGRITY_ERROR.
[[nodiscard]] Result<std::string> prove_consistency(const std::string& directory, std::uint64_t old_size,
                                                    std::uint64_t size);

/// The canonical bytes of a Record: what its leaf in the tree is made of. Errors: as `prove_record`.
[[nodiscard]] Result<std::string> record_bytes(const std::string& directory, Seq seq);

}  // namespace rireki
