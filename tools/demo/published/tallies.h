// What the published city counts without names: examinations, surveys, stress checks, attendance, training, measures.
#pragma once

#include "tools/demo/published/book.h"

namespace rireki::demo::published {

void tally(Random& random, Book& book);

}  // namespace rireki::demo::published
