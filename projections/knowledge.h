// What is known at one seq: the ground on which every answer stands.
#pragma once

#include "events/lifecycle/organisation.h"
#include "events/lifecycle/person_fold.h"

namespace rireki {

struct Knowledge {
  TimelineSource& source;
  Seq seq;
  Organisation organisation;

  [[nodiscard]] World world() const { return {organisation.policies, organisation.units}; }
};

}  // namespace rireki
