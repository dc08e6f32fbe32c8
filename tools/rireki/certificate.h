// A certificate says what was asked, on what it was answered and what the answer was, signed: `--certificate FILE`.
//
//   rireki.certificate/v1
//   program VERSION
//   query ["count","headcount",…]       the command line that gives this answer again
//   as-of DATE · known-at seq:N · policy VERSION (or -), a line each
//   answer BASE64                       SHA-256(0x00 ‖ what was printed)
//   record SEQ LEAF HASH,HASH…          with `explain`: for each Record listed its leaf hash and inclusion proof
//   > …                                 the checkpoint to which the proofs lead, a line each
//
// in a signed note (engine/proof/signed_note.h) of the log's key.
#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "tools/rireki/command.h"

namespace rireki {

/// Keeps what is printed on standard output while it lives, and prints it.
class WitnessedAnswer {
 public:
  WitnessedAnswer();
  ~WitnessedAnswer();
  WitnessedAnswer(const WitnessedAnswer&) = delete;
  WitnessedAnswer& operator=(const WitnessedAnswer&) = delete;

  /// What was printed so far.
  [[nodiscard]] std::string text() const { return copy_.str(); }

 private:
  std::stringbuf copy_;
  std::streambuf* printed_;
};

/// What a certificate is about.
struct CertifiedAnswer {
  std::string program;             // its version
  std::vector<std::string> words;  // the command line after the program's name
  std::string answer;
};

/// The certificate of the answer that this thread gave last, from the engine that gave it. Errors: USAGE if the command
/// was no query; IO_ERROR, INTEGRITY_ERROR.
[[nodiscard]] Result<std::string> certificate_of(Engine& engine, const CertifiedAnswer& certified);

/// Writes it to a file. Errors: as above, and those of Engine::open.
[[nodiscard]] Result<void> write_certificate(const GlobalOptions& global, const CertifiedAnswer& certified,
                                             const std::string& file);

}  // namespace rireki
