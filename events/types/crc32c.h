// CRC-32C (Castagnoli; RFC 3720, appendix B.4): the checksum of everything that the Log stores.
#pragma once

#include <cstdint>
#include <string_view>

namespace rireki {

/// CRC-32C of `first` followed by `second`.
[[nodiscard]] std::uint32_t crc32c(std::string_view first, std::string_view second = {});

/// The same, without the processor's own instruction for it.
[[nodiscard]] std::uint32_t portable_crc32c(std::string_view first, std::string_view second = {});

}  // namespace rireki
