#include "tools/server/appending.h"

#include <algorithm>
#include <charconv>

#include "events/types/event_json.h"
#include "events/types/json_reader.h"
#include "events/types/json_writer.h"
#include "events/types/text.h"
#include "tools/server/media_types.h"
#include "tools/server/problem.h"

namespace rireki {

namespace {

using Texts = std::vector<std::string_view>;

/// Whether a body of this type is a JSON array of CloudEvents (CloudEvents' JSON format, 4: batches).
bool is_array(std::string_view content_type) { return type_of(content_type) == "application/cloudevents-batch+json"; }

Texts lines_of(std::string_view body) {
  Texts lines;
  for (std::size_t begin = 0; begin < body.size();) {
    const std::size_t end = std::min(body.find('\n', begin), body.size());
    lines.push_back(body.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

/// The items of a JSON array, as they are written. Errors: as JsonReader::parse; INVALID_JSON if it is none.
Result<Texts> items_of(std::string_view body) {
  JsonReader reader;
  const auto tape = reader.parse(body);
  if (!tape) return std::unexpected(tape.error());
  if ((*tape)->front().kind != JsonKind::array)
    return fail(Code::invalid_json, "a batch is a JSON array of CloudEvents");
  Texts items;
  if ((*tape)->size() == 1) return items;
  int depth = 0;
  bool in_text = false;
  std::size_t begin = body.find('[') + 1;
  for (std::size_t i = begin; depth >= 0; ++i) {  // up to the end of the array, which is well formed
    const char c = body[i];
    if (in_text) {
      if (c == '\\') ++i;
      in_text = c != '"';
      continue;
    }
    in_text = c == '"';
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (depth >= 0 && (depth > 0 || c != ',')) continue;
    items.push_back(body.substr(begin, i - begin));
    begin = i + 1;
  }
  return items;
}

/// `called`: what one of several is called; empty if there is but one.
void read_events(const Texts& texts, const std::string& owner, std::string_view called, WantedAppend& wanted) {
  EventReader reader;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    auto event = read_event(reader, texts[i], owner);
    if (event) {
      wanted.batch.push_back(std::move(*event));
      continue;
    }
    Error& error = wanted.unread.emplace_back(i, std::move(event.error())).error;
    if (!called.empty()) error.message = std::string(called) + " " + std::to_string(i + 1) + ": " + error.message;
  }
}

/// `"7"` or `7`, once: whoever sends something else means to be held to it.
Result<std::optional<Version>> typed_version(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  std::string_view digits = *text;
  if (digits.size() > 1 && digits.front() == '"' && digits.back() == '"') {
    digits = digits.substr(1, digits.size() - 2);
  }
  std::uint64_t number = 0;
  const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (ec == std::errc() && end == digits.data() + digits.size()) return Version{number};
  return fail(Code::usage, "If-Match: " + in_quotes(*text) + " is not a version");
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

/// `refusal`: why nothing is appended; null if nothing is in the way.
HttpResponse told(const std::vector<Outcome>& outcomes, const Error* refusal, bool dry_run, const Event* made) {
  const bool any_new = std::ranges::find(outcomes, Outcome::Kind::appended, &Outcome::kind) != outcomes.end();
  HttpResponse response;
  if (refusal != nullptr) response = problem(*refusal);
  if (refusal == nullptr && any_new && !dry_run) response.status = 201;
  JsonWriter out;
  out.begin_object();
  if (refusal != nullptr) write_problem(out, response.status, *refusal);
  out.key("outcomes").begin_array();
  for (const Outcome& outcome : outcomes) write_outcome(out, outcome, dry_run);
  out.end_array();
  if (made != nullptr) out.key("event").raw(to_json(*made));
  response.body = out.end_object().str() + "\n";
  return response;
}

}  // namespace

bool are_lines(std::string_view content_type) {
  const std::string type = type_of(content_type);
  return type == "application/jsonl" || type == "application/x-ndjson";
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
  const bool has_lines = are_lines(request.content_type);
  if (!has_lines && !is_array(request.content_type)) {
    read_events({request.body}, owner, "", wanted);
    return wanted;
  }
  const auto texts = has_lines ? Result<Texts>(lines_of(request.body)) : items_of(request.body);
  if (!texts) return std::unexpected(texts.error());
  if (has_lines && texts->empty()) return fail(Code::usage, "there is no event in the body");
  if (texts->size() > kBatchMax) {
    return fail(Code::usage, "a batch has at most " + std::to_string(kBatchMax) + " events");
  }
  read_events(*texts, owner, has_lines ? "line" : "event", wanted);
  return wanted;
}

Result<std::vector<Outcome>> told_to(TokenRole role, Result<std::vector<Outcome>> outcomes) {
  if (!outcomes || role != TokenRole::admin) return outcomes;
  for (Outcome& outcome : *outcomes) {
    if (outcome.error.code != Code::policy_invalid || outcome.dependents.empty()) continue;
    outcome.error.message = "the document lacks something that is in use after its date, in " +
                            std::to_string(outcome.dependents.size()) + " place(s); hr is told which";
    outcome.dependents.clear();
  }
  return outcomes;
}

HttpResponse response_of(const Result<std::vector<Outcome>>& outcomes, bool dry_run, const Event* made) {
  if (!outcomes) return problem(outcomes.error());
  const auto refused = std::ranges::find(*outcomes, Outcome::Kind::refused, &Outcome::kind);
  return told(*outcomes, refused == outcomes->end() ? nullptr : &refused->error, dry_run, made);
}

HttpResponse refusal_of(const WantedAppend& wanted, Result<std::vector<Outcome>> judged) {
  if (!judged) return problem(judged.error());
  for (Outcome& outcome : *judged) {
    if (outcome.kind == Outcome::Kind::appended) outcome.kind = Outcome::Kind::withheld;
  }
  for (const auto& [place, error] : wanted.unread) {
    judged->insert(judged->begin() + static_cast<std::ptrdiff_t>(place),
                   Outcome{.kind = Outcome::Kind::refused, .seq = {}, .version = {}, .error = error});
  }
  return told(*judged, &wanted.unread.front().error, false, nullptr);
}

}  // namespace rireki
