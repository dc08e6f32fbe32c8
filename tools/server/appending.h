// Appends over HTTP: one event as JSON (also as a CloudEvent), or a batch as JSON Lines or as an array of CloudEvents,
// all of it or nothing.
#pragma once

#include "engine/engine.h"
#include "events/types/event_json.h"
#include "tools/server/http_message.h"
#include "tools/server/tokens.h"

namespace rireki {

inline constexpr std::size_t kBatchMax = 1'000;

/// Whether a body of this type is JSON Lines.
[[nodiscard]] bool are_lines(std::string_view content_type);

/// One event, recorded by `owner`. Errors: as EventReader; INVALID_FIELD if it names another actor or an approval,
/// USAGE for an erasure.
[[nodiscard]] Result<Event> read_event(EventReader& reader, std::string_view text, const std::string& owner);

/// What a request asks to append.
struct WantedAppend {
  /// One that is no event, or none that the asker may record.
  struct Unread {
    std::size_t place = 0;  // among all of them, from 0
    Error error;            // as of `read_event`, with its number in a batch
  };
  std::vector<Event> batch;  // the others; of an array of CloudEvents it may be empty
  std::vector<Unread> unread = {};
  std::optional<Version> expected = {};
};

/// `owner` is who records it; an event that names another actor is not read. Errors: INVALID_JSON for a batch that is
/// no array, USAGE for an If-Match that is no version, or too large a batch.
[[nodiscard]] Result<WantedAppend> read_append(const HttpRequest& request, const std::string& owner);

/// The same as a role may be told of it: to an admin no refusal names persons, or what they hold.
[[nodiscard]] Result<std::vector<Outcome>> told_to(TokenRole role, Result<std::vector<Outcome>> outcomes);

/// 201 if anything is new, 200 if all is there already, else a problem document that names the first refusal. `made`:
/// the event, if the asker has not sent it but had it made.
[[nodiscard]] HttpResponse response_of(const Result<std::vector<Outcome>>& outcomes, bool dry_run,
                                       const Event* made = nullptr);

/// Of what has unread events: the first of them names the problem, for what the rules refuse may be refused for its
/// lack. `judged`: its batch, which is worth knowing about, and of which nothing is to be appended.
[[nodiscard]] HttpResponse refusal_of(const WantedAppend& wanted, Result<std::vector<Outcome>> judged);

}  // namespace rireki
