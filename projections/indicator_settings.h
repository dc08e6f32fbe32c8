// The settings of an indicator that its kind goes by. A document loads with others, for one may be in a Log already:
// they are doubts for whoever writes a new one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "events/policy/indicator.h"

namespace rireki {

struct SettingDoubt {
  std::string_view key;  // as the document spells it
  std::string sentence;  // without the key
};

/// What its kind needs and the indicator lacks, and what it gives that its kind does not look at.
[[nodiscard]] std::vector<SettingDoubt> doubtful_settings(const Indicator& indicator);

}  // namespace rireki
