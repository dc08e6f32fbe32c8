// The event ids that no sealing took yet, in memory.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "engine/views/greatest_ids.h"
#include "engine/views/sealed_views.h"
#include "events/types/values.h"

namespace rireki {

/// Used by one thread at a time; another may put them in order meanwhile.
class TailIds {
 public:
  TailIds();
  ~TailIds();
  TailIds(const TailIds&) = delete;
  TailIds& operator=(const TailIds&) = delete;

  void add(std::string_view id, Seq seq);

  /// Takes over the ids of an earlier tail, too.
  void add_all(const TailIds& earlier);

  /// Forgets all of them, but keeps the memory.
  void clear();

  [[nodiscard]] std::optional<Seq> find(std::string_view id) const;

  [[nodiscard]] std::size_t size() const;

  [[nodiscard]] const GreatestIds& greatest() const { return greatest_; }

  /// All of them as rows of the stored form (sealed_views.h).
  void put_sorted(const SealedViews::Put& put) const;

 private:
  struct Table;
  std::unique_ptr<Table> table_;
  GreatestIds greatest_;
};

}  // namespace rireki
