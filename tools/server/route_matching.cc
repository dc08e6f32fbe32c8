// Requests held against the table of routes.h, and the words of the commands that they become.
#include <algorithm>
#include <array>
#include <charconv>
#include <ranges>

#include <boost/url/params_encoded_view.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "events/types/text.h"
#include "events/types/text_form.h"
#include "tools/server/routes.h"

namespace rireki {

namespace {

using enum ParameterKind;

constexpr std::string_view kPrefix = "/v1";
constexpr std::string_view kGet = "GET";
constexpr std::string_view kHead = "HEAD";  // is answered as GET, of which the server sends no body

constexpr std::array<std::pair<std::string_view, AnswerForm>, 8> kForms = {{
    {"application/jsonl", AnswerForm::lines},
    {"text/csv", AnswerForm::csv},
    {"text/plain", AnswerForm::table},
    {"application/vnd.rireki.certificate", AnswerForm::certificate},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", AnswerForm::workbook},
    {"application/toml", AnswerForm::toml},
    {"application/cloudevents+json", AnswerForm::cloud_events},
    {"application/cloudevents-batch+json", AnswerForm::cloud_events_batch},
}};

std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  for (const auto part : std::views::split(path.substr(path.empty() ? 0 : 1), '/')) {
    segments.emplace_back(part.begin(), part.end());
  }
  return segments;
}

bool is_open(std::string_view segment) { return segment.starts_with('{'); }

/// The segments of each route's pattern: taken apart once, for each request looks at all of them.
const std::vector<std::vector<std::string_view>>& wanted_segments() {
  static const auto all = [] {
    std::vector<std::vector<std::string_view>> segments;
    for (const HttpRoute& route : routes()) segments.push_back(segments_of(route.pattern));
    return segments;
  }();
  return all;
}

/// The segments in braces, if the path fits.
std::optional<std::vector<std::string>> fit(const std::vector<std::string_view>& wanted,
                                            const std::vector<std::string>& path) {
  if (wanted.size() != path.size()) return std::nullopt;
  std::vector<std::string> open;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (is_open(wanted[i]) && !path[i].empty()) {
      open.push_back(path[i]);
    } else if (wanted[i] != path[i]) {
      return std::nullopt;
    }
  }
  return open;
}

using Query = std::pair<std::string, std::string>;

bool is_page(std::string_view text) {
  std::size_t rows = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), rows);
  return ec == std::errc() && end == text.data() + text.size() && rows >= 1 && rows <= kPageMax;
}

Result<void> read_queries(const boost::urls::url_view& url, Match& match) {
  for (const auto& param : url.params()) {
    if (auto r = check_utf8("the name of a parameter", param.key); !r) return r;
    if (auto r = check_utf8(param.key, param.value); !r) return r;
    const auto known = std::ranges::find(match.route->parameters, param.key, &Parameter::name);
    if (known == match.route->parameters.end()) {
      return fail(Code::usage, "the parameter " + in_quotes(param.key) + " is not known here", param.key);
    }
    if (param.value.empty()) {
      return fail(Code::usage, "the parameter " + in_quotes(param.key) + " has no value", param.key);
    }
    const bool may_repeat = known->kind != flag && known->kind != page && !match.route->command.empty();
    if (!may_repeat && std::ranges::count(match.queries, param.key, &Query::first) > 0) {
      return fail(Code::usage, "the parameter " + in_quotes(param.key) + " is given more than once", param.key);
    }
    if (known->kind == flag && param.value != "true" && param.value != "false") {
      return fail(Code::usage, param.key + " is true or false", param.key);
    }
    match.queries.emplace_back(param.key, param.value);
  }
  return {};
}

/// The one form in which a value from outside stands among the words: with its option, so that it is none itself.
std::string option_word(std::string_view name, std::string_view value) {
  return "--" + std::string(name) + "=" + std::string(value);
}

/// Once, whichever routes have the path.
void allow(std::string_view method, std::string& allowed) {
  const std::string known = ", " + allowed + ",";
  if (known.contains(", " + std::string(method) + ",")) return;
  (allowed += allowed.empty() ? "" : ", ") += method;
  if (method == kGet) allow(kHead, allowed);
}

}  // namespace

Result<Matched> match(std::string_view method, std::string_view target) {
  const auto url = boost::urls::parse_origin_form(target);
  if (!url) return fail(Code::usage, "the request's target cannot be read");
  std::vector<std::string> path;
  for (const auto& segment : url->segments()) {
    if (auto r = check_utf8("the path", segment); !r) return std::unexpected(r.error());
    path.push_back(segment);
  }
  Matched matched;
  if (path.empty() || "/" + path.front() != kPrefix) return matched;
  path.erase(path.begin());
  for (std::size_t i = 0; i < routes().size(); ++i) {
    const HttpRoute& route = routes()[i];
    auto segments = fit(wanted_segments()[i], path);
    if (!segments) continue;
    matched.has_path = true;
    allow(route.method, matched.allowed);
    if (route.method != (method == kHead ? kGet : method)) continue;
    matched.match = Match{&route, std::move(*segments), {}};
    if (auto r = read_queries(*url, *matched.match); !r) return std::unexpected(r.error());
    return matched;
  }
  return matched;
}

bool is_upload(std::string_view method, std::string_view target) {
  if (method != "POST") return false;  // most requests ask for something
  const auto matched = match(method, target);
  return matched && matched->match && matched->match->route->action == Action::import_events;
}

AnswerForm form_of(std::string_view media_type) {
  const auto found = std::ranges::find(kForms, media_type, &std::pair<std::string_view, AnswerForm>::first);
  return found == kForms.end() ? AnswerForm::object : found->second;
}

std::string_view media_type(AnswerForm form) {
  const auto found = std::ranges::find(kForms, form, &std::pair<std::string_view, AnswerForm>::second);
  return found == kForms.end() ? "application/json" : found->first;
}

Result<std::vector<std::string>> command_words(const Match& match, AnswerForm form) {
  std::vector<std::string> words(match.route->command.begin(), match.route->command.end());
  std::vector<std::string> arguments = match.segments;
  for (const Parameter& parameter : match.route->parameters) {
    if (parameter.kind == page) words.push_back(option_word(parameter.name, std::to_string(kPageMax)));
  }
  for (const auto& [name, value] : match.queries) {
    switch (std::ranges::find(match.route->parameters, name, &Parameter::name)->kind) {
      case option:
        words.push_back(option_word(name, value));
        break;
      case word:
        arguments.push_back(value);
        break;
      case flag:
        if (value == "true") words.push_back("--" + name);
        break;
      case page:
        if (!is_page(value))
          return fail(Code::usage, name + " is a number from 1 to " + std::to_string(kPageMax), name);
        std::erase_if(words, [&](const std::string& w) { return w.starts_with(option_word(name, "")); });
        words.push_back(option_word(name, value));
        break;
    }
  }
  if (form == AnswerForm::csv) words.emplace_back("--csv");
  if (form == AnswerForm::toml) words.emplace_back("--toml");
  const bool are_cloud_events = form == AnswerForm::cloud_events || form == AnswerForm::cloud_events_batch;
  if (are_cloud_events) words.emplace_back("--cloudevents");
  if (form == AnswerForm::object || form == AnswerForm::lines || are_cloud_events || is_file(form)) {
    words.emplace_back("--json");
  }
  if (!arguments.empty()) words.emplace_back("--");  // what comes from outside is no option
  words.insert(words.end(), arguments.begin(), arguments.end());
  return words;
}

}  // namespace rireki
