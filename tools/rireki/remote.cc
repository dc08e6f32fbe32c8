#include "tools/rireki/remote.h"

#include <cstdlib>
#include <iostream>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "events/types/text.h"
#include "tools/rireki/output.h"
#include "tools/rireki/remote_pages.h"
#include "tools/server/routes.h"

namespace rireki {

namespace {

namespace json = boost::json;

/// What was typed for one command, as CLI11 has read it.
struct Typed {
  std::vector<std::string> arguments;
  std::vector<std::pair<std::string, std::string>> options;  // by their long names; flags: "true"
};

Typed typed_words(const CLI::App& command) {
  Typed typed;
  for (const CLI::Option* option : command.get_options([](const CLI::Option* o) { return o->count() > 0; })) {
    const bool is_flag = option->get_expected_max() == 0 || option->get_items_expected_max() == 0;
    for (const std::string& value : option->results()) {
      if (option->get_lnames().empty()) {
        typed.arguments.push_back(value);
      } else {
        typed.options.emplace_back(option->get_lnames().front(), is_flag ? "true" : value);
      }
    }
  }
  return typed;
}

/// The question's route; the words of its command that come after the name are taken from the arguments.
Result<const HttpRoute*> route_of(const std::string& name, std::vector<std::string>& arguments) {
  for (const HttpRoute& route : routes()) {
    if (route.command.empty() || route.command.front() != name) continue;
    const std::size_t more = route.command.size() - 1;
    if (arguments.size() < more || !std::equal(route.command.begin() + 1, route.command.end(), arguments.begin())) {
      continue;
    }
    if (route.pattern.contains('{') && arguments.size() == more) continue;
    arguments.erase(arguments.begin(), arguments.begin() + static_cast<std::ptrdiff_t>(more));
    return &route;
  }
  return fail(Code::usage, in_quotes(name) + " is not answered by a service; give --data");
}

Result<std::string> target_of(const HttpRoute& route, const Typed& typed) {
  std::string target = "/v1" + std::string(route.pattern);
  auto argument = typed.arguments.begin();
  for (std::size_t open = 0; (open = target.find('{')) != std::string::npos; ++argument) {
    if (argument == typed.arguments.end()) return fail(Code::usage, "an argument is missing");
    target.replace(open, target.find('}') - open + 1, encoded(*argument));
  }
  char next = '?';
  const auto add = [&](std::string_view name, const std::string& value) {
    target += next + std::string(name) + "=" + encoded(value);
    next = '&';
  };
  const auto word = std::ranges::find(route.parameters, ParameterKind::word, &Parameter::kind);
  for (; argument != typed.arguments.end(); ++argument) {
    if (word == route.parameters.end()) return fail(Code::usage, "the service answers one " + in_quotes(*argument));
    add(word->name, *argument);
  }
  for (const auto& [name, value] : typed.options) {
    if (std::ranges::find(route.parameters, name, &Parameter::name) == route.parameters.end()) {
      return fail(Code::usage, "--" + name + " is not answered by a service; give --data");
    }
    add(name, value);
  }
  return target;
}

Code code_named(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(Code::integrity_error); ++i) {
    if (to_text(static_cast<Code>(i)) == name) return static_cast<Code>(i);
  }
  return Code::io_error;
}

std::string header(const ServiceAnswer& answer, const char* name) {
  const auto found = answer.headers.find(name);
  return found == answer.headers.end() ? std::string() : found->second;
}

/// What the command says beside its answer.
void say_remarks_of(const ServiceAnswer& answer) { remarks() << decoded(header(answer, "rireki-remarks")); }

/// On what the answer stands, as the command says it.
void say_moment_of(const GlobalOptions& global, const ServiceAnswer& answer) {
  const auto day = parse_iso_day(header(answer, "rireki-as-of"));
  if (!day) return;
  say_moment(global, *day, Seq{std::stoull(header(answer, "rireki-seq"))}, std::stoll(header(answer, "rireki-erased")));
}

/// Takes a number out of the options; `otherwise` if it was not typed.
std::uint64_t take_number(Typed& typed, std::string_view name, std::uint64_t otherwise) {
  for (const auto& option : typed.options) {
    if (option.first == name) otherwise = std::stoull(option.second);  // which CLI11 has checked
  }
  std::erase_if(typed.options, [name](const auto& option) { return option.first == name; });
  return otherwise;
}

bool is_paged(const HttpRoute& route) {
  return std::ranges::find(route.parameters, ParameterKind::page, &Parameter::kind) != route.parameters.end();
}

int ask_pages(const HttpRoute& route, Typed typed, const GlobalOptions& global) {
  const std::uint64_t from = take_number(typed, "from", 1);
  const std::uint64_t limit = take_number(typed, "limit", UINT64_MAX);
  Typed other = typed;
  const std::uint64_t to = take_number(other, "to", UINT64_MAX);
  const AnswerForm form = global.json ? AnswerForm::lines : AnswerForm::csv;
  const auto ask = [&](std::uint64_t first, std::uint64_t rows) -> Result<std::string> {
    if (first > from && first > to) return std::string();  // that was all
    Typed asked = typed;
    asked.options.emplace_back("from", std::to_string(first));
    asked.options.emplace_back("limit", std::to_string(rows));
    const auto target = target_of(route, asked);
    if (!target) return std::unexpected(target.error());
    auto answer = send_to_service(global, {.target = *target, .headers = {{"Accept", std::string(media_type(form))}}});
    if (!answer) return std::unexpected(answer.error());
    if (answer->status != 200) return std::unexpected(refusal_of(*answer));
    return std::move(answer->body);
  };
  const auto printed = print_pages(global, from, limit, ask);
  return printed ? exit_done : report(printed.error());
}

}  // namespace

