#include "engine/engine.h"

#include <filesystem>

#include <spdlog/spdlog.h>

#include "engine/files/durable_file.h"
#include "engine/maintenance.h"
#include "engine/making.h"
#include "engine/proof/checkpoint_file.h"
#include "engine/proof/signing_key.h"
#include "engine/views/span_store.h"
#include "events/lifecycle/admission.h"

namespace rireki {

namespace {

constexpr std::string_view kDefaultZone = "UTC";
constexpr std::chrono::milliseconds kCheckpointEvery{900};  // under load: at least once a second

Result<void> create_files(const DataDirectory& data) {
  if (auto r = create_signing_key(data.signing_key()); !r) return r;
  if (auto r = write_verifier_key(data); !r) return r;
  if (auto r = Vault::create(data.vault_place()); !r) return r;
  if (auto r = AccessLog::create(data.access_place()); !r) return r;
  return create_rocks_log(data.log_place());
}

/// Another log's would sign over what this log's has signed. One that cannot be loaded signs nothing.
Result<void> refuse_foreign_key(const DataDirectory& data) {
  const auto key = SigningKey::load_own(data.signing_key());
  return key || key.error().code != Code::integrity_error ? Result<void>{} : std::unexpected(key.error());
}

}  // namespace

Engine::Engine(DataDirectory data, EngineMode mode, Surroundings surroundings)
    : mode_(mode),
      data_(std::move(data)),
      accesses_(data_.access_place()),
      clock_(std::move(surroundings.clock)),
      log_files_(std::move(surroundings.log_files)),
      zones_(system_time_zones()) {
  VaultPlace place = data_.vault_place();
  place.between_steps = std::move(surroundings.between_steps);
  vault_ = std::make_unique<Vault>(std::move(place));
}

Engine::~Engine() {
  if (mode_ != EngineMode::write || store_ == nullptr) return;
  outbox_.wait();
  if (outbox_.sent().value == 0 || !outbox_.not_failed()) return;
  if (const auto finished = finish_erasures(); !finished) spdlog::warn("{}", finished.error().message);
  if (const auto sealed = seal(TimelineStore::Sealing::closing); !sealed) spdlog::warn("{}", sealed.error().message);
  if (const auto sealed = spans_->seal(); !sealed) spdlog::warn("{}", sealed.error().message);
  if (const auto noted = note_checkpoint(); !noted) spdlog::warn("{}", noted.error().message);
}

/// What was intended, and is in the Log by now.
Result<std::vector<Erasure>> Engine::due_erasures() {
  std::vector<Erasure> due;
  for (const Erasure& erasure : vault_->intended()) {
    const auto seq = find_id(erasure.event_id);
    if (!seq) return std::unexpected(seq.error());
    if (!*seq || **seq > last()) continue;
    const auto found = record(**seq);
    if (!found) return std::unexpected(found.error());
    const auto asked = erasure_of(found->event);
    if (asked && asked->person == erasure.person) due.push_back(*asked);
  }
  return due;
}

Result<void> Engine::finish_erasures() {
  const auto lock = hold();
  outbox_.wait();
  const auto due = due_erasures();
  return due ? vault_->destroy(*due, clock_->now()) : std::unexpected(due.error());
}

Result<BackedUp> Engine::back_up(const std::string& target) {
  Result<std::optional<std::string>> checkpoint;
  {
    const auto held = hold();
    outbox_.wait();
    if (auto r = note_checkpoint(); !r) return std::unexpected(r.error());
    checkpoint = read_checkpoint_note(data_.checkpoint());
  }
  if (!checkpoint) return std::unexpected(checkpoint.error());
  const auto number = log_->back_up(target + "/log");
  if (!number) return std::unexpected(number.error());
  const auto held = hold();
  outbox_.wait();
  return complete_backup(data_, target, *number, checkpoint->value());
}

Result<std::string> Engine::signed_checkpoint() {
  auto held = hold();
  outbox_.wait();
  const TreeHead head = log_->head();
  held.unlock();
  return sign_checkpoint(data_.signing_key(), head);
}

/// Signs the Log as it is now, unless that was done already. A checkpoint that was tampered with stays, as evidence.
Result<void> Engine::note_checkpoint() {
  const TreeHead head = log_->head();
  const auto newest = read_signed_checkpoint(data_.checkpoint());
  if (!newest) return std::unexpected(newest.error());
  if (*newest && (*newest)->head == head) return {};
  const auto note = sign_checkpoint(data_.signing_key(), head);
  if (!note) return std::unexpected(note.error());
  if (auto r = replace_file(data_.checkpoint(), *note); !r) return r;
  write_edge(data_.checkpoint(), log_->frontier());
  return {};
}

Result<void> Engine::create(const std::string& directory, std::optional<Event> first) {
  const DataDirectory data{directory};
  auto making = Making::begin(data);
  if (!making) return std::unexpected(making.error());
  if (auto r = create_files(data); !r) return r;
  if (first) {
    std::unique_ptr<Engine> engine(new Engine(data, EngineMode::write, {}));
    if (auto r = engine->open_files(); !r) return r;
    const Recording recording = first->recorded ? Recording::trusted : Recording::by_clock;
    const auto outcomes = engine->append({std::move(*first)}, recording);
    if (!outcomes) return std::unexpected(outcomes.error());
    if (outcomes->front().kind != Outcome::Kind::appended) return std::unexpected(outcomes->front().error);
  }
  return making->finish();
}

Result<std::unique_ptr<Engine>> Engine::open(const std::string& directory, EngineMode mode, Surroundings surroundings) {
  if (auto r = refuse_unfinished({directory}); !r) return std::unexpected(r.error());
  std::unique_ptr<Engine> engine(new Engine({directory}, mode, std::move(surroundings)));
  if (auto r = engine->open_files(); !r) return std::unexpected(r.error());
  return engine;
}

Result<void> Engine::open_files() {
  if (mode_ == EngineMode::write) {
    if (auto r = refuse_foreign_key(data_); !r) return r;
  }
  const OpenMode open_mode = mode_ == EngineMode::write ? OpenMode::write : OpenMode::read;
  const auto open_log = [&](OpenMode mode) {
    LogPlace place = data_.log_place();
    place.files = log_files_;
    place.before_commit = [this, noted = std::chrono::steady_clock::now()]() mutable {
      const auto now = std::chrono::steady_clock::now();
      if (now - noted >= kCheckpointEvery) {  // on the Log's own thread, so its head stands still
        noted = now;
        if (const auto r = note_checkpoint(); !r) spdlog::warn("{}", r.error().message);
      }
      return vault_->sync();
    };
    return open_rocks_log(place, mode);
  };
  // The Log is what only one process writes, so a writer opens it first. A reader opens it last: it must not be
  // behind the views, which a writer moves on meanwhile.
  Result<std::unique_ptr<SealedViews>> sealed = no_sealed_views();
  if (mode_ != EngineMode::write) sealed = open_sealed_views(data_.views(), open_mode);
  auto log = open_log(open_mode);
  if (!log) return std::unexpected(log.error());
  log_ = std::move(*log);
  const OpenLog reopen_log = [&] { return open_log(OpenMode::read); };
  if (mode_ == EngineMode::write) sealed = open_followed_views(reopen_log, data_.views(), log_->last());
  if (!sealed) return std::unexpected(sealed.error());
  if (auto r = open_views(std::move(*sealed), reopen_log); !r) return r;
  const EachEvent each_event = [this](Seq from, const auto& visit) { return store_->each_event(from, visit); };
  spans_ = std::make_unique<SpanStore>(data_.spans(), *log_, *this, each_event, parsed_);
  outbox_.begin(log_->last());
  if (mode_ != EngineMode::write) return {};
  watch_ = std::make_unique<ClockWatch>(*clock_, data_.clock());
  if (auto r = vault_->begin_writing(); !r) return r;
  return finish_erasures();
}

/// The views as far as the Log goes. Damaged ones are left aside, by a writer for good; if it is the Log that is
/// damaged, this fails again.
Result<void> Engine::open_views(std::unique_ptr<SealedViews> sealed, const OpenLog& open_log) {
  auto opened = open_store(std::move(sealed));
  if (!opened && opened.error().code == Code::integrity_error) {
    spdlog::warn("the stored timelines are left aside: {}", opened.error().message);
    store_.reset();
    auto anew = views_made_anew(open_log);
    opened = anew ? open_store(std::move(*anew)) : std::unexpected(anew.error());
  }
  generation_ = used_generation(data_.views());
  return opened;
}

Result<void> Engine::open_store(std::unique_ptr<SealedViews> sealed) {
  auto store =
      make_timeline_store(std::move(sealed), mode_ == EngineMode::write ? OpenMode::write : OpenMode::read, *log_);
  if (!store) return std::unexpected(store.error());
  store_ = std::move(*store);
  return store_->catch_up(*log_);
}

Result<std::unique_ptr<SealedViews>> Engine::views_made_anew(const OpenLog& open_log) {
  if (mode_ != EngineMode::write) return no_sealed_views();
  auto sealed = open_sealed_views(data_.views(), OpenMode::write);
  if (!sealed) return sealed;
  if (auto r = (*sealed)->clear(); !r) return std::unexpected(r.error());
  sealed->reset();
  return open_followed_views(open_log, data_.views(), log_->last());
}

/// Seals the views, which may hold only what is durable.
Result<void> Engine::seal(TimelineStore::Sealing sealing) {
  outbox_.wait();
  if (!outbox_.not_failed()) return {};
  if (const auto followed = follow_rebuild(); !followed) spdlog::warn("{}", followed.error().message);
  return store_->seal(*log_, sealing);
}

/// Takes up the views that a rebuild has made meanwhile. All that was sent must be durable.
Result<void> Engine::follow_rebuild() {
  const Generation used = used_generation(data_.views());
  if (used == generation_) return {};
  auto sealed = open_sealed_views(data_.views(), OpenMode::write);
  if (!sealed) return std::unexpected(sealed.error());
  auto store = make_timeline_store(std::move(*sealed), OpenMode::write, *log_);
  if (!store) return std::unexpected(store.error());
  if (auto r = (*store)->catch_up(*log_); !r) return r;
  store_ = std::move(*store);
  generation_ = used;
  if (const auto lock = RebuildLock::take(data_.views())) remove_unused_generations(data_.views(), **lock);
  return {};
}

Result<std::string> Engine::zone() {
  if (zone_) return *zone_;
  const auto org = timeline(SubjectKind::organisation, kOrganisation);
  if (!org) return std::unexpected(org.error());
  Timeline resolved;
  resolved.load(org->bytes, Seq{UINT64_MAX});
  const auto policies = load_policies(resolved, *this, parsed_);
  if (!policies) return std::unexpected(policies.error());
  zone_ = policies->newest() == nullptr ? std::string(kDefaultZone) : policies->newest()->time_zone;
  return *zone_;
}

Result<Instant> Engine::end_of(Day day) {
  const auto name = zone();
  if (!name) return std::unexpected(name.error());
  return end_of_day(day, *name);
}

Result<Seq> Engine::known_at(Day day) {
  const auto end = end_of(day);
  return end ? known_at(*end) : std::unexpected(end.error());
}

Result<Day> Engine::local_day(Instant instant) {
  const auto name = zone();
  if (!name) return std::unexpected(name.error());
  return zones_->local_day(instant, *name);
}

Day Engine::local_day(Instant instant, const PolicyBook& known) const {
  return zones_->local_day(instant, known.newest() == nullptr ? kDefaultZone : known.newest()->time_zone);
}

Result<Day> Engine::today() { return local_day(clock_->now()); }

}  // namespace rireki
