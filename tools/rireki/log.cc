// log: Records in the order of the Log.
#include <iostream>

#include <CLI/CLI.hpp>

#include "events/lifecycle/entry.h"
#include "events/types/event_json.h"
#include "events/types/text.h"
#include "projections/personal.h"
#include "tools/rireki/access.h"
#include "tools/rireki/cloud_event.h"
#include "tools/rireki/log_table.h"
#include "tools/rireki/moment.h"
#include "tools/rireki/output.h"
#include "tools/rireki/versions.h"

namespace rireki {

namespace {

struct LogOptions {
  std::uint64_t from = 1;
  std::uint64_t to = UINT64_MAX;
  std::uint64_t limit = UINT64_MAX;
  std::string id;
  std::string subject;
  std::string type;
  std::string recorded;
  std::string actor;
  std::string order;
  bool retroactive = false;
  bool cloudevents = false;
};

/// Which Records are wanted.
struct LogFilter {
  Seq from;
  Seq to;
  std::string subject;
  std::optional<EventType> type;
  std::string actor;
  std::string order;
  bool retroactive = false;

  /// Errors: of Engine::local_day.
  [[nodiscard]] Result<bool> admits(Engine& engine, const Record& record) const {
    const Event& e = record.event;
    const bool wanted = (subject.empty() || e.subject == subject) && (!type || e.type() == *type) &&
                        (actor.empty() || e.actor == actor) && (order.empty() || e.order_ref == order);
    if (!wanted || !retroactive) return wanted;
    const auto day = engine.local_day(record.recorded);
    if (!day) return std::unexpected(day.error());
    return *e.effective < *day;
  }
};

/// Narrows the filter to `--recorded T..T`. Errors: USAGE; those of Engine::known_at.
Result<void> narrow(Engine& engine, const std::string& recorded, LogFilter& filter) {
  const std::size_t dots = recorded.find("..");
  if (dots == std::string::npos) {
    return fail(Code::usage,
                "--recorded: " + in_quotes(recorded) + " is no range; write T..T, T.. or ..T with dates or instants");
  }
  const auto instants =
      instants_of(engine, {recorded.substr(0, dots), recorded.substr(dots + 2), "--recorded", "--recorded"});
  if (!instants) return std::unexpected(instants.error());
  if (dots > 0) {
    const auto before = engine.known_at(Instant{instants->from.ms - 1});
    if (!before) return std::unexpected(before.error());
    filter.from = std::max(filter.from, Seq{before->value + 1});
  }
  if (dots + 2 < recorded.size()) {
    const auto last = engine.known_at(instants->to);
    if (!last) return std::unexpected(last.error());
    filter.to = std::min(filter.to, *last);
  }
  return {};
}

Result<LogFilter> make_filter(Engine& engine, const LogOptions& options) {
  const bool is_empty_on_purpose = options.to == 0;  // no record has it: a stream asks so whether its words are right
  if (options.from > options.to && !is_empty_on_purpose) {
    return fail(Code::usage,
                "--from, --to: " + std::to_string(options.from) + " lies after " + std::to_string(options.to));
  }
  LogFilter filter{.from = Seq{std::max<std::uint64_t>(options.from, 1)},
                   .to = Seq{options.to},
                   .subject = options.subject,
                   .type = {},
                   .actor = options.actor,
                   .order = options.order,
                   .retroactive = options.retroactive};
  if (!options.type.empty()) {
    filter.type = event_type(options.type);
    if (!filter.type) {
      return fail(Code::usage,
                  "--type: " + code_in_quotes(options.type) + " is not an event type" + hint_of_types(options.type));
    }
  }
  if (!options.id.empty()) {
    const auto seq = engine.find_id(options.id);
    if (!seq) return std::unexpected(seq.error());
    filter.from = std::max(filter.from, seq->value_or(Seq{UINT64_MAX}));
    filter.to = std::min(filter.to, seq->value_or(Seq{}));
  }
  if (options.recorded.empty()) return filter;
  if (auto r = narrow(engine, options.recorded, filter); !r) return std::unexpected(r.error());
  return filter;
}

/// What was erased of persons, looked up once for each.
class Erasures {
 public:
  explicit Erasures(Engine& engine) : engine_(engine) {}

  /// Bit i: PersonalCategory i was erased of the Record's subject, at any time.
  Result<std::uint8_t> of(const Record& record) {
    const SubjectKind kind = traits_of(record.event.type()).subject;
    if (kind != SubjectKind::person && kind != SubjectKind::of_target) return std::uint8_t{0};
    const auto [it, is_new] = erased_.try_emplace(record.event.subject);
    if (!is_new) return it->second;
    const auto packed = engine_.timeline(SubjectKind::person, record.event.subject);
    if (!packed) return std::unexpected(packed.error());
    return it->second = erased_categories(packed->bytes);
  }

