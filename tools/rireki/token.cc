#include "tools/rireki/token.h"

#include <filesystem>

#include <boost/json.hpp>

#include "engine/clock/clock.h"
#include "engine/files/durable_file.h"
#include "events/types/json_writer.h"
#include "events/types/text.h"
#include "tools/rireki/answering.h"
#include "tools/rireki/output.h"
#include "tools/rireki/remote_request.h"
#include "tools/server/tokens.h"

namespace rireki {

namespace {

namespace json = boost::json;

/// A unit may come later, so a token for one that is not there is made; but a slip of the pen is worth a word.
void warn_of_unknown_unit(const GlobalOptions& global, const std::string& unit) {
  const auto engine = open_to_read(global);
  if (!engine) return;
  const auto organisation = (*engine)->organisation((*engine)->last());
  if (!organisation || (*organisation)->units.all().contains(unit)) return;
  remarks() << "warning: no unit " << code_in_quotes(unit) << " is known: whoever has this token sees nobody\n";
}

/// Its secret.
Result<std::string> make_here(const GlobalOptions& global, const TokenOptions& options, TokenRole role) {
  const Instant now = system_clock()->now();
  Token token{.id = {},
              .hash = {},
              .owner = options.owner,
              .role = role,
              .unit = options.unit,
              .made = now,
              .expires = Instant{now.ms + options.days * kDayMs}};
  return Tokens(global.data).make(token);
}

Result<std::string> make_at_service(const GlobalOptions& global, const TokenOptions& options) {
  JsonWriter body;
  body.begin_object().key("role").text(options.role);
  if (!options.owner.empty()) body.key("owner").text(options.owner);
  if (!options.unit.empty()) body.key("unit").text(options.unit);
  body.key("days").integer(options.days).end_object();
  const auto made = ask_for_object(global, post_of("/v1/tokens", body.str()));
  return made ? Result<std::string>(text_at(*made, "token")) : std::unexpected(made.error());
}

int make(const GlobalOptions& global, const TokenOptions& options) {
  const auto role = from_text<TokenRole>(options.role);
  if (!role) return report({Code::usage, "--role: auditor, hr, manager, analyst, job or admin"});
  const auto secret = global.server.empty() ? make_here(global, options, *role) : make_at_service(global, options);
  if (!secret) return report(secret.error());
  if (global.server.empty() && !options.unit.empty()) warn_of_unknown_unit(global, options.unit);
  answers() << *secret << '\n';
  remarks() << "this is the only time that the token is shown\n";
  return exit_done;
}

Result<std::vector<Token>> tokens_of_service(const GlobalOptions& global) {
  const auto listed = ask_for_object(global, {.target = "/v1/tokens"});
  if (!listed) return std::unexpected(listed.error());
  std::vector<Token> tokens;
  for (const json::value& value : listed->at("rows").as_array()) {
    const json::object& row = value.as_object();
    const auto role = from_text<TokenRole>(text_at(row, "role"));
    const auto made = parse_instant(text_at(row, "made"));
    const auto expires = parse_instant(text_at(row, "expires"));
    if (!role || !made || !expires) return fail(Code::io_error, "the service's list of tokens cannot be read");
    tokens.push_back({text_at(row, "id"), {}, text_at(row, "owner"), *role, text_at(row, "unit"), *made, *expires});
  }
  return tokens;
}

int list(const GlobalOptions& global) {
  const auto tokens = global.server.empty() ? Tokens(global.data).list() : tokens_of_service(global);
  if (!tokens) return report(tokens.error());
  Output output(global, {"id", "owner", "role", "unit", "made", "expires"});
  for (const Token& token : *tokens) {
    JsonWriter out;
    out.begin_object().key("id").text(token.id).key("owner").text(token.owner).key("role").text(to_text(token.role));
    out.key("unit");
    token.unit.empty() ? out.null() : out.text(token.unit);
    out.key("made").text(to_text(token.made)).key("expires").text(to_text(token.expires)).end_object();
    output.row(out.str(), {token.id, token.owner, std::string(to_text(token.role)), token.unit, to_text(token.made),
                           to_text(token.expires)});
  }
  output.finish();
  return exit_done;
}

Result<void> revoke(const GlobalOptions& global, const std::string& id) {
  if (global.server.empty()) return Tokens(global.data).revoke(id);
  if (id.empty()) return fail(Code::usage, "no token has the id \"\"");  // nor a route
  const auto revoked = ask_for_text(global, {.method = "DELETE", .target = "/v1/tokens/" + encoded(id)});
  return revoked ? Result<void>{} : std::unexpected(revoked.error());
}

}  // namespace

int run_token(const GlobalOptions& global, const TokenOptions& options) {
  if (global.server.empty()) {
    const auto has_log = is_there(DataDirectory{global.data}.log());
    if (!has_log) return report(has_log.error());
    if (!*has_log)
      return report({Code::io_error, "there is no log in " + global.data + "; make one with `rireki init`"});
  }
  if (options.action == "list") return list(global);
  if (options.action == "make") return make(global, options);
  const auto revoked = revoke(global, options.id);
  return revoked ? int{exit_done} : report(revoked.error());
}

}  // namespace rireki
