#include "tools/rireki/remote_recorder.h"

#include <algorithm>

#include <boost/json.hpp>

#include "events/types/event_json.h"
#include "events/types/text.h"
#include "tools/rireki/json_document.h"
#include "tools/rireki/remote_request.h"
#include "tools/server/routes.h"

namespace rireki {

namespace json = boost::json;

namespace {

/// Errors: IO_ERROR unless every one of the lines that were sent is accounted for.
Result<void> check_counts(const ImportReport& report, std::uint64_t refused, std::uint64_t lines) {
  const auto repeated = std::ranges::adjacent_find(report.refusals, {}, &ImportReport::Refusal::line);
  const bool are_lines =
      report.refusals.empty() || (report.refusals.front().line > 0 && report.refusals.back().line <= lines);
  if (report.appended + report.duplicates + refused == lines && refused == report.refused && are_lines &&
      repeated == report.refusals.end()) {
    return {};
  }
  return fail(Code::io_error, "of " + std::to_string(lines) + " lines the service appended " +
                                  std::to_string(report.appended) + ", knew " + std::to_string(report.duplicates) +
                                  " and refused " + std::to_string(refused) + ", of which it names " +
                                  std::to_string(report.refused) +
                                  "; what became of the others is not known: import the file once more");
}

Result<ImportReport> report_in(const json::object& object, std::uint64_t lines) {
  ImportReport report{.appended = number_at(object, "appended"), .duplicates = number_at(object, "duplicates")};
  for (const auto& [name, count] : object.at("warnings").as_object()) {
    const auto known = from_text<Warning>(name);
    if (known) report.warnings[static_cast<std::size_t>(*known)] = count.to_number<std::uint64_t>();
  }
  for (const json::value& row : object.at("refusals").as_array()) {
    report.refuse(number_at(row.as_object(), "line"), refusal_of(row.as_object()));
  }
  std::ranges::sort(report.refusals, {}, &ImportReport::Refusal::line);
  if (auto r = check_counts(report, number_at(object, "refused"), lines); !r) return std::unexpected(r.error());
  return report;
}

Holding holding_of(const json::object& correction) {
  Holding holding{json::serialize(correction.at("data")), {}, {}};
  if (const auto day = parse_iso_day(text_at(correction, "effective"))) holding.effective = *day;
  if (const json::value* line = correction.if_contains("line")) holding.line = line->to_number<Count>();
  return holding;
}

std::string lines_of(const std::vector<Event>& events) {
  std::string lines;
  for (const Event& event : events) (lines += to_json(event)) += '\n';
  return lines;
}

/// Asks by the routes that a client of any other make has.
class RemoteRecorder : public Recorder {
 public:
  RemoteRecorder(const GlobalOptions& global, bool dry_run) : global_(global), dry_run_(dry_run) {}

  [[nodiscard]] std::string actor() const override { return {}; }

  Result<Target> target_with(const std::string& id) override {
    const auto found = records("id=" + encoded(id));
    if (!found) return std::unexpected(found.error());
    if (found->empty()) return fail(Code::unknown_target, "no event has the id " + code_in_quotes(id), "target");
    return target_of(found->front());
  }

  Result<Target> target_at(Seq seq) override {
    const auto found = records("limit=1&from=" + std::to_string(seq.value));
    if (!found) return std::unexpected(found.error());
    if (found->empty()) return fail(Code::integrity_error, "the service has no record " + std::to_string(seq.value));
    return target_of(found->front());
  }

  Result<Holding> holding(const Target& target) override {
    const std::string of_subject = "subject=" + encoded(target.subject) + "&type=";
    const auto voids = all_records(of_subject + "EventVoided");
    if (!voids) return std::unexpected(voids.error());
    const auto corrections = all_records(of_subject + "EventCorrected");
    if (!corrections) return std::unexpected(corrections.error());
    const auto names = [](const std::string& id) {
      return [id](const json::object& record) { return text_at(record.at("data").as_object(), "target") == id; };
    };
    for (auto correction = corrections->rbegin(); correction != corrections->rend(); ++correction) {
      if (!names(target.id)(*correction)) continue;
      if (std::ranges::any_of(*voids, names(text_at(*correction, "id")))) continue;
      return holding_of(correction->at("data").as_object());
    }
    const auto original = records("id=" + encoded(target.id));
    if (!original) return std::unexpected(original.error());
    return Holding{original->empty() ? "{}" : json::serialize(original->front().at("data")), {}, {}};
  }

  Result<std::vector<Outcome>> judge(std::vector<Event> batch) override { return post(batch, {}, true); }

  Result<std::vector<Outcome>> append(std::vector<Event> batch, std::optional<Version> expected) override {
    return post(batch, expected, dry_run_);
  }

  std::future<Result<ImportReport>> append_each(std::vector<Event> events) override {
    std::promise<Result<ImportReport>> promise;
    promise.set_value(import_all(events));
    return promise.get_future();
  }

  Seq last() override {
    if (last_.value > 0) return last_;  // else no import has told
    const auto ready = answer_with({.target = "/v1/ready"}, "records");
    return ready ? Seq{number_at(*ready, "records")} : last_;
  }