 private:
  Engine& engine_;
  std::unordered_map<std::string, std::uint8_t> erased_;
};

std::vector<std::string> cells_of(const Record& record) {
  const Event& e = record.event;
  return {std::to_string(record.seq.value),
          to_text(record.recorded),
          to_iso(*e.effective),
          e.subject,
          std::string(to_text(e.type())),
          std::string(traits_of(e.type()).name_ja),
          e.actor.value_or(""),
          e.order_ref.value_or("")};
}

std::vector<std::string> whole_cells_of(const Record& record, Version version, std::uint8_t erased) {
  const Event& e = record.event;
  std::vector<std::string> cells = cells_of(record);
  cells.insert(cells.end(), {e.id, std::to_string(e.line), std::to_string(version.value), e.approved_by.value_or(""),
                             e.note.value_or(""), to_json(e.data, erased, e.unread)});
  return cells;
}

/// Prints Records in the form that is wanted.
class RecordPrinter {
 public:
  RecordPrinter(Engine& engine, const GlobalOptions& global, bool is_cloudevents, PersonalRows& rows)
      : versions_(engine), erasures_(engine), global_(global), is_cloudevents_(is_cloudevents), rows_(rows) {}

  Result<void> print(const Record& record) {
    if (!global_.json && !global_.csv) {
      rows_.row({}, {}, cells_of(record));
      return {};
    }
    const auto version = versions_.of(record);
    if (!version) return std::unexpected(version.error());
    const auto erased = erasures_.of(record);
    if (!erased) return std::unexpected(erased.error());
    const bool is_personal = make_entry(record.seq, record.event, {}, scratch_).personal != 0;
    const std::string person = is_personal ? record.event.subject : std::string();
    if (global_.csv) {
      rows_.row(person, {}, whole_cells_of(record, *version, *erased));
      return {};
    }
    std::string json = to_json(record, *version, *erased);
    rows_.row(person, is_cloudevents_ ? cloud_event_of(json) : std::move(json), {});
    return {};
  }

 private:
  std::string scratch_;
  Versions versions_;
  Erasures erasures_;
  const GlobalOptions& global_;
  bool is_cloudevents_;
  PersonalRows& rows_;
};

int run_log(const GlobalOptions& global, const LogOptions& options) {
  if (options.cloudevents && !global.json) return report({Code::usage, "--cloudevents goes with --json"});
  auto engine = open_to_read(global);
  if (!engine) return report(engine.error());
  const auto filter = make_filter(**engine, options);
  if (!filter) return report(filter.error());
  Output output(global, global.csv ? whole_log_header() : log_header());
  PersonalRows rows(global, **engine, {.as_of = {}, .known = (*engine)->last()}, output);
  RecordPrinter printer(**engine, global, options.cloudevents, rows);
  Result<void> result;
  std::uint64_t left = options.limit;
  const auto read = (*engine)->read(filter->from, filter->to, [&](const Record& record) {
    const auto admitted = filter->admits(**engine, record);
    if (!admitted) {
      result = std::unexpected(admitted.error());
    } else if (*admitted) {
      result = printer.print(record);
      --left;
    }
    return result.has_value() && left > 0;
  });
  if (!read) return report(read.error());
  if (!result) return report(result.error());
  if (auto r = rows.finish(); !r) return report(r.error());
  return exit_done;
}

}  // namespace

void add_log(Commands& commands) {
  auto* command = commands.add("log", "Records in the order of recording",
                               "  rireki log --subject P000017\n"
                               "  rireki log --id demo-000123 --json\n"
                               "  rireki log --type Promoted --order R6-116\n"
                               "  rireki log --recorded R5.3.1..R5.3.31 --retroactive --json\n"
                               "  rireki log --recorded 2023-03-01T09:00:00+09:00.. --actor hr-officer-7\n");
  auto options = std::make_shared<LogOptions>();
  command->add_option("--from", options->from, "first seq");
  command->add_option("--to", options->to, "last seq");
  whole_number(command->add_option("--limit", options->limit, "at most so many records"), 1);
  with_text(command->add_option("--id", options->id, "only the event with this id"));
  with_text(command->add_option("--subject", options->subject, "only of this person, unit, or org"));
  with_text(command->add_option("--type", options->type, "only events of this type"));
  with_text(command->add_option("--recorded", options->recorded,
                                "only recorded in T..T: dates or instants, either end may be missing"));
  with_text(command->add_option("--actor", options->actor, "only recorded by this actor"));
  with_text(command->add_option("--order", options->order, "only of this appointment order"));
  command->add_flag("--retroactive", options->retroactive, "only events recorded after their effective day");
  command->add_flag("--cloudevents", options->cloudevents, "with --json: each record as a CloudEvent 1.0");
  commands.runs(command, [=, &commands] { return run_log(commands.global(), *options); });
}

}  // namespace rireki
