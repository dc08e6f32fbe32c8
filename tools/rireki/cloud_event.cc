#include "tools/rireki/cloud_event.h"

#include <boost/json.hpp>

#include "tools/rireki/json_document.h"

namespace rireki {

namespace {

namespace json = boost::json;

constexpr std::string_view kSource = "urn:rireki:log";

/// Names of attributes have no underscores there.
std::string_view attribute_of(std::string_view key) {
  if (key == "recorded") return "recordedtime";
  if (key == "approved_by") return "approvedby";
  if (key == "order_ref") return "orderref";
  return key;
}

}  // namespace

std::string cloud_event_of(std::string_view record) {
  const json::object known = parse_document(record).value().as_object();
  json::object event = {{"specversion", "1.0"}, {"source", json::string_view(kSource.data(), kSource.size())}};
  for (const auto& [key, value] : known) {
    if (key == "seq") {
      event["sequence"] = std::to_string(value.as_int64());  // a text there, which sorts by its own rules
      continue;
    }
    if (key == "recorded") event["time"] = value;
    const std::string_view name = attribute_of({key.data(), key.size()});
    event[json::string_view(name.data(), name.size())] = value;
  }
  event["datacontenttype"] = "application/json";
  return json::serialize(event);
}

}  // namespace rireki
