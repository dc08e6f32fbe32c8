#include "engine/views/span_store.h"

#include <algorithm>
#include <filesystem>

#include <spdlog/spdlog.h>

namespace rireki {

namespace {

// Folding a person costs about a thousand times what a span costs: with this many apart a new generation pays.
constexpr std::size_t kApartMin = 500;
constexpr std::size_t kPeoplePerApart = 32;
// The tail is looked through at the first question.
constexpr std::uint64_t kTailMin = 1'000;
constexpr std::uint64_t kRecordsPerTail = 64;

}  // namespace

Result<Staff> SpanStore::staff(Seq known) {
  if (auto r = follow(); !r) return std::unexpected(r.error());
  if (auto r = set_apart(known); !r) return std::unexpected(r.error());
  if (apart_.size() > kApartMin && apart_.size() > spans().people() / kPeoplePerApart && absorbed_ < log_.last()) {
    if (auto r = renew(); !r) return std::unexpected(r.error());
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
  const auto absorbed = absorbed_at(log_, absorbed_);
  return absorbed ? write_span_file(path_, spans(), *absorbed) : std::unexpected(absorbed.error());
}

/// Opens the generation at the first call, then looks through what the Log has got since.
Result<void> SpanStore::follow() {
  if (auto r = open(); !r) return r;
  if (file_ == nullptr && made_ == nullptr) return make();
  const Seq last = log_.last();
  if (tail_.noted() >= last) return {};
  apart_at_.reset();
  return each_event_(Seq{tail_.noted().value + 1}, [&](const ColumnEvent& event) {
    if (event.seq <= last) tail_.note(event);
    return event.seq < last;
  });
}

/// Null if there is none. One that follows another Log, or a longer one, is left alone.
Result<std::unique_ptr<SpanFile>> SpanStore::file_of_log() const {
  auto file = open_span_file(path_);
  if (file == nullptr) return nullptr;
  const auto belongs = belongs_to(file->absorbed(), log_);
  if (!belongs) return std::unexpected(belongs.error());
  return *belongs ? std::move(file) : nullptr;
}

Result<void> SpanStore::open() {
  if (std::exchange(is_open_, true)) return {};
  auto file = file_of_log();
  if (!file || *file == nullptr) return file ? Result<void>{} : std::unexpected(file.error());
  file_ = std::move(*file);
  use(file_->absorbed().seq);
  return {};
}

/// A newer generation: the file, if a rebuild has written one meanwhile, else in memory.
Result<void> SpanStore::renew() {
  auto file = file_of_log();
  if (!file) return std::unexpected(file.error());
  if (*file == nullptr || (*file)->absorbed().seq <= absorbed_) return make();
  file_ = std::move(*file);
  made_.reset();
  use(file_->absorbed().seq);
  return follow();
}

void SpanStore::use(Seq absorbed) {
  absorbed_ = absorbed;
  tail_ = SpanTail(absorbed);
  apart_at_.reset();
  columns_.reset();
  absence_facts_.reset();
}

/// A new generation in memory, from all Timelines.
Result<void> SpanStore::make() {
  const Seq known = log_.last();
  auto history = WorldHistory::load(source_, known, parsed_);
  if (!history) return std::unexpected(history.error());
  auto made = std::make_unique<Made>(std::move(*history), known);
  const auto each = source_.each_timeline(
      SubjectKind::person,
      [&](std::string_view code, const PackedTimeline& packed) { made->builder.add(code, packed.bytes); });
  if (!each) return std::unexpected(each.error());
  made->spans = made->builder.finish();
  made_ = std::move(made);
  use(known);
  return {};
}

/// Whom the spans do not speak for, as known at `known`.
Result<void> SpanStore::set_apart(Seq known) {
  if (apart_at_ == known) return {};
  std::optional<WorldHistory> history;
  if (tail_.has_world_changes(known)) {
    auto loaded = WorldHistory::load(source_, known, parsed_);
    if (!loaded) return std::unexpected(loaded.error());
    history = std::move(*loaded);
  }
  apart_ = tail_.apart(spans(), known, history ? &*history : nullptr);
  attended_ = tail_.attended();
  apart_at_ = known;
  return {};
}

}  // namespace rireki
