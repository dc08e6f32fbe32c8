// close, restate: publishing the figures of a period, and comparing them with those of today.
#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "engine/proof/hash.h"
#include "events/types/event_json.h"
#include "events/types/json_writer.h"
#include "events/types/text.h"
#include "projections/closing.h"
#include "tools/rireki/output.h"
#include "tools/rireki/remote_proposal.h"
#include "tools/rireki/remote_request.h"
#include "tools/rireki/scorecard_question.h"
#include "tools/rireki/scorecard_rows.h"

namespace rireki {

namespace {

struct CloseOptions {
  std::string period;
  std::string actor;
  std::string approved_by;
  std::string note;
  bool dry_run = false;
  bool event = false;
};

Result<NumbersQuery> figures_of(const Question& question, const Period& period) {
  const auto known = known_day(question);
  if (!known) return std::unexpected(known.error());
  const auto today = question.engine->today();
  if (!today) return std::unexpected(today.error());
  return figures_query(period, question.knowledge->organisation.policies, *known, *today);
}

/// "66.7 (2/3)".
std::string figure_text(const std::optional<PublishedFigure>& figure) {
  if (!figure) return "none";
  std::string text = number_text(figure->value);
  if (!figure->numerator || !figure->denominator) return text;
  return text + " (" + number_text(*figure->numerator) + "/" + number_text(*figure->denominator) + ")";
}

/// A period may be closed again, but nobody is to publish other figures without knowing it.
Result<void> warn_of_former(const Question& question, const PeriodClosed& now) {
  const auto former = find_closing(*question.knowledge, now.period);
  if (!former) return std::unexpected(former.error());
  if (!*former) return {};
  remarks() << "warning: " << to_text(now.period) << " was closed as seq " << (*former)->seq.value
            << "; this closing takes its place";
  const auto changed = republished((*former)->closed, now);
  remarks() << (changed.empty() ? ", with the same figures\n" : ", with other figures:\n");
  for (const Republished& r : changed) {
    remarks() << "warning: " << (r.before ? r.before : r.after)->id << ": published " << figure_text(r.before)
              << ", now " << figure_text(r.after) << '\n';
  }
  return {};
}

/// The event of closing, its figures taken from everything known now.
Result<Event> closing_event(const GlobalOptions& global, const Period& period, const CloseOptions& options) {
  const auto question = ask(global, {});
  if (!question) return std::unexpected(question.error());
  auto query = figures_of(*question, period);
  if (!query) return std::unexpected(query.error());
  query->years.known = query->years.today;  // the day of this very Record
  if (query->years.today <= query->to) {
    return fail(Code::usage, to_text(period) + " is not over: its last day is " + to_iso(query->to));
  }
  auto closed = close_period(*question->knowledge, period, *query);
  if (!closed) return std::unexpected(closed.error());
  if (period.is_fiscal_year) say_unmeasurable(global, question->knowledge->organisation.policies.at(query->to));
  if (auto r = warn_of_former(*question, *closed); !r) return std::unexpected(r.error());
  closed->content_hash = to_hex(Hasher().leaf(hashed_text(*closed)));
  Event event;
  event.subject = kOrganisation;
  event.effective = query->years.today;
  event.data = EventData{std::move(*closed)};
  event.actor = options.actor.empty() ? login_name() : options.actor;
  if (!options.approved_by.empty()) event.approved_by = options.approved_by;
  if (!options.note.empty()) event.note = options.note;
  return event;
}

void print_figures(const GlobalOptions& global, const PeriodClosed& closed) {
  Output output(global, {"id", "value", "numerator", "denominator"});
  const auto text = [](const std::optional<double>& value) { return value ? number_text(*value) : std::string(); };
  for (const PublishedFigure& f : closed.figures) {
    output.row({}, {f.id, number_text(f.value), text(f.numerator), text(f.denominator)});
  }
  output.finish();
}

void print_closed(const GlobalOptions& global, const PeriodClosed& closed, Seq seq, bool dry_run) {
  if (global.json) {
    JsonWriter out;
    out.begin_object().key("seq").integer(static_cast<std::int64_t>(seq.value));
    out.key("period")
        .text(to_text(closed.period))
        .key("figures")
        .integer(static_cast<std::int64_t>(closed.figures.size()));
    out.key("content_hash").text(closed.content_hash).key("dry_run").boolean(dry_run).end_object();
    answers() << out.str() << '\n';
    return;
  }
  print_figures(global, closed);
  remarks() << to_text(closed.period) << (dry_run ? " would be" : " is") << " closed as seq " << seq.value
            << ", with everything known at seq " << closed.known_seq << '\n';
}

/// The service takes the figures, and shows the event that it has made of them.
int close_at_service(const GlobalOptions& global, const Period& period, const CloseOptions& options) {
  if (options.event) return report({Code::usage, "--event is not answered by a service; give --data"});
  if (auto r = refuse_signers(options.actor, options.approved_by); !r) return report(r.error());
  JsonWriter body;
  body.begin_object().key("period").text(to_text(period));
  if (!options.note.empty()) body.key("note").text(options.note);
  const std::string target = options.dry_run ? "/v1/closings?dry-run=true" : "/v1/closings";
  const auto answer = ask_for_object(global, post_of(target, body.end_object().str()));
  if (!answer) return report(answer.error());
  if (is_proposal(*answer)) return print_proposal(global, *answer);
  const auto event = EventReader().read(boost::json::serialize(answer->at("event")));
  const auto* closed = event ? event->as<PeriodClosed>() : nullptr;
  if (closed == nullptr) return report({Code::io_error, "the service shows no closing"});
  const auto& outcome = answer->at("outcomes").as_array().at(0).as_object();
  print_closed(global, *closed, Seq{number_at(outcome, "seq")}, options.dry_run);
  return exit_done;
}

int run_close(const GlobalOptions& global, const CloseOptions& options) {
  const auto period = parse_period(options.period);
  if (!period) return report(period.error());
  if (!global.server.empty()) return close_at_service(global, *period, options);
  auto event = closing_event(global, *period, options);
  if (!event) return report(event.error());
  if (options.event) {
    answers() << to_json(*event) << '\n';
    return exit_done;
  }
  const PeriodClosed closed = std::get<PeriodClosed>(event->data.value);
  auto engine = Engine::open(global.data, options.dry_run ? EngineMode::rehearse : EngineMode::write);
  if (!engine) return report(engine.error());
  if ((*engine)->last().value != static_cast<std::uint64_t>(closed.known_seq)) {
    return report({Code::concurrent_change, "something was recorded while the figures were taken; close again"});
  }
  std::vector<Event> batch;
  batch.push_back(std::move(*event));
  const auto outcomes = (*engine)->append(std::move(batch), Recording::by_clock);
  if (!outcomes) return report(outcomes.error());
  const Outcome& outcome = outcomes->front();
  if (outcome.kind == Outcome::Kind::refused) return report(outcome.error);
  print_closed(global, closed, outcome.seq, options.dry_run);
  return exit_done;
}

// --- restate -------------------------------------------------------------------------------------------------------

void write_sides(JsonWriter& out, const std::optional<double>& value, const std::optional<double>& numerator,
                 const std::optional<double>& denominator) {
  const auto number = [&](std::string_view key, const std::optional<double>& n) {
    out.key(key);
    n ? out.raw(number_text(*n)) : out.null();
  };
  out.begin_object();
  number("value", value);
  number("numerator", numerator);
  number("denominator", denominator);
  out.end_object();
}

std::string restated_json(const Restated& row) {
  JsonWriter out;
  out.begin_object().key("id").text(row.id).key("published");
  row.published ? write_sides(out, row.published->value, row.published->numerator, row.published->denominator)
                : static_cast<void>(out.null());
  out.key("present");
  row.present ? write_sides(out, row.present->value, row.present->numerator, row.present->denominator)
              : static_cast<void>(out.null());
  out.key("records").begin_array();
  for (const Seq seq : row.records) out.integer(static_cast<std::int64_t>(seq.value));
  out.end_array().end_object();
  return std::move(out).str();
}

/// "Separated of P000012, effective 2023-03-31, recorded 2023-06-02" for people; the Records' seqs for spreadsheets.
Result<std::string> reasons_text(const GlobalOptions& global, const Question& question, const std::vector<Seq>& seqs) {
  std::string text;
  for (const Seq seq : seqs) {
    text += (text.empty() ? "" : global.csv ? " " : "; ") + std::to_string(seq.value);
    if (global.csv) continue;
    const auto record = question.engine->record(seq);
    if (!record) return std::unexpected(record.error());
    const Event& event = record->event;
    text += " " + std::string(to_text(event.type())) + " of " + event.subject + ", effective " +
            (event.effective ? to_iso(*event.effective) : "–") + ", recorded " +
            to_iso(question.engine->local_day(record->recorded, question.knowledge->organisation.policies));
  }
  return text;
}

Result<void> print_restated(const GlobalOptions& global, const Question& question, const std::vector<Restated>& rows) {
  Output output(global, {"id", "published", "present", "records since"});
  for (const Restated& row : rows) {
    const bool has_value = row.present && row.present->value;
    const auto why = reasons_text(global, question, row.records);
    if (!why) return std::unexpected(why.error());
    output.row(restated_json(row), {row.id, row.published ? number_text(row.published->value) : "",
                                    has_value ? number_text(*row.present->value) : "", *why});
  }
  output.finish();
  return {};
}

int run_restate(const GlobalOptions& global, const MomentOptions& moment, const std::string& text) {
  const auto period = parse_period(text);
  if (!period) return report(period.error());
  const auto now = ask(global, moment);
  if (!now) return report(now.error());
  const auto published = find_closing(*now->knowledge, *period);
  if (!published) return report(published.error());
  if (!*published) return report({Code::usage, to_text(*period) + " is not closed"});
  MomentOptions at_closing;
  at_closing.known_at = "seq:" + std::to_string((*published)->closed.known_seq);
  const auto then = ask(global, at_closing);
  if (!then) return report(then.error());
  const auto query = figures_of(*now, *period);
  if (!query) return report(query.error());
  const auto rows = restate({*then->knowledge, *now->knowledge}, **published, *query);
  if (!rows) return report(rows.error());
  if (auto r = print_restated(global, *now, *rows); !r) return report(r.error());
  if (!global.json) {
    remarks() << "published by seq " << (*published)->seq.value << " from everything known at seq "
              << (*published)->closed.known_seq << '\n';
  }
  std::int64_t erased = 0;
  for (const Restated& row : *rows) erased = std::max(erased, row.present ? row.present->erased : 0);
  say_moment(global, query->years.as_of, now->knowledge->seq, erased);
  return exit_done;
}

}  // namespace

void add_close(Commands& commands) {
  auto* command = commands.add("close", "Closes a fiscal year or month: records its figures as published",
                               "  rireki close FY2023 --approved-by mayor\n"
                               "  rireki close 2024-04 --dry-run\n");
  auto options = std::make_shared<CloseOptions>();
  command->add_option("period", options->period, "FY2023, or 2024-04")->required();
  command->add_option("--actor", options->actor, "who closes it (default: the login name)");
  command->add_option("--approved-by", options->approved_by, "the second person who approves it");
  command->add_option("--note", options->note, "a note; it is stored in clear, so keep personal matters out of it");
  command->add_flag("--dry-run", options->dry_run, "show the figures; append nothing");
  command->add_flag("--event", options->event, "print the event that would close it, for somebody else to append");
  commands.runs_anywhere(command, [=, &commands] { return run_close(commands.global(), *options); });
}

void add_restate(Commands& commands) {
  auto* command = commands.add("restate", "The published figures of a closed period against those of today",
                               "  rireki close FY2023 --approved-by mayor     # once, and later:\n"
                               "  rireki restate FY2023\n"
                               "  rireki restate FY2023 --json\n");
  auto moment = std::make_shared<MomentOptions>();
  auto period = std::make_shared<std::string>();
  command->add_option("period", *period, "FY2023, or 2024-04")->required();
  command->add_option("--known-at", moment->known_at,
                      "what was known then: a date, an instant, or seq:N (default: everything)");
  commands.runs(command, [=, &commands] { return run_restate(commands.global(), *moment, *period); });
}

}  // namespace rireki
