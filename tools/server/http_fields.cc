#include "tools/server/http_fields.h"

#include <algorithm>

#include "tools/server/problem.h"

namespace rireki {

namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

namespace {

const error_code kTrailers = http::make_error_code(http::error::unexpected_body);

using Head = http::response<http::empty_body>;

Head head_with_fields(const HttpResponse& response) {
  Head head;
  head.result(http::int_to_status(static_cast<unsigned>(response.status)));
  head.set(http::field::content_type, response.content_type);
  head.set(http::field::cache_control, "no-store");
  head.set("X-Content-Type-Options", "nosniff");
  for (const auto& [name, value] : response.headers) head.set(name, value);
  return head;
}

std::string bytes_of(const Head& head) {
  std::string bytes;
  Head::fields_type::writer fields(head.base(), head.version(), head.result_int());
  const auto parts = fields.get();
  for (const auto part : beast::buffers_range_ref(parts)) {
    bytes.append(static_cast<const char*>(part.data()), part.size());
  }
  return bytes;
}

/// A list may be sent by several fields of its name (RFC 9110, 5.3).
std::string list_in(const http::request_header<>& message, http::field name) {
  std::string list;
  const auto [first, last] = message.equal_range(name);
  for (auto field = first; field != last; ++field) list.append(field == first ? "" : ", ").append(field->value());
  return list;
}

}  // namespace

std::string origin_form(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!beast::iequals(target.substr(0, scheme.size()), scheme)) continue;
    const std::string_view rest = target.substr(scheme.size());
    const std::size_t path = std::min(rest.find_first_of("/?#"), rest.size());
    if (path == 0) break;  // no host
    return (rest.substr(path).starts_with('/') ? "" : "/") + std::string(rest.substr(path));
  }
  return std::string(target);
}

HttpRequest head_of(const http::request_header<>& message) {
  const auto header = [&](http::field field) { return std::string(message[field]); };
  return {.method = std::string(message.method_string()),
          .target = origin_form(message.target()),
          .authorization = header(http::field::authorization),
          .if_match = message.count(http::field::if_match) == 0
                          ? std::nullopt
                          : std::optional(list_in(message, http::field::if_match)),
          .if_none_match = list_in(message, http::field::if_none_match),
          .content_type = list_in(message, http::field::content_type),
          .content_encoding = list_in(message, http::field::content_encoding),
          .accept = list_in(message, http::field::accept),
          .accept_encoding = header(http::field::accept_encoding),
          .last_event_id = std::string(message["Last-Event-ID"]),
          .purpose = std::string(message["X-Purpose"]),
          .body = {}};
}

bool expects_continue(const http::request_header<>& message) {
  return beast::iequals(message[http::field::expect], "100-continue");
}

bool names_host(const http::request_header<>& message) {
  return message.version() < 11 || message.count(http::field::host) == 1;
}

bool names_one_asker(const http::request_header<>& message) { return message.count(http::field::authorization) <= 1; }

bool has_plain_framing(const http::request_header<>& message) {
  const auto count = message.count(http::field::transfer_encoding);
  return count == 0 ||
         (count == 1 && message.version() == 11 && beast::iequals(message[http::field::transfer_encoding], "chunked"));
}

void refuse_trailers(std::uint64_t size, std::string_view extensions, error_code& ec) {
  // The parser has read on to the empty line that ends the trailers: without any it follows at once.
  constexpr std::string_view kEnd = "\r\n\r\n";
  const char* after = extensions.data() + extensions.size();
  if (size == 0 && std::string_view(after, kEnd.size()) != kEnd) ec = kTrailers;
}

std::string head_bytes(const HttpResponse& response, bool keep_alive) {
  Head head = head_with_fields(response);
  head.keep_alive(keep_alive);
  // A 304 has no body, and a length would be that of the answer which it stands for (RFC 9110, 8.6).
  if (response.status != 304) head.content_length(response.body.size());
  return bytes_of(head);
}

std::string chunked_head_bytes(const HttpResponse& response) {
  Head head = head_with_fields(response);
  head.chunked(true);
  head.keep_alive(false);
  return bytes_of(head);
}

std::optional<std::string> misfit_of(const error_code& ec) {
  if (ec == kTrailers) return "fields behind the body are not taken";
  const bool is_of_http = ec.category() == http::make_error_code(http::error::bad_version).category();
  if (!is_of_http || ec == http::error::end_of_stream || ec == http::error::partial_message) return std::nullopt;
  return "this is no HTTP/1.1 request: " + ec.message();
}

std::optional<HttpResponse> complaint(const error_code& ec, const HttpLimits& limits) {
  if (ec == http::error::header_limit || ec == http::error::buffer_overflow) {
    return problem(431, "HEADER_TOO_LARGE",
                   "the header is larger than " + std::to_string(limits.header_bytes_max) + " bytes");
  }
  if (ec == http::error::body_limit) {
    return problem(413, "BODY_TOO_LARGE",
                   "the body is larger than " + std::to_string(limits.body_bytes_max) + " bytes");
  }
  const auto misfit = misfit_of(ec);
  return misfit ? std::optional(problem(400, "BAD_REQUEST", *misfit)) : std::nullopt;
}

}  // namespace rireki
