#include "tools/server/questions.h"

#include <algorithm>
#include <array>

#include <spdlog/spdlog.h>

#include "engine/data_directory.h"
#include "engine/proof/checkpoint_file.h"
#include "events/types/event_json.h"
#include "events/types/json_writer.h"
#include "tools/server/problem.h"
#include "tools/server/request_body.h"

namespace rireki {

namespace {

constexpr std::size_t kTogether = 64;                      // answers that leave at once
constexpr std::chrono::milliseconds kCheckpointKept{100};  // one is signed about once a second

/// An answer at a fixed seq never changes, nor does one as of the same day before anything is recorded.
std::string tag_of(Seq seq, Day today, AnswerForm form) {
  std::string tag = "\"" + std::to_string(seq.value) + "-" + to_iso(today);
  if (form != AnswerForm::object) tag += "-" + std::to_string(static_cast<int>(form));
  return tag + "\"";
}

std::string rows_of(const std::string& lines) {
  std::string rows = "[";
  for (std::size_t begin = 0; begin < lines.size();) {
    const std::size_t end = std::min(lines.find('\n', begin), lines.size());
    if (rows.size() > 1) rows += ',';
    rows.append(lines, begin, end - begin);
    begin = end + 1;
  }
  return rows + "]";
}

/// The version of the Policy in effect; empty if there is none.
Result<std::string> policy_version(Engine& engine, const CommandAnswer& answer) {
  const auto organisation = engine.organisation(answer.known);
  if (!organisation) return std::unexpected(organisation.error());
  const Policy* policy = organisation->policies.at(answer.as_of);
  return policy == nullptr ? std::string() : policy->version;
}

}  // namespace

void Questions::answer(const Posed& posed, const Respond& respond) {
  --awaited_;
  try {
    ready_.emplace_back(respond, answer_to(posed));
  } catch (const std::exception& e) {
    spdlog::error("a question failed: {}", e.what());
    ready_.emplace_back(respond, problem(500, "INTERNAL_ERROR", "the service failed; its log says why"));
  }
  if (awaited_ == 0 || ready_.size() >= kTogether) let_go();
}

Result<Event> Questions::closing_event(const HttpRequest& request, const Asker& asker) {
  constexpr std::array<std::string_view, 2> kKeys = {"period", "note"};
  const auto body = RequestBody::read(request.body, kKeys);
  if (!body) return std::unexpected(body.error());
  const auto period = body->text("period");
  if (!period) return std::unexpected(period.error());
  std::vector<std::string> words = {"close", "--event", "--json", "--actor=" + asker.reader.actor};
  if (const std::string note = body->text_or_none("note"); !note.empty()) words.push_back("--note=" + note);
  words.insert(words.end(), {"--", *period});
  const auto held = engine_.hold();
  const auto answer = run_(engine_, {std::move(words)}, asker);
  if (!answer) return std::unexpected(answer.error());
  return EventReader().read(answer->lines);
}

void Questions::give_up() {
  if (--awaited_ == 0) let_go();
}

void Questions::let_go() {
  const auto recorded = engine_.accesses().record();
  for (auto& [respond, response] : ready_) respond(recorded ? std::move(response) : problem(recorded.error()));
  ready_.clear();
}

/// While the engine is held nothing moves, so that one answer reads one seq.
HttpResponse Questions::answer_to(const Posed& posed) {
  auto words = command_words(posed.match, posed.form);
  if (!words) return problem(words.error());
  const auto held = engine_.hold();
  const auto today = engine_.today();
  if (!today) return problem(today.error());
  const std::string tag = tag_of(engine_.last(), *today, posed.form);
  if (posed.known_tag == tag) return {.status = 304, .headers = {{"ETag", tag}}};
  engine_.answer_until(std::chrono::steady_clock::now() + patience_);
  auto answer = run_(engine_, {std::move(*words), posed.form}, posed.asker);
  const bool is_late = engine_.is_late();
  engine_.answer_until(std::chrono::steady_clock::time_point::max());
  if (is_late) return problem(503, "DEADLINE", "the question takes longer than it may; ask for less at a time");
  if (!answer) return problem(answer.error());
  HttpResponse response = response_of(std::move(*answer), posed.form);
  if (response.status == 200) response.headers.emplace_back("ETag", tag);
  return response;
}

/// On what other forms than the object stand is said in headers.
HttpResponse Questions::response_of(CommandAnswer answer, AnswerForm form) {
  if (form == AnswerForm::object) {
    auto body = body_of(answer);
    return body ? HttpResponse{.body = std::move(*body)} : problem(body.error());
  }
  HttpResponse response{.content_type = std::string(media_type(form))};
  if (answer.has_moment) {
    response.headers.emplace_back("Rireki-As-Of", to_iso(answer.as_of));
    response.headers.emplace_back("Rireki-Seq", std::to_string(answer.known.value));
    response.headers.emplace_back("Rireki-Erased", std::to_string(answer.erased));
  }
  response.body = std::move(is_file(form) ? answer.file : answer.lines);
  if (form == AnswerForm::cloud_events_batch) response.body = rows_of(response.body) + "\n";
  return response;
}

/// Size and root of the newest one, as JSON; empty if nothing was signed yet.
Result<std::string> Questions::checkpoint() {
  const auto now = std::chrono::steady_clock::now();
  if (!checkpoint_.empty() && now - looked_up_ < kCheckpointKept) return checkpoint_;
  const auto newest = read_checkpoint(DataDirectory{directory_}.checkpoint());
  if (!newest) return std::unexpected(newest.error());
  if (!*newest) return std::string();
  JsonWriter out;
  out.begin_object().key("size").integer(static_cast<std::int64_t>((*newest)->head.size));
  out.key("root").text(to_hex((*newest)->head.root)).end_object();
  looked_up_ = now;
  return checkpoint_ = out.str();
}

Result<std::string> Questions::body_of(const CommandAnswer& answer) {
  JsonWriter out;
  out.begin_object();
  if (answer.has_moment) {
    out.key("as_of").text(to_iso(answer.as_of));
    const auto policy = policy_version(engine_, answer);
    if (!policy) return std::unexpected(policy.error());
    out.key("policy").text(*policy);
    if (answer.erased > 0) out.key("erased").integer(answer.erased);
  }
  out.key("known_at").text("seq:" + std::to_string(answer.has_moment ? answer.known.value : engine_.last().value));
  const auto newest = checkpoint();
  if (!newest) return std::unexpected(newest.error());
  if (!newest->empty()) out.key("checkpoint").raw(*newest);
  out.key("rows").raw(rows_of(answer.lines)).end_object();
  return out.str() + "\n";
}

}  // namespace rireki
