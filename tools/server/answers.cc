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
#include "tools/server/administering.h"
#include "tools/server/appending.h"
#include "tools/server/event_streams.h"
#include "tools/server/operating.h"
#include "tools/server/problem.h"
#include "tools/server/proposals.h"
#include "tools/server/questions.h"
#include "tools/server/routes.h"

namespace rireki {

namespace {

constexpr std::string_view kBearer = "Bearer ";

HttpResponse unauthorised(std::string_view detail) {
  HttpResponse response = problem(401, "UNAUTHORISED", detail);
  response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return response;
}

}  // namespace

struct Answers::Impl {
  Impl(Engine& e, std::string d, std::string b, std::string v, RunCommand r, std::size_t max)
      : engine(e),
        directory(std::move(d)),
        operating(e, directory, std::move(b)),
        proposals(e),
        administering(directory),
        version(std::move(v)),
        questions(e, directory, r),
        streams(e, directory, std::move(r)),
        waiting_max(max),
        tokens(directory) {}

  /// Who asks, if they may; else the refusal.
  std::expected<Token, HttpResponse> admit(const HttpRequest& request, const HttpRoute& route);

  /// Does what may take long on a thread for such work; refuses if too much waits for it.
  template <class Work>
  bool later(boost::asio::thread_pool& pool, Respond respond, Work work);

  /// The same, and then whoever streams hears of what was recorded.
  Respond waking(Respond respond) {
    return [this, respond = std::move(respond)](HttpResponse response) {
      const bool is_recorded = response.status == 201;
      respond(std::move(response));
      if (is_recorded) streams.wake();
    };
  }

  void append(HttpRequest request, const Match& match, const Token& asker, Respond respond);
  void propose(HttpRequest request, Match match, Token asker, Respond respond);
  void administer(HttpRequest request, Match match, Respond respond);
  void ask(Match match, std::string known_tag, Asker asker, Respond respond);
  void operate(Match match, Respond respond);
  [[nodiscard]] HttpResponse metrics() const;
  [[nodiscard]] HttpResponse readiness() const;

  Engine& engine;
  std::string directory;
  Operating operating;          // what is slow: on the thread of copies
  Proposals proposals;          // on the thread of appends
  Administering administering;  // on the thread of copies
  std::string version;
  Questions questions;  // on the thread of questions
  EventStreams streams;
  std::size_t waiting_max;
  Tokens tokens;
  std::unique_ptr<Clock> clock = system_clock();
  std::atomic<std::size_t> waiting = 0;
  std::atomic<std::uint64_t> answered = 0;
  boost::asio::thread_pool question_thread{1};
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

void Answers::Impl::append(HttpRequest request, const Match& match, const Token& asker, Respond respond) {
  const bool dry_run =
      std::ranges::find(match.queries, std::pair<std::string, std::string>("dry-run", "true")) != match.queries.end();
  auto wanted = read_append(request, asker.owner);
  if (!wanted) return respond(problem(wanted.error()));
  if (!may_append(asker.role, wanted->batch)) {
    return respond(problem(403, "FORBIDDEN", "an admin appends policies alone"));
  }
  later(appends, waking(std::move(respond)), [this, dry_run, wanted = std::move(*wanted)](Respond& done) mutable {
    if (dry_run) {
      return done(response_of(engine.judge(std::move(wanted.batch), Recording::by_clock, wanted.expected), true));
    }
    engine.submit(std::move(wanted.batch), Recording::by_clock, wanted.expected,
                  [done](const Result<std::vector<Outcome>>& outcomes) { done(response_of(outcomes, false)); });
  });
}

void Answers::Impl::propose(HttpRequest request, Match match, Token asker, Respond respond) {
  later(appends, waking(std::move(respond)),
        [this, request = std::move(request), match = std::move(match), asker = std::move(asker)](Respond& done) {
          const Instant now = clock->now();
          const std::string id = match.segments.empty() ? std::string() : match.segments.front();
          switch (match.route->action) {
            case Action::propose:
              return done(proposals.propose_append(request, asker, now));
            case Action::propose_erasure:
              return done(proposals.propose_erasure(request, asker, now));
            case Action::list_proposals:
              return done(proposals.list(now));
            case Action::show_proposal:
              return done(proposals.show(id, asker, request.purpose, now));
            case Action::withdraw_proposal:
              return done(proposals.withdraw(id, now));
            default:
              return proposals.approve(id, asker, now, done);
          }
        });
}

void Answers::Impl::administer(HttpRequest request, Match match, Respond respond) {
  later(copies, std::move(respond), [this, request = std::move(request), match = std::move(match)](Respond& done) {
    if (match.route->action == Action::list_tokens) return done(administering.list());
    if (match.route->action == Action::make_token) return done(administering.make(request, clock->now()));
    done(administering.revoke(match.segments.front()));
  });
}

void Answers::Impl::ask(Match match, std::string known_tag, Asker asker, Respond respond) {
  questions.await();
  const bool is_posted = later(question_thread, std::move(respond),
                               [this, match = std::move(match), tag = std::move(known_tag), asker = std::move(asker)](
                                   Respond& done) { questions.answer(match, tag, asker, done); });
  if (is_posted) return;
  boost::asio::post(question_thread, [this] { questions.give_up(); });
}

void Answers::Impl::operate(Match match, Respond respond) {
  if (!Operating::is_slow(match.route->action)) return respond(operating.answer(match));
  later(copies, std::move(respond), [this, match = std::move(match)](Respond& done) { done(operating.answer(match)); });
}

HttpResponse Answers::Impl::readiness() const {
  if (waiting >= waiting_max) return problem(503, "BUSY", "too many requests wait");
  return {.body = "{\"status\":\"ready\",\"records\":" + std::to_string(engine.last().value) + "}\n"};
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
  impl_->question_thread.join();
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
      return impl_->append(std::move(request), m, *token, std::move(respond));
    case Action::stream:
      return impl_->streams.open(m, request, *token, std::move(respond));
    case Action::propose:
    case Action::propose_erasure:
    case Action::list_proposals:
    case Action::show_proposal:
    case Action::withdraw_proposal:
    case Action::approve_proposal:
      return impl_->propose(std::move(request), std::move(m), std::move(*token), std::move(respond));
    case Action::list_tokens:
    case Action::make_token:
    case Action::revoke_token:
      return impl_->administer(std::move(request), std::move(m), std::move(respond));
    case Action::ready:
      return respond(impl_->readiness());
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
