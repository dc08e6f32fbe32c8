#include "tools/server/administering.h"

#include <array>

#include "events/types/json_writer.h"
#include "tools/server/problem.h"
#include "tools/server/request_body.h"

namespace rireki {

namespace {

constexpr std::int64_t kDaysDefault = 365;
constexpr std::int64_t kDaysMax = 3650;

void write_token(JsonWriter& out, const Token& token) {
  out.key("id").text(token.id).key("owner").text(token.owner).key("role").text(to_text(token.role)).key("unit");
  token.unit.empty() ? out.null() : out.text(token.unit);
  out.key("made").text(to_text(token.made)).key("expires").text(to_text(token.expires));
}

}  // namespace

HttpResponse asker_of(const Token& token, Day today, Seq last) {
  JsonWriter out;
  out.begin_object().key("owner").text(token.owner).key("role").text(to_text(token.role)).key("unit");
  token.unit.empty() ? out.null() : out.text(token.unit);
  out.key("expires").text(to_text(token.expires)).key("today").text(to_iso(today));
  out.key("known_at").text("seq:" + std::to_string(last.value)).end_object();
  return {.body = out.str() + "\n"};
}

HttpResponse Administering::list() const {
  const auto tokens = tokens_.list();
  if (!tokens) return problem(tokens.error());
  JsonWriter out;
  out.begin_object().key("rows").begin_array();
  for (const Token& token : *tokens) {
    out.begin_object();
    write_token(out, token);
    out.end_object();
  }
  out.end_array().end_object();
  return {.body = out.str() + "\n"};
}

HttpResponse Administering::make(const HttpRequest& request, Instant now) {
  constexpr std::array kMembers = {Member{"owner"}, Member{"role"}, Member{"unit"},
                                   Member{"days", MemberKind::whole_number}};
  const auto body = RequestBody::read(request.body, kMembers);
  if (!body) return problem(body.error());
  const auto role = from_text<TokenRole>(body->text_or_none("role"));
  if (!role) {
    return problem(Error{Code::invalid_field, "role: auditor, hr, manager, analyst, job or admin", "role"});
  }
  const std::int64_t days = body->number_or("days", kDaysDefault);
  if (days < 1 || days > kDaysMax) return problem(Error{Code::invalid_field, "days: 1 to 3650", "days"});
  Token token{.id = {},
              .hash = {},
              .owner = body->text_or_none("owner"),
              .role = *role,
              .unit = body->text_or_none("unit"),
              .made = now,
              .expires = Instant{now.ms + days * kDayMs}};
  const auto secret = tokens_.make(token);
  if (!secret) return problem(secret.error());
  JsonWriter out;
  out.begin_object();
  write_token(out, token);
  out.key("token").text(*secret).end_object();
  return {.status = 201, .body = out.str() + "\n"};
}

HttpResponse Administering::revoke(const std::string& id) {
  const auto revoked = tokens_.revoke(id);
  if (revoked) return {.body = "{\"revoked\":true}\n"};
  return revoked.error().code == Code::usage ? problem(404, "NOT_FOUND", revoked.error().message)
                                             : problem(revoked.error());
}

}  // namespace rireki
