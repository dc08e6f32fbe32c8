#include "engine/engine.h"

#include <algorithm>
#include <filesystem>

#include <spdlog/spdlog.h>

#include "engine/log/rocks_log.h"
#include "engine/proof/signing_key.h"
#include "events/types/crc32c.h"
#include "events/types/record_codec.h"

namespace rireki {

namespace {

constexpr std::string_view kDefaultZone = "UTC";

std::string log_directory(const std::string& directory) { return directory + "/log"; }
std::string views_directory(const std::string& directory) { return directory + "/views"; }

}  // namespace

Engine::Engine(EngineMode mode, std::unique_ptr<Clock> clock)
    : mode_(mode), clock_(std::move(clock)), zones_(system_time_zones()) {}

Engine::~Engine() {
  if (mode_ != EngineMode::write || store_ == nullptr || !failure_.empty() || pending_.size() > 0) return;
  std::uint32_t checksum = 0;
  const auto read = log_->read(log_->last(), log_->last(), [&](Seq, std::string_view bytes) {
    checksum = crc32c(bytes);
    return true;
  });
  if (!read || log_->last().value == 0) return;
  if (const auto sealed = store_->seal(checksum, TimelineStore::Sealing::closing); !sealed) {
    spdlog::warn("{}", sealed.error().message);
  }
}

Result<void> Engine::create(const std::string& directory) {
  std::error_code ec;
  std::filesystem::create_directories(directory, ec);
  if (ec) return fail(Code::io_error, "making " + directory + ": " + ec.message());
  if (std::filesystem::exists(log_directory(directory))) {
    return fail(Code::io_error, "there is a log in " + directory + " already");
  }
  if (auto r = create_signing_key(directory + "/signing.key"); !r) return r;
  return create_rocks_log(log_directory(directory));
}

Result<std::unique_ptr<Engine>> Engine::open(const std::string& directory, EngineMode mode,
                                             std::unique_ptr<Clock> clock) {
  std::unique_ptr<Engine> engine(new Engine(mode, std::move(clock)));
  if (auto r = engine->open_in(directory); !r) return std::unexpected(r.error());
  return engine;
}

Result<void> Engine::open_in(const std::string& directory) {
  const OpenMode open_mode = mode_ == EngineMode::write ? OpenMode::write : OpenMode::read;
  std::unique_ptr<SealedViews> sealed;
  const auto open_views = [&]() -> Result<void> {
    auto views = open_sealed_views(views_directory(directory), open_mode);
    if (!views) return std::unexpected(views.error());
    sealed = std::move(*views);
    return {};
  };
  const auto open_log = [&]() -> Result<void> {
    auto log = open_rocks_log(log_directory(directory), open_mode);
    if (!log) return std::unexpected(log.error());
    log_ = std::move(*log);
    return {};
  };
  // The Log is what only one process writes, so a writer opens it first. A reader opens it last: it must not be
  // behind the views, which a writer moves on meanwhile.
  const bool log_first = mode_ == EngineMode::write;
  if (auto r = log_first ? open_log() : open_views(); !r) return r;
  if (auto r = log_first ? open_views() : open_log(); !r) return r;
  auto store = make_timeline_store(std::move(sealed), open_mode, *log_);
  if (!store) return std::unexpected(store.error());
  store_ = std::move(*store);
  return store_->catch_up(*log_);
}

Result<void> Engine::begin_writing() {
  if (!failure_.empty()) return fail(Code::io_error, failure_);
  if (admission_ != nullptr) return {};
  if (log_->last().value > 0) {
    const auto last = record(log_->last());
    if (!last) return std::unexpected(last.error());
    last_recorded_ = last->recorded;
  } else {
    last_recorded_ = Instant{INT64_MIN};
  }
  admission_ = std::make_unique<Admission>(*this, *zones_);
  return admission_->load();
}

Submission Engine::submission(Event event, Recording recording) {
  const Instant now = std::max(clock_->now(), last_recorded_);
  if (event.id.empty()) event.id = make_uuid_v7(now);
  const Instant recorded = recording == Recording::trusted && event.recorded ? *event.recorded : now;
  return Submission{.event = std::move(event), .recorded = recorded};
}

/// Judges a batch; what it admits is added to the timelines and to `pending_`.
Result<std::vector<Outcome>> Engine::judge_and_stage(std::span<Submission> batch) {
  auto outcomes = admission_->judge(batch, next(), last_recorded_);
  if (!outcomes) return outcomes;
  std::size_t staged = 0;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if ((*outcomes)[i].kind != Outcome::Kind::appended) continue;
    const StagedEntry& entry = admission_->staged()[staged++];
    const Seq seq = next();
    encode_record(batch[i].event, batch[i].recorded, pending_.bytes);
    pending_.ends.push_back(pending_.bytes.size());
    store_->absorb(seq, batch[i].event.id, entry.kind, entry.subject, entry.packed);
    last_recorded_ = batch[i].recorded;
  }
  return outcomes;
}

