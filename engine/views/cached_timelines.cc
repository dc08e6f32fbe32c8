#include "engine/views/cached_timelines.h"

#include <algorithm>
#include <cstring>

#include <boost/unordered/unordered_flat_map.hpp>

#include "engine/views/stored_timeline.h"
#include "events/types/text_hash.h"

namespace rireki {

namespace {

constexpr std::size_t kOverhead = 160;  // of one: map slot, key and string headers
constexpr std::size_t kCacheLineBytes = 64;

std::size_t bytes_of(const CachedTimelines::Cached& timeline) { return timeline.stored.size() + kOverhead; }

}  // namespace

/// By key, which is the value's own.
struct CachedTimelines::Table {
  boost::unordered_flat_map<std::string_view, std::unique_ptr<Cached>, TextHash, std::equal_to<>> timelines;
};

CachedTimelines::CachedTimelines(SealedViews& sealed) : sealed_(sealed), table_(std::make_unique<Table>()) {}
CachedTimelines::~CachedTimelines() = default;

Result<CachedTimelines::Cached*> CachedTimelines::load(SubjectKind kind, std::string_view subject) {
  // An event is judged by its subject's timeline and joins it right after: the same one is asked for twice.
  if (last_ != nullptr && last_->key[0] == timeline_prefix(kind) && std::string_view(last_->key).substr(1) == subject) {
    return last_;
  }
  std::string key = timeline_key(kind, subject);
  if (const auto it = table_->timelines.find(key); it != table_->timelines.end()) return last_ = it->second.get();
  std::string stored;
  const auto found = sealed_.timeline(key, stored);
  if (!found) return std::unexpected(found.error());
  return last_ = keep(std::move(key), std::move(stored));
}

CachedTimelines::Cached* CachedTimelines::keep(std::string key, std::string stored) {
  auto cached = std::make_unique<Cached>(Cached{.key = std::move(key), .stored = std::move(stored)});
  clean_bytes_ += bytes_of(*cached);
  Cached* const kept = cached.get();
  table_->timelines.emplace(kept->key, std::move(cached));
  return kept;
}

void CachedTimelines::foresee(std::span<const std::string> keys) {
  std::vector<std::string> unread;
  for (const std::string& key : keys) {
    if (const auto it = table_->timelines.find(key); it == table_->timelines.end()) {
      unread.push_back(key);
    } else {
      __builtin_prefetch(it->second->stored.data());
      __builtin_prefetch(it->second->stored.data() + kCacheLineBytes);
    }
  }
  if (!unread.empty()) read(unread);
}

/// Of keys that are not in memory; one may stand there twice.
void CachedTimelines::read(std::span<const std::string> keys) {
  auto found = sealed_.timelines(keys);
  if (!found) return;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!table_->timelines.contains(keys[i])) keep(keys[i], std::move((*found)[i]).value_or(""));
  }
}

void CachedTimelines::add(Cached& timeline, std::string_view packed) {
  const std::size_t before = timeline.is_dirty ? bytes_of(timeline) : 0;
  timeline.is_dirty = true;
  if (timeline.stored.empty()) timeline.stored.resize(kCountBytes);
  timeline.stored += packed;
  const std::uint32_t count = count_of(timeline.stored) + 1;
  std::memcpy(timeline.stored.data(), &count, kCountBytes);
  dirty_bytes_ += bytes_of(timeline) - before;
}

std::vector<CachedTimelines::Cached*> CachedTimelines::unstored(std::string_view prefix) const {
  std::vector<Cached*> items;
  for (const auto& [key, cached] : table_->timelines) {
    if (!cached->is_stored() && key.starts_with(prefix)) items.push_back(cached.get());
  }
  std::ranges::sort(items, {}, [](const Cached* item) -> const std::string& { return item->key; });
  return items;
}

void CachedTimelines::begin_sealing(std::span<Cached* const> taken) {
  for (Cached* item : taken) {
    item->is_dirty = false;
    item->is_being_sealed = true;
  }
  dirty_bytes_ = 0;
}

void CachedTimelines::end_sealing(bool is_stored) {
  for (auto& [key, cached] : table_->timelines) {
    if (!std::exchange(cached->is_being_sealed, false) || cached->is_dirty) continue;
    (is_stored ? clean_bytes_ : dirty_bytes_) += bytes_of(*cached);
    cached->is_dirty = !is_stored;
  }
}

void CachedTimelines::drop_stored() {
  last_ = nullptr;
  boost::unordered::erase_if(table_->timelines, [](const auto& item) { return item.second->is_stored(); });
  clean_bytes_ = 0;
}

}  // namespace rireki
