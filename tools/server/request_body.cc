#include "tools/server/request_body.h"

#include <algorithm>

#include "events/types/json_reader.h"
#include "events/types/text.h"

namespace rireki {

Result<RequestBody> RequestBody::read(std::string_view text, std::span<const std::string_view> known) {
  JsonReader reader;
  const auto parsed = reader.parse(text);
  if (!parsed) return std::unexpected(parsed.error());
  const auto& tape = **parsed;
  if (tape.front().kind != JsonKind::object) return fail(Code::invalid_json, "the body is no JSON object");
  RequestBody body;
  Result<void> read;
  for_each_child(tape, 0, [&](std::uint32_t i) {
    const JsonNode& node = tape[i];
    const std::string key(node.key);
    if (std::ranges::find(known, node.key) == known.end()) {
      read = fail(Code::unknown_field, code_in_quotes(key) + " is not known here", is_identifier(key) ? key : "");
    } else if (node.kind == JsonKind::integer) {
      body.numbers_[key] = node.integer;
    } else if (node.kind == JsonKind::text) {
      body.texts_[key].emplace_back(node.text);
    } else if (node.kind == JsonKind::array) {
      for_each_child(tape, i, [&](std::uint32_t at) {
        if (tape[at].kind != JsonKind::text) read = fail(Code::invalid_field, key + " is a list of texts", key);
        body.texts_[key].emplace_back(tape[at].text);
      });
    } else {
      read = fail(Code::invalid_field, key + " is neither a text, a whole number nor a list of texts", key);
    }
  });
  if (!read) return std::unexpected(read.error());
  return body;
}

Result<std::string> RequestBody::text(std::string_view key) const {
  std::string text = text_or_none(key);
  if (text.empty()) return fail(Code::missing_field, std::string(key) + " is missing", std::string(key));
  return text;
}

std::string RequestBody::text_or_none(std::string_view key) const {
  const auto found = texts_.find(key);
  return found == texts_.end() || found->second.size() != 1 ? std::string() : found->second.front();
}

std::vector<std::string> RequestBody::texts(std::string_view key) const {
  const auto found = texts_.find(key);
  return found == texts_.end() ? std::vector<std::string>() : found->second;
}

std::int64_t RequestBody::number_or(std::string_view key, std::int64_t otherwise) const {
  const auto found = numbers_.find(key);
  return found == numbers_.end() ? otherwise : found->second;
}

}  // namespace rireki
