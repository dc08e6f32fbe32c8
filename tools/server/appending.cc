#include "tools/server/appending.h"

#include <algorithm>
#include <charconv>

#include "events/types/json_writer.h"
#include "events/types/text.h"
#include "tools/server/problem.h"

namespace rireki {

namespace {

/// `"7"` or `7`.
Result<std::optional<Version>> typed_version(std::string_view text) {
  if (text.empty()) return std::nullopt;
  std::string_view digits = text;
  if (digits.size() > 1 && digits.front() == '"' && digits.back() == '"') {
    digits = digits.substr(1, digits.size() - 2);
  }
  std::uint64_t number = 0;
  const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (ec == std::errc() && end == digits.data() + digits.size()) return Version{number};
  return fail(Code::usage, "If-Match: " + in_quotes(text) + " is not a version");
}

void write_outcome(JsonWriter& out, const Outcome& outcome, bool dry_run) {
  out.begin_object();
  if (outcome.kind == Outcome::Kind::refused) {
    out.key("code").text(to_text(outcome.error.code)).key("detail").text(outcome.error.message);
    if (!outcome.error.field.empty()) out.key("field").text(outcome.error.field);
    if (!outcome.dependents.empty()) {
      out.key("dependents").begin_array();
      for (const Seq seq : outcome.dependents) out.integer(static_cast<std::int64_t>(seq.value));
      out.end_array();
    }
  } else if (outcome.kind == Outcome::Kind::withheld) {
    out.key("withheld").boolean(true);
  } else {
    const bool is_new = outcome.kind == Outcome::Kind::appended;
    out.key("seq").integer(static_cast<std::int64_t>(outcome.seq.value));
    if (is_new) out.key("version").integer(static_cast<std::int64_t>(outcome.version.value));
    out.key("duplicate").boolean(!is_new).key("dry_run").boolean(dry_run);
  }
  out.key("warnings").begin_array();
  for (const Warning warning : outcome.warnings) out.text(to_text(warning));
  out.end_array().end_object();
}

}  // namespace

bool are_lines(std::string_view content_type) {
  return content_type.starts_with("application/jsonl") || content_type.starts_with("application/x-ndjson");
}

Result<Event> read_event(EventReader& reader, std::string_view text, const std::string& owner) {
  auto event = reader.read(text);
  if (!event) return event;
  if (event->type() == EventType::PersonalDataErased) {
    return fail(Code::usage, "an erasure is not appended: POST /v1/erasures asks for it and keeps the retention rules",
                "type");
  }
  if (event->approved_by) {
    return fail(Code::invalid_field, "approved_by is set when a second person approves a proposal (POST /v1/proposals)",
                "approved_by");
  }
  if (!event->actor) event->actor = owner;
  if (*event->actor == owner) return event;
  return fail(Code::invalid_field, "the actor is whose token it is: " + in_quotes(owner) + ", or left out", "actor");
}

Result<WantedAppend> read_append(const HttpRequest& request, const std::string& owner) {
  const auto expected = typed_version(request.if_match);
  if (!expected) return std::unexpected(expected.error());
  WantedAppend wanted{.batch = {}, .expected = *expected};
  EventReader reader;
  if (!are_lines(request.content_type)) {
    auto event = read_event(reader, request.body, owner);
    if (!event) return std::unexpected(event.error());
    wanted.batch.push_back(std::move(*event));
    return wanted;
  }
  std::size_t line = 0;
  for (std::size_t begin = 0; begin < request.body.size();) {
    const std::size_t end = std::min(request.body.find('\n', begin), request.body.size());
    ++line;
    auto event = read_event(reader, std::string_view(request.body).substr(begin, end - begin), owner);
    if (!event) {
      return fail(event.error().code, "line " + std::to_string(line) + ": " + event.error().message,
                  event.error().field);
    }
    if (line > kBatchMax) return fail(Code::usage, "a batch has at most " + std::to_string(kBatchMax) + " events");
    wanted.batch.push_back(std::move(*event));
    begin = end + 1;
  }
  if (wanted.batch.empty()) return fail(Code::usage, "there is no event in the body");
  return wanted;
}

HttpResponse response_of(const Result<std::vector<Outcome>>& outcomes, bool dry_run) {
  if (!outcomes) return problem(outcomes.error());
  const auto refused = std::ranges::find(*outcomes, Outcome::Kind::refused, &Outcome::kind);
  const bool any_new = std::ranges::find(*outcomes, Outcome::Kind::appended, &Outcome::kind) != outcomes->end();
  HttpResponse response;
  if (refused != outcomes->end()) response = problem(refused->error);
  if (refused == outcomes->end() && any_new && !dry_run) response.status = 201;
  JsonWriter out;
  out.begin_object();
  if (refused != outcomes->end()) {
    write_problem(out, response.status, refused->error);
  }
  out.key("outcomes").begin_array();
  for (const Outcome& outcome : *outcomes) write_outcome(out, outcome, dry_run);
  out.end_array().end_object();
  response.body = out.str() + "\n";
  return response;
}

}  // namespace rireki
