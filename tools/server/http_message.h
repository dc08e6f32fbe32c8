// What the service is asked and answers, freed of the wire.
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "events/types/error.h"

namespace rireki {

/// A body of any length that is read piece by piece. Each piece is read when it is asked for, so that a client cannot
/// send more than is taken.
class HttpUpload {
 public:
  virtual ~HttpUpload() = default;

  /// Calls `give` once, later, on the thread of all connections: with the next piece, or an empty one at the end.
  /// Errors: USAGE if what comes is no HTTP; IO_ERROR if the client is gone or too slow, or the server stops. Any
  /// thread; not before `give` was called.
  virtual void next(std::function<void(Result<std::string>)> give) = 0;
};

struct HttpRequest {
  std::string method;
  std::string target;  // path and query
  std::string authorization;
  std::optional<std::string> if_match;  // a list, if it was sent more than once
  std::string if_none_match;
  std::string content_type;
  std::string content_encoding;
  std::string accept;
  std::string accept_encoding;
  std::string last_event_id;
  std::string purpose;  // X-Purpose: why personal fields are read
  std::string body;
  std::shared_ptr<HttpUpload> upload = {};  // instead of `body`
};

/// A body that is sent piece by piece until it ends or the client goes. Each piece is asked for when the one before it
/// was taken, so that a slow reader holds up nobody.
class HttpPieces {
 public:
  virtual ~HttpPieces() = default;

  /// Calls `give` once, then or later, on any thread: with the next piece, or with none at the end.
  virtual void next(std::function<void(std::optional<std::string>)> give) = 0;

  /// The client is gone, or the server stops: a piece asked for is none, soon. Any thread.
  virtual void close() = 0;
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
  std::shared_ptr<HttpPieces> pieces = {};  // instead of `body`
};

/// Takes the one response to a request. Any thread.
using Respond = std::function<void(HttpResponse)>;

/// Whoever answers. Both are called on the thread of all connections: must not wait.
struct Answer {
  /// Answers a request, then or later.
  std::function<void(HttpRequest request, Respond respond)> whole;

  /// Of a request whose body is large and not read yet: who sends it, else the refusal that spares reading it. Without
  /// this everybody's is read.
  std::function<std::expected<std::string, HttpResponse>(const HttpRequest& head)> head = nullptr;
};

/// Whether such a request's body is an upload.
using IsUpload = bool (*)(std::string_view method, std::string_view target);

}  // namespace rireki
