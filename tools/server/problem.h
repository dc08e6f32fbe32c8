// Problem documents (RFC 9457): why a request got no answer, with the contract's code.
#pragma once

#include <exception>
#include <string_view>

#include "events/types/error.h"
#include "events/types/json_writer.h"
#include "tools/server/http_message.h"

namespace rireki {

[[nodiscard]] HttpResponse problem(int status, std::string_view code, std::string_view detail,
                                   std::string_view field = {});

/// The members of such a document, into an object that is begun and may get more.
void write_problem(JsonWriter& out, int status, std::string_view code, std::string_view detail,
                   std::string_view field = {});
void write_problem(JsonWriter& out, int status, const Error& error);

/// With the status that fits the code: 400 for what cannot be read, 404, 409, 412 and 422 for what the rules refuse,
/// 500 and 503 for what is ours.
[[nodiscard]] HttpResponse problem(const Error& error);

/// 500 for what work threw, which the log tells of.
[[nodiscard]] HttpResponse failed(std::string_view doing, const std::exception& e);

/// 401, which says how to come back.
[[nodiscard]] HttpResponse unauthorised(std::string_view detail);

/// 429 for one token's requests, 503 for all; to be tried again in a second.
[[nodiscard]] HttpResponse too_many_requests();
[[nodiscard]] HttpResponse busy();

/// Does what answers a request; what it throws is answered.
template <class Work>
void answer_guarded(const Respond& respond, Work work) {
  try {
    work();
  } catch (const std::exception& e) {
    respond(failed("a request", e));
  }
}

}  // namespace rireki
