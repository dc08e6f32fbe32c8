// import: a file of events, line by line or as one batch.
#include <fstream>
#include <iostream>

#include "events/types/event_json.h"
#include "events/types/json_writer.h"
#include "events/types/text.h"
#include "tools/rireki/line_reader.h"
#include "tools/rireki/output.h"

namespace rireki {

namespace {

constexpr std::size_t kLinesPerSync = 8192;

struct ImportOptions {
  std::string file;
  std::string format = "jsonl";
  std::string encoding = "utf-8";
  std::string rejects;
  std::string actor;
  bool trust_recorded = false;
  bool atomic = false;
  bool dry_run = false;
};

/// A line that could be read as an event, waiting to be judged.
struct Waiting {
  std::uint64_t number = 0;
  std::size_t text_end = 0;  // in the text of all that wait
};

class Import {
 public:
  Import(Engine& engine, const ImportOptions& options, const GlobalOptions& global)
      : engine_(engine), options_(options), global_(global), progress_(options.dry_run ? "judged" : "imported") {}

  Result<void> run() {
    if (auto r = lines_.open(options_.file); !r) return r;
    if (!options_.rejects.empty()) {
      rejects_.open(options_.rejects, std::ios::binary | std::ios::trunc);
      if (!rejects_) return fail(Code::io_error, options_.rejects + " cannot be written");
    }
    std::string line;
    while (true) {
      const auto more = lines_.next(line, kJsonBytesMax);
      if (!more) return std::unexpected(more.error());
      if (!*more) break;
      if (line.find_first_not_of(" \t") == std::string::npos) continue;
      take(line);
      if (!options_.atomic && events_.size() >= kLinesPerSync) {
        if (auto r = judge(); !r) return r;
      }
    }
    if (auto r = judge(); !r) return r;
    rejects_.flush();
    return rejects_ || options_.rejects.empty() ? Result<void>{}
                                                : fail(Code::io_error, options_.rejects + " cannot be written");
  }

  int finish() const {
    if (global_.json) {
      std::cout << "{\"appended\":" << appended_ << ",\"duplicates\":" << duplicates_ << ",\"refused\":" << refused_
                << ",\"seq\":" << engine_.last().value << "}\n";
    } else {
      std::cout << (options_.dry_run ? "would append " : "appended ") << appended_ << ", duplicates " << duplicates_
                << ", refused " << refused_ << "; the log ends at seq " << engine_.last().value << '\n';
      for (std::size_t i = 0; i < std::size(warnings_); ++i) {
        if (warnings_[i] > 0)
          std::cerr << "warning: " << to_text(static_cast<Warning>(i)) << ": " << warnings_[i] << " event(s)\n";
      }
    }
    return refused_ > 0 ? exit_refused : exit_done;
  }

 private:
  void take(std::string& line) {
    auto event = reader_.read(line, {.needs_recorded = options_.trust_recorded});
    if (!event) {
      refuse(lines_.number(), line, event.error());
      return;
    }
    if (!event->actor && !options_.actor.empty()) event->actor = options_.actor;
    events_.push_back(std::move(*event));
    text_ += line;
    waiting_.push_back({lines_.number(), text_.size()});
    progress_.show(lines_.number());
  }

  Result<void> judge() {
    const Recording recording = options_.trust_recorded ? Recording::trusted : Recording::by_clock;
    // A batch with lines that are no events is refused, but its other errors are worth knowing.
    const bool withhold = options_.atomic && refused_ > 0;
    auto outcomes = !options_.atomic ? engine_.append_each(std::move(events_), recording)
                    : withhold       ? engine_.judge(std::move(events_), recording)
                                     : engine_.append(std::move(events_), recording);
    if (!outcomes) return std::unexpected(outcomes.error());
    std::size_t begin = 0;
    for (std::size_t i = 0; i < outcomes->size(); ++i) {
      const std::string_view line = std::string_view(text_).substr(begin, waiting_[i].text_end - begin);
      tell((*outcomes)[i], waiting_[i].number, line, withhold);
      begin = waiting_[i].text_end;
    }
    events_.clear();
    events_.reserve(kLinesPerSync);
    waiting_.clear();
    text_.clear();
    return {};
  }

