#include "tools/rireki/policy_document.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/clock/clock.h"
#include "events/policy/load_policy.h"
#include "events/types/text.h"
#include "projections/filter.h"
#include "projections/indicator_measurement.h"
#include "projections/indicator_settings.h"
#include "projections/undefined_words.h"

namespace rireki {

namespace {

std::ptrdiff_t line_of(std::string_view text, std::size_t at) {
  return 1 + std::ranges::count(text.substr(0, at), '\n');
}

/// Where the n-th entry of a table begins; where it cannot be told, the text.
std::size_t place_of(std::string_view text, const std::string& table, std::ptrdiff_t n) {
  const std::string head = "[[" + table + "]]";
  std::size_t at = std::string_view::npos;
  for (std::ptrdiff_t found = 0; found <= n; ++found) {
    do {
      at = text.find(head, at == std::string_view::npos ? 0 : at + 1);
    } while (at != std::string_view::npos && at > 0 && text[at - 1] != '\n');
    if (at == std::string_view::npos) return 0;
  }
  return at;
}

/// Reads the conditions of a document as a question would, and finds the line of one that cannot be read, and of those
/// that name what the document does not define. Keeps all doubts about the document.
class ConditionCheck {
 public:
  ConditionCheck(std::string_view text, const Policy& policy) : text_(text), defined_(policy) {}

  /// What follows stands in the n-th entry of a table.
  void enter(const std::string& table, std::ptrdiff_t n) { from_ = place_of(text_, table, n); }

  void where(const std::string& place, const std::vector<std::string>& conditions, bool of_events) {
    for (const std::string& cond : conditions) {
      note(place + ", where", cond, Filter().add_where(cond, of_events), from_);
      doubt(place + ", where", cond);
    }
  }
  void joined(const std::string& place, const std::vector<std::string>& conditions, bool of_events) {
    for (const std::string& conds : conditions) {
      note(place, conds, Filter().add_exclude(conds, of_events), from_);
      doubt(place, conds);
    }
  }
  void both(const std::string& place, const std::vector<std::string>& wanted, const std::vector<std::string>& unwanted,
            bool of_events) {
    where(place, wanted, of_events);
    joined(place + ", exclude", unwanted, of_events);
  }

  /// A condition and what came of reading it; it stands in what follows `from`.
  void note(const std::string& place, const std::string& condition, const Result<void>& read, std::size_t from = 0) {
    if (read || first_) return;
    first_ = Error{Code::policy_invalid, line(condition, from) + place + ": " + read.error().message};
  }

  /// A doubt about what stands where `enter` said.
  void doubt(const std::string& sentence) {
    doubts_.push_back("line " + std::to_string(line_of(text_, from_)) + ": " + sentence);
  }

  [[nodiscard]] const std::optional<Error>& first() const { return first_; }
  [[nodiscard]] std::vector<std::string>& doubts() { return doubts_; }

 private:
  void doubt(const std::string& place, const std::string& conditions) {
    for (const UndefinedWord& u : defined_.undefined_in(conditions)) {
      doubts_.push_back(line(conditions, from_) + place + ": " + in_quotes(u.word) + " is no " +
                        std::string(to_text(u.attribute)) + " of this document");
    }
  }

  [[nodiscard]] std::string line(const std::string& condition, std::size_t from) const {
    const std::size_t at = std::min(text_.find("\"" + condition + "\"", from), text_.size());
    return "line " + std::to_string(line_of(text_, at)) + ": ";
  }

  std::string_view text_;
  DefinedWords defined_;
  std::size_t from_ = 0;
  std::vector<std::string> doubts_;
  std::optional<Error> first_;
};

std::string entry(std::string_view table, const std::string& id) {
  return "[[" + std::string(table) + "]] \"" + id + "\"";
}

void check_indicator(const Indicator& indicator, ConditionCheck& check) {
  const std::string place = entry("indicator", indicator.id);
  for (const SettingDoubt& doubt : doubtful_settings(indicator)) {
    check.doubt(place + ", " + std::string(doubt.key) + ": " + doubt.sentence);
  }
  if (indicator.kind == "exam_takers") return;  // its conditions are on examinations
  check.both(place, indicator.where, indicator.exclude, true);
  if (indicator.kind != "share") return;
  check.where(place + ", of", indicator.of, false);
  check.where(place + ", per", indicator.per, false);
}

void check_fit(const std::string& place, const Fit& fit, ConditionCheck& check) {
  check.both(place, fit.where, fit.exclude, false);
  check.joined(place + ", any", fit.any, false);
}

void check_entries(const Policy& policy, ConditionCheck& check) {
  const auto each = [&](const char* table, const auto& entries, const auto& look) {
    for (const auto& one : entries) {
      check.enter(table, &one - entries.data());
      look(one);
    }
  };
  each("population", policy.populations, [&](const Population& p) {
    if (p.members == Members::staff) check.both(entry("population", p.id), p.where, p.exclude, true);
  });
  each("indicator", policy.indicators, [&](const Indicator& i) { check_indicator(i, check); });
  each("retirement", policy.retirements,
       [&](const Retirement& r) { check.both("[[retirement]]", r.whom.where, r.whom.exclude, false); });
  each("training", policy.trainings,
       [&](const Training& t) { check.both(entry("training", t.id), t.whom.where, t.whom.exclude, false); });
  each("profile", policy.development.profiles,
       [&](const Profile& p) { check_fit(entry("profile", p.id), p.fit, check); });
  each("role", policy.development.roles, [&](const Role& r) { check_fit(entry("role", r.id), r.fit, check); });
}

/// Each condition alone, as the number would be taken with it.
class IndicatorCheck {
 public:
  IndicatorCheck(const Indicator& indicator, const Policy& policy, std::string_view text, ConditionCheck& check)
      : indicator_(indicator), policy_(policy), text_(text), check_(check) {}