 private:
  /// A page of records, with their personal fields.
  Result<std::vector<json::object>> records(const std::string& query) {
    const auto answer = send_to_service(global_, {.target = "/v1/events?" + query,
                                                  .headers = {{"Accept", std::string(media_type(AnswerForm::lines))}}});
    if (!answer) return std::unexpected(answer.error());
    if (answer->status != 200) return std::unexpected(refusal_of(*answer));
    std::vector<json::object> found;
    for (std::size_t begin = 0; begin < answer->body.size();) {
      const std::size_t end = std::min(answer->body.find('\n', begin), answer->body.size());
      const auto record = parse_document(std::string_view(answer->body).substr(begin, end - begin));
      if (!record || !record->is_object()) return fail(Code::io_error, "the service has sent what is no record");
      found.push_back(record->as_object());
      begin = end + 1;
    }
    return found;
  }

  Result<std::vector<json::object>> all_records(const std::string& query) {
    std::vector<json::object> all;
    for (std::uint64_t from = 1; true; from = number_at(all.back(), "seq") + 1) {
      auto page = records(query + "&from=" + std::to_string(from));
      if (!page) return page;
      all.insert(all.end(), page->begin(), page->end());
      if (page->size() < kPageMax) return all;
    }
  }

  static Result<Target> target_of(const json::object& record) {
    const auto type = event_type(text_at(record, "type"));
    if (!type) return fail(Code::unknown_type, "the service has a type that is not known here");
    return Target{Seq{number_at(record, "seq")}, text_at(record, "id"), text_at(record, "subject"), *type};
  }

  Result<std::vector<Outcome>> post(const std::vector<Event>& batch, std::optional<Version> expected, bool dry_run) {
    ServiceRequest request{.method = "POST", .target = dry_run ? "/v1/events?dry-run=true" : "/v1/events"};
    // Of one event nobody has typed a line, so that no refusal is to speak of one.
    request.headers.emplace_back("Content-Type",
                                 media_type(batch.size() == 1 ? AnswerForm::object : AnswerForm::lines));
    if (expected) request.headers.emplace_back("If-Match", std::to_string(expected->value));
    request.body = lines_of(batch);
    const auto document = answer_with(std::move(request), "outcomes");
    if (!document) return std::unexpected(document.error());
    std::vector<Outcome> outcomes;
    for (const json::value& row : document->at("outcomes").as_array()) {
      outcomes.push_back(outcome_of(row.as_object()));
    }
    return outcomes;
  }

  Result<ImportReport> import_all(const std::vector<Event>& events) {
    ServiceRequest request{.method = "POST", .target = "/v1/import"};
    request.headers.emplace_back("Content-Type", media_type(AnswerForm::lines));
    request.body = lines_of(events);
    const auto document = answer_with(std::move(request), "refusals");
    if (!document) return std::unexpected(document.error());
    last_ = Seq{number_at(*document, "seq")};
    if (!document->contains("code")) return report_in(*document, events.size());
    Error error = refusal_of(*document);
    error.message +=
        "; of the lines sent last " + std::to_string(number_at(*document, "appended")) + " were appended before";
    return std::unexpected(std::move(error));
  }

  /// An answer that has this member, also a problem document. Errors: what the service says instead.
  Result<json::object> answer_with(ServiceRequest request, std::string_view member) {
    const auto answer = send_to_service(global_, std::move(request));
    if (!answer) return std::unexpected(answer.error());
    boost::system::error_code ec;
    json::value document = json::parse(answer->body, ec);
    if (ec || !document.is_object() || !document.as_object().contains(member)) {
      return std::unexpected(refusal_of(*answer));
    }
    return document.as_object();
  }

  const GlobalOptions& global_;
  bool dry_run_;
  Seq last_;
};

}  // namespace

Outcome outcome_of(const json::object& row) {
  Outcome outcome;
  if (row.contains("code")) {
    outcome.kind = Outcome::Kind::refused;
    outcome.error = refusal_of(row);
    if (const json::value* seqs = row.if_contains("dependents")) {
      for (const json::value& seq : seqs->as_array()) outcome.dependents.push_back(Seq{seq.to_number<std::uint64_t>()});
    }
  } else if (row.contains("withheld")) {
    outcome.kind = Outcome::Kind::withheld;
  } else {
    outcome.kind = row.at("duplicate").as_bool() ? Outcome::Kind::duplicate : Outcome::Kind::appended;
    outcome.seq = Seq{number_at(row, "seq")};
    if (row.contains("version")) outcome.version = Version{number_at(row, "version")};
  }
  for (const json::value& warning : row.at("warnings").as_array()) {
    if (const auto known = from_text<Warning>(warning.as_string())) outcome.warnings.push_back(*known);
  }
  return outcome;
}

std::unique_ptr<Recorder> open_remote_recorder(const GlobalOptions& global, bool dry_run) {
  return std::make_unique<RemoteRecorder>(global, dry_run);
}

}  // namespace rireki
