// Between Beast's messages and ours.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/beast/http.hpp>

#include "tools/server/http_message.h"
#include "tools/server/http_server.h"

namespace rireki {

/// Path and query of a request's target, which may be a whole address, whatever its host (RFC 9112, 3.2.2). What is
/// neither stays as it is.
[[nodiscard]] std::string origin_form(std::string_view target);

/// A request without its body.
[[nodiscard]] HttpRequest head_of(const boost::beast::http::request_header<>& message);

/// Whether the client waits to hear that its body is wanted.
[[nodiscard]] bool expects_continue(const boost::beast::http::request_header<>& message);

/// Whether the request says which host it is for, once, as HTTP/1.1 wants it (RFC 9112, 3.2).
[[nodiscard]] bool names_host(const boost::beast::http::request_header<>& message);

/// Whether nobody can disagree on who asks: Authorization is no list (RFC 9110, 11.6.2).
[[nodiscard]] bool names_one_asker(const boost::beast::http::request_header<>& message);

/// Whether where the body ends is said in a way that everybody before this server understands alike: no coding but
/// `chunked`, said once (RFC 9112, 6.1 and 6.3).
[[nodiscard]] bool has_plain_framing(const boost::beast::http::request_header<>& message);

/// To be called for each chunk of a body by the parser; refuses fields behind the last one: they would count as fields
/// of the header, credentials among them, without its limits.
void refuse_trailers(std::uint64_t size, std::string_view extensions, boost::system::error_code& ec);

/// The bytes of an answer up to its body, which follows whole. HEAD gets no more than these.
[[nodiscard]] std::string head_bytes(const HttpResponse& response, bool keep_alive);

/// The same of one whose body follows in chunks; then the connection ends.
[[nodiscard]] std::string chunked_head_bytes(const HttpResponse& response);

/// What is wrong with bytes that are no HTTP/1.1; none if something else happened to the connection.
[[nodiscard]] std::optional<std::string> misfit_of(const boost::system::error_code& ec);

/// What to answer to bytes that are no request within the limits; none if the connection just ended.
[[nodiscard]] std::optional<HttpResponse> complaint(const boost::system::error_code& ec, const HttpLimits& limits);

}  // namespace rireki
