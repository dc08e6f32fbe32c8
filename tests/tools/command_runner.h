// The real command, run as a person runs it: its exit status, what it printed, and a directory of its own.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "tests/support/scratch.h"

namespace rireki::running {

inline constexpr int kTimeoutSeconds = 240;

/// The command lies beside the tests.
inline std::string command_path() {
  return (std::filesystem::read_symlink("/proc/self/exe").parent_path() / "rireki").string();
}

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

inline void write_file(const std::filesystem::path& path, std::string_view text) {
  std::ofstream out(path, std::ios::binary);
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  REQUIRE(out.good());
}

struct Ran {
  int status = -1;  // -1: killed, or never ended
  std::string out;
  std::string err;

  [[nodiscard]] std::vector<std::string> lines() const {
    std::vector<std::string> all;
    for (std::size_t begin = 0; begin < out.size();) {
      const std::size_t end = std::min(out.find('\n', begin), out.size());
      all.push_back(out.substr(begin, end - begin));
      begin = end + 1;
    }
    return all;
  }
  /// Each line of the output as a JSON object.
  [[nodiscard]] std::vector<boost::json::object> rows() const {
    std::vector<boost::json::object> all;
    for (const std::string& line : lines()) {
      all.push_back(boost::json::parse(line).as_object());
      CAPTURE(line);
      REQUIRE(all.back().size() == keys_of(line));  // a key said twice hides one of its values
    }
    return all;
  }
  [[nodiscard]] boost::json::object row() const {
    const auto all = rows();
    REQUIRE(all.size() == 1);
    return all.front();
  }

 private:
  /// The keys of the object itself, those said twice twice.
  static std::size_t keys_of(std::string_view line) {
    std::size_t keys = 0;
    int depth = 0;
    bool in_text = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
      const char c = line[i];
      if (c == '\\') ++i;
      if (c == '"') in_text = !in_text;
      if (in_text || c == '\\') continue;
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') --depth;
      keys += c == ':' && depth == 1 ? 1U : 0U;
    }
    return keys;
  }
};

/// With the address sanitizer a third of a short command's time goes to looking for leaks at its end: that is done
/// once for the same commands and options, and at every end of a service.
inline bool looks_for_leaks(const std::vector<std::string>& arguments) {
  static std::set<std::string> known;
  std::string words;
  for (const std::string& argument : arguments) {
    if (argument == "serve") return true;
    const std::string_view word = std::string_view(argument).substr(0, argument.find('='));
    const bool is_word = std::ranges::all_of(word, [](char c) { return c == '-' || (c >= 'a' && c <= 'z'); });
    if (is_word) (words += word) += ' ';
  }
  return known.insert(words).second;
}

/// A child process whose output goes to files.
class Process {
 public:
  Process(const Scratch& scratch, const std::vector<std::string>& arguments, std::string_view input = "",
          const std::vector<std::pair<std::string, std::string>>& environment = {}) {
    static int count = 0;
    const std::string base = scratch.path("run-" + std::to_string(++count));
    out_ = base + ".out";
    err_ = base + ".err";
    write_file(base + ".in", input);
    std::vector<char*> argv;
    for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    // Between fork and exec nothing is allocated: another thread may have held the allocator's lock.
    const std::string in = base + ".in";
    std::vector<std::string> settings;
    for (const auto& [name, value] : environment) settings.push_back(name + "=" + value);
    if (!looks_for_leaks(arguments)) settings.emplace_back("ASAN_OPTIONS=detect_leaks=0");
    std::vector<char*> envp;
    for (std::string& setting : settings) envp.push_back(setting.data());
    for (char** inherited = environ; *inherited != nullptr; ++inherited) envp.push_back(*inherited);
    envp.push_back(nullptr);
    pid_ = fork();
    REQUIRE(pid_ >= 0);
    if (pid_ > 0) return;
    redirect(in, O_RDONLY, STDIN_FILENO);
    redirect(out_, O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
    redirect(err_, O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO);
    execvpe(argv.front(), argv.data(), envp.data());
    _exit(127);
  }
  ~Process() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// What it has printed up to now.
  [[nodiscard]] std::string out() const { return read_file(out_); }

  void signal(int number) const { REQUIRE(kill(pid_, number) == 0); }

  Ran wait() {
    using Clock = std::chrono::steady_clock;
    const auto limit = Clock::now() + std::chrono::seconds(kTimeoutSeconds);
    int status = 0;
    pid_t done = 0;
    while ((done = waitpid(pid_, &status, WNOHANG)) == 0 && Clock::now() < limit) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    if (done == 0) {
      kill(pid_, SIGKILL);
      waitpid(pid_, &status, 0);
      FAIL_CHECK("the command did not end within " << kTimeoutSeconds << " s");
    }
    pid_ = -1;
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_file(out_), read_file(err_)};
  }

 private:
  static void redirect(const std::string& path, int flags, int onto) {
    const int file = open(path.c_str(), flags, 0600);
    if (file < 0 || dup2(file, onto) < 0) _exit(126);
  }

  std::string out_;
  std::string err_;
  pid_t pid_ = -1;
};

constexpr std::string_view kTestPolicy = R"(
[policy]
id = "test"
version = "R5"
title = { ja = "試験用の市", en = "A city for tests" }
time_zone = "Asia/Tokyo"
[[rank]]
id = "clerk"
grades = [1, 2]
[[rank]]
id = "chief"
grades = [3, 4]
class = "chief_class"
[[rank]]
id = "director"
grades = [5, 6]
manager = true
[[job_family]]
id = "general"
[[job_family]]
id = "nurse"
group = "medical"
[[authority]]
id = "mayor"
[[reason]]
id = "voluntary"
class = "voluntary"
[[population]]
id = "chiefs"
where = ["rank=chief"]
[[quota]]
unit = "U-1"
count = 2
)";

/// A data directory, with the command at hand.
class City {
 public:
  explicit City(bool with_policy = true) {
    write_file(path("policy.toml"), kTestPolicy);
    if (!with_policy) return;
    const Ran made = run({"init", "--policy", path("policy.toml"), "--recorded", "2020-01-01T00:00:00Z"});
    CAPTURE(made.err);
    REQUIRE(made.status == 0);
  }

  [[nodiscard]] std::string path(std::string_view name) const { return scratch_.path(name); }
  [[nodiscard]] std::string data() const { return path("data"); }
  [[nodiscard]] const Scratch& scratch() const { return scratch_; }

  [[nodiscard]] std::vector<std::string> arguments(const std::vector<std::string>& rest) const {
    std::vector<std::string> all = {command_path(), "--data", data()};
    all.insert(all.end(), rest.begin(), rest.end());
    return all;
  }

  Ran run(const std::vector<std::string>& rest, std::string_view input = "") const {
    return Process(scratch_, arguments(rest), input).wait();
  }

  /// What the command prints with --json, which must end well.
  Ran ask(std::vector<std::string> rest) const {
    rest.emplace_back("--json");
    const Ran ran = run(rest);
    CAPTURE(rest, ran.out, ran.err);
    REQUIRE(ran.status == 0);
    return ran;
  }

  /// Imports lines from standard input, their recorded times trusted.
  Ran import(const std::vector<std::string>& lines, std::vector<std::string> more = {}) const {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    more.insert(more.begin(), {"import", "-", "--json"});
    return run(more, text);
  }

 private:
  Scratch scratch_;
};

}  // namespace rireki::running
