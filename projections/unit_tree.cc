#include "projections/unit_tree.h"

#include <algorithm>
#include <map>
#include <string>

#include "projections/staff_groups.h"

namespace rireki {

namespace {

/// The unit and all above it, nearest first. At an old known-at a chain may close: it ends before it repeats.
std::vector<std::string_view> chain_of(const Units& units, std::string_view unit, Day day) {
  std::vector<std::string_view> chain;
  while (!unit.empty() && std::ranges::find(chain, unit) == chain.end()) {
    chain.push_back(unit);
    const UnitSpan* span = units.at(unit, day);
    unit = span == nullptr ? std::string_view() : std::string_view(span->parent);
  }
  return chain;
}

using Headcounts = std::map<std::string, std::int64_t, std::less<>>;

/// How many are employed in each unit itself.
Result<Headcounts> headcounts(const Knowledge& knowledge, Day as_of) {
  Headcounts counts;
  const auto each = each_group(knowledge, knowledge.world(), as_of, set_of(Attribute::unit),
                               [&](const PersonRow& row, std::int64_t count) -> Result<void> {
                                 counts[std::string(row.state->employment->unit)] += count;
                                 return {};
                               });
  if (!each) return std::unexpected(each.error());
  return counts;
}

UnitRow make_row(const Knowledge& knowledge, std::string_view unit, const UnitSpan& span, Day as_of) {
  const Policy* policy = knowledge.organisation.policies.at(as_of);
  const Quota* quota = policy == nullptr ? nullptr : policy->find_quota(unit);
  return {.unit = unit,
          .name = span.name,
          .parent = span.parent,
          .authority = knowledge.organisation.units.authority(unit, as_of),
          .quota = quota == nullptr ? std::nullopt : std::optional(quota->count)};
}

/// Rows by code, and below which active unit each stands.
class Tree {
 public:
  Tree(const Knowledge& knowledge, Day as_of) : units_(knowledge.organisation.units), as_of_(as_of) {
    for (const auto& [unit, spans] : units_.all()) {
      const UnitSpan* span = units_.at(unit, as_of);
      if (span != nullptr && span->active) rows_.emplace(unit, make_row(knowledge, unit, *span, as_of));
    }
    for (const auto& [unit, row] : rows_) children_[active_above(unit)].push_back(unit);
  }

  void add(const Headcounts& counts) {
    for (const auto& [unit, count] : counts) {
      for (const std::string_view above : chain_of(units_, unit, as_of_)) {
        if (const auto row = rows_.find(above); row != rows_.end()) row->second.headcount += count;
      }
    }
  }

  std::vector<UnitRow> in_order() && {
    place_under({}, 0);
    while (!rows_.empty()) place(rows_.begin()->first, 0);  // what stands in a closed chain has no top
    return std::move(placed_);
  }

 private:
  std::string_view active_above(std::string_view unit) const {
    const auto chain = chain_of(units_, unit, as_of_);
    const auto above = std::find_if(chain.begin() + 1, chain.end(), [&](auto code) { return rows_.contains(code); });
    return above == chain.end() ? std::string_view() : *above;
  }

  void place_under(std::string_view parent, int depth) {
    for (const std::string_view child : children_[parent]) place(child, depth);
  }

  void place(std::string_view unit, int depth) {
    const auto row = rows_.find(unit);
    if (row == rows_.end()) return;
    placed_.push_back(row->second);
    placed_.back().depth = depth;
    rows_.erase(row);
    place_under(unit, depth + 1);
  }

  const Units& units_;
  Day as_of_;
  std::map<std::string_view, UnitRow> rows_;  // not placed yet
  std::map<std::string_view, std::vector<std::string_view>> children_;
  std::vector<UnitRow> placed_;
};

}  // namespace

Result<std::vector<UnitRow>> unit_tree(const Knowledge& knowledge, Day as_of) {
  const auto counts = headcounts(knowledge, as_of);
  if (!counts) return std::unexpected(counts.error());
  Tree tree(knowledge, as_of);
  tree.add(*counts);
  return std::move(tree).in_order();
}

}  // namespace rireki
