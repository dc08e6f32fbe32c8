#include "engine/views/span_store.h"

#include <algorithm>
#include <filesystem>

#include <spdlog/spdlog.h>

#include "events/types/crc32c.h"
#include "events/types/record_codec.h"
#include "projections/span_difference.h"

namespace rireki {

namespace {

// Folding a person costs about a thousand times what a span costs: with this many apart a new generation pays.
constexpr std::size_t kApartMin = 500;
constexpr std::size_t kPeoplePerApart = 32;
// The tail is read at the first question: a microsecond a Record.
constexpr std::uint64_t kTailMin = 1'000;
constexpr std::uint64_t kRecordsPerTail = 64;

Result<std::uint32_t> checksum_at(Log& log, Seq seq) {
  std::uint32_t checksum = 0;
  const auto read = log.read(seq, seq, [&](Seq, std::string_view bytes) {
    checksum = crc32c(bytes);
    return true;
  });
  if (!read) return std::unexpected(read.error());
  return checksum;
}

bool concerns_spans(EventType type) {
  return changes_state(type) || has_rows(type) || states_personal_fields(type) || type == EventType::PersonalDataErased;
}

}  // namespace

Result<Staff> SpanStore::staff(Seq known) {
  if (auto r = follow(); !r) return std::unexpected(r.error());
  if (auto r = set_apart(known); !r) return std::unexpected(r.error());
  if (apart_.size() > kApartMin && apart_.size() > spans().people() / kPeoplePerApart && absorbed_ < log_.last()) {
    if (auto r = make(); !r) return std::unexpected(r.error());
    if (auto r = set_apart(known); !r) return std::unexpected(r.error());
  }
  return Staff{&spans(), std::min(known, absorbed_), apart_, attended_};
}

Result<const PersonalColumns*> SpanStore::personal_columns() {
  if (auto r = follow(); !r) return std::unexpected(r.error());
  if (!columns_) {
    auto columns = PersonalColumns::load(spans(), source_);
    if (!columns) return std::unexpected(columns.error());
    columns_ = std::move(*columns);
  }
  return &*columns_;
}

Result<const AbsenceFacts*> SpanStore::absence_facts() {
  if (auto r = follow(); !r) return std::unexpected(r.error());
  if (!absence_facts_) {
    auto facts = AbsenceFacts::load(spans(), source_);
    if (!facts) return std::unexpected(facts.error());
    absence_facts_ = std::move(*facts);
  }
  return &*absence_facts_;
}

Result<void> SpanStore::seal() {
  if (log_.last().value < kTailMin) return {};
  if (auto r = open(); !r) return r;
  const Seq stored = file_ == nullptr ? Seq{} : file_->absorbed().seq;
  if (log_.last().value - stored.value < kTailMin + stored.value / kRecordsPerTail) return {};
  if (auto r = make(); !r) return r;
  const auto checksum = checksum_at(log_, absorbed_);
  if (!checksum) return std::unexpected(checksum.error());
  return write_span_file(path_, spans(), {absorbed_, *checksum});
}

/// Opens the generation at the first call, then looks through what the Log has got since.
Result<void> SpanStore::follow() {
  if (auto r = open(); !r) return r;
  if (file_ == nullptr && made_ == nullptr) return make();
  if (noted_ >= log_.last()) return {};
  Result<void> result;
  const auto read = log_.read(Seq{noted_.value + 1}, log_.last(), [&](Seq seq, std::string_view bytes) {
    const auto record = decode_record(seq, bytes);
    if (!record) result = std::unexpected(record.error());
    if (record) note(*record);
    return record.has_value();
  });
  apart_at_.reset();
  return read ? result : read;
}

/// A file that follows another Log, or a longer one, is left alone.
Result<void> SpanStore::open() {
  if (std::exchange(is_open_, true)) return {};
  auto file = open_span_file(path_);
  if (file == nullptr || file->absorbed().seq > log_.last()) return {};
  const auto checksum = checksum_at(log_, file->absorbed().seq);
  if (!checksum) return std::unexpected(checksum.error());
  if (*checksum != file->absorbed().checksum) return {};
  file_ = std::move(file);
  use(file_->absorbed().seq);
  return {};
}

void SpanStore::use(Seq absorbed) {
  absorbed_ = noted_ = absorbed;
  touched_.clear();
  touched_by_attendance_.clear();
  world_changes_.clear();
  apart_at_.reset();
  columns_.reset();
  absence_facts_.reset();
}

Result<std::string> SpanStore::difference() {
  if (auto r = follow(); !r) return std::unexpected(r.error());
  if (made_ != nullptr) return std::string();
  if (auto r = set_apart(log_.last()); !r) return std::unexpected(r.error());
  const auto made = made_anew();
  if (!made) return std::unexpected(made.error());
  return first_difference(file_->spans(), (*made)->spans, apart_, attended_);
}

Result<void> SpanStore::make() {
  auto made = made_anew();
  if (!made) return std::unexpected(made.error());
  made_ = std::move(*made);
  use(log_.last());
  return {};
}

/// A new generation in memory, from all Timelines.
Result<std::unique_ptr<SpanStore::Made>> SpanStore::made_anew() {
  const Seq known = log_.last();
  auto history = WorldHistory::load(source_, known, parsed_);
  if (!history) return std::unexpected(history.error());
  auto made = std::make_unique<Made>(std::move(*history), known);
  const auto each = source_.each_timeline(
      SubjectKind::person,
      [&](std::string_view code, const PackedTimeline& packed) { made->builder.add(code, packed.bytes); });
  if (!each) return std::unexpected(each.error());
  made->spans = made->builder.finish();
  return made;
}

void SpanStore::note(const Record& record) {
  noted_ = record.seq;
  const Event& event = record.event;
  const SubjectKind kind = traits_of(event.type()).subject;
  const auto* correction = event.as<EventCorrected>();
  const EventType type =
      correction == nullptr ? event.type() : static_cast<EventType>(correction->data.data->value.index());
  const bool is_void = type == EventType::EventVoided;
  const bool is_of_unit = traits_of(type).subject == SubjectKind::unit;
  // A void's target is not known here: of a person's event it costs a look at the units, of a unit's one at a person.
  if (is_void || is_of_unit || type == EventType::PolicyAdopted) world_changes_.push_back(record.seq);
  if (type == EventType::AttendanceRecorded) touched_by_attendance_.insert(event.subject);
  if (!is_void && (is_of_unit || kind == SubjectKind::organisation || !concerns_spans(type))) return;
  // A void may be of an erasure, which hides at every known-at.
  const bool at_every_seq = is_void || type == EventType::PersonalDataErased;
  const auto [it, is_new] = touched_.try_emplace(event.subject, at_every_seq ? Seq{} : record.seq);
  if (at_every_seq) it->second = Seq{};
}

/// Whom the spans do not speak for, as known at `known`.
Result<void> SpanStore::set_apart(Seq known) {
  if (apart_at_ == known) return {};
  std::set<std::string, std::less<>> apart;
  for (const auto& [person, since] : touched_) {
    if (since <= known) apart.insert(person);
  }
  if (!world_changes_.empty() && world_changes_.front() <= known) {
    const auto history = WorldHistory::load(source_, known, parsed_);
    if (!history) return std::unexpected(history.error());
    add_whom_the_world_concerns(*history, apart);
  }
  apart_.assign(apart.begin(), apart.end());
  attended_.assign(touched_by_attendance_.begin(), touched_by_attendance_.end());
  apart_at_ = known;
  return {};
}

void SpanStore::add_whom_the_world_concerns(const WorldHistory& history,
                                            std::set<std::string, std::less<>>& apart) const {
  const Day changed = history.changed_from(absorbed_);
  if (changed == kForever) return;
  for (std::uint32_t number = 0; number < spans().people(); ++number) {
    if (spans().last_lookups[number] >= changed) apart.emplace(spans().code(number));
  }
}

}  // namespace rireki
