// The tokens with which a service is asked: made, listed and revoked in a data directory, or by the service itself.
#pragma once

#include <string>

#include "tools/rireki/command.h"

namespace rireki {

struct TokenOptions {
  std::string action;  // make, list or revoke
  std::string id;
  std::string owner;
  std::string role;
  std::string unit;
  int days = 365;
};

/// The exit status.
int run_token(const GlobalOptions& global, const TokenOptions& options);

}  // namespace rireki