  void run() {
    const std::size_t from = place_of(text_, "indicator", &indicator_ - policy_.indicators.data());
    each("where", &Indicator::where, indicator_.where, from);
    each("exclude", &Indicator::exclude, indicator_.exclude, from);
    each("of", &Indicator::of, indicator_.of, from);
    each("per", &Indicator::per, indicator_.per, from);
    const Population* population = policy_.find_population(indicator_.population);
    if (population == nullptr || check_measurable(with({}, nullptr), policy_)) return;
    const std::size_t from_there = place_of(text_, "population", population - policy_.populations.data());
    each("population", &Indicator::where, population->where, from_there);
    each("population", &Indicator::exclude, population->exclude, from_there);
  }

 private:
  using Conditions = std::vector<std::string>;

  [[nodiscard]] Indicator with(const std::string& condition, Conditions Indicator::*member) const {
    Indicator alone = indicator_;
    for (auto other : {&Indicator::where, &Indicator::exclude, &Indicator::of, &Indicator::per}) (alone.*other).clear();
    if (member != nullptr) {
      alone.population.clear();
      (alone.*member) = {condition};
    }
    return alone;
  }

  void each(const char* key, Conditions Indicator::*member, const Conditions& conditions, std::size_t from) {
    if (indicator_.kind == "ratio") return;  // its sides are indicators
    const std::string place = entry("indicator", indicator_.id) + ", " + key;
    for (const std::string& c : conditions) check_.note(place, c, check_measurable(with(c, member), policy_), from);
  }

  const Indicator& indicator_;
  const Policy& policy_;
  std::string_view text_;
  ConditionCheck& check_;
};

/// What a Log would refuse it for, whatever is in it.
Result<void> check_zone(const Policy& policy, std::string_view text) {
  if (system_time_zones()->is_known(policy.time_zone)) return {};
  const std::size_t at = std::min(text.find("time_zone"), text.size());
  return fail(Code::policy_invalid, "line " + std::to_string(line_of(text, at)) + ": policy.time_zone: " +
                                        in_quotes(policy.time_zone) + " is not a known time zone");
}

}  // namespace

Result<std::string> read_document(const std::string& path) {
  std::error_code ec;
  if (std::filesystem::is_directory(path, ec)) return fail(Code::io_error, path + " is a directory, not a document");
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  if (!in || in.bad()) return fail(Code::io_error, path + " cannot be read");
  return std::move(text).str();
}

Result<void> check_indicators(std::string_view text, const Policy& policy) {
  ConditionCheck check(text, policy);
  for (const Indicator& indicator : policy.indicators) IndicatorCheck(indicator, policy, text, check).run();
  return check.first() ? std::unexpected(*check.first()) : Result<void>{};
}

Result<CheckedDocument> check_document(std::string_view text) {
  auto policy = load_policy_strictly(text);
  if (!policy) return std::unexpected(policy.error());
  if (auto r = check_zone(*policy, text); !r) return std::unexpected(r.error());
  ConditionCheck check(text, *policy);
  check_entries(*policy, check);
  if (check.first()) return std::unexpected(*check.first());
  if (auto r = check_indicators(text, *policy); !r) return std::unexpected(r.error());
  return CheckedDocument{std::move(*policy), std::move(check.doubts())};
}

std::vector<std::string> doubts_about(std::string_view text, const Policy& policy) {
  ConditionCheck check(text, policy);
  check_entries(policy, check);
  return std::move(check.doubts());
}

std::vector<std::pair<std::string_view, std::size_t>> table_sizes(const Policy& policy) {
  const Development& d = policy.development;
  std::vector<std::pair<std::string_view, std::size_t>> sizes = {
      {"rank", policy.ranks.size()},
      {"job_family", policy.job_families.size()},
      {"authority", policy.authorities.size()},
      {"reason", policy.reasons.size()},
      {"population", policy.populations.size()},
      {"indicator", policy.indicators.size()},
      {"survey", d.surveys.size()},
      {"benchmark", d.benchmarks.size()},
      {"career_path", d.career ? d.career->steps.size() : 0},
      {"staff_image", d.images.size()},
      {"ability", d.abilities.size()},
      {"role", d.roles.size()},
      {"profile", d.profiles.size()},
      {"training", policy.trainings.size()},
      {"workplace_training", d.workplace_training ? d.workplace_training->posts.size() : 0},
      {"measure", d.measures.size()},
      {"retirement", policy.retirements.size()},
      {"approval", policy.approval_types.size()},
      {"retention", policy.safekeeping.retention.size()},
      {"disclosure", policy.safekeeping.audiences.size()},
      {"quota", policy.quotas.size()},
      {"calendar", policy.calendar.holidays.size()}};
  std::erase_if(sizes, [](const auto& table) { return table.second == 0; });
  return sizes;
}

}  // namespace rireki
