#include "projections/span_builder.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "projections/span_part.h"

namespace rireki {

namespace {

constexpr std::uint32_t kSizeClasses = 1U << 13U;
constexpr std::size_t kAhead = 16;  // rows lie all over: those to come are fetched from memory meanwhile
constexpr std::size_t kRowsTogether = std::size_t{1} << 16U;  // laid out by one call

/// Spans of about the same size lie together: form, then log2 of both lengths.
std::uint16_t size_class(const Span& s) {
  const auto days = static_cast<std::uint32_t>(s.to.days - s.from.days);
  const auto valid = static_cast<std::uint32_t>(std::bit_width(days));
  const auto known = static_cast<std::uint32_t>(std::bit_width(s.known_to - s.known_from));
  return static_cast<std::uint16_t>((s.bounded ? 1U << 12U : 0U) | valid << 6U | known);
}

/// Orders rows by a small key, keeping the order of equal ones.
template <class Key>
void sort_by(std::vector<std::uint32_t>& rows, std::uint32_t keys, const Key& key) {
  std::vector<std::uint32_t> starts(std::size_t{keys} + 1);
  for (const std::uint32_t row : rows) ++starts[key(row) + 1];
  std::partial_sum(starts.begin(), starts.end(), starts.begin());
  std::vector<std::uint32_t> sorted(rows.size());
  for (const std::uint32_t row : rows) sorted[starts[key(row)]++] = row;
  rows = std::move(sorted);
}

template <class T>
void append(std::vector<T>& all, std::vector<T>& part) {
  all.insert(all.end(), part.begin(), part.end());
  part = {};
}

/// As `append`, of places that count from the part's beginning.
void append_from(std::vector<std::uint32_t>& all, std::vector<std::uint32_t>& part, std::uint32_t begin) {
  for (const std::uint32_t end : part) all.push_back(begin + end);
  part = {};
}

}  // namespace

void run_in_turn(std::size_t count, const std::function<void(std::size_t i)>& work) {
  for (std::size_t i = 0; i < count; ++i) work(i);
}

SpanBuilder::SpanBuilder(const WorldHistory& history, Seq known, std::size_t parts, std::size_t events)
    : known_(known) {
  while (parts_.size() < parts) {
    parts_.push_back(std::make_unique<SpanPart>(history));
    parts_.back()->reserve(events / parts);
  }
}

SpanBuilder::~SpanBuilder() = default;

void SpanBuilder::add(std::string_view person, std::string_view bytes, std::size_t part) {
  parts_[part]->add(person, bytes, known_);
}

Spans SpanBuilder::finish(const RunAll& run) {
  join_codes();
  join_persons();
  run(parts_.size(), [&](std::size_t part) { join_happenings(part); });
  const auto order = clustered_order();
  columns_.resize(order.size());
  run((order.size() + kRowsTogether - 1) / kRowsTogether, [&](std::size_t i) {
    const std::size_t begin = i * kRowsTogether;
    lay_out(std::span(order).subspan(begin, std::min(kRowsTogether, order.size() - begin)), begin);
  });
  for (const auto& part : parts_) {
    part->spans = {};
    part->persons = {};
  }
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
          .states = codes_of_.empty() ? parts_.front()->encoder.table() : encoder_.table(),
          .code_ends = code_ends_,
          .codes = codes_,
          .last_lookups = last_lookups_,
          .erased = erased_,
          .statements = statements_,
          .has_attendance = has_attendance_,
          .happening_ends = happening_ends_,
          .happenings = happenings_};
}

void SpanBuilder::Columns::resize(std::size_t rows) {
  for (auto* column : {&person, &standing, &tenure, &known_from, &known_to}) column->resize(rows);
  from.resize(rows);
  to.resize(rows);
}

/// Gives the words and standings of every part codes that all share.
void SpanBuilder::join_codes() {
  if (parts_.size() == 1) return;
  for (const auto& part : parts_) {
    const StateTable own = part->encoder.table();
    Codes& codes = codes_of_.emplace_back();
    for (std::uint32_t word = 0; word < own.word_ends.size(); ++word) {
      codes.words.push_back(encoder_.word(own.word(word)));
    }
    codes.standings.reserve(own.standings.size());
    for (Standing standing : own.standings) {
      for (const auto text :
           {&Standing::unit, &Standing::post, &Standing::rank, &Standing::family, &Standing::assignments}) {
        standing.*text = codes.words[standing.*text];
      }
      codes.standings.push_back(encoder_.standing(standing));
    }
    codes.tenures = encoder_.add_tenures(own.tenures);
    part->encoder = {};
  }
}

