#include "tools/server/answers.h"

#include <algorithm>
#include <atomic>
#include <expected>

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include "engine/clock/clock.h"
#include "events/types/text_form.h"
#include "tools/server/administering.h"
#include "tools/server/append_queue.h"
#include "tools/server/event_streams.h"
#include "tools/server/form_refusals.h"
#include "tools/server/importing.h"
#include "tools/server/media_types.h"
#include "tools/server/operating.h"
#include "tools/server/outstanding.h"
#include "tools/server/problem.h"
#include "tools/server/proposals.h"
#include "tools/server/questions.h"
#include "tools/server/route_forms.h"
#include "tools/server/routes.h"
#include "tools/server/token_limits.h"

namespace rireki {

namespace {

constexpr std::string_view kBearer = "Bearer ";

/// For what is slow and hardly ever asked for.
class CopyThread {
 public:
  template <class Work>
  void post(Work work) {
    boost::asio::post(thread_, std::move(work));
  }
  void finish() { thread_.join(); }

 private:
  boost::asio::thread_pool thread_{1};
};

/// Errors: ENCODING_ERROR for a header that is kept or said again.
Result<void> check_headers(const HttpRequest& request) {
  if (auto r = check_utf8("X-Purpose", request.purpose); !r) return r;
  return check_utf8("If-Match", request.if_match.value_or(""));
}

bool is_true(const Match& match, std::string_view flag) {
  return std::ranges::find(match.queries, std::pair<std::string, std::string>(flag, "true")) != match.queries.end();
}

/// The name of a scheme has no case (RFC 9110, 11.1).
bool has_bearer(std::string_view authorization) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(authorization.substr(0, kBearer.size()), kBearer, {}, lower, lower);
}

}  // namespace

struct Answers::Impl {
  Impl(Engine& e, ServicePlace place, Page p, const RunCommand& run, const ServiceLimits& l)
      : engine(e),
        page(std::move(p)),
        limits(l),
        operating(e, place.directory, std::move(place.backups)),
        proposals(e, place.directory),
        administering(place.directory),
        version(std::move(place.version)),
        questions(e, place.directory, run, l.question),
        streams(e, place.directory, run),
        tokens(place.directory),
        tokens_of_imports(place.directory),
        per_token(l.requests_per_second) {}

  /// Who asks, if they may; else the refusal.
  std::expected<std::shared_ptr<const Token>, HttpResponse> admit(const HttpRequest& request, const HttpRoute& route,
                                                                  RequestLine& line);

  [[nodiscard]] std::size_t all_waiting() const { return waiting + questions.waiting() + appends.waiting(); }

  /// Whether so much waits that no more may.
  [[nodiscard]] bool is_busy() const { return all_waiting() >= limits.waiting_max; }

  /// Does what may take long on a thread for such work, `on.post`; refuses if too much waits for it.
  template <class Thread, class Work>
  void later(Thread& on, Respond respond, Work work);

  void append(AppendQueue::Asked asked);
  void import_events(const HttpRequest& request, const Token& asker, const Respond& respond);
  void propose(HttpRequest request, Match match, Token asker, Respond respond);
  void administer(HttpRequest request, Match match, Respond respond);
  void ask(Questions::Posed posed, Respond respond);
  void close_period(HttpRequest request, bool dry_run, Token asker, Respond respond);
  void operate(Match match, Respond respond);
  void show_asker(Token token, Respond respond);
  [[nodiscard]] HttpResponse metrics() const;
  [[nodiscard]] HttpResponse readiness() const;

  Engine& engine;
  Page page;
  ServiceLimits limits;
  Operating operating;          // what is slow: on the thread of copies
  Proposals proposals;          // on the thread of appends
  Administering administering;  // on the thread of copies
  std::string version;
  Questions questions;
  EventStreams streams;
  AppendQueue appends{engine, [this] { streams.wake(); }};
  Tokens tokens;             // of whoever comes in
  Tokens tokens_of_imports;  // of whoever is still there; on the thread of appends
  TokenLimits per_token;
  std::unique_ptr<Clock> clock = system_clock();
  const std::shared_ptr<const Token> nobody = std::make_shared<const Token>();  // who asks what needs no token
  std::atomic<std::size_t> waiting = 0;                                         // beside questions and appends
  std::atomic<std::uint64_t> answered = 0;
  Outstanding outstanding;  // requests whose answerers have not been let go
  CopyThread copies;        // backups, and proofs, which read the whole log
};

