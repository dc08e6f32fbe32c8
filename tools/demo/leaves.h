// Leaves of the demo city's staff: illness, children, care.
#pragma once

#include "tools/demo/filing.h"

namespace rireki::demo {

/// The part of a fiscal year in which a person serves; both days are included.
struct Span {
  Day first;
  Day last;
};

/// Records the return from a leave that goes on from an earlier year, if it falls into this one.
void return_from_leave(City& city, Staff& staff, Span span);

/// Perhaps begins a leave; some last into the next year.
void take_leave(City& city, Staff& staff, Span span);

}  // namespace rireki::demo
