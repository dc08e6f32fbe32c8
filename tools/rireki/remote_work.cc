#include "tools/rireki/remote_work.h"

#include <chrono>
#include <thread>

#include <boost/json.hpp>

#include "tools/rireki/remote_request.h"

namespace rireki {

namespace json = boost::json;

namespace {

constexpr std::chrono::milliseconds kAskedEvery{100};

}  // namespace

Result<json::object> work_at_service(const GlobalOptions& global, const std::string& target, const Watch& watch) {
  const std::string path = target.substr(0, target.find('?'));
  auto state = ask_for_object(global, post_of(target, ""));
  if (!state) return state;
  const std::uint64_t number = number_at(*state, "number");
  bool is_cancelled = false;
  while (text_at(*state, "state") == "running") {
    std::this_thread::sleep_for(kAskedEvery);
    const bool cancels = !is_cancelled && watch.is_cancelled();
    is_cancelled = is_cancelled || cancels;
    state = ask_for_object(global, {.method = cancels ? "DELETE" : "GET", .target = path});
    if (!state) return state;
    if (number_at(*state, "number") != number) {
      return fail(Code::io_error, "the service has ended, or begun another one: how this one ended is not known");
    }
    watch.progress(number_at(*state, "done"), number_at(*state, "total"));
  }
  if (text_at(*state, "state") == "done") return state;
  return fail(code_named(text_at(*state, "code")), text_at(*state, "detail"));
}

}  // namespace rireki
