#include "tools/rireki/remote_request.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include <boost/json.hpp>

#include "tools/rireki/answering.h"

namespace rireki {

namespace json = boost::json;

namespace {

constexpr int kUnauthorised = 401;
constexpr int kNotFound = 404;
constexpr int kNotAcceptable = 406;
constexpr int kTooLarge = 413;

bool is_success(int status) { return status >= 200 && status < 300; }

}  // namespace

bool has_control_characters(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return (c >= 0 && c < ' ') || c == 0x7F; });
}

Result<ServiceAnswer> send_to_service(const GlobalOptions& global, ServiceRequest request) {
  if (!global.purpose.empty()) request.headers.emplace_back("X-Purpose", global.purpose);
  const char* token = std::getenv("RIREKI_TOKEN");
  if (token != nullptr && has_control_characters(token)) {
    return fail(Code::usage, "RIREKI_TOKEN: a token is one line without control characters, as token make printed it");
  }
  auto answer = send_request(
      {.url = global.server, .token = token == nullptr ? "" : token, .trusted_ca = global.trusted_ca}, request);
  const bool lacks_token = answer && answer->status == kUnauthorised && (token == nullptr || *token == '\0');
  if (lacks_token) return fail(Code::io_error, "the service asks for a token: put it into RIREKI_TOKEN");
  return answer;
}

std::string header(const ServiceAnswer& answer, const char* name) {
  const auto found = answer.headers.find(name);
  return found == answer.headers.end() ? std::string() : found->second;
}

void say_remarks_of(const ServiceAnswer& answer) { remarks() << decoded(header(answer, "rireki-remarks")); }

Result<std::string> ask_for_text(const GlobalOptions& global, ServiceRequest request) {
  auto answer = send_to_service(global, std::move(request));
  if (!answer) return std::unexpected(answer.error());
  if (!is_success(answer->status)) return std::unexpected(refusal_of(*answer));
  say_remarks_of(*answer);
  return std::move(answer->body);
}

Result<json::object> ask_for_object(const GlobalOptions& global, ServiceRequest request) {
  const auto text = ask_for_text(global, std::move(request));
  if (!text) return std::unexpected(text.error());
  boost::system::error_code ec;
  json::value document = json::parse(*text, ec);
  if (!ec && document.is_object()) return std::move(document.as_object());
  return fail(Code::io_error, "the service's answer is no JSON object");
}

ServiceRequest post_of(std::string target, std::string json) {
  return {.method = "POST",
          .target = std::move(target),
          .headers = {{"Content-Type", "application/json"}},
          .body = std::move(json)};
}

Error refusal_of(const json::object& object) {
  return {code_named(text_at(object, "code")), text_at(object, "detail"), text_at(object, "field")};
}

Error refusal_of(const ServiceAnswer& answer) {
  boost::system::error_code ec;
  const json::value document = json::parse(answer.body, ec);
  if (ec || !document.is_object()) return {Code::io_error, "the service answers " + std::to_string(answer.status)};
  Error refusal = refusal_of(document.as_object());
  const bool is_asked_wrongly =
      answer.status == kNotFound || answer.status == kNotAcceptable || answer.status == kTooLarge;
  if (is_asked_wrongly) refusal.code = Code::usage;
  return refusal;
}

Code code_named(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(Code::integrity_error); ++i) {
    if (to_text(static_cast<Code>(i)) == name) return static_cast<Code>(i);
  }
  return Code::io_error;
}

std::string text_at(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

std::uint64_t number_at(const json::object& object, std::string_view key) {
  return object.at(key).to_number<std::uint64_t>();
}

Result<Hash> hash_at(const json::object& object, std::string_view key) {
  const std::string hex = text_at(object, key);
  Hash hash{};
  for (std::size_t i = 0; i < hash.size() && hex.size() == 2 * hash.size(); ++i) {
    std::from_chars(hex.data() + 2 * i, hex.data() + 2 * i + 2, hash[i], 16);
  }
  if (to_hex(hash) == hex) return hash;
  return fail(Code::io_error, "the service's " + std::string(key) + " is no hash");
}

int print_text(const Result<std::string>& text) {
  if (!text) return report(text.error());
  answers() << *text;
  return exit_done;
}

}  // namespace rireki