  void tell(const Outcome& outcome, std::uint64_t number, std::string_view line, bool withhold) {
    switch (outcome.kind) {
      case Outcome::Kind::appended:
        if (withhold) return;
        ++appended_;
        for (const Warning w : outcome.warnings) ++warnings_[static_cast<std::size_t>(w)];
        return;
      case Outcome::Kind::duplicate:
        ++duplicates_;
        return;
      case Outcome::Kind::refused:
        refuse(number, line, outcome.error);
        return;
      case Outcome::Kind::withheld:
        return;
    }
  }

  /// A refused line goes to the rejects file, or is named on standard error.
  void refuse(std::uint64_t number, std::string_view text, const Error& error) {
    ++refused_;
    const std::string where = options_.file + ": line " + std::to_string(number) + ": ";
    const std::string message =
        error.code == Code::encoding_error || error.code == Code::invalid_json ? where + error.message : error.message;
    if (options_.rejects.empty()) {
      if (refused_ <= kShownMax) std::cerr << where << error.message << " [" << to_text(error.code) << "]\n";
      if (refused_ == kShownMax)
        std::cerr << "further refused lines are only counted; use --rejects FILE to keep them all\n";
      return;
    }
    JsonWriter out;
    out.begin_object().key("line").integer(static_cast<std::int64_t>(number)).key("code").text(to_text(error.code));
    out.key("message").text(message).key("event");
    const bool is_json = error.code != Code::invalid_json && error.code != Code::encoding_error;
    if (is_json) {
      out.raw(text);
    } else if (text.size() <= kJsonBytesMax && !find_invalid_utf8(text)) {
      out.text(text);
    } else {
      out.null();
    }
    out.end_object();
    rejects_ << out.str() << '\n';
  }

  static constexpr std::uint64_t kShownMax = 20;

  Engine& engine_;
  const ImportOptions& options_;
  const GlobalOptions& global_;
  Progress progress_;
  LineReader lines_;
  EventReader reader_;
  std::ofstream rejects_;
  std::vector<Event> events_;
  std::vector<Waiting> waiting_;
  std::string text_;
  std::uint64_t appended_ = 0;
  std::uint64_t duplicates_ = 0;
  std::uint64_t refused_ = 0;
  std::uint64_t warnings_[names(Warning{}).size()] = {};
};

int run_import(const GlobalOptions& global, const ImportOptions& options) {
  if (options.format != "jsonl")
    return report({Code::usage, "--format: only jsonl is read so far, not " + in_quotes(options.format)});
  if (options.encoding != "utf-8")
    return report({Code::usage, "--encoding: JSON Lines are UTF-8, not " + in_quotes(options.encoding)});
  auto engine = Engine::open(global.data, options.dry_run ? EngineMode::rehearse : EngineMode::write);
  if (!engine) return report(engine.error());
  Import import(**engine, options, global);
  if (auto r = import.run(); !r) return report(r.error());
  return import.finish();
}

}  // namespace

void add_import(Commands& commands) {
  auto* command = commands.add("import", "Appends a file of events; refused lines are kept apart",
                               "  rireki import events.jsonl --rejects rejects.jsonl\n"
                               "  rireki import april-orders.jsonl --atomic --dry-run\n"
                               "  rireki import old-system.jsonl --trust-recorded\n");
  auto options = std::make_shared<ImportOptions>();
  command->add_option("file", options->file, "JSON Lines, or - for standard input")->required();
  command->add_option("--format", options->format, "jsonl")->capture_default_str();
  command->add_option("--encoding", options->encoding, "utf-8")->capture_default_str();
  command->add_option("--rejects", options->rejects, "where refused lines go, with code and reason");
  command->add_option("--actor", options->actor, "who records lines that name no actor");
  command->add_flag("--trust-recorded", options->trust_recorded,
                    "take each line's own `recorded`; every line needs one");
  command->add_flag("--atomic", options->atomic, "all lines or none, judged as one batch");
  command->add_flag("--dry-run", options->dry_run, "say what would happen; append nothing");
  commands.runs(command, [=, &commands] { return run_import(commands.global(), *options); });
}

}  // namespace rireki
