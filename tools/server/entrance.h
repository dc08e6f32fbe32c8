// Where requests come in: each is held against the routes, the tokens and the forms before anything is done for it.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "engine/clock/clock.h"
#include "tools/server/http_message.h"
#include "tools/server/log_lines.h"
#include "tools/server/routes.h"
#include "tools/server/token_limits.h"
#include "tools/server/tokens.h"

namespace rireki {

/// A request that may be answered.
struct Admitted {
  Match match;
  std::shared_ptr<const Token> asker;  // an empty one, of what needs no token; not of `ready`, if one is shown
  std::string_view media_type;         // of the answer; lives as long as the program
  std::shared_ptr<void> use;           // of the token, which counts while this lives; null where none is needed
};

/// What stands in Authorization after the scheme, of a request with a token.
[[nodiscard]] std::string_view secret_of(const HttpRequest& request);

/// One thread.
class Entrance {
 public:
  /// `directory` is that of the tokens.
  Entrance(const std::string& directory, int requests_per_second, Clock& clock)
      : tokens_(directory), limits_(requests_per_second), clock_(clock) {}

  /// What would be let in, by its head, else the refusal; counts nothing. The line is told as by `admit`.
  [[nodiscard]] std::expected<Admitted, HttpResponse> look_at(const HttpRequest& request, RequestLine& line);

  /// What was let in, else the refusal. The line is told of the route and the token, as soon as they are known.
  [[nodiscard]] std::expected<Admitted, HttpResponse> admit(const HttpRequest& request, RequestLine& line);

 private:
  [[nodiscard]] std::expected<std::shared_ptr<const Token>, HttpResponse> asker_of(const HttpRequest& request,
                                                                                   const HttpRoute& route,
                                                                                   RequestLine& line);
  [[nodiscard]] std::shared_ptr<const Token> asker_if_known(const HttpRequest& request);

  Tokens tokens_;
  TokenLimits limits_;
  Clock& clock_;
  std::shared_ptr<const Token> nobody_ = std::make_shared<const Token>();  // who asks what needs no token
};

}  // namespace rireki
