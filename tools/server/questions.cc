#include "tools/server/questions.h"

#include <algorithm>

#include <spdlog/spdlog.h>

#include "engine/data_directory.h"
#include "engine/proof/checkpoint_file.h"
#include "events/types/json_writer.h"
#include "tools/server/problem.h"

namespace rireki {

namespace {

constexpr std::size_t kTogether = 64;  // answers that leave at once

/// An answer at a fixed seq never changes, nor does one as of the same day before anything is recorded.
std::string tag_of(Seq seq, Day today) { return "\"" + std::to_string(seq.value) + "-" + to_iso(today) + "\""; }

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
  const auto organisation = load_organisation(engine, answer.known, engine.parsed_policies());
  if (!organisation) return std::unexpected(organisation.error());
  const Policy* policy = organisation->policies.at(answer.as_of);
  return policy == nullptr ? std::string() : policy->version;
}

Result<void> write_checkpoint_of(JsonWriter& out, const std::string& directory) {
  const auto newest = read_checkpoint(DataDirectory{directory}.checkpoint());
  if (!newest) return std::unexpected(newest.error());
  if (!*newest) return {};
  out.key("checkpoint").begin_object().key("size").integer(static_cast<std::int64_t>((*newest)->head.size));
  out.key("root").text(to_hex((*newest)->head.root)).end_object();
  return {};
}

}  // namespace

void Questions::answer(const Match& match, const std::string& known_tag, const Asker& asker, const Respond& respond) {
  --awaited_;
  try {
    ready_.emplace_back(respond, answer_to(match, known_tag, asker));
  } catch (const std::exception& e) {
    spdlog::error("a question failed: {}", e.what());
    ready_.emplace_back(respond, problem(500, "INTERNAL_ERROR", "the service failed; its log says why"));
  }
  if (awaited_ == 0 || ready_.size() >= kTogether) let_go();
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
HttpResponse Questions::answer_to(const Match& match, const std::string& known_tag, const Asker& asker) {
  const auto words = command_words(match);
  if (!words) return problem(words.error());
  const auto held = engine_.hold();
  const auto today = engine_.today();
  if (!today) return problem(today.error());
  const std::string tag = tag_of(engine_.last(), *today);
  if (known_tag == tag) return {.status = 304, .headers = {{"ETag", tag}}};
  const auto answer = run_(engine_, *words, asker);
  if (!answer) return problem(answer.error());
  auto body = body_of(*answer);
  if (!body) return problem(body.error());
  return {.headers = {{"ETag", tag}}, .body = std::move(*body)};
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
  if (auto r = write_checkpoint_of(out, directory_); !r) return std::unexpected(r.error());
  out.key("rows").raw(rows_of(answer.lines)).end_object();
  return out.str() + "\n";
}

}  // namespace rireki
