#include "tools/rireki/remote.h"

#include <iostream>

#include <CLI/CLI.hpp>

#include "engine/proof/hash.h"
#include "events/types/text.h"
#include "tools/rireki/audience.h"
#include "tools/rireki/output.h"
#include "tools/rireki/remote_pages.h"
#include "tools/rireki/remote_request.h"
#include "tools/rireki/whole_file.h"
#include "tools/server/routes.h"

namespace rireki {

namespace {

constexpr int kOk = 200;

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

/// On what the answer stands, as the command says it.
void say_moment_of(const GlobalOptions& global, const ServiceAnswer& answer) {
  const auto day = parse_iso_day(header(answer, "rireki-as-of"));
  if (!day) return;
  const std::string erased = header(answer, "rireki-erased");
  say_moment(global, *day, Seq{std::stoull(header(answer, "rireki-seq"))},
             erased == kSuppressedMark ? std::nullopt : std::optional<std::int64_t>(std::stoll(erased)));
}

bool is_typed(const Typed& typed, std::string_view name) {
  return std::ranges::find(typed.options, name, &std::pair<std::string, std::string>::first) != typed.options.end();
}

/// Takes an option out of the others; `otherwise` if it was not typed.
std::string take(Typed& typed, std::string_view name, std::string otherwise = {}) {
  for (const auto& option : typed.options) {
    if (option.first == name) otherwise = option.second;
  }
  std::erase_if(typed.options, [name](const auto& option) { return option.first == name; });
  return otherwise;
}

std::uint64_t take_number(Typed& typed, std::string_view name, std::uint64_t otherwise) {
  return std::stoull(take(typed, name, std::to_string(otherwise)));  // which CLI11 has checked
}

bool has_parameter(const HttpRoute& route, std::string_view name) {
  return std::ranges::find(route.parameters, name, &Parameter::name) != route.parameters.end();
}

bool is_paged(const HttpRoute& route) {
  return std::ranges::find(route.parameters, ParameterKind::page, &Parameter::kind) != route.parameters.end();
}

AnswerForm form_asked_for(const GlobalOptions& global) {
  return global.json ? AnswerForm::lines : global.csv ? AnswerForm::csv : AnswerForm::table;
}

Result<ServiceAnswer> ask_for(AnswerForm form, const HttpRoute& route, const Typed& typed,
                              const GlobalOptions& global) {
  Typed asked = typed;
  if (global.era && (form == AnswerForm::csv || form == AnswerForm::table)) asked.options.emplace_back("era", "true");
  const auto target = target_of(route, asked);
  if (!target) return std::unexpected(target.error());
  auto answer = send_to_service(global, {.target = *target, .headers = {{"Accept", std::string(media_type(form))}}});
  if (answer && answer->status != kOk) return std::unexpected(refusal_of(*answer));
  return answer;
}

int ask_pages(const HttpRoute& route, Typed typed, const GlobalOptions& global) {
  const std::uint64_t from = take_number(typed, "from", 1);
  const std::uint64_t limit = take_number(typed, "limit", UINT64_MAX);
  const bool are_cloud_events = !take(typed, "cloudevents").empty();
  if (are_cloud_events && !global.json) return report({Code::usage, "--cloudevents goes with --json"});
  Typed other = typed;
  const std::uint64_t to = take_number(other, "to", UINT64_MAX);
  const AnswerForm form = are_cloud_events ? AnswerForm::cloud_events
                          : global.json    ? AnswerForm::lines
                                           : AnswerForm::csv;
  const auto ask = [&](std::uint64_t first, std::uint64_t rows) -> Result<std::string> {
    if (first > from && first > to) return std::string();  // that was all
    Typed asked = typed;
    asked.options.emplace_back("from", std::to_string(first));
    asked.options.emplace_back("limit", std::to_string(rows));
    auto answer = ask_for(form, route, asked, global);
    if (!answer) return std::unexpected(answer.error());
    return std::move(answer->body);
  };
  const auto printed = print_pages(global, from, limit, ask);
  return printed ? exit_done : report(printed.error());
}

/// The same question as of what its answer stands on, so that another form of it says the same.
Typed fixed(Typed typed, const HttpRoute& route, const ServiceAnswer& answer) {
  const std::string day = header(answer, "rireki-as-of");
  if (day.empty()) return typed;
  const bool names_day = is_typed(typed, "as-of") || is_typed(typed, "fiscal-year") || is_typed(typed, "to");
  if (!names_day && has_parameter(route, "as-of")) typed.options.emplace_back("as-of", day);
  if (!is_typed(typed, "known-at")) typed.options.emplace_back("known-at", "seq:" + header(answer, "rireki-seq"));
  return typed;
}

/// Whether it is of this answer. Its signature is checked elsewhere, with rireki-verify.
bool is_certificate_of(const std::string& certificate, const std::string& answer) {
  const Hash leaf = Hasher().leaf(answer);
  const std::string_view bytes(reinterpret_cast<const char*>(leaf.data()), leaf.size());
  return certificate.contains("\nanswer " + to_base64(bytes) + "\n");
}

/// A file that is written beside the answer; without a path there is none.
struct Beside {
  AnswerForm form;
  std::string path;
};

Result<void> write_beside(const Beside& beside, const HttpRoute& route, const Typed& question,
                          const ServiceAnswer& answer, const GlobalOptions& global) {
  if (beside.path.empty()) return {};
  const auto file = ask_for(beside.form, route, question, global);
  if (!file) return std::unexpected(file.error());
  if (beside.form == AnswerForm::certificate && !is_certificate_of(file->body, answer.body)) {
    return fail(Code::integrity_error, "the service has certified another answer than it has given");
  }
  return write_whole_file(beside.path, file->body);
}

}  // namespace

int ask_server(const CLI::App& app, const GlobalOptions& global, const std::string& certificate) {
  const CLI::App& command = *app.get_subcommands().front();
  Typed typed = typed_words(command);
  const auto route = route_of(command.get_name(), typed.arguments);
  if (!route) return report(route.error());
  if (!certificate.empty() && !global.json) {
    return report({Code::usage, "a service certifies JSON Lines: give --json"});
  }
  if (is_paged(**route) && certificate.empty()) return ask_pages(**route, std::move(typed), global);
  const bool is_toml = !take(typed, "toml").empty();
  const std::array files = {Beside{AnswerForm::workbook, take(typed, "xlsx")},
                            Beside{AnswerForm::certificate, certificate}};
  const auto answer = ask_for(is_toml ? AnswerForm::toml : form_asked_for(global), **route, typed, global);
  if (!answer) return report(answer.error());
  const Typed question = fixed(std::move(typed), **route, *answer);
  for (const Beside& beside : files) {
    if (auto r = write_beside(beside, **route, question, *answer, global); !r) return report(r.error());
  }
  std::cout << answer->body;
  say_remarks_of(*answer);
  say_moment_of(global, *answer);
  return exit_done;
}

}  // namespace rireki
