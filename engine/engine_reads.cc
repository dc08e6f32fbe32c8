// What questions read from an engine.
#include <algorithm>

#include "engine/engine.h"
#include "engine/views/span_store.h"
#include "events/lifecycle/packed_entry.h"
#include "events/types/record_codec.h"

namespace rireki {

namespace {

constexpr std::uint64_t kReadOnRecords = 2'000;

}  // namespace

void Engine::answer_until(std::chrono::steady_clock::time_point until) { until_ = until; }

bool Engine::is_late() const {
  return until_ != std::chrono::steady_clock::time_point::max() && std::chrono::steady_clock::now() > until_;
}

Result<void> Engine::in_time() const {
  return is_late() ? fail(Code::io_error, "the question takes longer than it may") : Result<void>{};
}

Result<void> Engine::read(Seq from, Seq to, const std::function<bool(const Record&)>& visit) {
  Result<void> result;
  const auto read = log_->read(from, to, [&](Seq seq, std::string_view bytes) {
    result = in_time();
    const auto record = decode_record(seq, bytes, *vault_);
    if (!record) result = std::unexpected(record.error());
    return result && visit(*record);
  });
  return read ? result : read;
}

Result<PackedTimeline> Engine::timeline(SubjectKind kind, std::string_view subject) {
  if (auto r = in_time(); !r) return std::unexpected(r.error());
  return store_->timeline(kind, subject);
}

Result<void> Engine::each_timeline(SubjectKind kind, const Visit& visit) {
  Result<void> late;
  const auto each = store_->each_timeline(kind, [&](std::string_view subject, const PackedTimeline& timeline) {
    if (late) late = in_time();
    if (late) visit(subject, timeline);
  });
  return late ? each : late;
}

Result<Record> Engine::record(Seq seq) {
  if (auto r = in_time(); !r) return std::unexpected(r.error());
  std::optional<Result<Record>> found;
  const auto read = visit_bytes(seq, [&](std::string_view bytes) { found = decode_record(seq, bytes, *vault_); });
  if (!read) return std::unexpected(read.error());
  return std::move(*found);
}

Result<std::string> Engine::record_bytes(Seq seq) {
  std::string found;
  const auto read = visit_bytes(seq, [&](std::string_view bytes) { found = bytes; });
  if (!read) return std::unexpected(read.error());
  return found;
}

/// The bytes of a record that was admitted, on disk or on the way there.
template <class Use>
Result<void> Engine::visit_bytes(Seq seq, const Use& use) {
  if (const auto waiting = outbox_.find(seq)) {
    use(*waiting);
    return {};
  }
  bool is_there = false;
  const auto read = log_->read(seq, seq, [&](Seq, std::string_view bytes) {
    is_there = true;
    use(bytes);
    return false;
  });
  if (!read || is_there) return read;
  return fail(Code::integrity_error, "record " + std::to_string(seq.value) + " is not in the log");
}

Result<std::shared_ptr<const Organisation>> Engine::organisation(Seq known) {
  if (organisation_ != nullptr && known >= organised_) return organisation_;
  auto read = load_organisation(*this, known, parsed_);
  if (!read) return std::unexpected(read.error());
  auto loaded = std::make_shared<const Organisation>(std::move(*read));
  if (known >= reorganised_ && known >= last()) {
    organisation_ = loaded;
    organised_ = known;
  }
  return loaded;
}

Result<Staff> Engine::staff(Seq known) { return spans_->staff(known); }

Result<const PersonalColumns*> Engine::personal_columns() { return spans_->personal_columns(); }

Result<const DestroyedKeys*> Engine::destroyed_keys() { return vault_->destroyed(); }

/// A rehearsal makes no keys, so that it cannot tell a missing one.
Result<void> Engine::can_keep(std::string_view person, std::uint8_t categories) {
  for (std::size_t i = 0; i < names(PersonalCategory{}).size(); ++i) {
    const auto category = static_cast<PersonalCategory>(i);
    if ((categories & bit_of(category)) == 0) continue;
    const auto state = vault_->key_state(person, category);
    if (!state) return std::unexpected(state.error());
    if (*state == KeyState::destroyed) return refuse_for_erased(person);
    if (mode_ != EngineMode::write) continue;
    if (*state == KeyState::kept) {
      if (auto r = vault_->check_key(person, category); !r) return r;
      continue;
    }
    const auto has_sealed = has_stated(person, category);
    if (!has_sealed) return std::unexpected(has_sealed.error());
    if (*has_sealed) return refuse_missing_key(person, category);
  }
  return {};
}

/// Whether a Record of the person has fields of the category.
Result<bool> Engine::has_stated(std::string_view person, PersonalCategory category) {
  const auto packed = timeline(SubjectKind::person, person);
  if (!packed) return std::unexpected(packed.error());
  std::vector<Entry> entries;
  unpack(packed->bytes, Seq{UINT64_MAX}, entries);
  return std::ranges::any_of(entries, [&](const Entry& e) { return (e.personal & bit_of(category)) != 0; });
}

Result<const AbsenceFacts*> Engine::absence_facts() { return spans_->absence_facts(); }

/// Reads on from one seq to the next as long as that is cheaper than to begin anew.
Result<void> Engine::each_record(std::span<const Seq> seqs, const std::function<void(const Record&)>& visit) {
  Result<void> result;
  for (auto begin = seqs.begin(); begin != seqs.end() && result;) {
    auto end = begin + 1;
    while (end != seqs.end() && end->value - std::prev(end)->value < kReadOnRecords) ++end;
    auto next = begin;
    const auto read = log_->read(*begin, *std::prev(end), [&](Seq seq, std::string_view bytes) {
      if (seq != *next) return true;
      const auto record = decode_record(seq, bytes, *vault_);
      if (!record) result = std::unexpected(record.error());
      if (record) visit(*record);
      if (result) result = in_time();
      return result && ++next != end;
    });
    if (!read) return read;
    begin = end;
  }
  return result;
}

Result<std::optional<Seq>> Engine::find_id(std::string_view id) { return store_->find_id(id); }

}  // namespace rireki
