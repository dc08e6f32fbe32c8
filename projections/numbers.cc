#include "projections/numbers.h"

#include <algorithm>

#include "projections/event_measurements.h"
#include "projections/measuring.h"
#include "projections/staff_measurements.h"

namespace rireki {

namespace {

MeasurementPtr measurement_of(CountOf what, Filter filter, const YearSpan& span) {
  if (what == CountOf::headcount) return std::make_unique<Headcount>(span, std::move(filter), span.known);
  if (what == CountOf::absences) return std::make_unique<SpellCount>(span, std::move(filter), std::nullopt, 0);
  return std::make_unique<EventCount>(span, std::move(filter), counted_type(what));
}

Result<Number> take_count(const Knowledge& knowledge, const NumbersQuery& query, CountOf what) {
  const Day as_of = query.years.as_of;
  auto filter = query.filter ? query.filter(what != CountOf::headcount) : Result<Filter>(Filter{});
  if (!filter) return std::unexpected(filter.error());
  const auto [first, last] = counted_days(what, query.from, query.to, as_of);
  if (auto r = filter->require_populations(knowledge.organisation.policies, first, last); !r) {
    return std::unexpected(r.error());
  }
  const YearSpan span{.first = query.from,
                      .last = query.to,
                      .until = std::min(query.to, as_of),
                      .known = as_of,
                      .world = knowledge.world(),
                      .explains = true};
  const auto measurement = measurement_of(what, std::move(*filter), span);
  Measurement* const all[] = {measurement.get()};
  const auto measured = measure(knowledge, all);
  if (!measured) return std::unexpected(measured.error());
  Number number;
  number.name = to_text(what);
  number.value = static_cast<double>(measurement->numerator());
  number.evidence = measurement->evidence();
  number.persons = measurement->persons();
  number.erased = measured->erased;
  return number;
}

Number number_of(const ScoreRow& row, std::int64_t erased) {
  Number number;
  number.name = row.indicator->id;
  number.fiscal_year = row.fiscal_year;
  number.policy_version = row.policy->version;
  if (row.value) number.value = row.value->value();
  number.numerator = row.numerator;
  number.denominator = row.denominator;
  number.persons = row.persons;
  for (const ScoreRow& side : row.sides) number.sides.push_back(number_of(side, erased));
  number.evidence = row.evidence;
  number.erased = erased;
  return number;
}

}  // namespace

bool Number::reads_as(const Number& other) const {
  return value == other.value && numerator == other.numerator && denominator == other.denominator;
}

Result<std::vector<Number>> take_numbers(const Knowledge& knowledge, const NumbersQuery& query) {
  ScorecardQuery years = query.years;
  years.explains = true;
  years.ids.clear();
  for (const std::string& name : query.names) {
    if (!from_text<CountOf>(name)) years.ids.push_back(name);
  }
  Scorecard card;
  if (!years.ids.empty() || query.names.empty()) {
    auto taken = scorecard(knowledge, years);
    if (!taken) return std::unexpected(taken.error());
    card = std::move(*taken);
  }
  std::vector<Number> numbers;
  for (const std::string& name : query.names) {
    if (const auto what = from_text<CountOf>(name)) {
      auto number = take_count(knowledge, query, *what);
      if (!number) return std::unexpected(number.error());
      numbers.push_back(std::move(*number));
    }
  }
  for (const ScoreRow& row : card.figures) numbers.push_back(number_of(row, card.erased));
  return numbers;
}

std::int64_t erased_in(const std::vector<Number>& numbers) {
  std::int64_t most = 0;
  for (const Number& number : numbers) most = std::max(most, number.erased);
  return most;
}

Result<std::vector<ExplainedRecord>> explain(const Knowledge& knowledge, const Number& number, bool with_near) {
  std::vector<Evidence> wanted;
  for (const Evidence& e : number.evidence) {
    if (!e.near || with_near) wanted.push_back(e);
  }
  std::ranges::sort(wanted, [](const Evidence& a, const Evidence& b) {
    return std::tie(a.near, a.seq, a.why) < std::tie(b.near, b.seq, b.why);
  });
  const auto repeated = std::ranges::unique(wanted);
  wanted.erase(repeated.begin(), repeated.end());
  std::vector<ExplainedRecord> records;
  for (const Evidence& e : wanted) {
    const auto record = knowledge.source.record(e.seq);
    if (!record) return std::unexpected(record.error());
    const Event& event = record->event;
    records.push_back({e.seq, event.id, event.subject, event.type(), e.effective, e.why, e.near});
  }
  return records;
}

}  // namespace rireki
