// Imports over HTTP: JSON Lines of any length, each line judged by itself and appended as the body comes.
#pragma once

#include <functional>
#include <memory>

#include "engine/engine.h"
#include "tools/server/http_message.h"

namespace rireki {

/// Where an import's events go.
struct ImportPlace {
  Engine& engine;
  std::function<void(std::function<void()>)> later;  // does work on the thread of appends
  std::function<void()> tell;                        // that something was recorded
  std::function<bool()> is_admitted;                 // whether the token still counts; on the same thread
};

/// Reads the request's upload to its end and answers with an ImportReport: 201 if anything is new, else 200. What
/// cannot go on (the body does not come, the service stops, the disk fails) is a problem document with the report so
/// far: those lines are durable. So is what a token ends with that counts no more, asked before each batch: 401.
/// `owner` is who records it. A body of another type is refused with 415.
void import_lines(const HttpRequest& request, std::string owner, ImportPlace place, Respond respond);

}  // namespace rireki
