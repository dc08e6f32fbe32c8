#include "tools/bench/serve_bench.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <thread>

#include "engine/clock/clock.h"
#include "engine/engine.h"
#include "events/types/event_json.h"
#include "tools/bench/http_load.h"
#include "tools/bench/staff.h"
#include "tools/server/tokens.h"

namespace rireki {

namespace {

constexpr std::size_t kClients = 64;
constexpr std::size_t kRequests = 12'800;
constexpr std::size_t kStreamed = 300;

/// This program, serving a data directory.
class ServedProcess {
 public:
  explicit ServedProcess(const std::string& directory) : said_(directory + "/said") {
    const std::string program = std::filesystem::read_symlink("/proc/self/exe").string();
    // What the control is answered is a problem: written to the log, it would be slower than it is.
    std::vector<std::string> words = {program,  "--data", directory + "/data", "serve",
                                      "--port", "0",      "--log-requests",    "none"};
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, said_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    const int failed = posix_spawn(&pid_, program.c_str(), &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) throw std::system_error(failed, std::generic_category(), program);
    wait_until_it_listens();
  }
  ~ServedProcess() {
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
  }
  ServedProcess(const ServedProcess&) = delete;
  ServedProcess& operator=(const ServedProcess&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  void wait_until_it_listens() {
    for (int i = 0; i < 3'000 && port_ == 0; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      std::ifstream file(said_);
      std::string line;
      if (!std::getline(file, line) || file.eof()) continue;
      const std::size_t colon = line.rfind(':');
      if (colon != std::string::npos) port_ = static_cast<std::uint16_t>(std::stoi(line.substr(colon + 1)));
    }
    if (port_ == 0) throw std::runtime_error("the service did not begin");
  }

  std::string said_;
  pid_t pid_ = -1;
  std::uint16_t port_ = 0;
};

/// The requests of one client, and what they are about.
class Requests {
 public:
  Requests(std::string token, int people) : token_(std::move(token)), people_(people) {}

  [[nodiscard]] std::string append() { return post("/v1/events", to_json(training_event(people_, made_++))); }
  /// Somebody else's: authenticated, read and checked as any other, and refused right before the engine would be asked.
  [[nodiscard]] std::string append_nothing() {
    Event event = training_event(people_, made_++);
    event.actor = "hr-officer-2";
    return post("/v1/events", to_json(event));
  }
  [[nodiscard]] std::string person(std::size_t n) const {
    return get("/v1/persons/" + training_event(people_, static_cast<int>(n)).subject);
  }
  [[nodiscard]] std::string nothing() const { return get("/v1/health"); }
  [[nodiscard]] std::string stream(Seq from) const {
    return get("/v1/events/stream?from=" + std::to_string(from.value));
  }
  [[nodiscard]] int made() const { return made_; }

 private:
  [[nodiscard]] std::string head(std::string_view method, const std::string& target) const {
    return std::string(method) + " " + target + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token_ +
           "\r\n";
  }
  [[nodiscard]] std::string get(const std::string& target) const { return head("GET", target) + "\r\n"; }
  [[nodiscard]] std::string post(const std::string& target, const std::string& body) const {
    return head("POST", target) + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }

  std::string token_;
  int people_;
  int made_ = 1'000'000;  // trainings that nobody else makes
};

/// The time at the 99th percentile from an acknowledgement to the subscriber, in seconds.
double stream_delay(std::uint16_t port, Requests& requests, Seq last) {
  LoadConnection subscriber(port);
  subscriber.send(requests.stream(Seq{last.value + 1}));
  subscriber.wait_for("\r\n\r\n");
  LoadConnection writer(port);
  std::vector<double> delays;
  for (std::size_t i = 0; i < kStreamed; ++i) {
    writer.send(requests.append());
    while (writer.receive() == 0) continue;
    delays.push_back(seconds([&] { subscriber.wait_for("\nevent: "); }));
  }
  std::ranges::sort(delays);
  return delays[delays.size() * 99 / 100];
}

Result<std::string> make_token(const std::string& data) {
  const Instant now = system_clock()->now();
  Token token{.id = {},
              .hash = {},
              .owner = "hr-officer-1",
              .role = TokenRole::hr,
              .unit = {},
              .made = now,
              .expires = {now.ms + kDayMs}};
  return Tokens(data).make(token);
}

Seq last_of(const std::string& data) {
  const auto engine = Engine::open(data, EngineMode::read);
  return engine ? (*engine)->last() : Seq{};
}

}  // namespace

Result<std::vector<Figure>> bench_serve(const BenchOptions& options) {
  const std::string data = options.directory + "/data";
  const auto alone = engine_rate(options, kClients);  // which makes the data directory
  if (!alone) return std::unexpected(alone.error());
  const auto token = make_token(data);
  if (!token) return std::unexpected(token.error());
  const ServedProcess service(options.directory);
  Requests requests(*token, options.people);
  const auto rate = [&](int status, const std::function<std::string(std::size_t)>& request) {
    return request_rate({service.port(), kClients, kRequests, request, status});
  };
  std::vector<Figure> figures;
  figures.push_back(compare(
      "serve_append_64", "requests/s", options.rounds,
      [&] { return rate(201, [&](auto) { return requests.append(); }); },
      [&] { return rate(422, [&](auto) { return requests.append_nothing(); }); }));
  figures.back().control = std::min(figures.back().control, *alone);
  figures.push_back(compare(
      "serve_person_64", "requests/s", options.rounds,
      [&] { return rate(200, [&](std::size_t n) { return requests.person(n); }); },
      [&] { return rate(200, [&](auto) { return requests.nothing(); }); }));
  const double delay = stream_delay(service.port(), requests, last_of(data));
  figures.push_back({"serve_stream_p99", 1 / delay, "1/s", 1 / 0.05});
  return figures;
}

}  // namespace rireki
