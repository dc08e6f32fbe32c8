// What the service is asked and answers, freed of the wire.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace rireki {

struct HttpRequest {
  std::string method;
  std::string target;  // path and query as sent
  std::string authorization;
  std::string if_match;
  std::string if_none_match;
  std::string content_type;
  std::string purpose;  // X-Purpose: why personal fields are read
  std::string body;
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
};

/// Takes the one response to a request. Any thread.
using Respond = std::function<void(HttpResponse)>;

/// Answers a request, then or later. Called on the thread of all connections: must not wait.
using Answer = std::function<void(HttpRequest request, Respond respond)>;

}  // namespace rireki
