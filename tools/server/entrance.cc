#include "tools/server/entrance.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <spdlog/spdlog.h>

#include "events/types/text_form.h"
#include "tools/server/form_refusals.h"
#include "tools/server/media_types.h"
#include "tools/server/problem.h"
#include "tools/server/route_forms.h"

namespace rireki {

namespace {

constexpr std::string_view kBearer = "Bearer ";

/// The name of a scheme has no case (RFC 9110, 11.1).
bool has_bearer(std::string_view authorization) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(authorization.substr(0, kBearer.size()), kBearer, {}, lower, lower);
}

/// What is wrong names files of ours, and whoever asks may be anybody.
HttpResponse unreadable(const Error& error) {
  spdlog::error("the tokens cannot be read: {}", error.message);
  return problem(Error{error.code, "the service cannot read who may ask it; its log says why"});
}

std::expected<Match, HttpResponse> match_of(const HttpRequest& request) {
  auto matched = match(request.method, request.target);
  if (!matched) return std::unexpected(problem(matched.error()));
  if (!matched->has_path) return std::unexpected(problem(404, "NOT_FOUND", "there is no such route"));
  if (matched->match) return std::move(*matched->match);
  HttpResponse refusal = problem(405, "METHOD_NOT_ALLOWED", "this route takes " + matched->allowed);
  refusal.headers.emplace_back("Allow", matched->allowed);
  return std::unexpected(std::move(refusal));
}

/// Errors: ENCODING_ERROR for a header that is kept or said again.
Result<void> check_headers(const HttpRequest& request) {
  if (auto r = check_utf8("X-Purpose", request.purpose); !r) return r;
  return check_utf8("If-Match", request.if_match.value_or(""));
}

/// The media type of the answer, if the request's headers and body are such as the route takes.
std::expected<std::string_view, HttpResponse> media_type_of_answer(const HttpRequest& request, const HttpRoute& route) {
  if (auto r = check_headers(request); !r) return std::unexpected(problem(r.error()));
  const RouteForms& forms = forms_of(route);
  const BodyForms& given = forms.given.front().bodies;
  const auto chosen = preferred(request.accept, given);
  if (!chosen) return std::unexpected(not_acceptable(given));
  if (auto refusal = refusal_of_body(request, forms.taken)) return std::unexpected(std::move(*refusal));
  return *chosen;
}

}  // namespace

std::string_view secret_of(const HttpRequest& request) {
  return std::string_view(request.authorization).substr(kBearer.size());
}

std::expected<Admitted, HttpResponse> Entrance::look_at(const HttpRequest& request, RequestLine& line) {
  auto match = match_of(request);
  if (!match) return std::unexpected(std::move(match.error()));
  const HttpRoute& route = *match->route;
  line.route = route.pattern;
  auto asker = asker_of(request, route, line);
  if (!asker) return std::unexpected(std::move(asker.error()));
  const auto media_type = media_type_of_answer(request, route);
  if (!media_type) return std::unexpected(media_type.error());
  return Admitted{std::move(*match), std::move(*asker), *media_type, nullptr};
}

std::expected<Admitted, HttpResponse> Entrance::admit(const HttpRequest& request, RequestLine& line) {
  auto admitted = look_at(request, line);
  if (!admitted || admitted->match.route->roles.empty()) return admitted;
  admitted->use = limits_.take(admitted->asker->id, clock_.now());
  if (admitted->use == nullptr) return std::unexpected(too_many_requests());
  return admitted;
}

/// Who asks for what needs no token, but tells more to somebody.
std::shared_ptr<const Token> Entrance::asker_if_known(const HttpRequest& request) {
  if (!has_bearer(request.authorization)) return nobody_;
  const auto found = tokens_.find(secret_of(request), clock_.now());
  return found && *found != nullptr ? *found : nobody_;
}

/// Who asks, if they may; else the refusal.
std::expected<std::shared_ptr<const Token>, HttpResponse> Entrance::asker_of(const HttpRequest& request,
                                                                             const HttpRoute& route,
                                                                             RequestLine& line) {
  if (route.roles.empty()) return route.action == Action::ready ? asker_if_known(request) : nobody_;
  if (!has_bearer(request.authorization)) {
    return std::unexpected(unauthorised("send a token: Authorization: Bearer …"));
  }
  auto found = tokens_.find(secret_of(request), clock_.now());
  if (!found) return std::unexpected(unreadable(found.error()));
  if (*found == nullptr) return std::unexpected(unauthorised("the token is not known, revoked or expired"));
  line.token = (*found)->id;
  if (std::ranges::find(route.roles, (*found)->role) == route.roles.end()) {
    return std::unexpected(
        problem(403, "FORBIDDEN", "the role " + std::string(to_text((*found)->role)) + " may not ask for this"));
  }
  return std::move(*found);
}

}  // namespace rireki
