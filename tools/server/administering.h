// Tokens over HTTP, for admins: as the command `token` makes, lists and revokes them.
#pragma once

#include "tools/server/http_message.h"
#include "tools/server/tokens.h"

namespace rireki {

/// One thread.
class Administering {
 public:
  explicit Administering(const std::string& directory) : tokens_(directory) {}

  [[nodiscard]] HttpResponse list() const;
  /// 201 with the token's id and secret, which is shown this once.
  [[nodiscard]] HttpResponse make(const HttpRequest& request, Instant now);
  [[nodiscard]] HttpResponse revoke(const std::string& id);

 private:
  Tokens tokens_;
};

}  // namespace rireki
