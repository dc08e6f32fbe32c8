#include "tools/server/answers.h"

#include <algorithm>
#include <atomic>

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include "engine/clock/clock.h"
#include "tools/server/administering.h"
#include "tools/server/append_queue.h"
#include "tools/server/entrance.h"
#include "tools/server/event_streams.h"
#include "tools/server/importing.h"
#include "tools/server/metrics.h"
#include "tools/server/operating.h"
#include "tools/server/outstanding.h"
#include "tools/server/problem.h"
#include "tools/server/proposals.h"
#include "tools/server/questions.h"
#include "tools/server/routes.h"

namespace rireki {

namespace {

/// For what is hardly ever asked for, and is not to stand behind other things or before them.
class SideThread {
 public:
  template <class Work>
  void post(Work work) {
    boost::asio::post(thread_, std::move(work));
  }
  void finish() { thread_.join(); }

 private:
  boost::asio::thread_pool thread_{1};
};

bool is_true(const Match& match, std::string_view flag) {
  return std::ranges::find(match.queries, std::pair<std::string, std::string>(flag, "true")) != match.queries.end();
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
        entrance(place.directory, l.requests_per_second, *clock),
        tokens_of_imports(place.directory) {}

  [[nodiscard]] std::size_t all_waiting() const { return waiting + questions.waiting() + appends.waiting(); }

  /// Whether so much waits that no more may.
  [[nodiscard]] bool is_busy() const { return all_waiting() >= limits.waiting_max; }

  /// Does what may take long on a thread for such work, `on.post`; refuses if too much waits for it.
  template <class Thread, class Work>
  void later(Thread& on, Respond respond, Work work);

  void dispatch(HttpRequest request, Admitted admitted, Respond respond);
  void append(AppendQueue::Asked asked);
  void import_events(const HttpRequest& request, const Token& asker, const Respond& respond);
  void propose(HttpRequest request, Match match, Token asker, Respond respond);
  void administer(HttpRequest request, Match match, Respond respond);
  void ask(Questions::Posed posed, Respond respond);
  void close_period(HttpRequest request, bool dry_run, Token asker, Respond respond);
  void operate(Match match, Respond respond);
  void show_asker(Token token, Respond respond);
  [[nodiscard]] HttpResponse metrics() const;
  [[nodiscard]] HttpResponse readiness(bool is_known) const;

  Engine& engine;
  Page page;
  ServiceLimits limits;
  Operating operating;          // what is slow: on the thread of copies
  Proposals proposals;          // on the thread of appends
  Administering administering;  // on the thread of tokens
  std::string version;
  Questions questions;
  EventStreams streams;
  AppendQueue appends{engine, [this] { streams.wake(); }};
  std::unique_ptr<Clock> clock = system_clock();
  Entrance entrance;
  Tokens tokens_of_imports;              // of whoever is still there; on the thread of appends
  std::atomic<std::size_t> waiting = 0;  // beside questions and appends
  std::atomic<std::uint64_t> answered = 0;
  Outstanding outstanding;  // requests whose answerers have not been let go
  SideThread copies;        // backups, and proofs, which read the whole log
  SideThread tokens;        // they are made and revoked at once, whatever waits
};

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
  const auto is_admitted = [this, secret = std::string(secret_of(request))] {
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
              return done(proposals.withdraw(id, asker, now));
            default:
              return proposals.approve(id, asker, now, done);
          }
        });
}

