#include "tools/server/answers.h"

#include <algorithm>
#include <atomic>
#include <expected>

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <spdlog/spdlog.h>

#include "engine/clock/clock.h"
#include "engine/data_directory.h"
#include "engine/proof/checkpoint_file.h"
#include "events/types/event_json.h"
#include "events/types/json_writer.h"
#include "events/types/text.h"
#include "tools/server/appending.h"
#include "tools/server/operating.h"
#include "tools/server/problem.h"
#include "tools/server/routes.h"

namespace rireki {

namespace {

constexpr std::string_view kBearer = "Bearer ";
constexpr std::size_t kTogether = 64;  // answers that leave at once

HttpResponse unauthorised(std::string_view detail) {
  HttpResponse response = problem(401, "UNAUTHORISED", detail);
  response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return response;
}

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

struct Answers::Impl {
  Impl(Engine& e, std::string d, std::string b, std::string v, RunCommand r, std::size_t max)
      : engine(e),
        directory(std::move(d)),
        operating(e, directory, std::move(b)),
        version(std::move(v)),
        run(std::move(r)),
        waiting_max(max),
        tokens(directory) {}

  /// Who asks, if they may; else the refusal.
  std::expected<Token, HttpResponse> admit(const HttpRequest& request, const HttpRoute& route);

  /// Does what may take long on a thread for such work; refuses if too much waits for it.
  template <class Work>
  bool later(boost::asio::thread_pool& pool, Respond respond, Work work);

  void append(HttpRequest request, const Match& match, const std::string& owner, Respond respond);
  void ask(Match match, std::string known_tag, Asker asker, Respond respond);
  HttpResponse answer_to(const Match& match, const std::string& known_tag, const Asker& asker);
  void let_go();
  Result<std::string> body_of(const CommandAnswer& answer);
  void operate(Match match, Respond respond);
  [[nodiscard]] HttpResponse metrics() const;

