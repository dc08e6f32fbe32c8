#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/policy/read_entries.h"

namespace rireki {

namespace {

constexpr IntegerRange kAgeRange{1, 120};
constexpr IntegerRange kMonthsRange{1, 1200};
constexpr IntegerRange kProbationRange{0, 60};

/// Whether a table has only keys of ours, and the one that makes it a rule.
bool is_ours(const TomlTable& in, std::string_view required, const std::vector<std::string_view>& keys,
             Policy& policy) {
  try {
    in.allow_only(keys);
    if (!in.has(required)) in.refuse(required, "is missing");
    return true;
  } catch (const TomlRefusal& refusal) {
    policy.unread.push_back(refusal.message);
    return false;
  }
}

Whom read_whom(const TomlTable& in, const Policy& policy) {
  Whom whom{in.text("population", ""), in.texts("where"), in.texts("exclude")};
  if (!whom.population.empty() && policy.find_population(whom.population) == nullptr) {
    in.refuse("population", "is not a population of this document", whom.population);
  }
  return whom;
}

void read_retirements(const TomlTable& document, Policy& policy) {
  for (const TomlTable& in : document.tables("retirement")) {
    if (!is_ours(in, "age", {"age", "born_from", "born_to", "population", "where", "exclude", "label", "note"},
                 policy)) {
      continue;
    }
    Retirement rule{.age = in.integer("age", kAgeRange),
                    .born_from = in.day("born_from", kFirstDay),
                    .born_to = in.day("born_to", kLastDay),
                    .whom = read_whom(in, policy)};
    if (rule.born_to < rule.born_from) in.refuse("born_to", "is before born_from");
    policy.retirements.push_back(std::move(rule));
  }
}

/// A category that is none of ours is noted; the rule holds without it.
std::optional<TrainingCategory> read_category(const TomlTable& in, Policy& policy) {
  constexpr auto kCategories = names(TrainingCategory{});
  if (!in.has("category")) return std::nullopt;
  try {
    return static_cast<TrainingCategory>(in.one_of("category", {kCategories.begin(), kCategories.end()}));
  } catch (const TomlRefusal& refusal) {
    policy.unread.push_back(refusal.message);
    return std::nullopt;
  }
}

void read_trainings(const TomlTable& document, Policy& policy) {
  for (const TomlTable& in : document.tables("training")) {
    if (!is_ours(in, "id",
                 {"id", "label", "category", "goal", "due_months", "since", "since_from", "population", "where",
                  "exclude", "note"},
                 policy)) {
      continue;
    }
    Training course{.id = in.text("id"), .label = read_label(in, "label"), .whom = read_whom(in, policy)};
    course.goal = in.text("goal", "");
    course.category = read_category(in, policy);
    if (in.has("due_months")) course.due_months = in.integer("due_months", kMonthsRange);
    if (in.has("since")) course.since = static_cast<ClockStart>(in.one_of("since", {"hired", "rank"}));
    course.since_from = in.day("since_from", kFirstDay);
    policy.trainings.push_back(std::move(course));
  }
}

}  // namespace

void read_due_rules(const TomlTable& document, Policy& policy) {
  if (const std::optional<TomlTable> in = document.table("probation")) {
    in->allow_only({"months", "label", "note"});
    policy.probation_months = in->integer("months", policy.probation_months, kProbationRange);
  }
  read_retirements(document, policy);
  read_trainings(document, policy);
}

}  // namespace rireki
