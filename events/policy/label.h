// Names that the organisation gives to its own definitions.
#pragma once

#include <string>

namespace rireki {

/// A text for people. A document may give one text for both languages; a language it leaves out is empty.
struct Label {
  std::string ja;
  std::string en;
};

}  // namespace rireki
