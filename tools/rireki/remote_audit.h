// What an auditor asks of a service. What it answers is checked here as far as it can be: that it holds together, and
// was signed by the keys that the service names. Whose keys those are is checked elsewhere, with rireki-verify.
#pragma once

#include <string>

#include "engine/audit.h"
#include "tools/rireki/command.h"

namespace rireki {

/// As `verify` (engine/audit.h), of the service's data directory, by the service. Errors: IO_ERROR; as
/// `send_to_service`.
[[nodiscard]] Result<Verified> verify_at_service(const GlobalOptions& global, bool full,
                                                 const std::function<void(Seq)>& progress);

/// The keys that check its checkpoints, a line each. Errors: as `ask_for_text`, as for all that follow.
[[nodiscard]] Result<std::string> verifier_keys_of_service(const GlobalOptions& global);

/// As `signed_checkpoint`. Errors: also INTEGRITY_ERROR if none of its keys has signed it.
[[nodiscard]] Result<std::string> checkpoint_of_service(const GlobalOptions& global);

struct ProvedBytes {
  std::string proof;
  std::string record;
};

/// As `prove_record` and `record_bytes`. Errors: also INTEGRITY_ERROR unless the proof leads from these bytes to a root
/// that its keys have signed.
[[nodiscard]] Result<ProvedBytes> prove_record_at_service(const GlobalOptions& global, Seq seq);

/// As `prove_consistency`. Errors: also INTEGRITY_ERROR if none of its keys has signed its checkpoint.
[[nodiscard]] Result<std::string> prove_consistency_at_service(const GlobalOptions& global, std::uint64_t old_size,
                                                               std::uint64_t size);

/// As `export_tiles`: the records come from the service, the tree is made of them here. Errors: also INTEGRITY_ERROR if
/// its root is not the one that is signed.
[[nodiscard]] Result<TreeHead> export_tiles_of_service(const GlobalOptions& global, const std::string& target,
                                                       const std::function<void(Seq)>& progress);

}  // namespace rireki
