#include "tools/rireki/import_raw.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <system_error>

#include "events/types/event_json.h"
#include "tools/rireki/interrupts.h"
#include "tools/rireki/output.h"
#include "tools/rireki/raw_log.h"

namespace rireki {

namespace {

constexpr std::size_t kRecordsPerBatch = 4096;

std::string text_of(Seq seq) { return std::to_string(seq.value); }

/// The event as it was sent, for the rules to resolve anew; its form was judged by the log it comes from.
Event event_of(const Record& record) {
  Event event = record.event;
  if (event.sealed == nullptr) event.sealed = std::make_shared<const SealedParts>();
  event.recorded = record.recorded;
  if (auto* correction = std::get_if<EventCorrected>(&event.data.value)) {
    correction->data.json = to_json(*correction->data.data);
  }
  return event;
}

class RawImport {
 public:
  RawImport(Engine& engine, ByteSource source, bool dry_run)
      : engine_(engine),
        reader_(std::move(source), &engine.vault()),
        before_(engine.last()),
        last_(before_),
        dry_run_(dry_run) {}

  /// Reads the header.
  Result<void> begin() {
    if (auto r = reader_.begin(); !r || reader_.records() >= before_.value) return r;
    return fail(Code::io_error, "the file ends at seq " + std::to_string(reader_.records()) +
                                    ", before this log's last record, seq " + text_of(before_));
  }

  /// The vault has the keys of this file now: what it does not open must be `destroyed`, there or here.
  void expect_keys(const std::string& file, DestroyedKeys destroyed) {
    keys_ = file;
    destroyed_ = std::move(destroyed);
  }

  Result<void> run() {
    RawBlock block;
    const Interrupts interrupts;
    while (true) {
      if (interrupts.have_come()) return fail(Code::io_error, "interrupted");
      const auto more = reader_.next(block);
      if (!more) return std::unexpected(more.error());
      if (!*more) break;
      if (auto r = take(block); !r) return r;
    }
    return append_waiting();
  }

  void end_progress() { progress_.end(); }

  [[nodiscard]] Seq before() const { return before_; }
  [[nodiscard]] Seq last() const { return last_; }

 private:
  Result<void> take(RawBlock& block) {
    for (std::size_t i = 0; i < block.records.size(); ++i) {
      Record& record = block.records[i];
      if (auto r = check_keys(record); !r) return r;
      if (record.seq < before_) continue;
      if (record.seq == before_) {
        if (auto r = check_junction(block.bytes[i]); !r) return r;
        continue;
      }
      // Events of one batch have one recorded time and may need each other: they are judged together.
      const bool is_full = waiting_.size() >= kRecordsPerBatch && waiting_.back().recorded != record.recorded;
      if (is_full) {
        if (auto r = append_waiting(); !r) return r;
      }
      waiting_.push_back(std::move(record));
      bytes_.push_back(std::move(block.bytes[i]));
    }
    return {};
  }

  Result<void> check_keys(const Record& record) {
    if (keys_.empty() || record.event.unread == 0) return {};
    const auto told = destroyed_.find(record.event.subject);
    const unsigned unread = record.event.unread & ~(told == destroyed_.end() ? 0U : told->second);
    for (std::size_t i = 0; i < names(PersonalCategory{}).size(); ++i) {
      const auto category = static_cast<PersonalCategory>(i);
      if ((unread & bit_of(category)) == 0) continue;
      const auto state = engine_.vault().key_state(record.event.subject, category);
      if (!state) return std::unexpected(state.error());
      if (*state == KeyState::destroyed) continue;
      return fail(Code::integrity_error,
                  "seq " + text_of(record.seq) + ": " + key_name(record.event.subject, category) +
                      (*state == KeyState::missing ? " is not in " : " is another one than in ") + keys_ +
                      ", and was not destroyed: these are not this log's newest keys");
    }
    return {};
  }

  /// A log is continued by the file whose record at its end is its own.
  Result<void> check_junction(const std::string& bytes) {
    const auto own = engine_.record_bytes(before_);
    if (!own) return std::unexpected(own.error());
    if (*own == bytes) return {};
    return fail(Code::io_error, "the file has another record at seq " + text_of(before_) +
                                    ", where this log ends: it is another log's");
  }

  Result<void> append_waiting() {
    if (auto r = append_part(0, waiting_.size()); !r) return r;
    waiting_.clear();
    bytes_.clear();
    return {};
  }

  /// Appends the records as one batch. One that the rules refuse as a whole may hold several that they admitted one
  /// after the other: then its halves are tried.
  Result<void> append_part(std::size_t begin, std::size_t end) {
    if (begin == end) return {};
    std::vector<Event> batch;
    for (std::size_t i = begin; i < end; ++i) batch.push_back(event_of(waiting_[i]));
    const auto outcomes = engine_.append(std::move(batch), Recording::trusted);
    if (!outcomes) return std::unexpected(outcomes.error());
    const auto refused = std::ranges::find(*outcomes, Outcome::Kind::refused, &Outcome::kind);
    if (refused == outcomes->end()) return check_appended(begin, *outcomes);
    if (end - begin == 1) {
      return fail(refused->error.code, "seq " + text_of(waiting_[begin].seq) + ": " + refused->error.message);
    }
    const std::size_t middle = middle_of(begin, end);
    if (auto r = append_part(begin, middle); !r) return r;
    return append_part(middle, end);
  }

  /// Where the recorded time changes, as near to the middle as it does.
  [[nodiscard]] std::size_t middle_of(std::size_t begin, std::size_t end) const {
    const std::size_t half = begin + (end - begin) / 2;
    const auto changes = [&](std::size_t i) { return waiting_[i - 1].recorded != waiting_[i].recorded; };
    for (std::size_t away = 0; away <= end - begin; ++away) {
      if (half + away < end && changes(half + away)) return half + away;
      if (half > begin + away && changes(half - away)) return half - away;
    }
    return half;
  }

