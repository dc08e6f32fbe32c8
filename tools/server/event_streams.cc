#include "tools/server/event_streams.h"

#include <charconv>

#include <boost/asio/post.hpp>

#include "engine/clock/clock.h"
#include "events/types/json_reader.h"
#include "events/types/text.h"
#include "tools/server/problem.h"

namespace rireki {

namespace {

constexpr std::uint64_t kWindow = 1'024;  // records looked at in one go: the engine is held meanwhile
constexpr std::chrono::seconds kHeartbeat{15};

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (ec != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return number;
}

/// The JSON Lines of records, each as an event of its type with its seq as id.
std::string events_of(const std::string& lines) {
  std::string events;
  JsonReader reader;
  for (std::size_t begin = 0; begin < lines.size();) {
    const std::size_t end = std::min(lines.find('\n', begin), lines.size());
    const std::string_view line = std::string_view(lines).substr(begin, end - begin);
    begin = end + 1;
    const auto tape = reader.parse(line);
    if (!tape) continue;
    JsonMembers members(**tape, 0);
    const auto seq = members.find("seq");
    const auto type = members.find("type");
    if (!seq || !type) continue;
    events += "id: " + std::to_string((**tape)[*seq].integer) + "\nevent: " + std::string((**tape)[*type].text);
    events.append("\ndata: ").append(line).append("\n\n");
  }
  return events;
}

}  // namespace

/// One open stream's, of all that there are; given back by whichever thread ends it.
class EventStreams::Place {
 public:
  Place(EventStreams& streams, std::string token) : streams_(streams), token_(std::move(token)) {
    const std::lock_guard lock(streams_.places_mutex_);
    ++streams_.places_[token_];
    ++streams_.open_;
  }
  ~Place() {
    const std::lock_guard lock(streams_.places_mutex_);
    if (--streams_.places_[token_] == 0) streams_.places_.erase(token_);
    --streams_.open_;
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

 private:
  EventStreams& streams_;
  std::string token_;  // its id
};

/// One client's. Its state is of the streams' thread.
class EventStreams::Stream : public HttpPieces, public std::enable_shared_from_this<Stream> {
 public:
  using Give = std::function<void(std::optional<std::string>)>;

  Stream(EventStreams& streams, const Token& token, Asker asker, std::string secret, Seq from,
         std::vector<std::string> filters)
      : streams_(streams),
        place_(streams, token.id),
        asker_(std::move(asker)),
        secret_(std::move(secret)),
        next_(from),
        filters_(std::move(filters)),
        heartbeat_(streams.thread_) {}
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  void next(Give give) override {
    boost::asio::post(streams_.thread_, [self = shared_from_this(), give = std::move(give)]() mutable {
      self->give_ = std::move(give);
      self->go_on();
    });
  }

  void close() override {
    boost::asio::post(streams_.thread_, [self = shared_from_this()] {
      self->is_closed_ = true;
      self->hand_over(std::nullopt);
    });
  }

  /// Gives what there is, or waits for it.
  void go_on() {
    if (!give_) return;
    if (is_closed_ || !still_counts()) return hand_over(std::nullopt);
    while (next_ <= streams_.engine_.last()) {
      auto events = read_window();
      if (!events) return hand_over(std::nullopt);
      if (!events->empty()) return hand_over(std::move(*events));
    }
    wait();
  }

  /// Whether the filters can be read.
  Result<void> read_nothing() {
    const auto lines = read(Seq{1}, Seq{0});
    return lines ? Result<void>{} : std::unexpected(lines.error());
  }

 private:
  /// The next records, formatted; empty if the filters admit none of them.
  Result<std::string> read_window() {
    const Seq last{std::min(next_.value + kWindow - 1, streams_.engine_.last().value)};
    const auto lines = read(next_, last);
    if (!lines) return std::unexpected(lines.error());
    next_ = Seq{last.value + 1};
    return events_of(*lines);
  }

