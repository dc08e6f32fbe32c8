#include "projections/number_disclosure.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "projections/numbers.h"
#include "projections/scorecard.h"

namespace rireki {

namespace {

std::optional<double> between(std::optional<double> a, std::optional<double> b) {
  return a && b ? std::optional(std::abs(*a - *b)) : std::nullopt;
}

/// Of a number with sides or without. What has a value without persons behind it is counted by its value.
bool is_of_few(const std::optional<double>& value, const std::optional<double>& numerator,
               const std::optional<double>& denominator, const PersonsBehind& persons, const DisclosureRule& rule) {
  const bool are_known = persons.numerator > 0 || persons.denominator > 0;
  if (are_known && rule.hides(persons.numerator)) return true;
  if (persons.denominator > 0 && rule.hides(persons.denominator)) return true;
  if (!numerator) return rule.hides(value.value_or(0));
  return rule.hides(*numerator) || (denominator && rule.hides_sides(*numerator, *denominator));
}

/// A ratio and one of its sides give the other away, so it goes with either.
bool is_of_few(const Number& n, const DisclosureRule& rule) {
  return is_of_few(n.value, n.numerator, n.denominator, n.persons, rule) ||
         std::ranges::any_of(n.sides, [&](const Number& side) { return is_of_few(side, rule); });
}

bool is_of_few(const ScoreRow& row, const DisclosureRule& rule) {
  const std::optional<double> value = row.value ? std::optional(row.value->value()) : std::nullopt;
  return is_of_few(value, row.numerator, row.denominator, row.persons, rule) ||
         std::ranges::any_of(row.sides, [&](const ScoreRow& side) { return is_of_few(side, rule); });
}

/// Whether it counts what happened in a year that is not over, which may be what one day brought.
bool is_narrow(const ScoreRow& row) {
  constexpr std::array<std::string_view, 9> kOfEvents = {"separations",    "hires",     "promotions",
                                                         "demotions",      "transfers", "absence_spells",
                                                         "childcare_rate", "retention", "ratio"};
  return row.partial && std::ranges::find(kOfEvents, row.indicator->kind) != kOfEvents.end();
}

/// Where it is known who is behind a number that reads otherwise.
bool changed_by_few(const Number& before, const Number& after, const DisclosureRule& rule) {
  const auto is_few = [&](std::int64_t a, std::int64_t b) { return a + b > 0 && std::abs(a - b) < rule.minimum; };
  if (before.reads_as(after)) return false;
  return is_few(before.persons.numerator, after.persons.numerator) &&
         (!after.denominator || is_few(before.persons.denominator, after.persons.denominator));
}

/// Two states of a ratio whose definition has changed have no sides to compare.
bool sides_tell_of_few(const Number& before, const Number& after, const DisclosureRule& rule) {
  if (!std::ranges::equal(before.sides, after.sides, {}, &Number::name, &Number::name)) return false;
  for (std::size_t i = 0; i < before.sides.size(); ++i) {
    if (tells_of_few(&before.sides[i], &after.sides[i], rule)) return true;
  }
  return false;
}

}  // namespace

bool tells_of_few(const Number* before, const Number* after, const DisclosureRule& rule) {
  if (!rule.hides_any()) return false;
  if ((before != nullptr && is_of_few(*before, rule)) || (after != nullptr && is_of_few(*after, rule))) return true;
  if (before == nullptr || after == nullptr) return false;
  const auto hides = [&](std::optional<double> difference) {
    return difference && *difference > 0 && rule.hides(*difference);
  };
  if (changed_by_few(*before, *after, rule) || sides_tell_of_few(*before, *after, rule)) return true;
  if (!before->numerator || !after->numerator) return hides(between(before->value, after->value));
  return hides(between(before->numerator, after->numerator)) || hides(between(before->denominator, after->denominator));
}

void hide_small_figures(Scorecard& card, const DisclosureRule& rule) {
  if (!rule.hides_any()) return;
  for (ScoreRow& row : card.figures) {
    if (!is_of_few(row, is_narrow(row) ? rule.narrowed() : rule)) continue;
    row.suppressed = true;
    row.value.reset();
    row.numerator.reset();
    row.denominator.reset();
    row.status.reset();
    row.evidence.clear();
    row.sides.clear();
  }
}

}  // namespace rireki
