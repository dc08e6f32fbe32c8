#include "tests/support/checkout.h"

namespace rireki {

std::filesystem::path checkout() { return RIREKI_SOURCE_DIR; }

}  // namespace rireki
