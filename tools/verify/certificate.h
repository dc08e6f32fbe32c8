// Certificates of answers; tools/rireki/certificate.h says what stands in one.
#pragma once

#include <string>
#include <string_view>

#include "tools/verify/signed_text.h"

namespace rireki {

struct Certificate {
  std::string query;  // a JSON array of words
  std::string as_of;
  std::string known_at;
  Digest answer{};
  SignedTree tree;  // of its checkpoint
};

/// Checks its signature, its checkpoint's and the proof of every record that it lists. Errors: INTEGRITY_ERROR.
[[nodiscard]] Result<Certificate> check_certificate(std::string_view note, const PublicKeys& keys);

/// Asks the `rireki` beside this program again, with a log at hand. Errors: IO_ERROR; INTEGRITY_ERROR for another
/// answer.
[[nodiscard]] Result<void> answer_again(const Certificate& certificate, const std::string& data);

}  // namespace rireki
