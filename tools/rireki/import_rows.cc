#include "tools/rireki/import_rows.h"

#include <algorithm>
#include <future>
#include <iostream>
#include <iterator>
#include <memory>
#include <vector>

#include "engine/clock/clock.h"
#include "events/types/event_json.h"
#include "tools/rireki/interrupts.h"
#include "tools/rireki/moment.h"
#include "tools/rireki/output.h"
#include "tools/rireki/recorder.h"
#include "tools/rireki/rejects_file.h"
#include "tools/rireki/row_reader.h"
#include "tools/server/appending.h"

namespace rireki {

namespace {

constexpr std::size_t kRowsPerSync = 8192;
constexpr std::size_t kBytesPerSync = std::size_t{64} << 20;

/// A row as the file has it, to be told about.
struct Told {
  std::uint64_t line = 0;
  std::size_t text_end = 0;    // in the text of the batch
  std::optional<Error> fault;  // why it is no event
};

/// Rows that are judged together, with one sync.
struct Batch {
  std::vector<Event> events;  // of the rows without a fault
  std::vector<Told> rows;
  std::string text;
  bool has_faults = false;
};

/// Reads a file batch by batch.
class Reading {
 public:
  Reading(RowReader& rows, const ImportOptions& options, const Interrupts& interrupts)
      : rows_(rows), options_(options), interrupts_(interrupts) {}

  /// The next batch; the whole file at once if it is atomic; without rows at the end. Errors: as RowReader; IO_ERROR
  /// after an interrupt.
  Result<Batch> next() {
    Batch batch;
    if (!options_.atomic) batch.events.reserve(kRowsPerSync);
    Row row;
    while (options_.atomic || (batch.rows.size() < kRowsPerSync && batch.text.size() < kBytesPerSync)) {
      if (interrupts_.have_come()) return fail(Code::io_error, "interrupted");
      const auto more = rows_.next(row);
      if (!more) return std::unexpected(more.error());
      if (!*more) break;
      if (!row.fault) read(row, batch);
      batch.has_faults = batch.has_faults || row.fault;
      batch.text += row.text;
      batch.rows.push_back({row.line, batch.text.size(), std::move(row.fault)});
    }
    return batch;
  }

 private:
  void read(Row& row, Batch& batch) {
    Event& event = batch.events.emplace_back();
    if (auto r = reader_.read(row.text, {.needs_recorded = options_.trust_recorded}, event); !r) {
      const auto date = std::ranges::find(row.dates, r.error().field, &Error::field);
      const bool is_date = r.error().code == Code::invalid_date && date != row.dates.end();
      row.fault = is_date ? *date : std::move(r.error());
      batch.events.pop_back();
      return;
    }
    if (auto r = refuse_future(event); !r) {
      row.fault = std::move(r.error());
      batch.events.pop_back();
      return;
    }
    if (!event.actor && !options_.actor.empty()) event.actor = options_.actor;
  }

  /// Nothing recorded after it could be earlier: one wrong instant would be that of every later Record.
  Result<void> refuse_future(const Event& event) const {
    if (!options_.trust_recorded || !is_far_ahead(*event.recorded, now_)) return {};
    return fail(
        Code::recorded_out_of_order,
        "recorded " + to_text(*event.recorded) + " is more than a day ahead of this machine's clock, " + to_text(now_),
        "recorded");
  }

  RowReader& rows_;
  const ImportOptions& options_;
  const Interrupts& interrupts_;
  EventReader reader_;
  Instant now_ = system_clock()->now();
};

using Answer = Result<ImportReport>;

class Import {
 public:
  Import(Recorder& recorder, const ImportOptions& options, const GlobalOptions& global)
      : recorder_(recorder), options_(options), global_(global), progress_(options.dry_run ? "judged" : "imported") {}

  /// Errors: as RejectsFile::open.
  Result<void> begin() {
    return options_.rejects.empty() ? Result<void>{} : rejects_.open(options_.rejects, options_.file);
  }

  /// While one batch is judged, the next is being read, and the one before is on its way to the disk.
  Result<void> run(RowReader& rows, const Interrupts& interrupts) {
    Reading reading(rows, options_, interrupts);
    const auto read = [&reading] { return reading.next(); };
    auto next = std::async(std::launch::async, read);
    Batch sent;
    std::future<Answer> answer;
    while (true) {
      Result<Batch> batch = next.get();
      // What is sent is brought to its end and told about; what is only read is left.
      if (batch && !batch->rows.empty() && interrupts.have_come()) batch = fail(Code::io_error, "interrupted");
      const bool goes_on = batch && !batch->rows.empty();
      if (goes_on) next = std::async(std::launch::async, read);
      std::future<Answer> judged;
      if (goes_on) judged = send(*batch);
      if (answer.valid()) {
        auto settled = settle(sent, answer.get());
        // What was sent meanwhile counts, too.
        if (!settled && judged.valid()) static_cast<void>(settle(*batch, judged.get()));
        if (!settled) return settled;
      }
      if (!batch) return std::unexpected(batch.error());
      if (!goes_on) break;
      sent = std::move(*batch);
      answer = std::move(judged);
    }
    return {};
  }

  [[nodiscard]] bool has_begun() const { return done_ > 0; }

  /// What went wrong, and how far the file was taken: lines without ids would be taken twice.
  [[nodiscard]] Error with_extent(Error error) const {
    if (options_.atomic && error.code == Code::usage) {  // the batch was refused as one
      error.message += "; nothing is imported";
      return error;
    }
    const bool is_none = done_ == 0;
    error.message += "; " + (is_none ? "no line" : "all lines up to " + std::to_string(done_)) +
                     (options_.dry_run ? " would be"
                      : is_none        ? " is"
                                       : " are") +
                     " done";
    if (in_doubt_ > done_) {
      error.message += ", and those behind up to " + std::to_string(in_doubt_) + " may or may not be in the log";
    }
    return error;
  }

