// What is known at one seq: the ground on which every answer stands.
#pragma once

#include <memory>

#include "events/lifecycle/organisation.h"
#include "events/lifecycle/person_fold.h"
#include "projections/staff_source.h"

namespace rireki {

struct Knowledge {
  /// The organisation as known at `known`: one that many questions share, or one for this alone.
  Knowledge(StaffSource& from, Seq known, std::shared_ptr<const Organisation> then)
      : source(from), seq(known), organisation(*then), kept_(std::move(then)) {}
  Knowledge(StaffSource& from, Seq known, Organisation then)
      : Knowledge(from, known, std::make_shared<const Organisation>(std::move(then))) {}

  StaffSource& source;
  Seq seq;
  const Organisation& organisation;

  [[nodiscard]] World world() const { return {organisation.policies, organisation.units}; }

  /// What was known of persons at another seq, in this organisation.
  [[nodiscard]] Knowledge at(Seq known) const { return {source, known, kept_}; }

 private:
  std::shared_ptr<const Organisation> kept_;
};

}  // namespace rireki
