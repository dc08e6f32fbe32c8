// This test program, run again for one hidden test with a directory and a pipe to write to. Forking alone would leave
// the child without RocksDB's threads.
#pragma once

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace rireki {

class Child {
 public:
  Child(const std::string& test, const std::string& directory) {
    int ends[2] = {};
    if (pipe(ends) != 0) throw std::runtime_error("no pipe");
    pid_ = fork();
    if (pid_ < 0) throw std::runtime_error("no child");
    if (pid_ == 0) {
      dup2(ends[1], kPipe);
      close(ends[0]);
      close(ends[1]);
      setenv("RIREKI_TEST_DIRECTORY", directory.c_str(), 1);
      execl("/proc/self/exe", "rireki_tests", test.c_str(), static_cast<char*>(nullptr));
      _exit(127);
    }
    close(ends[1]);
    out_ = ends[0];
  }
  ~Child() {
    end();
    close(out_);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// Kills it with -9, if it is still there, and takes in what it had written.
  void end() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = 0;
    while (read_some()) {
    }
  }

  /// Reads until its output has so many lines, or it ends.
  void await_lines(std::size_t lines) {
    while (std::ranges::count(text_, '\n') < static_cast<std::ptrdiff_t>(lines) && read_some()) {
    }
  }

  [[nodiscard]] const std::string& text() const { return text_; }

  // In the child:

  [[nodiscard]] static std::string directory() {
    const char* directory = std::getenv("RIREKI_TEST_DIRECTORY");
    return directory == nullptr ? "" : directory;
  }

  /// A line of up to 4,096 bytes comes through whole; any thread.
  static void say(const std::string& line) {
    if (::write(kPipe, line.data(), line.size()) < 0) _exit(126);
  }

 private:
  static constexpr int kPipe = 100;  // apart from standard output, where the test program and the log write, too

  bool read_some() {
    char buffer[4096];
    const ssize_t n = ::read(out_, buffer, sizeof buffer);
    if (n > 0) text_.append(buffer, static_cast<std::size_t>(n));
    return n > 0;
  }

  pid_t pid_ = 0;
  int out_ = -1;
  std::string text_;
};

}  // namespace rireki
