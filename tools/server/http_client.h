// One request to a service, and its answer.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "events/types/error.h"

namespace rireki {

struct ServiceAddress {
  std::string url;         // http://HOST[:PORT] or https://…
  std::string token;       // empty: none is sent
  std::string trusted_ca;  // PEM file; empty: what the system trusts
};

struct ServiceRequest {
  std::string method = "GET";
  std::string target;  // path and query, encoded
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
  int patience_seconds = 60;  // for each step: connecting, sending, the answer
};

struct ServiceAnswer {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

/// As it stands in a path, a query or a header, and back; empty for what is not encoded so.
[[nodiscard]] std::string encoded(std::string_view text);
[[nodiscard]] std::string decoded(std::string_view text);

/// Errors: USAGE if the URL cannot be read; IO_ERROR if nobody answers there in time, or shows another
/// certificate than is trusted.
[[nodiscard]] Result<ServiceAnswer> send_request(const ServiceAddress& address, const ServiceRequest& request);

}  // namespace rireki
