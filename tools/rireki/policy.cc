// policy: checks a document, adopts it, and shows the one in effect.
#include <iostream>

#include <CLI/CLI.hpp>

#include "events/types/json_writer.h"
#include "tools/rireki/moment.h"
#include "tools/rireki/output.h"
#include "tools/rireki/policy_document.h"
#include "tools/rireki/recorder.h"
#include "tools/rireki/remote.h"

namespace rireki {

namespace {

struct PolicyOptions {
  std::string action;
  std::string file;
  std::string effective;
  std::string actor;
  std::string approved_by;
  std::string note;
  bool dry_run = false;
  bool as_toml = false;
  MomentOptions moment;
};

void write_head(JsonWriter& out, const Policy& policy) {
  out.key("policy").text(policy.id).key("version").text(policy.version);
  out.key("title").begin_object().key("ja").text(policy.title.ja).key("en").text(policy.title.en).end_object();
}

void write_tables(JsonWriter& out, const Policy& policy) {
  out.key("tables").begin_object();
  for (const auto& [table, size] : table_sizes(policy)) out.key(table).integer(static_cast<std::int64_t>(size));
  out.end_object();
}

void print_tables(const GlobalOptions& global, const Policy& policy) {
  Output output(global, {"table", "entries"});
  for (const auto& [table, size] : table_sizes(policy)) {
    output.row({}, {std::string(table), std::to_string(size)});
  }
  output.finish();
}

struct CheckedFile {
  std::string text;
  CheckedDocument document;
};

/// The document of a file and its policy, if nothing is wrong with it.
Result<CheckedFile> checked_file(const PolicyOptions& options) {
  if (options.file.empty()) return fail(Code::usage, "policy " + options.action + " needs a FILE");
  auto document = read_document(options.file);
  if (!document) return std::unexpected(document.error());
  auto policy = check_document(*document);
  if (!policy) return fail(policy.error().code, options.file + ": " + policy.error().message);
  return CheckedFile{std::move(*document), std::move(*policy)};
}

void say_doubts(const PolicyOptions& options, const std::vector<std::string>& doubts) {
  for (const std::string& sentence : doubts) std::cerr << "warning: " << options.file << ": " << sentence << '\n';
}

int run_check(const GlobalOptions& global, const PolicyOptions& options) {
  const auto checked = checked_file(options);
  if (!checked) return report(checked.error());
  const Policy& policy = checked->document.policy;
  say_doubts(options, checked->document.doubts);
  if (global.json) {
    JsonWriter out;
    out.begin_object();
    write_head(out, policy);
    write_tables(out, policy);
    out.end_object();
    answers() << out.str() << '\n';
    return exit_done;
  }
  if (!global.csv) answers() << "well formed: policy " << policy.id << ", version " << policy.version << "\n\n";
  print_tables(global, policy);
  return exit_done;
}

struct Adoption {
  Event event;
  std::vector<std::string> doubts;
};

Result<Adoption> adoption(const PolicyOptions& options) {
  if (options.effective.empty()) return fail(Code::usage, "policy adopt needs --effective");
  const auto effective = typed_day("--effective", options.effective);
  if (!effective) return std::unexpected(effective.error());
  auto checked = checked_file(options);
  if (!checked) return std::unexpected(checked.error());
  Event event;
  event.subject = kOrganisation;
  event.effective = *effective;
  if (!options.actor.empty()) event.actor = options.actor;
  if (!options.approved_by.empty()) event.approved_by = options.approved_by;
  if (!options.note.empty()) event.note = options.note;
  event.data.value =
      PolicyAdopted{checked->document.policy.id, checked->document.policy.version, {std::move(checked->text)}};
  return Adoption{std::move(event), std::move(checked->document.doubts)};
}

void print_adopted(const GlobalOptions& global, const Outcome& outcome, bool dry_run) {
  if (global.json) {
    JsonWriter out;
    out.begin_object().key("seq").integer(static_cast<std::int64_t>(outcome.seq.value));
    out.key("dry_run").boolean(dry_run).end_object();
    answers() << out.str() << '\n';
    return;
  }
  answers() << (dry_run ? "would be" : "adopted as") << " seq " << outcome.seq.value << '\n';
}

int run_adopt(const GlobalOptions& global, const PolicyOptions& options) {
  auto adopted = adoption(options);
  if (!adopted) return report(adopted.error());
  Event& event = adopted->event;
  const auto recorder = open_recorder(global, options.dry_run);
  if (!recorder) return report(recorder.error());
  const std::string who = (*recorder)->actor();
  if (!event.actor && !who.empty()) event.actor = who;
  const auto outcomes = (*recorder)->append({std::move(event)}, {});
  if (!outcomes) return report(outcomes.error());
  const Outcome& outcome = outcomes->front();
  if (outcome.kind == Outcome::Kind::refused) return report(outcome.error);
  say_doubts(options, adopted->doubts);
  print_adopted(global, outcome, options.dry_run);
  return exit_done;
}

Result<AdoptedPolicy> in_effect(const Question& question) {
  const auto& all = question.knowledge->organisation.policies.all();
  const auto later = std::ranges::upper_bound(all, question.as_of, {}, &AdoptedPolicy::from);
  if (later != all.begin()) return *std::prev(later);
  return fail(Code::usage, "no policy is in effect on " + to_iso(question.as_of));
}

/// The text as it holds: of the last correction, if there is one.
Result<std::string> document_of(const Question& question, Seq adopted) {
  TimelineSource& source = question.knowledge->source;
  const auto packed = source.timeline(SubjectKind::organisation, kOrganisation);
  if (!packed) return std::unexpected(packed.error());
  Timeline timeline;
  timeline.load(packed->bytes, question.knowledge->seq);
  Seq holding = adopted;
  for (const Entry* e : timeline.valid()) {
    if (e->seq == adopted) holding = e->data_seq;
  }
  const auto record = source.record(holding);
  if (!record) return std::unexpected(record.error());
  const auto* correction = record->event.as<EventCorrected>();
  const EventData& data = correction == nullptr ? record->event.data : *correction->data.data;
  return std::get<PolicyAdopted>(data.value).document.text;
}

void print_policy(const GlobalOptions& global, const AdoptedPolicy& adopted) {
  const Policy& policy = *adopted.policy;
  if (global.json) {
    JsonWriter out;
    out.begin_object();
    write_head(out, policy);
    out.key("effective").text(to_iso(adopted.from)).key("seq").integer(static_cast<std::int64_t>(adopted.seq.value));
    write_tables(out, policy);
    out.end_object();
    answers() << out.str() << '\n';
    return;
  }
  if (!global.csv) {
    answers() << policy.title.ja << " / " << policy.title.en << "\npolicy " << policy.id << ", version "
              << policy.version << ", in effect since " << to_iso(adopted.from) << " (seq " << adopted.seq.value
              << ")\n\n";
  }
  print_tables(global, policy);
}

int run_show(const GlobalOptions& global, const PolicyOptions& options) {
  const auto question = ask(global, options.moment);
  if (!question) return report(question.error());
  const auto adopted = in_effect(*question);
  if (!adopted) return report(adopted.error());
  if (options.as_toml) {
    const auto document = document_of(*question, adopted->seq);
    if (!document) return report(document.error());
    answers() << *document;
  } else {
    print_policy(global, *adopted);
  }
  say_moment(global, question->as_of, question->knowledge->seq);
  return exit_done;
}

/// What is typed for another action is meant: `show FILE` would show something else.
Result<void> must_suit_showing(const PolicyOptions& options) {
  const bool is_for_adopt = options.dry_run || !options.effective.empty() || !options.actor.empty() ||
                            !options.approved_by.empty() || !options.note.empty();
  if (!options.file.empty()) return fail(Code::usage, "policy show takes no FILE: policy check FILE looks at one");
  if (!is_for_adopt) return {};
  return fail(Code::usage,
              "policy show takes no --effective, --actor, --approved-by, --note or --dry-run: they are for policy "
              "adopt; --as-of names the day");
}

int run_policy(const CLI::App& app, const GlobalOptions& global, const PolicyOptions& options) {
  if (options.action == "check") return run_check(global, options);
  if (options.action == "adopt") return run_adopt(global, options);
  if (auto r = must_suit_showing(options); !r) return report(r.error());
  if (options.as_toml && (global.json || global.csv)) {
    return report({Code::usage, "--toml excludes --json and --csv: an answer has one form"});
  }
  return global.server.empty() ? run_show(global, options) : ask_server(app, global);
}

}  // namespace

void add_policy(Commands& commands) {
  auto* command = commands.add("policy", "Checks a policy document, adopts it, or shows the one in effect",
                               "  rireki policy show --as-of 2023-04-01\n"
                               "  rireki policy show --toml > otaru.toml\n"
                               "  rireki policy check otaru.toml\n"
                               "  rireki policy adopt otaru.toml --effective R6.4.1\n");
  auto options = std::make_shared<PolicyOptions>();
  command->add_option("ACTION", options->action, "check, adopt or show")
      ->required()
      ->check(CLI::IsMember({"check", "adopt", "show"}));
  command->add_option("FILE", options->file, "check, adopt: the document (TOML)");
  command->add_option("--effective", options->effective, "adopt: the day from which it holds");
  command->add_option("--actor", options->actor,
                      "adopt: who records it (default: the login name, or whose token it is)");
  command->add_option("--approved-by", options->approved_by, "adopt: the second person who approves it");
  command->add_option("--note", options->note, "adopt: a note; it is stored in clear");
  command->add_flag("--dry-run", options->dry_run, "adopt: say what would happen; append nothing");
  command->add_flag("--toml", options->as_toml, "show: the text of the document");
  options->moment.add_to(*command, false);
  commands.runs_anywhere(command, [=, &commands] { return run_policy(commands.app(), commands.global(), *options); });
}

}  // namespace rireki
