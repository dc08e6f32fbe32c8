// An entry of the access log: who has read whose personal fields, by which question and why.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "engine/access/access_log.h"
#include "events/calendar/day.h"
#include "events/calendar/instant.h"
#include "events/types/values.h"

namespace rireki {

struct AccessEntry {
  Instant at;
  Reader reader;
  std::string query;
  std::optional<Day> as_of;  // none: of the Log as it is
  Seq known;
  std::span<const std::string> persons;  // none: everybody whom the question admits
};

/// One JSON object: at, actor, purpose, query, as_of, known_at, persons; null for what is not there.
[[nodiscard]] std::string to_json(const AccessEntry& entry);

}  // namespace rireki