int ask_server(const CLI::App& app, const GlobalOptions& global) {
  const CLI::App& command = *app.get_subcommands().front();
  Typed typed = typed_words(command);
  const auto route = route_of(command.get_name(), typed.arguments);
  if (!route) return report(route.error());
  if (is_paged(**route)) return ask_pages(**route, std::move(typed), global);
  const auto target = target_of(**route, typed);
  if (!target) return report(target.error());
  const AnswerForm form = global.json ? AnswerForm::lines : global.csv ? AnswerForm::csv : AnswerForm::table;
  ServiceRequest request{.target = *target, .headers = {{"Accept", std::string(media_type(form))}}};
  const auto answer = send_to_service(global, std::move(request));
  if (!answer) return report(answer.error());
  if (answer->status != 200) return report(refusal_of(*answer));
  std::cout << answer->body;
  say_remarks_of(*answer);
  say_moment_of(global, *answer);
  return exit_done;
}

bool is_local(const CLI::App& app) {
  const CLI::App& command = *app.get_subcommands().front();
  if (command.get_name() != "policy") return false;
  const auto arguments = typed_words(command).arguments;
  return !arguments.empty() && arguments.front() == "check";
}

bool records_at_server(const std::string& command) {
  return command == "append" || command == "void" || command == "correct" || command == "import";
}

Result<ServiceAnswer> send_to_service(const GlobalOptions& global, ServiceRequest request) {
  if (!global.purpose.empty()) request.headers.emplace_back("X-Purpose", global.purpose);
  const char* token = std::getenv("RIREKI_TOKEN");
  return send_request({.url = global.server, .token = token == nullptr ? "" : token, .trusted_ca = global.trusted_ca},
                      request);
}

std::string text_at(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

Error refusal_of(const json::object& object) {
  return {code_named(text_at(object, "code")), text_at(object, "detail"), text_at(object, "field")};
}

Error refusal_of(const ServiceAnswer& answer) {
  boost::system::error_code ec;
  const json::value document = json::parse(answer.body, ec);
  if (ec || !document.is_object()) return {Code::io_error, "the service answers " + std::to_string(answer.status)};
  return refusal_of(document.as_object());
}

}  // namespace rireki