StateCodes SpanBuilder::joined(const Codes& codes, StateCodes own) const {
  return {codes.standings[own.standing], own.tenure + codes.tenures};
}

/// All that is kept by person, one part after the other.
void SpanBuilder::join_persons() {
  std::uint32_t rows = 0;
  for (const auto& part : parts_) {
    const auto first = static_cast<std::uint32_t>(code_ends_.size());
    first_rows_.push_back(rows);
    first_persons_.push_back(first);
    first_happenings_.push_back(happening_ends_.empty() ? 0 : happening_ends_.back());
    rows += static_cast<std::uint32_t>(part->spans.size());
    append_from(code_ends_, part->code_ends, static_cast<std::uint32_t>(codes_.size()));
    codes_ += part->codes;
    append(last_lookups_, part->last_lookups);
    append(erased_, part->erased);
    append(has_attendance_, part->has_attendance);
    append_from(happening_ends_, part->happening_ends, first_happenings_.back());
    for (const Statement& s : part->statements) statements_.push_back({s.seq, s.person + first});
    part->statements = {};
  }
  if (parts_.size() > 1) happenings_.resize(happening_ends_.empty() ? 0 : happening_ends_.back());
}

void SpanBuilder::join_happenings(std::size_t part) {
  auto& own = parts_[part]->happenings;
  if (codes_of_.empty()) {
    happenings_ = std::move(own);
    return;
  }
  const Codes& codes = codes_of_[part];
  auto out = happenings_.begin() + first_happenings_[part];
  for (HappeningRow row : own) {
    row.state = joined(codes, row.state);
    row.item = codes.words[row.item];
    *out++ = row;
  }
  own = {};
}

std::size_t SpanBuilder::part_of(std::uint32_t row) const {
  std::size_t part = parts_.size() - 1;
  while (first_rows_[part] > row) --part;
  return part;
}

const Span& SpanBuilder::span(std::uint32_t row) const {
  const std::size_t part = part_of(row);
  return parts_[part]->spans[row - first_rows_[part]];
}

std::vector<std::uint32_t> SpanBuilder::clustered_order() {
  Day first = kForever;
  Day last = kFirstDay;
  std::vector<std::uint16_t> classes;  // of rows: to look at the rows themselves once more would take longer
  for (const auto& part : parts_) {
    for (const Span& s : part->spans) {
      first = std::min(first, s.from);
      last = std::max(last, s.from);
      classes.push_back(size_class(s));
      unbounded_ += s.bounded ? 0 : 1;
    }
  }
  std::vector<std::uint32_t> rows(classes.size());
  std::iota(rows.begin(), rows.end(), 0U);
  if (rows.empty()) return rows;
  const auto day_of = [&](std::uint32_t row) { return static_cast<std::uint32_t>(span(row).from.days - first.days); };
  sort_by(rows, static_cast<std::uint32_t>(last.days - first.days) + 1, day_of);
  sort_by(rows, kSizeClasses, [&](std::uint32_t row) { return classes[row]; });
  return rows;
}

void SpanBuilder::lay_out(std::span<const std::uint32_t> rows, std::size_t begin) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i + kAhead < rows.size()) __builtin_prefetch(&span(rows[i + kAhead]));
    const std::size_t part = part_of(rows[i]);
    const std::uint32_t row = rows[i] - first_rows_[part];
    const Span& s = parts_[part]->spans[row];
    const StateCodes codes = codes_of_.empty() ? s.state : joined(codes_of_[part], s.state);
    const std::size_t at = begin + i;
    columns_.person[at] = parts_[part]->persons[row] + first_persons_[part];
    columns_.standing[at] = codes.standing;
    columns_.tenure[at] = codes.tenure;
    columns_.from[at] = s.from;
    columns_.to[at] = s.to;
    columns_.known_from[at] = s.known_from;
    columns_.known_to[at] = s.known_to;
  }
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