  /// What `log` prints of these records, once it is on disk that it was read.
  Result<std::string> read(Seq from, Seq to) {
    std::vector<std::string> words = {"log", "--json", "--from=" + std::to_string(from.value),
                                      "--to=" + std::to_string(to.value)};
    words.insert(words.end(), filters_.begin(), filters_.end());
    auto answer = [&] {
      const auto held = streams_.engine_.hold();
      return streams_.run_(streams_.engine_, {std::move(words)}, asker_);
    }();
    if (!answer) return std::unexpected(answer.error());
    if (auto r = streams_.engine_.accesses().record(); !r) return std::unexpected(r.error());
    return std::move(answer->lines);
  }

  [[nodiscard]] bool still_counts() {
    const auto token = streams_.tokens_.find(secret_, system_clock()->now());
    return token && *token;
  }

  void wait() {
    streams_.waiting_.insert(this);
    heartbeat_.expires_after(kHeartbeat);
    heartbeat_.async_wait([self = shared_from_this()](const boost::system::error_code& ec) {
      if (!ec) self->hand_over(": \n\n");  // a comment: whether the client is still there
    });
  }

  void hand_over(std::optional<std::string> piece) {
    streams_.waiting_.erase(this);
    heartbeat_.cancel();
    if (const Give give = std::exchange(give_, nullptr)) give(std::move(piece));
  }

  EventStreams& streams_;
  Place place_;
  Asker asker_;
  std::string secret_;
  Seq next_;
  std::vector<std::string> filters_;  // words of the command
  boost::asio::steady_timer heartbeat_;
  Give give_;
  bool is_closed_ = false;
};

EventStreams::EventStreams(Engine& engine, const std::string& directory, RunCommand run)
    : engine_(engine), tokens_(directory), run_(std::move(run)) {}

EventStreams::~EventStreams() { thread_.join(); }

/// Opened one after the other, so that a place that was there is not taken meanwhile.
std::optional<HttpResponse> EventStreams::refusal_of(const Token& token) {
  if (open_ >= kStreamsMax) return problem(503, "BUSY", "too many streams are open");
  const std::lock_guard lock(places_mutex_);
  const auto found = places_.find(token.id);
  if (found == places_.end() || found->second < kStreamsOfOneMax) return std::nullopt;
  return problem(429, "TOO_MANY_STREAMS", "this token has " + std::to_string(kStreamsOfOneMax) + " streams open");
}

void EventStreams::open(const Match& match, const HttpRequest& request, const Token& token, Respond respond) {
  if (auto refusal = refusal_of(token)) return respond(std::move(*refusal));
  Seq from{1};
  std::vector<std::string> filters;
  for (const auto& [name, value] : match.queries) {
    if (name != "from") {
      filters.push_back("--" + name + "=" + value);
    } else if (const auto seq = number_of(value)) {
      from = Seq{std::max<std::uint64_t>(*seq, 1)};
    } else {
      return respond(problem(Error{Code::usage, "from: " + in_quotes(value) + " is not a number", "from"}));
    }
  }
  if (!request.last_event_id.empty()) {
    const auto seen = number_of(request.last_event_id);
    if (!seen || Seq{*seen} > engine_.last()) {
      return respond(problem(Error{Code::usage, "Last-Event-ID is the number of a record: up to " +
                                                    std::to_string(engine_.last().value) + " there are"}));
    }
    from = Seq{*seen + 1};
  }
  const Asker asker{{token.owner, request.purpose}, token.role, token.unit};
  const std::string secret = request.authorization.substr(request.authorization.find(' ') + 1);
  auto stream = std::make_shared<Stream>(*this, token, asker, secret, from, std::move(filters));
  boost::asio::post(thread_,
                    [this, stream = std::move(stream), respond = std::move(respond)] { respond(opened(stream)); });
}

/// A filter that cannot be read is refused before anything is sent.
HttpResponse EventStreams::opened(std::shared_ptr<Stream> stream) {
  if (const auto read = stream->read_nothing(); !read) return problem(read.error());
  return {.content_type = "text/event-stream", .pieces = std::move(stream)};
}

void EventStreams::wake() {
  if (open_ == 0) return;
  boost::asio::post(thread_, [this] {
    const std::set<Stream*> woken = waiting_;
    for (Stream* stream : woken) stream->go_on();
  });
}

}  // namespace rireki
