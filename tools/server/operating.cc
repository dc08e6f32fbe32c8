#include "tools/server/operating.h"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "engine/audit.h"
#include "engine/backup.h"
#include "engine/data_directory.h"
#include "engine/files/durable_file.h"
#include "engine/maintenance.h"
#include "events/types/json_writer.h"
#include "events/types/text.h"
#include "tools/server/problem.h"

namespace rireki {

namespace {

constexpr std::string_view kText = "text/plain; charset=utf-8";

Result<std::uint64_t> typed_number(std::string_view name, std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (ec == std::errc() && end == text.data() + text.size() && !text.empty()) return number;
  return fail(Code::usage, std::string(name) + ": " + in_quotes(text) + " is not a number", std::string(name));
}

Result<std::uint64_t> asked_number(const Match& match, std::string_view name) {
  for (const auto& [key, value] : match.queries) {
    if (key == name) return typed_number(name, value);
  }
  return fail(Code::usage, std::string(name) + " is missing", std::string(name));
}

/// Of a flag that holds unless it is said to be false.
bool is_wanted(const Match& match, std::string_view flag) {
  return std::ranges::find(match.queries, std::pair<std::string, std::string>(flag, "false")) == match.queries.end();
}

HttpResponse text_or_problem(Result<std::string> text) {
  if (!text) return problem(text.error());
  return {.content_type = std::string(kText), .body = std::move(*text)};
}

}  // namespace

bool Operating::is_slow(Action action) {
  return action == Action::back_up || action == Action::prove || action == Action::prove_growth ||
         action == Action::tile || action == Action::bundle || action == Action::long_record;
}

HttpResponse Operating::answer(const Match& match) {
  switch (match.route->action) {
    case Action::back_up:
      return back_up();
    case Action::checkpoint:
      return text_or_problem(engine_.signed_checkpoint());
    case Action::verifier_key:
      return verifier_key();
    case Action::prove:
      return prove(match);
    case Action::prove_growth:
      return prove_growth(match);
    case Action::tile:
    case Action::bundle:
    case Action::long_record:
      return tile(match);
    case Action::start_rebuild:
      return start_rebuild(is_wanted(match, "check"));
    case Action::start_verification:
      return start_verification(is_wanted(match, "full"));
    case Action::cancel_rebuild:
      rebuild_.cancel();
      [[fallthrough]];
    case Action::rebuild_state:
      return {.body = rebuild_.state() + "\n"};
    case Action::verification_state:
      return {.body = verification_.state() + "\n"};
    default:
      return problem(404, "NOT_FOUND", "there is no such route");
  }
}

HttpResponse Operating::back_up() {
  if (backups_.directory.empty()) return problem(404, "NOT_FOUND", "the service was started without --backups");
  const auto backup = engine_.back_up(backups_.directory);
  if (!backup) return problem(backup.error());
  if (backups_.kept > 0) {
    if (const auto kept = keep_backups(backups_.directory, backups_.kept); !kept) return problem(kept.error());
  }
  JsonWriter out;
  out.begin_object().key("backup").integer(backup->number);
  out.key("records").integer(static_cast<std::int64_t>(backup->head.size));
  out.key("root").text(to_hex(backup->head.root)).end_object();
  return {.status = 201, .body = out.str() + "\n"};
}

HttpResponse Operating::verifier_key() const {
  const auto keys = read_durable_file(DataDirectory{directory_}.verifier_key());
  if (!keys) return problem(keys.error());
  return {.content_type = std::string(kText), .body = *keys};
}

HttpResponse Operating::prove(const Match& match) const {
  const auto seq = typed_number("seq", match.segments.front());
  if (!seq) return problem(seq.error());
  return text_or_problem(prove_record(directory_, Seq{*seq}));
}

HttpResponse Operating::prove_growth(const Match& match) const {
  const auto before = asked_number(match, "old");
  if (!before) return problem(before.error());
  const auto after = asked_number(match, "new");
  if (!after) return problem(after.error());
  return text_or_problem(prove_consistency(directory_, *before, *after));
}

/// Which route was asked decides whether records may be given: one of hashes gives none, however its path is written.
HttpResponse Operating::tile(const Match& match) {
  const Action action = match.route->action;
  std::string path = action == Action::bundle ? "entries" : action == Action::long_record ? "long" : "";
  for (const std::string& segment : match.segments) (path += path.empty() ? "" : "/") += segment;
  const auto name = parse_tile_name(path);
  if (!name || (name->level < 0) != (action != Action::tile))
    return problem(404, "NOT_FOUND", in_quotes(path) + " names no tile");
  auto bytes = tiles_.tile(*name);
  if (!bytes) return problem(bytes.error());
  if (!*bytes) return problem(404, "NOT_FOUND", "the log is not that long");
  return {.content_type = "application/octet-stream", .body = std::move(**bytes)};
}

HttpResponse Operating::start(Job& job, Job::Work work) {
  if (!job.start(std::move(work))) return problem(409, "UNDER_WAY", "it is under way already");
  return {.status = 202, .body = job.state() + "\n"};
}

HttpResponse Operating::start_rebuild(bool check) {
  return start(rebuild_, [directory = directory_, check](const Watch& watch) -> Result<Job::Report> {
    const auto rebuilt = rebuild(directory, check, watch);
    if (!rebuilt) return std::unexpected(rebuilt.error());
    return Job::Report{to_json(*rebuilt, check), rebuilt->difference};
  });
}

HttpResponse Operating::start_verification(bool full) {
  const std::uint64_t total = engine_.last().value;
  return start(verification_, [directory = directory_, full, total](const Watch& watch) -> Result<Job::Report> {
    const auto verified = verify(directory, full, [&](Seq seq) { watch.progress(seq.value, total); });
    if (!verified) return std::unexpected(verified.error());
    return Job::Report{to_json(*verified)};
  });
}

}  // namespace rireki
