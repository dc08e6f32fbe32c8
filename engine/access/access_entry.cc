#include "engine/access/access_entry.h"

#include "events/types/json_writer.h"

namespace rireki {

std::string to_json(const AccessEntry& entry) {
  JsonWriter out;
  out.begin_object().key("at").text(to_text(entry.at)).key("actor").text(entry.reader.actor).key("purpose");
  entry.reader.purpose.empty() ? out.null() : out.text(entry.reader.purpose);
  out.key("query").text(entry.query).key("as_of");
  entry.as_of ? out.text(to_iso(*entry.as_of)) : out.null();
  out.key("known_at").integer(static_cast<std::int64_t>(entry.known.value)).key("persons");
  if (entry.persons.empty()) return out.null().end_object().str();
  out.begin_array();
  for (const std::string& person : entry.persons) out.text(person);
  return out.end_array().end_object().str();
}

}  // namespace rireki
