// The orders of 1 April, decided and recorded in March: transfers, secondments and duties, and what all orders share.
#pragma once

#include "tools/demo/filing.h"

namespace rireki::demo {

/// The day in March on which an order of that 1 April is recorded.
[[nodiscard]] Day decided(Random& random, Day april);

/// Nothing of nullptr.
[[nodiscard]] std::optional<Identifier> code_of(const UnitPlan* unit);

/// Regular staff in ordinary service, whom no order of that year names so far.
[[nodiscard]] bool is_available(const Staff& staff, int year);

/// Whether an order may be recorded late or wrongly: there must be time to put it right.
[[nodiscard]] bool may_slip(const Staff& staff, int year);

/// In the year of the re-organisation the staff of the closed unit move first; nobody is left behind.
void move_out_of_closed_unit(City& city);

void transfer_staff(City& city, int year);

void second_staff(City& city, int year);

void give_duties(City& city, int year);

}  // namespace rireki::demo
