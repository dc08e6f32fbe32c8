#include "projections/closing.h"

#include <algorithm>
#include <charconv>

#include "events/lifecycle/packed_entry.h"
#include "events/types/event_json.h"
#include "events/types/text.h"

namespace rireki {

namespace {

const Number* find_number(const std::vector<Number>& numbers, std::string_view id) {
  const auto it = std::ranges::find(numbers, id, &Number::name);
  return it == numbers.end() ? nullptr : &*it;
}

bool reads_as(const PublishedFigure& published, const Number& present) {
  return present.value && *present.value == published.value && present.numerator == published.numerator &&
         present.denominator == published.denominator;
}

/// The policy that defines the period's figures.
std::string version_of(const PolicyBook& policies, Day last) {
  const Policy* policy = policies.at(last);
  if (policy == nullptr && !policies.all().empty()) policy = policies.all().front().policy.get();
  return policy == nullptr ? "" : policy->version;
}

/// Of anybody's fields, in the order of recording.
Result<std::vector<Seq>> erasures_since(const Knowledge& knowledge, Seq closed) {
  std::vector<Seq> erasures;
  std::vector<Entry> entries;
  const auto visited =
      knowledge.source.each_timeline(SubjectKind::person, [&](std::string_view, const PackedTimeline& timeline) {
        entries.clear();
        unpack(timeline.bytes, Seq{UINT64_MAX}, entries);  // an erasure hides whatever the moment asked for
        for (const Entry& e : entries) {
          if (e.type == EventType::PersonalDataErased && e.seq > closed) erasures.push_back(e.seq);
        }
      });
  if (!visited) return std::unexpected(visited.error());
  std::ranges::sort(erasures);
  return erasures;
}

}  // namespace

Result<Period> parse_period(std::string_view text) {
  if (text.starts_with("FY")) {
    int year = 0;
    const auto [end, ec] = std::from_chars(text.data() + 2, text.data() + text.size(), year);
    if (ec == std::errc() && end == text.data() + text.size() && year >= 1868 && year < 2999) return Period{true, year};
  } else if (const auto month = parse_month(text)) {
    return Period{false, month->index};
  }
  return fail(Code::usage, in_quotes(text) + " is no period: FY2022 or 2022-04");
}

PeriodDays days_of(const Period& period, const PolicyBook& policies) {
  if (!period.is_fiscal_year) return {first_day(Month{period.index}), last_day(Month{period.index})};
  const FiscalCalendar& years = policies.fiscal_years();
  return {years.first_day(period.index), years.last_day(period.index)};
}

NumbersQuery figures_query(const Period& period, const PolicyBook& policies, Day known, Day today) {
  const auto [first, last] = days_of(period, policies);
  NumbersQuery query;
  query.from = first;
  query.to = last;
  query.years = {.first_year = period.index, .last_year = period.index, .as_of = last, .known = known, .today = today};
  if (!period.is_fiscal_year) {
    for (const std::string_view name : names(CountOf{})) query.names.emplace_back(name);
  }
  return query;
}

Result<PeriodClosed> close_period(const Knowledge& knowledge, const Period& period, const NumbersQuery& query) {
  const auto numbers = take_numbers(knowledge, query);
  if (!numbers) return std::unexpected(numbers.error());
  PeriodClosed closed;
  closed.period = period;
  closed.as_of = query.years.as_of;
  closed.known_seq = static_cast<Count>(knowledge.seq.value);
  closed.policy_version = version_of(knowledge.organisation.policies, query.years.as_of);
  for (const Number& number : *numbers) {
    if (number.value) closed.figures.push_back({number.name, *number.value, number.numerator, number.denominator});
  }
  return closed;
}

std::string hashed_text(const PeriodClosed& closed) {
  PeriodClosed without_hash = closed;
  without_hash.content_hash.clear();
  return to_json(EventData{without_hash});
}

Result<std::optional<PublishedPeriod>> find_closing(const Knowledge& knowledge, const Period& period) {
  const auto packed = knowledge.source.timeline(SubjectKind::organisation, kOrganisation);
  if (!packed) return std::unexpected(packed.error());
  Timeline timeline;
  timeline.load(packed->bytes, knowledge.seq);
  const Entry* newest = nullptr;
  for (const Entry* e : timeline.valid()) {
    if (e->type != EventType::PeriodClosed || Period{e->kind == 1, e->day.days} != period) continue;
    if (newest == nullptr || newest->seq < e->seq) newest = e;
  }
  if (newest == nullptr) return std::nullopt;
  const auto record = knowledge.source.record(newest->data_seq);
  if (!record) return std::unexpected(record.error());
  const auto* correction = record->event.as<EventCorrected>();
  const EventData& data = correction == nullptr ? record->event.data : *correction->data.data;
  return PublishedPeriod{newest->seq, correction == nullptr ? Seq{} : newest->data_seq,
                         std::get<PeriodClosed>(data.value)};
}

std::vector<Republished> republished(const PeriodClosed& former, const PeriodClosed& now) {
  const auto find = [](const PeriodClosed& closed, const PublishedFigure& wanted) -> std::optional<PublishedFigure> {
    const auto it = std::ranges::find(closed.figures, wanted.id, &PublishedFigure::id);
    return it == closed.figures.end() ? std::nullopt : std::optional(*it);
  };
  std::vector<Republished> all;
  for (const PublishedFigure& figure : former.figures) {
    const auto after = find(now, figure);
    if (after != figure) all.push_back({figure, after});
  }
  for (const PublishedFigure& figure : now.figures) {
    if (!find(former, figure)) all.push_back({std::nullopt, figure});
  }
  return all;
}

Result<std::vector<Restated>> restate(const TwoStates& states, const PublishedPeriod& published,
                                      const NumbersQuery& query) {
  const auto then = take_numbers(states.before, query);
  if (!then) return std::unexpected(then.error());
  const auto now = take_numbers(states.after, query);
  if (!now) return std::unexpected(now.error());
  std::vector<Restated> rows;
  for (const PublishedFigure& figure : published.closed.figures) rows.push_back({figure.id, figure, std::nullopt, {}});
  for (const Number& number : *now) {
    auto row = std::ranges::find(rows, number.name, &Restated::id);
    if (row == rows.end()) row = rows.insert(row, {number.name, std::nullopt, std::nullopt, {}});
    row->present = number;
  }
  static const Number kNothing;
  Causes causes(states);
  std::optional<std::vector<Seq>> erasures;
  for (Restated& row : rows) {
    const bool same =
        row.published ? row.present && reads_as(*row.published, *row.present) : !row.present || !row.present->value;
    if (same) continue;
    const Number* before = find_number(*then, row.id);
    auto records =
        causes.of_number(query, before == nullptr ? kNothing : *before, row.present ? *row.present : kNothing);
    if (!records) return std::unexpected(records.error());
    row.records = std::move(*records);
    const bool was_hidden = row.published && before != nullptr && !reads_as(*row.published, *before);
    if (!was_hidden) continue;
    if (!erasures) {
      auto since = erasures_since(states.after, Seq{static_cast<std::uint64_t>(published.closed.known_seq)});
      if (!since) return std::unexpected(since.error());
      erasures = std::move(*since);
    }
    row.records.insert(row.records.end(), erasures->begin(), erasures->end());
    if (published.corrected_by.value != 0) row.records.push_back(published.corrected_by);
    std::ranges::sort(row.records);
  }
  return rows;
}

}  // namespace rireki
