// Whatever comes as a request: its target is held against the routes and made into a command's words, its body is read
// as an event and as a service's own document. Nothing may crash, and what is read is written and read again alike.
//
//   cmake --preset fuzz && cmake --build --preset fuzz && build/fuzz/bin/rireki_fuzz -max_total_time=60
//   build/fuzz/corpus
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "events/types/event_json.h"
#include "tools/server/media_types.h"
#include "tools/server/request_body.h"
#include "tools/server/routes.h"

namespace {

using namespace rireki;

constexpr std::array<std::string_view, 3> kMethods = {"GET", "POST", "DELETE"};
constexpr std::array<std::string_view, 4> kKeys = {"owner", "role", "unit", "days"};

void read_target(std::string_view method, std::string_view target) {
  const auto matched = match(method, target);
  if (!matched || !matched->match) return;
  for (const AnswerForm form : {AnswerForm::object, AnswerForm::csv, AnswerForm::workbook, AnswerForm::cloud_events}) {
    const auto words = command_words(*matched->match, form);
    if (words && !matched->match->route->command.empty() && words->empty()) std::abort();
  }
}

void read_event(std::string_view body) {
  EventReader reader;
  const auto event = reader.read(body);
  if (!event) return;
  const std::string written = to_json(*event);
  const auto again = EventReader().read(written);
  if (!again || to_json(*again) != written) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  switch (bytes[0] % 4) {
    case 0:
      read_target(kMethods[bytes[1] % kMethods.size()], text.substr(1));
      break;
    case 1:
      (void)preferred(text, forms_of(routes().front()).given.front().bodies);
      break;
    case 2:
      (void)RequestBody::read(std::string(text), kKeys);
      break;
    default:
      read_event(text);
  }
  return 0;
}