  int finish() {
    progress_.end();
    const std::uint64_t last = recorder_.last().value;
    if (global_.json) {
      std::cout << "{\"appended\":" << appended_ << ",\"duplicates\":" << duplicates_ << ",\"refused\":" << refused_
                << ",\"seq\":" << last << "}\n";
    } else {
      std::cout << (options_.dry_run ? "would append " : "appended ") << appended_ << ", duplicates " << duplicates_
                << ", refused " << refused_ << "; the log ends at seq " << last << '\n';
      for (std::size_t i = 0; i < std::size(warnings_); ++i) {
        if (warnings_[i] > 0)
          std::cerr << "warning: " << to_text(static_cast<Warning>(i)) << ": " << warnings_[i] << " event(s)\n";
      }
    }
    return refused_ > 0 ? exit_refused : exit_done;
  }

 private:
  /// Judges a batch and records it.
  std::future<Answer> send(Batch& batch) {
    if (!options_.atomic) return recorder_.append_each(std::move(batch.events));
    // A batch with rows that are no events is refused, but its other errors are worth knowing.
    if (auto r = must_suit_service(batch.rows.size()); !r) {
      std::promise<Answer> refused;
      refused.set_value(std::unexpected(r.error()));
      return refused.get_future();
    }
    const auto outcomes =
        batch.has_faults ? recorder_.judge(std::move(batch.events)) : recorder_.append(std::move(batch.events), {});
    std::promise<Answer> answer;
    answer.set_value(outcomes ? Answer(report_of(*outcomes)) : std::unexpected(outcomes.error()));
    return answer.get_future();
  }

  /// Whether so many lines can be one batch.
  [[nodiscard]] Result<void> must_suit_service(std::size_t lines) const {
    if (global_.server.empty() || lines <= kBatchMax) return {};
    return fail(Code::usage, options_.file + " has " + std::to_string(lines) + " lines, and a service takes at most " +
                                 std::to_string(kBatchMax) +
                                 " as one batch (--atomic): give --data, or leave --atomic out");
  }

  /// Tells what became of each row.
  Result<void> settle(const Batch& batch, const Answer& report) {
    const std::uint64_t last_line = batch.rows.back().line;
    if (!report || in_doubt_ > 0) in_doubt_ = last_line;
    if (!report) return std::unexpected(report.error());
    if (in_doubt_ == 0) done_ = last_line;
    std::size_t begin = 0;
    std::uint64_t events = 0;
    auto refusal = report->refusals.begin();
    for (const Told& row : batch.rows) {
      const std::string_view text = std::string_view(batch.text).substr(begin, row.text_end - begin);
      if (row.fault) {
        refuse(row.line, text, *row.fault);
      } else if (++events; refusal != report->refusals.end() && refusal->line == events) {
        refuse(row.line, text, refusal++->error);
      }
      begin = row.text_end;
    }
    duplicates_ += report->duplicates;
    progress_.show(last_line);
    const auto kept = rejects_.flush();
    if (options_.atomic && batch.has_faults) return kept;
    appended_ += report->appended;
    for (std::size_t i = 0; i < warnings_.size(); ++i) warnings_[i] += report->warnings[i];
    return kept;
  }

  /// A refused row goes to the rejects file, or is named on standard error.
  void refuse(std::uint64_t line, std::string_view text, const Error& error) {
    ++refused_;
    const std::string where = options_.file + ": line " + std::to_string(line) + ": ";
    const std::string message =
        error.code == Code::encoding_error || error.code == Code::invalid_json ? where + error.message : error.message;
    if (rejects_.is_open()) return rejects_.add(line, text, error, message);
    if (refused_ <= kShownMax) progress_.end();
    if (refused_ <= kShownMax) std::cerr << where << error.message << " [" << to_text(error.code) << "]\n";
    if (refused_ == kShownMax)
      std::cerr << "further refused lines are only counted; use --rejects FILE to keep them all\n";
  }

  static constexpr std::uint64_t kShownMax = 20;

  Recorder& recorder_;
  const ImportOptions& options_;
  const GlobalOptions& global_;
  Progress progress_;
  RejectsFile rejects_;
  std::uint64_t appended_ = 0;
  std::uint64_t duplicates_ = 0;
  std::uint64_t refused_ = 0;
  std::uint64_t done_ = 0;      // the last line of which it is known what became of it and of all before it
  std::uint64_t in_doubt_ = 0;  // the last line of a batch that was sent without an answer, or behind such a one
  decltype(ImportReport::warnings) warnings_ = {};
};

Result<std::unique_ptr<RowReader>> open_rows(const ImportOptions& options) {
  auto decoder = TextDecoder::make(options.encoding);
  if (!decoder) return std::unexpected(decoder.error());
  return options.format == "csv" ? open_csv(options.file, std::move(*decoder))
                                 : open_json_lines(options.file, std::move(*decoder));
}

}  // namespace

int import_rows(const GlobalOptions& global, const ImportOptions& options) {
  auto rows = open_rows(options);
  if (!rows) return report(rows.error());
  const auto recorder =
      open_recorder(global, options.dry_run, options.trust_recorded ? Recording::trusted : Recording::by_clock);
  if (!recorder) return report(recorder.error());
  const Interrupts interrupts;
  Import import(**recorder, options, global);
  if (auto r = import.begin(); !r) return report(r.error());
  const auto ran = import.run(**rows, interrupts);
  const bool has_told = ran || global.server.empty() || import.has_begun();  // else the service has said nothing
  const int status = has_told ? import.finish() : exit_failed;
  return ran ? status : report(import.with_extent(ran.error()));
}

}  // namespace rireki
