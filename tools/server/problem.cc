#include "tools/server/problem.h"

#include <spdlog/spdlog.h>

namespace rireki {

namespace {

int status_of(Code code) {
  switch (code) {
    case Code::invalid_json:
    case Code::encoding_error:
    case Code::usage:
      return 400;
    case Code::concurrent_change:
      return 412;
    case Code::id_reused:
      return 409;
    case Code::io_error:
      return 503;
    case Code::integrity_error:
      return 500;
    default:
      return 422;
  }
}

}  // namespace

void write_problem(JsonWriter& out, int status, std::string_view code, std::string_view detail,
                   std::string_view field) {
  out.key("type").text("urn:rireki:problem:" + std::string(code));
  out.key("title").text(code).key("status").integer(status).key("detail").text(detail);
  out.key("code").text(code);
  if (!field.empty()) out.key("field").text(field);
}

void write_problem(JsonWriter& out, int status, const Error& error) {
  write_problem(out, status, to_text(error.code), error.message, error.field);
}

HttpResponse problem(int status, std::string_view code, std::string_view detail, std::string_view field) {
  JsonWriter out;
  out.begin_object();
  write_problem(out, status, code, detail, field);
  out.end_object();
  return {.status = status, .content_type = "application/problem+json", .body = out.str() + "\n"};
}

HttpResponse problem(const Error& error) {
  return problem(status_of(error.code), to_text(error.code), error.message, error.field);
}

HttpResponse failed(std::string_view doing, const std::exception& e) {
  spdlog::error("{} failed: {}", doing, e.what());
  return problem(500, "INTERNAL_ERROR", "the service failed; its log says why");
}

HttpResponse unauthorised(std::string_view detail) {
  HttpResponse response = problem(401, "UNAUTHORISED", detail);
  response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return response;
}

HttpResponse too_many_requests() {
  HttpResponse response = problem(429, "TOO_MANY_REQUESTS", "this token asks for too much at a time");
  response.headers.emplace_back("Retry-After", "1");
  return response;
}

HttpResponse busy() {
  HttpResponse response = problem(503, "BUSY", "too many requests wait; come back in a second");
  response.headers.emplace_back("Retry-After", "1");
  return response;
}

}  // namespace rireki
