#include "tools/rireki/recorder.h"

#include "events/types/event_json.h"
#include "events/types/text.h"
#include "tools/rireki/remote_recorder.h"

namespace rireki {

namespace {

/// A data directory that this process writes.
class LocalRecorder : public Recorder {
 public:
  LocalRecorder(std::unique_ptr<Engine> engine, Recording recording)
      : engine_(std::move(engine)), recording_(recording) {}

  [[nodiscard]] std::string actor() const override { return login_name(); }

  Result<Target> target_with(const std::string& id) override {
    const auto seq = engine_->find_id(id);
    if (!seq) return std::unexpected(seq.error());
    if (!*seq) return fail(Code::unknown_target, "no event has the id " + code_in_quotes(id), "target");
    return target_at(**seq);
  }

  Result<Target> target_at(Seq seq) override {
    const auto record = engine_->record(seq);
    if (!record) return std::unexpected(record.error());
    return Target{seq, record->event.id, record->event.subject, record->event.type()};
  }

  Result<Holding> holding(const Target& target) override {
    for (const SubjectKind kind : {SubjectKind::person, SubjectKind::unit, SubjectKind::organisation}) {
      const auto packed = engine_->timeline(kind, target.subject);
      if (!packed) return std::unexpected(packed.error());
      Timeline timeline;
      timeline.load(packed->bytes, Seq{UINT64_MAX});
      const Entry* entry = timeline.resolved(target.seq);
      if (entry == nullptr || entry->data_seq == target.seq) continue;
      const auto holding = engine_->record(entry->data_seq);
      if (!holding) return std::unexpected(holding.error());
      const auto& correction = *holding->event.as<EventCorrected>();
      return Holding{to_json(*correction.data.data), correction.effective, correction.line};
    }
    const auto record = engine_->record(target.seq);
    if (!record) return std::unexpected(record.error());
    return Holding{to_json(record->event.data), {}, {}};
  }

  Result<std::vector<Outcome>> judge(std::vector<Event> batch) override {
    return engine_->judge(std::move(batch), recording_);
  }

  Result<std::vector<Outcome>> append(std::vector<Event> batch, std::optional<Version> expected) override {
    return engine_->append(std::move(batch), recording_, expected);
  }

  std::future<Result<ImportReport>> append_each(std::vector<Event> events) override {
    auto promise = std::make_shared<std::promise<Result<ImportReport>>>();
    engine_->submit_each(std::move(events), recording_, [promise](const Result<std::vector<Outcome>>& outcomes) {
      promise->set_value(outcomes ? Result<ImportReport>(report_of(*outcomes)) : std::unexpected(outcomes.error()));
    });
    return promise->get_future();
  }

  Seq last() override { return engine_->last(); }

 private:
  std::unique_ptr<Engine> engine_;
  Recording recording_;
};

}  // namespace

Result<std::unique_ptr<Recorder>> open_recorder(const GlobalOptions& global, bool dry_run, Recording recording) {
  if (!global.server.empty()) {
    if (recording == Recording::trusted) return fail(Code::usage, "a service takes no recorded times; give --data");
    return open_remote_recorder(global, dry_run);
  }
  auto engine = Engine::open(global.data, dry_run ? EngineMode::rehearse : EngineMode::write);
  if (!engine) return std::unexpected(engine.error());
  return std::make_unique<LocalRecorder>(std::move(*engine), recording);
}

}  // namespace rireki