  /// What was appended must be what the file says, byte for byte.
  Result<void> check_appended(std::size_t begin, const std::vector<Outcome>& outcomes) {
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      const Seq seq = waiting_[begin + i].seq;
      const bool is_new = outcomes[i].kind == Outcome::Kind::appended && outcomes[i].seq == seq;
      if (!is_new) return fail(Code::integrity_error, "seq " + text_of(seq) + ": its id is in the log already");
      const auto bytes = engine_.record_bytes(seq);
      if (!bytes) return std::unexpected(bytes.error());
      if (*bytes != bytes_[begin + i]) {
        return fail(Code::integrity_error, "seq " + text_of(seq) + ": this log has other bytes for it than the file");
      }
      last_ = seq;
    }
    if (!dry_run_) progress_.show(last_.value);
    return {};
  }

  Engine& engine_;
  RawLogReader reader_;
  Seq before_;
  Seq last_;
  bool dry_run_;
  std::string keys_;  // the file's name; empty: none came
  DestroyedKeys destroyed_;
  std::vector<Record> waiting_;
  std::vector<std::string> bytes_;  // of each that waits
  Progress progress_{"imported"};
};

/// What a failed import has done, said after why it failed.
Error with_extent(Error error, const std::string& file, const RawImport& import, bool dry_run) {
  error.message = file + ": " + error.message + "; ";
  if (import.last() == import.before()) {
    error.message += "nothing was imported";
  } else {
    error.message += "the records from seq " + text_of(Seq{import.before().value + 1}) + " to " +
                     text_of(import.last()) + (dry_run ? " would be" : " were") + " imported";
  }
  return error;
}

void print_summary(const GlobalOptions& global, const RawImport& import, bool dry_run) {
  const std::uint64_t appended = import.last().value - import.before().value;
  if (global.json) {
    std::cout << "{\"appended\":" << appended << ",\"duplicates\":" << import.before().value
              << ",\"refused\":0,\"seq\":" << import.last().value << "}\n";
  } else {
    std::cout << (dry_run ? "would append " : "appended ") << appended << " records to the " << import.before().value
              << " that were there; the log ends at seq " << import.last().value << '\n';
  }
}

/// Where the keys are that the log's owner gave with it: those named, else what lies beside the file; empty: nowhere.
std::string place_of_keys(const std::string& file, const std::string& keys) {
  if (!keys.empty() || file == "-") return keys;
  const std::string beside = open_keys_beside(file);
  return std::filesystem::exists(beside) ? beside : std::string();
}

/// That is allowed, but whoever has only forgotten the keys should hear of it before every roster is refused.
void warn_of_no_keys(const std::string& file) {
  std::cerr << "warning: no keys come with this log ("
            << (file == "-" ? "--keys FILE names them" : open_keys_beside(file) + " is missing")
            << "): what shows personal fields will be refused, until the log is imported once more with its keys\n";
}

/// Takes the keys that come with the log; they are durable before the first Record that needs one, and not if none of
/// it is taken.
Result<void> take_keys(Engine& engine, const std::string& file, const std::string& keys, RawImport& import) {
  const std::string place = place_of_keys(file, keys);
  if (place.empty()) {
    warn_of_no_keys(file);
    return {};
  }
  auto destroyed = engine.vault().adopt_open_keys(place);
  if (!destroyed) return std::unexpected(destroyed.error());
  import.expect_keys(place, std::move(*destroyed));
  return {};
}

/// Whoever writes a log into a pipe has its keys in their file before. If they come through a pipe as well, that one is
/// written first, and nothing else until it is read.
Result<void> import_all(Engine& engine, const std::string& file, const std::string& keys, bool dry_run,
                        RawImport& import) {
  const auto take = [&] { return take_keys(engine, file, keys, import); };
  std::error_code ec;  // nothing there: not yet
  const bool is_pipe = !keys.empty() && std::filesystem::is_fifo(keys, ec);
  if (is_pipe) {
    if (auto r = take(); !r) return r;
  }
  if (auto r = import.begin(); !r) return r;
  if (!is_pipe) {
    if (auto r = take(); !r) return r;
  }
  if (auto r = import.run(); !r || dry_run) return r;
  return engine.vault().sync();  // the keys of a log that was here before them
}

}  // namespace

std::string open_keys_beside(const std::string& file) { return file + ".keys"; }

int import_raw(const GlobalOptions& global, const std::string& file, const std::string& keys, bool dry_run) {
  const bool is_stdin = file == "-";
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> input(
      is_stdin ? stdin : std::fopen(file.c_str(), "rb"), [](std::FILE* f) { return f == stdin ? 0 : std::fclose(f); });
  const auto unreadable = [&] { return Error{Code::io_error, file + ": " + std::generic_category().message(errno)}; };
  if (input == nullptr) return report(unreadable());
  const ByteSource source = [&](char* buffer, std::size_t bytes) -> Result<std::size_t> {
    const std::size_t read = std::fread(buffer, 1, bytes, input.get());
    if (std::ferror(input.get()) != 0) return std::unexpected(unreadable());
    return read;
  };
  auto engine = Engine::open(global.data, dry_run ? EngineMode::rehearse : EngineMode::write);
  if (!engine) return report(engine.error());
  RawImport import(**engine, source, dry_run);
  const auto ran = import_all(**engine, file, keys, dry_run, import);
  import.end_progress();
  if (!ran) {
    return report(with_extent(ran.error(), file, import, dry_run));
  }
  print_summary(global, import, dry_run);
  return exit_done;
}

}  // namespace rireki
