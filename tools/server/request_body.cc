#include "tools/server/request_body.h"

#include <algorithm>
#include <utility>

#include "events/types/json_reader.h"
#include "events/types/text.h"
#include "events/types/values.h"

namespace rireki {

namespace {

using Tape = std::vector<JsonNode>;
using Value = std::variant<std::string, std::int64_t, std::vector<std::string>>;

std::string_view name_of(MemberKind kind) {
  switch (kind) {
    case MemberKind::text:
      return "a text that is not empty";
    case MemberKind::whole_number:
      return "a whole number";
    default:
      return "a list of texts, of at least one";
  }
}

/// None if it is no such list, or an empty one.
std::optional<Value> list_at(const Tape& tape, std::uint32_t place) {
  std::vector<std::string> texts;
  bool are_texts = true;
  for_each_child(tape, place, [&](std::uint32_t i) {
    are_texts = are_texts && tape[i].kind == JsonKind::text;
    texts.emplace_back(tape[i].text);
  });
  return are_texts && !texts.empty() ? std::optional<Value>(std::move(texts)) : std::nullopt;
}

/// None if it is of another kind.
std::optional<Value> value_at(const Tape& tape, std::uint32_t place, MemberKind kind) {
  const JsonNode& node = tape[place];
  if (kind == MemberKind::text && node.kind == JsonKind::text && !node.text.empty()) return std::string(node.text);
  if (kind == MemberKind::whole_number && node.kind == JsonKind::integer) return node.integer;
  if (kind == MemberKind::texts && node.kind == JsonKind::array) return list_at(tape, place);
  return std::nullopt;
}

}  // namespace

Result<RequestBody> RequestBody::read(std::string_view text, std::span<const Member> members) {
  JsonReader reader;
  const auto parsed = reader.parse(text);
  if (!parsed) return std::unexpected(parsed.error());
  const Tape& tape = **parsed;
  if (tape.front().kind != JsonKind::object) return fail(Code::invalid_json, "the body is no JSON object");
  RequestBody body;
  Result<void> read;
  for_each_child(tape, 0, [&](std::uint32_t i) {
    const std::string name(tape[i].key);
    const auto member = std::ranges::find(members, tape[i].key, &Member::name);
    if (!read) return;  // the first misfit is the answer
    if (member == members.end()) {
      read = fail(Code::unknown_field, code_in_quotes(name) + " is not known here", is_identifier(name) ? name : "");
    } else if (auto value = value_at(tape, i, member->kind)) {
      body.values_.emplace(name, std::move(*value));
    } else {
      read = fail(Code::invalid_field, name + " is " + std::string(name_of(member->kind)) + ", or left out", name);
    }
  });
  if (!read) return std::unexpected(read.error());
  return body;
}

template <class T>
const T* RequestBody::find(std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? nullptr : std::get_if<T>(&found->second);
}

Result<std::string> RequestBody::text(std::string_view name) const {
  if (const auto* text = find<std::string>(name)) return *text;
  return fail(Code::missing_field, std::string(name) + " is missing", std::string(name));
}

std::string RequestBody::text_or_none(std::string_view name) const {
  const auto* text = find<std::string>(name);
  return text == nullptr ? std::string() : *text;
}

std::vector<std::string> RequestBody::texts(std::string_view name) const {
  const auto* texts = find<std::vector<std::string>>(name);
  return texts == nullptr ? std::vector<std::string>() : *texts;
}

std::int64_t RequestBody::number_or(std::string_view name, std::int64_t otherwise) const {
  const auto* number = find<std::int64_t>(name);
  return number == nullptr ? otherwise : *number;
}

}  // namespace rireki
