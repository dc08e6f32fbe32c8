// log: Records in the order of the Log.
#include <iostream>

#include "events/types/event_json.h"
#include "events/types/text.h"
#include "tools/rireki/moment.h"
#include "tools/rireki/output.h"
#include "tools/rireki/versions.h"

namespace rireki {

namespace {

struct LogOptions {
  std::uint64_t from = 1;
  std::uint64_t to = UINT64_MAX;
  std::string subject;
  std::string type;
  std::string recorded;
  std::string actor;
  std::string order;
  bool retroactive = false;
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

/// An end of `--recorded T..T`: an instant, or a day (`last`: its end).
Result<Seq> seq_at(Engine& engine, const std::string& text, bool is_end) {
  if (const auto instant = parse_instant(text)) {
    return engine.known_at(is_end ? *instant : Instant{instant->ms - 1});
  }
  const auto day = typed_day("--recorded", text);
  if (!day) return std::unexpected(day.error());
  return engine.known_at(is_end ? *day : *day - 1);
}

Result<LogFilter> make_filter(Engine& engine, const LogOptions& options) {
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
      return fail(Code::usage, "--type: " + in_quotes(options.type) + " is not an event type; did you mean " +
                                   std::string(nearest_type_name(options.type)) + "?");
    }
  }
  if (options.recorded.empty()) return filter;
  const std::size_t dots = options.recorded.find("..");
  if (dots == std::string::npos) return fail(Code::usage, "--recorded needs T..T");
  if (dots > 0) {
    const auto before = seq_at(engine, options.recorded.substr(0, dots), false);
    if (!before) return std::unexpected(before.error());
    filter.from = std::max(filter.from, Seq{before->value + 1});
  }
  if (dots + 2 < options.recorded.size()) {
    const auto last = seq_at(engine, options.recorded.substr(dots + 2), true);
    if (!last) return std::unexpected(last.error());
    filter.to = std::min(filter.to, *last);
  }
  return filter;
}

int run_log(const GlobalOptions& global, const LogOptions& options) {
  auto engine = Engine::open(global.data, EngineMode::read);
  if (!engine) return report(engine.error());
  const auto filter = make_filter(**engine, options);
  if (!filter) return report(filter.error());
  Output output(global, {"seq", "recorded", "effective", "subject", "event", "和名", "actor", "order"});
  Versions versions(**engine);
  Result<void> result;
  const auto read = (*engine)->read(filter->from, filter->to, [&](const Record& record) {
    const auto admitted = filter->admits(**engine, record);
    if (!admitted) {
      result = std::unexpected(admitted.error());
      return false;
    }
    if (!*admitted) return true;
    const Event& e = record.event;
    if (output.is_json()) {
      const auto version = versions.of(record);
      if (!version) {
        result = std::unexpected(version.error());
        return false;
      }
      output.row(to_json(record, *version), {});
    } else {
      output.row({}, {std::to_string(record.seq.value), to_text(record.recorded), to_iso(*e.effective), e.subject,
                      std::string(to_text(e.type())), std::string(traits_of(e.type()).name_ja), e.actor.value_or(""),
                      e.order_ref.value_or("")});
    }
    return true;
  });
  if (!read) return report(read.error());
  if (!result) return report(result.error());
  output.finish();
  return exit_done;
}

}  // namespace

void add_log(Commands& commands) {
  auto* command = commands.add("log", "Records in the order of recording",
                               "  rireki log --subject P000017\n"
                               "  rireki log --recorded 2023-03-01..2023-03-31 --retroactive --json\n");
  auto options = std::make_shared<LogOptions>();
  command->add_option("--from", options->from, "first seq");
  command->add_option("--to", options->to, "last seq");
  command->add_option("--subject", options->subject, "only of this person, unit, or org");
  command->add_option("--type", options->type, "only events of this type");
  command->add_option("--recorded", options->recorded,
                      "only recorded in T..T: dates or instants, either end may be missing");
  command->add_option("--actor", options->actor, "only recorded by this actor");
  command->add_option("--order", options->order, "only of this appointment order");
  command->add_flag("--retroactive", options->retroactive, "only events recorded after their effective day");
  commands.runs(command, [=, &commands] { return run_log(commands.global(), *options); });
}

}  // namespace rireki
