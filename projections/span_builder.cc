#include "projections/span_builder.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "projections/personal.h"

namespace rireki {

namespace {

/// Spans of about the same size lie together: form, then log2 of both lengths.
std::uint32_t size_class(const Span& s) {
  const auto days = static_cast<std::uint32_t>(s.to.days - s.from.days);
  const auto valid = static_cast<std::uint32_t>(std::bit_width(days));
  const auto known = static_cast<std::uint32_t>(std::bit_width(s.known_to - s.known_from));
  return (s.bounded ? 1U << 12U : 0U) | valid << 6U | known;
}

/// Orders indices by a small key, keeping the order of equal ones.
template <class Key>
void sort_by(std::vector<std::uint32_t>& order, std::uint32_t keys, const Key& key) {
  std::vector<std::uint32_t> starts(keys + 1);
  for (const std::uint32_t i : order) ++starts[key(i) + 1];
  std::partial_sum(starts.begin(), starts.end(), starts.begin());
  std::vector<std::uint32_t> sorted(order.size());
  for (const std::uint32_t i : order) sorted[starts[key(i)]++] = i;
  order = std::move(sorted);
}

}  // namespace

void SpanBuilder::add(std::string_view person, std::string_view bytes) {
  const auto number = static_cast<std::uint32_t>(code_ends_.size());
  codes_ += person;
  code_ends_.push_back(static_cast<std::uint32_t>(codes_.size()));
  const std::size_t before = spans_.size();
  fold_.fold(person, bytes, known_, spans_, happenings_);
  happening_ends_.push_back(static_cast<std::uint32_t>(happenings_.size()));
  persons_.resize(persons_.size() + spans_.size() - before, number);
  last_lookups_.push_back(fold_.last_lookup());
  unpack(bytes, known_, entries_);
  bool may_be_erased = false;
  std::uint8_t has_attendance = 0;
  for (const Entry& e : entries_) {
    if (states_personal_fields(e.body)) statements_.push_back({static_cast<std::uint32_t>(e.seq.value), number});
    if (e.body == EventType::AttendanceRecorded) has_attendance = 1;
    may_be_erased = may_be_erased || e.type == EventType::PersonalDataErased;
  }
  has_attendance_.push_back(has_attendance);
  erased_.push_back(may_be_erased ? erased_categories(bytes) : std::uint8_t{0});
}

Spans SpanBuilder::finish() {
  lay_out(clustered_order());
  spans_ = {};
  persons_ = {};
  add_zones();
  std::ranges::sort(statements_, {}, &Statement::seq);
  return {.person = columns_.person,
          .standing = columns_.standing,
          .tenure = columns_.tenure,
          .from = columns_.from,
          .to = columns_.to,
          .known_from = columns_.known_from,
          .known_to = columns_.known_to,
          .zones = zones_,
          .states = encoder_.table(),
          .code_ends = code_ends_,
          .codes = codes_,
          .last_lookups = last_lookups_,
          .erased = erased_,
          .statements = statements_,
          .has_attendance = has_attendance_,
          .happening_ends = happening_ends_,
          .happenings = happenings_};
}

std::vector<std::uint32_t> SpanBuilder::clustered_order() const {
  std::vector<std::uint32_t> order(spans_.size());
  std::iota(order.begin(), order.end(), 0U);
  Day first = kForever;
  Day last = kFirstDay;
  for (const Span& s : spans_) {
    first = std::min(first, s.from);
    last = std::max(last, s.from);
  }
  if (order.empty()) return order;
  const auto days = static_cast<std::uint32_t>(last.days - first.days) + 1;
  sort_by(order, days, [&](std::uint32_t i) { return static_cast<std::uint32_t>(spans_[i].from.days - first.days); });
  sort_by(order, 1U << 13U, [&](std::uint32_t i) { return size_class(spans_[i]); });
  return order;
}

void SpanBuilder::lay_out(const std::vector<std::uint32_t>& order) {
  const auto column = [&](auto& out, const auto& value) {
    out.reserve(order.size());
    for (const std::uint32_t i : order) out.push_back(value(i));
  };
  column(columns_.person, [&](std::uint32_t i) { return persons_[i]; });
  column(columns_.standing, [&](std::uint32_t i) { return spans_[i].state.standing; });
  column(columns_.tenure, [&](std::uint32_t i) { return spans_[i].state.tenure; });
  column(columns_.from, [&](std::uint32_t i) { return spans_[i].from; });
  column(columns_.to, [&](std::uint32_t i) { return spans_[i].to; });
  column(columns_.known_from, [&](std::uint32_t i) { return spans_[i].known_from; });
  column(columns_.known_to, [&](std::uint32_t i) { return spans_[i].known_to; });
  unbounded_ = static_cast<std::size_t>(std::ranges::count(spans_, false, &Span::bounded));
}

void SpanBuilder::add_zones() {
  const std::size_t rows = columns_.person.size();
  for (std::size_t begin = 0; begin < rows;) {
    const std::size_t form_end = begin < unbounded_ ? unbounded_ : rows;
    const std::size_t end = std::min(begin + Spans::kZoneRows, form_end);
    SpanZone zone{.from_min = kForever,
                  .to_max = Day{INT32_MIN},
                  .known_from_min = UINT32_MAX,
                  .begin = static_cast<std::uint32_t>(begin),
                  .count = static_cast<std::uint16_t>(end - begin),
                  .bounded = static_cast<std::uint16_t>(begin < unbounded_ ? 0 : 1)};
    for (std::size_t row = begin; row < end; ++row) {
      zone.from_min = std::min(zone.from_min, columns_.from[row]);
      zone.to_max = std::max(zone.to_max, columns_.to[row]);
      zone.known_from_min = std::min(zone.known_from_min, columns_.known_from[row]);
      zone.known_to_max = std::max(zone.known_to_max, columns_.known_to[row]);
    }
    zones_.push_back(zone);
    begin = end;
  }
}

}  // namespace rireki
