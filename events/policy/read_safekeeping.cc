#include <algorithm>
#include <string>
#include <vector>

#include "events/policy/read_entries.h"

namespace rireki {

namespace {

constexpr IntegerRange kYearsRange{0, 1000};
constexpr IntegerRange kCellRange{1, 1'000'000};

RetentionRule read_rule(const TomlTable& in) {
  constexpr auto kCategories = names(PersonalCategory{});
  in.allow_only({"category", "years", "from", "label"});
  RetentionRule rule{
      .category = static_cast<PersonalCategory>(in.one_of("category", {kCategories.begin(), kCategories.end()})),
      .years = in.integer("years", kYearsRange),
      .from = KeptFrom::separated,
      .label = read_label(in, "label")};
  if (in.has("from")) rule.from = static_cast<KeptFrom>(in.one_of("from", {"recorded", "separated"}));
  return rule;
}

LegalHold read_hold(const TomlTable& in) {
  constexpr auto kCategories = names(PersonalCategory{});
  in.allow_only({"person", "category", "until", "label"});
  LegalHold hold{.person = in.text("person"), .category = {}, .until = {}, .label = read_label(in, "label")};
  if (in.has("category")) {
    hold.category = static_cast<PersonalCategory>(in.one_of("category", {kCategories.begin(), kCategories.end()}));
  }
  if (in.has("until")) hold.until = in.day("until", kLastDay);
  return hold;
}

void read_retention(const TomlTable& in, std::vector<RetentionRule>& rules, std::vector<LegalHold>& holds) {
  in.allow_only({"rules", "holds", "label", "note"});
  for (const TomlTable& row : in.tables("holds")) holds.push_back(read_hold(row));
  for (const TomlTable& row : in.tables("rules")) {
    RetentionRule rule = read_rule(row);
    const bool is_given = std::ranges::find(rules, rule.category, &RetentionRule::category) != rules.end();
    if (is_given) row.refuse("category", "is given twice");
    rules.push_back(std::move(rule));
  }
}

}  // namespace

void read_safekeeping(const TomlTable& document, Policy& policy) {
  Safekeeping read;
  if (const std::optional<TomlTable> in = document.table("retention")) read_retention(*in, read.retention, read.holds);
  if (const std::optional<TomlTable> in = document.table("disclosure")) {
    in->allow_only({"audiences", "label", "note"});
    read.audiences = read_entries<Audience>(*in, "audiences", {"id", "label", "minimum_cell", "complement"},
                                            [](const TomlTable& row, Audience& audience) {
                                              audience.minimum_cell = row.integer("minimum_cell", kCellRange);
                                              audience.complement = row.flag("complement", false);
                                            });
  }
  policy.safekeeping = std::move(read);
}

}  // namespace rireki
