#include "tools/server/form_refusals.h"

#include "tools/server/media_types.h"
#include "tools/server/problem.h"

namespace rireki {

namespace {

constexpr std::string_view kPlain = "identity";  // a content coding

std::string names_of(const BodyForms& forms) {
  std::string names;
  for (const auto& [media_type, schema] : forms) (names += names.empty() ? "" : ", ") += media_type;
  return names;
}

}  // namespace

HttpResponse not_acceptable(const BodyForms& given) {
  return problem(406, "NOT_ACCEPTABLE", "this route gives " + names_of(given));
}

std::optional<HttpResponse> refusal_of_body(const HttpRequest& request, const BodyForms& taken) {
  if (taken.empty()) return std::nullopt;
  if (!request.content_encoding.empty() && type_of(request.content_encoding) != kPlain) {
    HttpResponse refusal = problem(415, "UNSUPPORTED_MEDIA_TYPE", "the body is taken as it is, without a coding");
    refusal.headers.emplace_back("Accept-Encoding", kPlain);
    return refusal;
  }
  if (may_be_any(taken, request.content_type)) return std::nullopt;
  HttpResponse refusal = problem(415, "UNSUPPORTED_MEDIA_TYPE", "this route takes " + names_of(taken));
  refusal.headers.emplace_back("Accept", names_of(taken));
  return refusal;
}

}  // namespace rireki
