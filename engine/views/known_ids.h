// The ids of all events: those that are sealed, those that are being sealed, and those that are in memory alone.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "engine/views/absent_ids.h"
#include "engine/views/greatest_ids.h"
#include "engine/views/sealed_views.h"
#include "engine/views/tail_ids.h"

namespace rireki {

class KnownIds {
 public:
  /// `greatest` are those of the sealed ids. `sealed` must outlive this object.
  KnownIds(SealedViews& sealed, GreatestIds greatest) : sealed_(sealed), greatest_sealed_(std::move(greatest)) {}

  void add(std::string_view id, Seq seq) { tail_->add(id, seq); }

  /// Errors: IO_ERROR, INTEGRITY_ERROR.
  [[nodiscard]] Result<std::optional<Seq>> find(std::string_view id);

  /// Brings near what `find` will be asked for, in this order. What cannot be read now is left to it.
  void foresee(std::span<const std::string_view> ids);

  /// How many no sealing took yet.
  [[nodiscard]] std::size_t unsealed() const { return tail_->size(); }

  /// Those in memory are being sealed from now on; they are still found.
  void begin_sealing();
  /// What is being sealed as rows of the stored form. On the thread that seals.
  void put_being_sealed(const SealedViews::Put& put) const { being_sealed_->put_sorted(put); }
  /// They are in the sealed views now, or, if that failed, to be sealed again.
  void end_sealing(bool is_stored);

  /// What is in memory as rows of the stored form, in two ascending runs.
  void put_unsealed(const SealedViews::Put& put) const;

 private:
  SealedViews& sealed_;
  GreatestIds greatest_sealed_;  // of what is sealed
  std::unique_ptr<TailIds> tail_ = std::make_unique<TailIds>();
  std::unique_ptr<TailIds> being_sealed_;
  std::unique_ptr<TailIds> spare_;  // empty, to be used again
  AbsentIds absent_;
};

}  // namespace rireki