/// Not refused when too much waits: a token may be revoked for just that. How many of these one token may have under
/// way is bound as for all requests.
void Answers::Impl::administer(HttpRequest request, Match match, Respond respond) {
  tokens.post([this, respond = std::move(respond), request = std::move(request), match = std::move(match)] {
    answer_guarded(respond, [&] {
      if (match.route->action == Action::list_tokens) return respond(administering.list());
      if (match.route->action == Action::make_token) return respond(administering.make(request, clock->now()));
      respond(administering.revoke(match.segments.front()));
    });
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
          auto made = questions.closing(request, {{asker.owner, request.purpose}, asker.role, asker.unit});
          if (!made) return done(std::move(made.error()));
          const Respond saying = [done = std::move(done), remarks = std::move(made->remarks)](HttpResponse response) {
            if (!remarks.empty()) response.headers.emplace_back(kRemarksField, remarks);
            done(std::move(response));
          };
          later(appends, saying, [this, dry_run, asker, event = std::move(made->event)](Respond& told) {
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
    const auto held = engine.hold();
    const auto today = engine.today();
    done(today ? asker_of(token, *today, engine.last()) : problem(today.error()));
  });
}

/// How much there is, and what is wrong with which file, is for those with a token.
HttpResponse Answers::Impl::readiness(bool is_known) const {
  if (is_busy()) return problem(503, "BUSY", "too many requests wait");
  if (const auto r = engine.can_append(); !r) {
    return problem(is_known ? r.error() : Error{r.error().code, "nothing can be appended; the service's log says why"});
  }
  const std::string records = is_known ? ",\"records\":" + std::to_string(engine.last().value) : std::string();
  return {.body = "{\"status\":\"ready\"" + records + "}\n"};
}

HttpResponse Answers::Impl::metrics() const {
  return {.content_type = "text/plain; version=0.0.4; charset=utf-8",
          .body = text_of({.records = engine.last().value,
                           .waiting = all_waiting(),
                           .streams = streams.count(),
                           .requests = answered})};
}

Answers::Answers(Engine& engine, ServicePlace place, Page page, RunCommand run, ServiceLimits limits)
    : impl_(std::make_unique<Impl>(engine, std::move(place), std::move(page), run, limits)) {}

Answers::~Answers() {
  impl_->questions.finish();
  impl_->appends.finish();
  impl_->copies.finish();
  impl_->tokens.finish();
  impl_->outstanding.wait();  // the Log's thread may have answered, and have more to do
}

void Answers::answer(HttpRequest request, Respond respond) {
  ++impl_->answered;
  respond = [held = impl_->outstanding.hold(), respond = std::move(respond)](HttpResponse r) { respond(std::move(r)); };
  if (Page::is_asked_for(request)) return respond(impl_->page.answer(request));
  const auto line = std::make_shared<RequestLine>(RequestLine{.method = request.method});
  respond = logging(impl_->limits.logged, line, std::move(respond));
  auto admitted = impl_->entrance.admit(request, *line);
  if (!admitted) return respond(std::move(admitted.error()));
  if (admitted->use != nullptr) {
    respond = [respond = std::move(respond), use = std::move(admitted->use)](HttpResponse r) { respond(std::move(r)); };
  }
  impl_->dispatch(std::move(request), std::move(*admitted), std::move(respond));
}

std::expected<std::string, HttpResponse> Answers::sender_of(const HttpRequest& head) {
  const auto line = std::make_shared<RequestLine>(RequestLine{.method = head.method});
  auto refused = [&](HttpResponse refusal) -> std::expected<std::string, HttpResponse> {
    ++impl_->answered;
    std::optional<HttpResponse> logged;
    logging(impl_->limits.logged, line, [&](HttpResponse r) { logged = std::move(r); })(std::move(refusal));
    return std::unexpected(std::move(*logged));
  };
  if (Page::is_asked_for(head)) return refused(problem(413, "BODY_TOO_LARGE", "no file of the page takes a body"));
  auto seen = impl_->entrance.look_at(head, *line);
  if (!seen) return refused(std::move(seen.error()));
  if (!seen->asker->id.empty()) return seen->asker->id;
  return refused(problem(413, "BODY_TOO_LARGE", "what needs no token takes no large body"));
}

void Answers::Impl::dispatch(HttpRequest request, Admitted admitted, Respond respond) {
  Match& match = admitted.match;
  const Token& asker = *admitted.asker;
  switch (match.route->action) {
    case Action::answer_command:
      return ask({.match = std::move(match),
                  .known_tags = std::move(request.if_none_match),
                  .form = form_of(admitted.media_type),
                  .asker = {{asker.owner, std::move(request.purpose)}, asker.role, asker.unit}},
                 std::move(respond));
    case Action::close_period:
      return close_period(std::move(request), is_true(match, "dry-run"), asker, std::move(respond));
    case Action::append:
      return append({.request = std::move(request),
                     .asker = std::move(admitted.asker),
                     .dry_run = is_true(match, "dry-run"),
                     .respond = std::move(respond)});
    case Action::import_events:
      return import_events(request, asker, respond);
    case Action::stream:
      return streams.open(match, request, asker, std::move(respond));
    case Action::propose:
    case Action::propose_erasure:
    case Action::list_proposals:
    case Action::show_proposal:
    case Action::withdraw_proposal:
    case Action::approve_proposal:
      return propose(std::move(request), std::move(match), asker, std::move(respond));
    case Action::list_tokens:
    case Action::make_token:
    case Action::revoke_token:
      return administer(std::move(request), std::move(match), std::move(respond));
    case Action::show_asker:
      return show_asker(asker, std::move(respond));
    case Action::ready:
      return respond(readiness(!asker.id.empty()));
    case Action::health:
      return respond({.body = "{\"status\":\"up\"}\n"});
    case Action::metrics:
      return respond(metrics());
    case Action::openapi:
      return respond({.body = openapi_document(version) + "\n"});
    default:
      return operate(std::move(match), std::move(respond));
  }
}

}  // namespace rireki
