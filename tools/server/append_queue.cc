#include "tools/server/append_queue.h"

#include "tools/server/appending.h"
#include "tools/server/problem.h"
#include "tools/server/proposals.h"

namespace rireki {

void AppendQueue::ask(Asked asked) {
  ++waiting_;
  if (asked_.put(std::move(asked))) post([this] { submit_asked(); });
}

Respond AppendQueue::telling(Respond respond) const {
  return [this, respond = std::move(respond)](HttpResponse response) {
    const bool is_recorded = response.status == 201;
    respond(std::move(response));
    if (is_recorded) tell_();
  };
}

void AppendQueue::finish() { thread_.join(); }

void AppendQueue::submit_asked() {
  for (Asked& asked : asked_.take()) {
    answer_guarded(asked.respond, [&] { submit(asked); });
    asked.respond = nullptr;  // or the request would count as under way until the last one is submitted
    --waiting_;
  }
}

void AppendQueue::submit(const Asked& asked) {
  auto wanted = read_append(asked.request, asked.asker->owner);
  if (!wanted) return asked.respond(problem(wanted.error()));
  if (!may_append(asked.asker->role, wanted->batch)) {
    return asked.respond(problem(403, "FORBIDDEN", "an admin appends policies alone"));
  }
  if (asked.dry_run) {
    return asked.respond(
        response_of(engine_.judge(std::move(wanted->batch), Recording::by_clock, wanted->expected), true));
  }
  engine_.submit(std::move(wanted->batch), Recording::by_clock, wanted->expected,
                 [done = telling(asked.respond)](const Result<std::vector<Outcome>>& outcomes) {
                   done(response_of(outcomes, false));
                 });
}

}  // namespace rireki
