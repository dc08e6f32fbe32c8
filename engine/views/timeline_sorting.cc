#include "engine/views/timeline_sorting.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory_resource>
#include <tuple>

#include <boost/unordered/unordered_flat_map.hpp>

#include "events/lifecycle/packed_entry.h"
#include "events/types/text_hash.h"
#include "projections/event_page.h"

namespace rireki {

namespace {

// What is copied to and fro lies near to the core: the entries of so many subjects fit into a second-level cache.
constexpr std::uint32_t kBucketBits = 11;
constexpr std::uint32_t kBucketSubjects = 1U << kBucketBits;

/// Texts that stay where they are.
class Arena {
 public:
  std::string_view keep(std::string_view text) {
    auto* bytes = static_cast<char*>(memory_.allocate(text.size(), 1));
    std::memcpy(bytes, text.data(), text.size());
    return {bytes, text.size()};
  }

 private:
  std::pmr::monotonic_buffer_resource memory_{std::size_t{64} << 10};
};

/// The entries of neighbouring subjects.
struct Bucket {
  std::string bytes;  // as added: subject and length (4 bytes), entry; once arranged: entries by subject
  // Of each subject's entries, once arranged:
  std::array<std::uint32_t, kBucketSubjects> sizes{};  // in bytes
  std::array<std::uint32_t, kBucketSubjects> counts{};
  std::array<std::uint32_t, kBucketSubjects> offsets{};
};

/// Visits the entries of a bucket that is not arranged yet, each with its subject's place in it.
template <class Visit>
void each_entry(std::string_view bytes, Visit&& visit) {
  while (!bytes.empty()) {
    std::uint32_t head = 0;
    std::memcpy(&head, bytes.data(), sizeof head);
    const std::uint32_t size = head >> kBucketBits;
    visit(head % kBucketSubjects, bytes.substr(sizeof head, size));
    bytes.remove_prefix(sizeof head + size);
  }
}

}  // namespace

struct TimelineHarvest::Impl {
  Arena keys_memory;
  boost::unordered_flat_map<std::string_view, std::uint32_t, TextHash> numbers;
  std::vector<std::string_view> keys;
  std::vector<std::unique_ptr<Bucket>> buckets;
  std::uint32_t last = UINT32_MAX;  // the subject added to last
};

TimelineHarvest::TimelineHarvest() : impl_(std::make_unique<Impl>()) {}
TimelineHarvest::~TimelineHarvest() = default;
TimelineHarvest::TimelineHarvest(TimelineHarvest&&) noexcept = default;
TimelineHarvest& TimelineHarvest::operator=(TimelineHarvest&&) noexcept = default;

std::uint32_t TimelineHarvest::add(std::string_view key, std::string_view packed) {
  Impl& all = *impl_;
  std::uint32_t subject = all.last;
  if (subject == UINT32_MAX || all.keys[subject] != key) {
    const auto it = all.numbers.find(key);
    if (it != all.numbers.end()) {
      subject = it->second;
    } else {
      subject = static_cast<std::uint32_t>(all.keys.size());
      all.keys.push_back(all.keys_memory.keep(key));
      all.numbers.emplace(all.keys.back(), subject);
      if (subject % kBucketSubjects == 0) all.buckets.push_back(std::make_unique<Bucket>());
    }
    all.last = subject;
  }
  Bucket& bucket = *all.buckets[subject >> kBucketBits];
  const std::uint32_t place = subject % kBucketSubjects;
  const auto size = static_cast<std::uint32_t>(packed.size());
  const std::uint32_t head = place | size << kBucketBits;
  bucket.bytes.append(reinterpret_cast<const char*>(&head), sizeof head);
  bucket.bytes += packed;
  return subject;
}

std::uint32_t TimelineHarvest::subjects() const { return static_cast<std::uint32_t>(impl_->keys.size()); }

std::string_view TimelineHarvest::key(std::uint32_t subject) const { return impl_->keys[subject]; }

std::size_t TimelineHarvest::buckets() const { return impl_->buckets.size(); }

void TimelineHarvest::arrange(std::size_t index) {
  Bucket& bucket = *impl_->buckets[index];
  each_entry(bucket.bytes, [&](std::uint32_t place, std::string_view entry) {
    bucket.sizes[place] += static_cast<std::uint32_t>(entry.size());
    ++bucket.counts[place];
  });
  std::uint32_t end = 0;
  for (std::uint32_t i = 0; i < kBucketSubjects; ++i) bucket.offsets[i] = std::exchange(end, end + bucket.sizes[i]);
  auto next = bucket.offsets;
  std::string arranged(end, '\0');
  each_entry(bucket.bytes, [&](std::uint32_t place, std::string_view entry) {
    std::memcpy(arranged.data() + next[place], entry.data(), entry.size());
    next[place] += static_cast<std::uint32_t>(entry.size());
  });
  bucket.bytes = std::move(arranged);
}

TimelineHarvest::Entries TimelineHarvest::entries(std::uint32_t subject) const {
  const Bucket& bucket = *impl_->buckets[subject >> kBucketBits];
  const std::uint32_t place = subject % kBucketSubjects;
  return {std::string_view(bucket.bytes).substr(bucket.offsets[place], bucket.sizes[place]), bucket.counts[place]};
}

TimelineSorting::TimelineSorting(std::vector<TimelineHarvest> harvests, std::size_t ranges)
    : harvests_(std::move(harvests)), ranges_(ranges) {
  for (std::uint32_t h = 0; h < harvests_.size(); ++h) {
    for (std::uint32_t i = 0; i < harvests_[h].subjects(); ++i) subjects_.push_back({harvests_[h].key(i), h, i});
  }
  std::ranges::sort(subjects_, {}, [](const Subject& s) { return std::tuple(s.key, s.harvest); });
}

std::size_t TimelineSorting::buckets() const {
  std::size_t count = 0;
  for (const TimelineHarvest& harvest : harvests_) count += harvest.buckets();
  return count;
}

void TimelineSorting::arrange(std::size_t bucket) {
  for (TimelineHarvest& harvest : harvests_) {
    if (bucket < harvest.buckets()) return harvest.arrange(bucket);
    bucket -= harvest.buckets();
  }
}

std::uint64_t TimelineSorting::people() const {
  std::uint64_t people = 0;
  std::string_view previous;
  for (const Subject& subject : subjects_) {
    if (subject.key.starts_with('p') && subject.key != previous) ++people;
    previous = subject.key;
  }
  return people;
}

PersonCodes TimelineSorting::number_persons() const {
  // The same person's subjects lie side by side; the first of them is the one that appears first.
  const auto begins = [&](std::size_t i) { return i == 0 || subjects_[i].key != subjects_[i - 1].key; };
  PersonCodes all;
  for (const TimelineHarvest& harvest : harvests_) all.codes.emplace_back(harvest.subjects(), kNoPerson);
  for (std::size_t i = 0; i < subjects_.size(); ++i) {
    if (begins(i) && subjects_[i].key.front() == 'p') all.codes[subjects_[i].harvest][subjects_[i].number] = 0;
  }
  for (std::size_t h = 0; h < harvests_.size(); ++h) {
    for (std::uint32_t number = 0; number < all.codes[h].size(); ++number) {
      if (all.codes[h][number] == kNoPerson) continue;
      all.codes[h][number] = static_cast<std::uint32_t>(all.persons.size());
      all.persons.push_back(harvests_[h].key(number).substr(1));
    }
  }
  for (std::size_t i = 1; i < subjects_.size(); ++i) {
    if (begins(i)) continue;
    const Subject& before = subjects_[i - 1];
    all.codes[subjects_[i].harvest][subjects_[i].number] = all.codes[before.harvest][before.number];
  }
  return all;
}

std::uint32_t TimelineSorting::person_code(const PersonCodes& codes, std::string_view key) const {
  const auto it = std::ranges::lower_bound(subjects_, key, {}, &Subject::key);
  return it != subjects_.end() && it->key == key ? codes.codes[it->harvest][it->number] : kNoPerson;
}

bool TimelineSorting::contains(std::string_view key) const {
  const auto it = std::ranges::lower_bound(subjects_, key, {}, &Subject::key);
  return it != subjects_.end() && it->key == key;
}

bool TimelineSorting::amend(std::string_view key, Seq seq, std::string packed) {
  if (!contains(key)) return false;
  amendments_[std::string(key)].emplace_back(seq, std::move(packed));
  return true;
}

/// Where a range begins, never between the harvests of one subject.
std::size_t TimelineSorting::first_of(std::size_t range) const {
  std::size_t first = subjects_.size() * range / ranges_;
  while (first > 0 && first < subjects_.size() && subjects_[first].key == subjects_[first - 1].key) ++first;
  return first;
}

void TimelineSorting::put(std::size_t range, const SealedViews::Put& put) const {
  this->put(first_of(range), first_of(range + 1), put);
}

void TimelineSorting::put_kind(char kind, const SealedViews::Put& put) const {
  const auto kinds = std::ranges::equal_range(subjects_, kind, {}, [](const Subject& s) { return s.key.front(); });
  const auto begin = static_cast<std::size_t>(kinds.begin() - subjects_.begin());
  this->put(begin, begin + kinds.size(), put);
}

void TimelineSorting::put(std::size_t begin, std::size_t end, const SealedViews::Put& put) const {
  std::string stored;
  for (std::size_t i = begin; i < end;) {
    const std::string_view key = subjects_[i].key;
    std::uint32_t count = 0;
    stored.assign(sizeof count, '\0');
    for (; i < end && subjects_[i].key == key; ++i) {
      const auto entries = harvests_[subjects_[i].harvest].entries(subjects_[i].number);
      stored += entries.bytes;
      count += entries.count;
    }
    if (const auto it = amendments_.find(key); it != amendments_.end()) {
      std::size_t at = sizeof count;
      for (const auto& [seq, packed] : it->second) {
        while (at < stored.size()) {
          const PackedFront front = packed_front(std::string_view(stored).substr(at));
          if (front.seq > seq) break;
          at += front.bytes;
        }
        stored.insert(at, packed);
        at += packed.size();
        ++count;
      }
    }
    std::memcpy(stored.data(), &count, sizeof count);
    put(key, stored);
  }
}

}  // namespace rireki