std::expected<std::shared_ptr<const Token>, HttpResponse> Answers::Impl::admit(const HttpRequest& request,
                                                                               const HttpRoute& route,
                                                                               RequestLine& line) {
  if (route.roles.empty()) return nobody;
  if (!has_bearer(request.authorization)) {
    return std::unexpected(unauthorised("send a token: Authorization: Bearer …"));
  }
  auto found = tokens.find(std::string_view(request.authorization).substr(kBearer.size()), clock->now());
  if (!found) return std::unexpected(problem(found.error()));
  if (*found == nullptr) return std::unexpected(unauthorised("the token is not known, revoked or expired"));
  line.token = (*found)->id;
  if (std::ranges::find(route.roles, (*found)->role) == route.roles.end()) {
    return std::unexpected(
        problem(403, "FORBIDDEN", "the role " + std::string(to_text((*found)->role)) + " may not ask for this"));
  }
  return std::move(*found);
}

template <class Thread, class Work>
void Answers::Impl::later(Thread& on, Respond respond, Work work) {
  if (is_busy()) return respond(busy());
  ++waiting;
  on.post([this, respond = std::move(respond), work = std::move(work)]() mutable {
    answer_guarded(respond, [&] { work(respond); });
    --waiting;
  });
}

void Answers::Impl::append(AppendQueue::Asked asked) {
  if (is_busy()) return asked.respond(busy());
  appends.ask(std::move(asked));
}

void Answers::Impl::import_events(const HttpRequest& request, const Token& asker, const Respond& respond) {
  const auto later_here = [this, respond](std::function<void()> work) {
    appends.post([respond, work = std::move(work)] { answer_guarded(respond, work); });
  };
  const auto is_admitted = [this, secret = request.authorization.substr(kBearer.size())] {
    const auto found = tokens_of_imports.find(secret, clock->now());
    return found && *found != nullptr;
  };
  import_lines(request, asker.owner, {engine, later_here, [this] { streams.wake(); }, is_admitted}, respond);
}

