// An interrupt (Ctrl-C, or SIGTERM) as a question that long work asks itself between two steps.
#pragma once

#include <signal.h>

namespace rireki {

/// While it lives, the first interrupt asks the work to end instead of ending the process; a second one of the same
/// kind ends the process at once. One at a time.
class Interrupts {
 public:
  Interrupts();
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  /// Whether the work is asked to end. From any thread.
  [[nodiscard]] bool have_come() const;

 private:
  struct sigaction before_int_ {};
  struct sigaction before_term_ {};
};

}  // namespace rireki
