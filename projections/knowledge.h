// What is known at one seq: the ground on which every answer stands.
#pragma once

#include "events/lifecycle/organisation.h"
#include "events/lifecycle/person_fold.h"
#include "projections/staff_source.h"

namespace rireki {

struct Knowledge {
  StaffSource& source;
  Seq seq;
  Organisation organisation;

  [[nodiscard]] World world() const { return {organisation.policies, organisation.units}; }
};

}  // namespace rireki
