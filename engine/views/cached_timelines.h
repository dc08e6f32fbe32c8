// Timelines in memory: those with entries that no sealing took yet, and those that were read a while ago.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/views/sealed_views.h"
#include "events/types/catalog.h"

namespace rireki {

class CachedTimelines {
 public:
  /// A timeline in its stored form; empty where the subject has none.
  struct Cached {
    std::string key;
    std::string stored;
    bool is_dirty = false;         // has what no sealing took yet
    bool is_being_sealed = false;  // what it was at the last sealing is not stored yet

    [[nodiscard]] bool is_stored() const { return !is_dirty && !is_being_sealed; }
  };

  /// `sealed` must outlive this object.
  explicit CachedTimelines(SealedViews& sealed);
  ~CachedTimelines();
  CachedTimelines(const CachedTimelines&) = delete;
  CachedTimelines& operator=(const CachedTimelines&) = delete;

  /// Valid until `drop_stored`. Errors: IO_ERROR, INTEGRITY_ERROR.
  [[nodiscard]] Result<Cached*> load(SubjectKind kind, std::string_view subject);

  /// Brings near what `load` will be asked for. What cannot be read now is left to it.
  void foresee(std::span<const std::string> keys);

  /// Adds an entry to one that was loaded.
  void add(Cached& timeline, std::string_view packed);

  /// Those that are not stored as they are and whose key starts with `prefix`, in key order.
  [[nodiscard]] std::vector<Cached*> unstored(std::string_view prefix) const;

  /// What was added is taken by a sealing.
  void begin_sealing(std::span<Cached* const> taken);
  /// It is over: what was taken is stored, or to be taken again.
  void end_sealing(bool is_stored);

  /// Memory of what was added and is not taken, and of what a `drop_stored` would free.
  [[nodiscard]] std::size_t dirty_bytes() const { return dirty_bytes_; }
  [[nodiscard]] std::size_t clean_bytes() const { return clean_bytes_; }
  void drop_stored();

 private:
  struct Table;

  Cached* keep(std::string key, std::string stored);
  void read(std::span<const std::string> keys);

  SealedViews& sealed_;
  std::unique_ptr<Table> table_;
  Cached* last_ = nullptr;  // the one loaded last
  std::size_t dirty_bytes_ = 0;
  std::size_t clean_bytes_ = 0;
};

}  // namespace rireki
