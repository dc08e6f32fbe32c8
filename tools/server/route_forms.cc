#include "tools/server/route_forms.h"

#include <algorithm>

namespace rireki {

namespace {

struct ActionForms {
  Action action;
  RouteForms forms;
};

constexpr std::string_view kJson = "application/json";
constexpr std::string_view kAnswer = "the answer";
constexpr BodyForm kText = {"text/plain"};

BodyForms json_of(std::string_view schema) { return {{kJson, schema}}; }

std::vector<GivenForms> answered(BodyForms bodies) { return {{"200", kAnswer, std::move(bodies)}}; }

std::vector<GivenForms> answered(std::string_view schema) { return answered(json_of(schema)); }

std::vector<GivenForms> begun() { return {{"202", "it was begun", json_of("Work")}}; }

GivenForms made(std::string_view schema) { return {"201", "it was made", json_of(schema)}; }

GivenForms proposed() { return {"202", "a second person is to approve it", json_of("Proposal")}; }

/// 201 if anything is new.
std::vector<GivenForms> recorded(std::string_view schema) {
  return {{"201", "it is on disk", json_of(schema)}, {"200", "nothing was recorded anew", json_of(schema)}};
}

std::vector<GivenForms> with(std::vector<GivenForms> all, GivenForms more) {
  all.push_back(std::move(more));
  return all;
}

const std::vector<ActionForms>& all_forms() {
  static const BodyForms none;
  static const BodyForms rows = {
      {kJson, "Answer"}, {media_type(AnswerForm::lines), "Lines"}, {media_type(AnswerForm::csv)}, kText};
  static const BodyForms events = {{kJson, "Event"},
                                   {media_type(AnswerForm::cloud_events), "CloudEvent"},
                                   {media_type(AnswerForm::lines), "Lines"},
                                   {media_type(AnswerForm::cloud_events_batch), "CloudEvents"}};
  static const BodyForms bytes = {{"application/octet-stream"}};
  static const BodyForms lines = {{media_type(AnswerForm::lines), "Lines"}};
  static const GivenForms erased_before = {"200", "it was erased before", json_of("Object")};
  static const std::vector<ActionForms> all = {
      {Action::answer_command, {none, answered(rows)}},
      {Action::append, {events, recorded("Outcomes")}},
      {Action::import_events, {lines, recorded("ImportReport")}},
      {Action::close_period, {json_of("ClosingRequest"), with(recorded("Outcomes"), proposed())}},
      {Action::stream, {none, answered(BodyForms{{"text/event-stream"}})}},
      {Action::propose, {events, {proposed()}}},
      {Action::propose_erasure, {json_of("ErasureRequest"), {proposed(), erased_before}}},
      {Action::list_proposals, {none, answered("Proposals")}},
      {Action::show_proposal, {none, answered("Proposal")}},
      {Action::withdraw_proposal, {none, answered("Object")}},
      {Action::approve_proposal, {none, recorded("Object")}},
      {Action::list_tokens, {none, answered("Tokens")}},
      {Action::make_token, {json_of("TokenRequest"), {made("Token")}}},
      {Action::revoke_token, {none, answered("Object")}},
      {Action::show_asker, {none, answered("Asker")}},
      {Action::health, {none, answered("Status")}},
      {Action::ready, {none, answered("Status")}},
      {Action::metrics, {none, answered(BodyForms{kText})}},
      {Action::openapi, {none, answered("Object")}},
      {Action::back_up, {none, {made("Backup")}}},
      {Action::checkpoint, {none, answered(BodyForms{kText})}},
      {Action::verifier_key, {none, answered(BodyForms{kText})}},
      {Action::prove, {none, answered(BodyForms{kText})}},
      {Action::prove_growth, {none, answered(BodyForms{kText})}},
      {Action::tile, {none, answered(bytes)}},
      {Action::bundle, {none, answered(bytes)}},
      {Action::long_record, {none, answered(bytes)}},
      {Action::start_rebuild, {none, begun()}},
      {Action::rebuild_state, {none, answered("Work")}},
      {Action::cancel_rebuild, {none, answered("Work")}},
      {Action::start_verification, {none, begun()}},
      {Action::verification_state, {none, answered("Work")}},
  };
  return all;
}

/// Forms that not every command's answer has.
constexpr std::pair<std::string_view, AnswerForm> kFurtherForms[] = {
    {"log", AnswerForm::cloud_events}, {"log", AnswerForm::cloud_events_batch}, {"policy", AnswerForm::toml},
    {"roster", AnswerForm::workbook},  {"kpi", AnswerForm::workbook},           {"report", AnswerForm::workbook},
    {"form", AnswerForm::workbook}};

RouteForms forms_made_of(const HttpRoute& route) {
  RouteForms forms = std::ranges::find(all_forms(), route.action, &ActionForms::action)->forms;
  if (route.command.empty()) return forms;
  BodyForms& bodies = forms.given.front().bodies;
  for (const auto& [command, form] : kFurtherForms) {
    if (command != route.command.front()) continue;
    bodies.push_back({media_type(form), form == AnswerForm::cloud_events         ? "CloudEventLines"
                                        : form == AnswerForm::cloud_events_batch ? "CloudEvents"
                                                                                 : std::string_view()});
  }
  const bool has_moment = std::ranges::find(route.parameters, "known-at", &Parameter::name) != route.parameters.end();
  if (has_moment) bodies.push_back({media_type(AnswerForm::certificate)});
  return forms;
}

}  // namespace

const RouteForms& forms_of(const HttpRoute& route) {
  static const auto by_route = [] {
    std::vector<RouteForms> all;
    for (const HttpRoute& each : routes()) all.push_back(forms_made_of(each));
    return all;
  }();
  return by_route[static_cast<std::size_t>(&route - routes().data())];
}

}  // namespace rireki
