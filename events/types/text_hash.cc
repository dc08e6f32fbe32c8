#include "events/types/text_hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace rireki {

std::size_t TextHash::operator()(std::string_view text) const { return XXH3_64bits(text.data(), text.size()); }

}  // namespace rireki
