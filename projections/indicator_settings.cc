#include "projections/indicator_settings.h"

#include <algorithm>
#include <initializer_list>

namespace rireki {

namespace {

struct Setting {
  std::string_view key;
  bool (*is_given)(const Indicator&);
  std::initializer_list<std::string_view> used_by;
  std::initializer_list<std::string_view> needed_by;
  std::string_view without;  // what comes of it where it is needed
};

const Indicator& defaults() {
  static const Indicator indicator;
  return indicator;
}

template <auto Member>
bool differs(const Indicator& indicator) {
  return indicator.*Member != defaults().*Member;
}

const Setting kSettings[] = {
    {"of", differs<&Indicator::of>, {"share", "ratio"}, {"share"}, "everyone is counted"},
    {"per", differs<&Indicator::per>, {"share", "ratio"}, {"share"}, "it is a share of everyone"},
    {"on", differs<&Indicator::on>, {"headcount", "share"}, {}, {}},
    {"cause", differs<&Indicator::cause>, {"absence_spells"}, {}, {}},
    {"min_months", differs<&Indicator::min_months>, {"absence_spells"}, {}, {}},
    {"survey", differs<&Indicator::survey>, {"survey_share"}, {"survey_share"}, "every survey is counted"},
    {"question", differs<&Indicator::question>, {"survey_share"}, {"survey_share"}, "it has no data"},
    {"group", differs<&Indicator::group>, {"survey_share"}, {}, {}},
    {"method", differs<&Indicator::method>, {"childcare_rate"}, {}, {}},
    {"years", differs<&Indicator::years>, {"retention"}, {}, {}},
    {"rank", differs<&Indicator::rank>, {"career_mean"}, {"career_mean"}, "it has no data"},
    {"measure", differs<&Indicator::measure>, {"career_mean"}, {"career_mean"}, "it is the mean of service_years"},
    {"leave_day_minutes", differs<&Indicator::leave_day_minutes>, {"leave_mean"}, {}, {}},
};

bool is_among(std::string_view kind, std::initializer_list<std::string_view> kinds) {
  return std::ranges::find(kinds, kind) != kinds.end();
}

}  // namespace

std::vector<SettingDoubt> doubtful_settings(const Indicator& indicator) {
  std::vector<SettingDoubt> doubts;
  for (const Setting& s : kSettings) {
    const bool is_given = s.is_given(indicator);
    if (is_given && !is_among(indicator.kind, s.used_by)) {
      doubts.push_back({s.key, "the kind \"" + indicator.kind + "\" does not look at it"});
    }
    if (!is_given && is_among(indicator.kind, s.needed_by)) {
      doubts.push_back({s.key, "the kind \"" + indicator.kind + "\" needs it; without, " + std::string(s.without)});
    }
  }
  return doubts;
}

}  // namespace rireki
