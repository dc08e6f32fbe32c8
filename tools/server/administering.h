// Tokens over HTTP, for admins: as the command `token` makes, lists and revokes them.
#pragma once

#include "events/calendar/day.h"
#include "events/types/values.h"
#include "tools/server/http_message.h"
#include "tools/server/tokens.h"

namespace rireki {

/// Who asks, and of which day and state of the Log.
[[nodiscard]] HttpResponse asker_of(const Token& token, Day today, Seq last);

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
