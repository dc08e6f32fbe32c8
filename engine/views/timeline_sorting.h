// Packed entries gathered in seq order by several threads and given back as whole timelines sorted by subject: what the
// stored timelines are built from when all of them are built at once.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/views/sealed_views.h"

namespace rireki {

/// The entries of a stretch of the Log, gathered by one thread. Subjects are numbered as they appear.
class TimelineHarvest {
 public:
  TimelineHarvest();
  ~TimelineHarvest();
  TimelineHarvest(TimelineHarvest&&) noexcept;
  TimelineHarvest& operator=(TimelineHarvest&&) noexcept;

  /// `key` as sealed views have it; entries of a subject come in seq order. Returns the subject's number.
  std::uint32_t add(std::string_view key, std::string_view packed);

  [[nodiscard]] std::uint32_t subjects() const;
  [[nodiscard]] std::string_view key(std::uint32_t subject) const;

  /// Subjects lie in buckets by number; each must be arranged, on any thread, before `entries` are asked for.
  [[nodiscard]] std::size_t buckets() const;
  void arrange(std::size_t bucket);

  struct Entries {
    std::string_view bytes;
    std::uint32_t count = 0;
  };
  [[nodiscard]] Entries entries(std::uint32_t subject) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Codes of persons: by harvest and the number that a subject has there, kNoPerson for other subjects.
struct PersonCodes {
  std::vector<std::vector<std::uint32_t>> codes;
  std::vector<std::string_view> persons;  // by code
};

/// The timelines of all harvests (in the order of their stretches), in ranges of ascending keys.
class TimelineSorting {
 public:
  TimelineSorting(std::vector<TimelineHarvest> harvests, std::size_t ranges);

  /// Everything to be arranged, one after the other or on several threads.
  [[nodiscard]] std::size_t buckets() const;
  void arrange(std::size_t bucket);

  /// Adds an entry that was left out of the harvests; it takes its place by seq. False if there is no such subject.
  bool amend(std::string_view key, Seq seq, std::string packed);

  [[nodiscard]] std::size_t ranges() const { return ranges_; }
  [[nodiscard]] std::uint64_t people() const;

  /// Numbers the persons from 0 as they appear in the Log.
  [[nodiscard]] PersonCodes number_persons() const;

  /// The code of the subject with this key, kNoPerson if it is no person.
  [[nodiscard]] std::uint32_t person_code(const PersonCodes& codes, std::string_view key) const;
  [[nodiscard]] bool contains(std::string_view key) const;

  /// Puts the timelines of a range in ascending order, in their stored form.
  void put(std::size_t range, const SealedViews::Put& put) const;

  /// The same of all whose key begins with this byte.
  void put_kind(char kind, const SealedViews::Put& put) const;

 private:
  /// A subject in one harvest.
  struct Subject {
    std::string_view key;
    std::uint32_t harvest = 0;
    std::uint32_t number = 0;
  };

  [[nodiscard]] std::size_t first_of(std::size_t range) const;
  void put(std::size_t begin, std::size_t end, const SealedViews::Put& put) const;

  std::vector<TimelineHarvest> harvests_;
  std::vector<Subject> subjects_;  // by key, then by harvest
  std::size_t ranges_;
  std::map<std::string, std::vector<std::pair<Seq, std::string>>, std::less<>> amendments_;  // by key
};

}  // namespace rireki
