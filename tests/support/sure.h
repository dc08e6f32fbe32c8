// What a test takes for granted.
#pragma once

#include <stdexcept>
#include <string>
#include <type_traits>

#include "events/types/error.h"

namespace rireki {

/// The value of a result; an error ends the test.
template <class T>
T sure(Result<T> result) {
  if (!result) throw std::runtime_error(std::string(to_text(result.error().code)) + ": " + result.error().message);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace rireki