Result<void> Engine::commit(TimelineStore::Sealing sealing) {
  if (pending_.size() == 0 || mode_ == EngineMode::rehearse) return {};
  const std::uint32_t checksum = crc32c(pending_[pending_.size() - 1]);
  Result<Appended> result;
  log_->append({std::exchange(pending_, {}), log_->last()}, [&](Result<Appended> done) { result = std::move(done); });
  if (!result) {
    failure_ = result.error().message;
    return std::unexpected(result.error());
  }
  return store_->seal(checksum, sealing);
}

Result<std::vector<Outcome>> Engine::append(std::vector<Event> batch, Recording recording,
                                            std::optional<Version> expected) {
  if (auto r = begin_writing(); !r) return std::unexpected(r.error());
  std::vector<Submission> submissions;
  for (Event& event : batch) {
    submissions.push_back(submission(std::move(event), recording));
    submissions.back().expected = expected;
  }
  auto outcomes = judge_and_stage(submissions);
  if (!outcomes) return outcomes;
  if (auto r = commit(TimelineStore::Sealing::steady); !r) return std::unexpected(r.error());
  return outcomes;
}

Result<std::vector<Outcome>> Engine::append_each(std::vector<Event> events, Recording recording) {
  if (auto r = begin_writing(); !r) return std::unexpected(r.error());
  std::vector<Outcome> all;
  all.reserve(events.size());
  for (Event& event : events) {
    Submission one = submission(std::move(event), recording);
    auto outcome = judge_and_stage({&one, 1});
    if (!outcome) return outcome;
    all.push_back(std::move(outcome->front()));
  }
  if (auto r = commit(TimelineStore::Sealing::bulk); !r) return std::unexpected(r.error());
  return all;
}

Result<std::vector<Outcome>> Engine::judge(std::vector<Event> batch, Recording recording,
                                           std::optional<Version> expected) {
  if (auto r = begin_writing(); !r) return std::unexpected(r.error());
  std::vector<Submission> submissions;
  for (Event& event : batch) {
    submissions.push_back(submission(std::move(event), recording));
    submissions.back().expected = expected;
  }
  auto outcomes = admission_->judge(submissions, next(), last_recorded_);
  admission_->undo();
  return outcomes;
}

Result<std::string> Engine::zone() {
  const auto org = timeline(SubjectKind::organisation, kOrganisation);
  if (!org) return std::unexpected(org.error());
  Timeline resolved;
  resolved.load(org->bytes, Seq{UINT64_MAX});
  const auto policies = load_policies(resolved, *this, parsed_);
  if (!policies) return std::unexpected(policies.error());
  return policies->newest() == nullptr ? std::string(kDefaultZone) : policies->newest()->time_zone;
}

Result<Seq> Engine::known_at(Day day) {
  const auto name = zone();
  if (!name) return std::unexpected(name.error());
  return known_at(end_of_day(day, *name));
}

Result<Day> Engine::local_day(Instant instant) {
  const auto name = zone();
  if (!name) return std::unexpected(name.error());
  return zones_->local_day(instant, *name);
}

Result<Day> Engine::today() { return local_day(clock_->now()); }

Result<void> Engine::read(Seq from, Seq to, const std::function<bool(const Record&)>& visit) {
  Result<void> result;
  const auto read = log_->read(from, to, [&](Seq seq, std::string_view bytes) {
    const auto record = decode_record(seq, bytes);
    if (!record) result = std::unexpected(record.error());
    return record && visit(*record);
  });
  return read ? result : read;
}

Result<PackedTimeline> Engine::timeline(SubjectKind kind, std::string_view subject) {
  return store_->timeline(kind, subject);
}

Result<void> Engine::each_timeline(SubjectKind kind, const Visit& visit) { return store_->each_timeline(kind, visit); }

Result<Record> Engine::record(Seq seq) {
  if (seq > log_->last() && seq < next()) return decode_record(seq, pending_[seq.value - log_->last().value - 1]);
  std::optional<Result<Record>> found;
  const auto read = log_->read(seq, seq, [&](Seq at, std::string_view bytes) {
    found = decode_record(at, bytes);
    return false;
  });
  if (!read) return std::unexpected(read.error());
  if (!found) return fail(Code::integrity_error, "record " + std::to_string(seq.value) + " is not in the log");
  return std::move(*found);
}

Result<std::optional<Seq>> Engine::find_id(std::string_view id) { return store_->find_id(id); }

}  // namespace rireki
