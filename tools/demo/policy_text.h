// The policy of the demo city, as the TOML documents that it adopted.
#pragma once

#include <string>
#include <string_view>

namespace rireki::demo {

inline constexpr std::string_view kPolicyId = "demo-city";

/// 1: the first policy. 2: revised with effect from 2023-04-01, with another target and two more indicators.
[[nodiscard]] std::string policy_version(int version);

/// `people`: what the quotas add up to.
[[nodiscard]] std::string policy_text(int version, int people);

}  // namespace rireki::demo
