#include "tools/server/append_queue.h"

#include "tools/server/appending.h"
#include "tools/server/problem.h"
#include "tools/server/proposal.h"

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

/// Reads all of them before the engine judges the first: then it judges them in one go.
void AppendQueue::submit_asked() {
  std::vector<Asked> all = asked_.take();
  std::vector<Engine::Append> appends;
  appends.reserve(all.size());
  for (Asked& asked : all) {
    answer_guarded(asked.respond, [&] { read(asked, appends); });
    asked.respond = nullptr;  // or the request would count as under way until the last one is submitted
  }
  engine_.submit(appends, Recording::by_clock);
  waiting_ -= all.size();
}

/// Adds to `appends` what is to be appended; answers anything else.
void AppendQueue::read(const Asked& asked, std::vector<Engine::Append>& appends) {
  const TokenRole role = asked.asker->role;
  auto wanted = read_append(asked.request, asked.asker->owner);
  if (!wanted) return asked.respond(problem(wanted.error()));
  if (!may_append(role, wanted->batch)) {
    return asked.respond(problem(403, "FORBIDDEN", "an admin appends policies alone"));
  }
  if (!wanted->unread.empty()) {
    auto judged = told_to(role, engine_.judge(wanted->batch, Recording::by_clock, wanted->expected));
    return asked.respond(refusal_of(*wanted, std::move(judged)));
  }
  if (wanted->batch.empty()) return asked.respond(response_of(std::vector<Outcome>(), asked.dry_run));
  if (asked.dry_run) {
    auto judged = engine_.judge(std::move(wanted->batch), Recording::by_clock, wanted->expected);
    return asked.respond(response_of(told_to(role, std::move(judged)), true));
  }
  appends.push_back({std::move(wanted->batch), wanted->expected,
                     [role, done = telling(asked.respond)](const Result<std::vector<Outcome>>& outcomes) {
                       done(response_of(told_to(role, outcomes), false));
                     }});
}

}  // namespace rireki
