// Appends over HTTP: one event as JSON (also as a CloudEvent), or a batch as JSON Lines or as an array of CloudEvents,
// all of it or nothing.
#pragma once

#include "engine/engine.h"
#include "events/types/event_json.h"
#include "tools/server/http_message.h"

namespace rireki {

inline constexpr std::size_t kBatchMax = 1'000;

/// Whether a body of this type is JSON Lines.
[[nodiscard]] bool are_lines(std::string_view content_type);

/// One event, recorded by `owner`. Errors: as EventReader; INVALID_FIELD if it names another actor or an approval,
/// USAGE for an erasure.
[[nodiscard]] Result<Event> read_event(EventReader& reader, std::string_view text, const std::string& owner);

/// What a request asks to append.
struct WantedAppend {
  std::vector<Event> batch;  // of an array of CloudEvents it may be empty
  std::optional<Version> expected;
};

/// `owner` is who records it; an event that names another actor is refused. Errors: as `read_event`, with the number of
/// the event in a batch; USAGE for an If-Match that is no version, or too large a batch.
[[nodiscard]] Result<WantedAppend> read_append(const HttpRequest& request, const std::string& owner);

/// 201 if anything is new, 200 if all is there already, else a problem document that names the first refusal. `made`:
/// the event, if the asker has not sent it but had it made.
[[nodiscard]] HttpResponse response_of(const Result<std::vector<Outcome>>& outcomes, bool dry_run,
                                       const Event* made = nullptr);

}  // namespace rireki