  Engine& engine;
  std::string directory;
  Operating operating;
  std::string version;
  RunCommand run;
  std::size_t waiting_max;
  Tokens tokens;
  std::unique_ptr<Clock> clock = system_clock();
  std::atomic<std::size_t> waiting = 0;
  std::atomic<std::uint64_t> answered = 0;
  std::atomic<std::size_t> asked = 0;                        // questions that wait for their thread
  std::vector<std::pair<Respond, HttpResponse>> ready = {};  // on that thread
  boost::asio::thread_pool questions{1};
  boost::asio::thread_pool appends{1};
  boost::asio::thread_pool copies{1};  // backups, and proofs, which read the whole log
};

std::expected<Token, HttpResponse> Answers::Impl::admit(const HttpRequest& request, const HttpRoute& route) {
  if (route.roles.empty()) return Token{};
  if (!request.authorization.starts_with(kBearer)) {
    return std::unexpected(unauthorised("send a token: Authorization: Bearer …"));
  }
  const auto found = tokens.find(request.authorization.substr(kBearer.size()), clock->now());
  if (!found) return std::unexpected(problem(found.error()));
  if (!*found) return std::unexpected(unauthorised("the token is not known, revoked or expired"));
  if (std::ranges::find(route.roles, (*found)->role) == route.roles.end()) {
    return std::unexpected(
        problem(403, "FORBIDDEN", "the role " + std::string(to_text((*found)->role)) + " may not ask for this"));
  }
  return **found;
}

template <class Work>
bool Answers::Impl::later(boost::asio::thread_pool& pool, Respond respond, Work work) {
  if (waiting >= waiting_max) {
    HttpResponse busy = problem(503, "BUSY", "too many requests wait; come back in a second");
    busy.headers.emplace_back("Retry-After", "1");
    respond(std::move(busy));
    return false;
  }
  ++waiting;
  boost::asio::post(pool, [this, respond = std::move(respond), work = std::move(work)]() mutable {
    try {
      work(respond);
    } catch (const std::exception& e) {
      spdlog::error("a request failed: {}", e.what());
      respond(problem(500, "INTERNAL_ERROR", "the service failed; its log says why"));
    }
    --waiting;
  });
  return true;
}

void Answers::Impl::append(HttpRequest request, const Match& match, const std::string& owner, Respond respond) {
  const bool dry_run =
      std::ranges::find(match.queries, std::pair<std::string, std::string>("dry-run", "true")) != match.queries.end();
  auto wanted = read_append(request, owner);
  if (!wanted) return respond(problem(wanted.error()));
  later(appends, std::move(respond), [this, dry_run, wanted = std::move(*wanted)](Respond& done) mutable {
    if (dry_run) {
      return done(response_of(engine.judge(std::move(wanted.batch), Recording::by_clock, wanted.expected), true));
    }
    engine.submit(std::move(wanted.batch), Recording::by_clock, wanted.expected,
                  [done](const Result<std::vector<Outcome>>& outcomes) { done(response_of(outcomes, false)); });
  });
}

/// Answers leave when it is on disk what they show, as many as have come together at once.
void Answers::Impl::ask(Match match, std::string known_tag, Asker asker, Respond respond) {
  ++asked;
  const bool is_posted =
      later(questions, std::move(respond),
            [this, match = std::move(match), tag = std::move(known_tag), asker = std::move(asker)](Respond& done) {
              --asked;
              try {
                ready.emplace_back(done, answer_to(match, tag, asker));
              } catch (const std::exception& e) {
                spdlog::error("a question failed: {}", e.what());
                ready.emplace_back(done, problem(500, "INTERNAL_ERROR", "the service failed; its log says why"));
              }
              if (asked == 0 || ready.size() >= kTogether) let_go();
            });
  if (is_posted) return;
  --asked;  // which another question may have waited for
  boost::asio::post(questions, [this] {
    if (asked == 0) let_go();
  });
}

void Answers::Impl::let_go() {
  const auto recorded = engine.accesses().record();
  for (auto& [respond, response] : ready) respond(recorded ? std::move(response) : problem(recorded.error()));
  ready.clear();
}

/// While the engine is held nothing moves, so that one answer reads one seq.
HttpResponse Answers::Impl::answer_to(const Match& match, const std::string& known_tag, const Asker& asker) {
  const auto words = command_words(match);
  if (!words) return problem(words.error());
  const auto held = engine.hold();
  const auto today = engine.today();
  if (!today) return problem(today.error());
  const std::string tag = tag_of(engine.last(), *today);
  if (known_tag == tag) return {.status = 304, .headers = {{"ETag", tag}}};
  const auto answer = run(engine, *words, asker);
  if (!answer) return problem(answer.error());
  auto body = body_of(*answer);
  if (!body) return problem(body.error());
  return {.headers = {{"ETag", tag}}, .body = std::move(*body)};
}

Result<std::string> Answers::Impl::body_of(const CommandAnswer& answer) {
  JsonWriter out;
  out.begin_object();
  if (answer.has_moment) {
    out.key("as_of").text(to_iso(answer.as_of));
    const auto policy = policy_version(engine, answer);
    if (!policy) return std::unexpected(policy.error());
    out.key("policy").text(*policy);
    if (answer.erased > 0) out.key("erased").integer(answer.erased);
  }
  out.key("known_at").text("seq:" + std::to_string(answer.has_moment ? answer.known.value : engine.last().value));
  if (auto r = write_checkpoint_of(out, directory); !r) return std::unexpected(r.error());
  out.key("rows").raw(rows_of(answer.lines)).end_object();
  return out.str() + "\n";
}

void Answers::Impl::operate(Match match, Respond respond) {
  if (!Operating::is_slow(match.route->action)) return respond(operating.answer(match));
  later(copies, std::move(respond), [this, match = std::move(match)](Respond& done) { done(operating.answer(match)); });
}

HttpResponse Answers::Impl::metrics() const {
  const auto line = [](std::string_view name, std::string_view type, std::uint64_t value) {
    return "# TYPE " + std::string(name) + " " + std::string(type) + "\n" + std::string(name) + " " +
           std::to_string(value) + "\n";
  };
  return {.content_type = "text/plain; version=0.0.4; charset=utf-8",
          .body = line("rireki_log_records", "gauge", engine.last().value) +
                  line("rireki_http_requests_waiting", "gauge", waiting) +
                  line("rireki_http_requests_total", "counter", answered)};
}

Answers::Answers(Engine& engine, std::string directory, std::string backups, std::string version, RunCommand run,
                 std::size_t waiting_max)
    : impl_(std::make_unique<Impl>(engine, std::move(directory), std::move(backups), std::move(version), std::move(run),
                                   waiting_max)) {}

Answers::~Answers() {
  impl_->questions.join();
  impl_->appends.join();
  impl_->copies.join();
}

void Answers::answer(HttpRequest request, Respond respond) {
  ++impl_->answered;
  auto matched = match(request.method, request.target);
  if (!matched) return respond(problem(matched.error()));
  if (!matched->has_path) return respond(problem(404, "NOT_FOUND", "there is no such route"));
  if (!matched->match) {
    HttpResponse refusal = problem(405, "METHOD_NOT_ALLOWED", "this route takes " + matched->allowed);
    refusal.headers.emplace_back("Allow", matched->allowed);
    return respond(std::move(refusal));
  }
  Match& m = *matched->match;
  auto token = impl_->admit(request, *m.route);
  if (!token) return respond(std::move(token.error()));
  switch (m.route->action) {
    case Action::answer_command:
      return impl_->ask(std::move(m), std::move(request.if_none_match),
                        {{token->owner, std::move(request.purpose)}, token->role, token->unit}, std::move(respond));
    case Action::append:
      return impl_->append(std::move(request), m, token->owner, std::move(respond));
    case Action::health:
      return respond({.body = "{\"status\":\"up\"}\n"});
    case Action::metrics:
      return respond(impl_->metrics());
    case Action::openapi:
      return respond({.body = openapi_document(impl_->version) + "\n"});
    default:
      return impl_->operate(std::move(m), std::move(respond));
  }
}

}  // namespace rireki