void Answers::Impl::propose(HttpRequest request, Match match, Token asker, Respond respond) {
  later(appends, appends.telling(std::move(respond)),
        [this, request = std::move(request), match = std::move(match), asker = std::move(asker)](Respond& done) {
          const Instant now = clock->now();
          const std::string id = match.segments.empty() ? std::string() : match.segments.front();
          switch (match.route->action) {
            case Action::propose:
              return done(proposals.propose_append(request, asker, now));
            case Action::propose_erasure:
              return done(proposals.propose_erasure(request, asker, now));
            case Action::list_proposals:
              return done(proposals.list(asker, request.purpose, now));
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

void Answers::Impl::ask(Questions::Posed posed, Respond respond) {
  if (is_busy()) return respond(busy());
  questions.ask(std::move(posed), std::move(respond));
}

/// Its figures are taken on the thread of questions; what they say is recorded on that of appends.
void Answers::Impl::close_period(HttpRequest request, bool dry_run, Token asker, Respond respond) {
  later(questions, appends.telling(std::move(respond)),
        [this, request = std::move(request), dry_run, asker = std::move(asker)](Respond& done) {
          auto event = questions.closing_event(request, {{asker.owner, request.purpose}, asker.role, asker.unit});
          if (!event) return done(problem(event.error()));
          later(appends, std::move(done), [this, dry_run, asker, event = std::move(*event)](Respond& told) {
            if (dry_run) return told(proposals.judge_made(event));
            proposals.append_or_propose(event, asker, clock->now(), told);
          });
        });
}

void Answers::Impl::operate(Match match, Respond respond) {
  if (match.route->action == Action::checkpoint) {  // it waits for what is on its way to the disk, not for copies
    return later(questions, std::move(respond), [this, match](Respond& done) { done(operating.answer(match)); });
  }
  if (!Operating::is_slow(match.route->action)) return respond(operating.answer(match));
  later(copies, std::move(respond), [this, match = std::move(match)](Respond& done) { done(operating.answer(match)); });
}

void Answers::Impl::show_asker(Token token, Respond respond) {
  later(questions, std::move(respond), [this, token = std::move(token)](Respond& done) {
    const auto today = engine.today();
    done(today ? asker_of(token, *today, engine.last()) : problem(today.error()));
  });
}

HttpResponse Answers::Impl::readiness() const {
  if (is_busy()) return problem(503, "BUSY", "too many requests wait");
  if (const auto r = engine.can_append(); !r) return problem(r.error());
  return {.body = "{\"status\":\"ready\",\"records\":" + std::to_string(engine.last().value) + "}\n"};
}

HttpResponse Answers::Impl::metrics() const {
  const auto line = [](std::string_view name, std::string_view type, std::uint64_t value) {
    return "# TYPE " + std::string(name) + " " + std::string(type) + "\n" + std::string(name) + " " +
           std::to_string(value) + "\n";
  };
  return {.content_type = "text/plain; version=0.0.4; charset=utf-8",
          .body = line("rireki_log_records", "gauge", engine.last().value) +
                  line("rireki_http_requests_waiting", "gauge", all_waiting()) +
                  line("rireki_http_streams_open", "gauge", streams.count()) +
                  line("rireki_http_requests_total", "counter", answered)};
}

Answers::Answers(Engine& engine, ServicePlace place, Page page, RunCommand run, ServiceLimits limits)
    : impl_(std::make_unique<Impl>(engine, std::move(place), std::move(page), run, limits)) {}

Answers::~Answers() {
  impl_->questions.finish();
  impl_->appends.finish();
  impl_->copies.finish();
  impl_->outstanding.wait();  // the Log's thread may have answered, and have more to do
}

void Answers::answer(HttpRequest request, Respond respond) {
  ++impl_->answered;
  respond = [held = impl_->outstanding.hold(), respond = std::move(respond)](HttpResponse r) { respond(std::move(r)); };
  if (Page::is_asked_for(request)) return respond(impl_->page.answer(request));
  const auto line = std::make_shared<RequestLine>(RequestLine{.method = request.method});
  respond = logging(impl_->limits.logged, line, std::move(respond));
  auto matched = match(request.method, request.target);
  if (!matched) return respond(problem(matched.error()));
  if (!matched->has_path) return respond(problem(404, "NOT_FOUND", "there is no such route"));
  if (!matched->match) {
    HttpResponse refusal = problem(405, "METHOD_NOT_ALLOWED", "this route takes " + matched->allowed);
    refusal.headers.emplace_back("Allow", matched->allowed);
    return respond(std::move(refusal));
  }
  Match& m = *matched->match;
  line->route = m.route->pattern;
  auto admitted = impl_->admit(request, *m.route, *line);
  if (!admitted) return respond(std::move(admitted.error()));
  if (auto r = check_headers(request); !r) return respond(problem(r.error()));
  const BodyForms& given = forms_of(*m.route).given.front().bodies;
  const auto media_type = preferred(request.accept, given);
  if (!media_type) return respond(not_acceptable(given));
  if (auto refusal = refusal_of_body(request, forms_of(*m.route).taken)) return respond(std::move(*refusal));
  const Token& token = **admitted;
  if (!token.id.empty()) {
    auto use = impl_->per_token.take(token.id, impl_->clock->now());
    if (use == nullptr) return respond(too_many_requests());
    respond = [respond = std::move(respond), use = std::move(use)](HttpResponse r) { respond(std::move(r)); };
  }
  switch (m.route->action) {
    case Action::answer_command:
      return impl_->ask({.match = std::move(m),
                         .known_tags = std::move(request.if_none_match),
                         .form = form_of(*media_type),
                         .asker = {{token.owner, std::move(request.purpose)}, token.role, token.unit}},
                        std::move(respond));
    case Action::close_period:
      return impl_->close_period(std::move(request), is_true(m, "dry-run"), token, std::move(respond));
    case Action::append:
      return impl_->append({.request = std::move(request),
                            .asker = std::move(*admitted),
                            .dry_run = is_true(m, "dry-run"),
                            .respond = std::move(respond)});
    case Action::import_events:
      return impl_->import_events(request, token, respond);
    case Action::stream:
      return impl_->streams.open(m, request, token, std::move(respond));
    case Action::propose:
    case Action::propose_erasure:
    case Action::list_proposals:
    case Action::show_proposal:
    case Action::withdraw_proposal:
    case Action::approve_proposal:
      return impl_->propose(std::move(request), std::move(m), token, std::move(respond));
    case Action::list_tokens:
    case Action::make_token:
    case Action::revoke_token:
      return impl_->administer(std::move(request), std::move(m), std::move(respond));
    case Action::show_asker:
      return impl_->show_asker(token, std::move(respond));
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
