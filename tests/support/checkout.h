// Where the tests find the files of the checkout that they were built from. One source knows the path, so that a
// compiler cache serves every clone.
#pragma once

#include <filesystem>

namespace rireki {

/// The root of the checkout.
std::filesystem::path checkout();

}  // namespace rireki
