#include "projections/span_builder.h"

#include <algorithm>
#include <numeric>
#include <ranges>

#include "projections/span_part.h"

namespace rireki {

namespace {

constexpr std::size_t kStandingsAtOnce = 4096;
constexpr std::size_t kFetchedAhead = 16;  // what comes from all over memory is asked for before it is needed

/// Orders rows by a small key of each, keeping the order of equal ones.
template <class Key>
void sort_by(std::vector<std::uint32_t>& rows, std::uint32_t keys, const std::vector<Key>& key) {
  std::vector<std::uint32_t> starts(std::size_t{keys} + 1);
  for (const Key k : key) ++starts[std::size_t{k} + 1];
  std::partial_sum(starts.begin(), starts.end(), starts.begin());
  std::vector<std::uint32_t> sorted(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i + kFetchedAhead < rows.size()) __builtin_prefetch(&key[rows[i + kFetchedAhead]]);
    sorted[starts[key[rows[i]]]++] = rows[i];
  }
  rows = std::move(sorted);
}

/// Leaves nothing of it in memory, as an assignment of nothing would.
template <class T>
void release(std::vector<T>& column) {
  std::vector<T>().swap(column);
}

template <class T>
void append(std::vector<T>& all, std::vector<T>& part) {
  all.insert(all.end(), part.begin(), part.end());
  release(part);
}

/// As `append`, of places that count from the part's beginning.
void append_from(std::vector<std::uint32_t>& all, std::vector<std::uint32_t>& part, std::uint32_t begin) {
  for (const std::uint32_t end : part) all.push_back(begin + end);
  release(part);
}

std::vector<std::uint32_t> numbers_below(std::size_t count) {
  std::vector<std::uint32_t> all(count);
  std::iota(all.begin(), all.end(), 0U);
  return all;
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
  lay_out(order, run);
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

/// Gives the words and standings of every part codes that all share: the first part's stay what they are.
void SpanBuilder::join_codes() {
  if (parts_.size() == 1) return;
  encoder_ = std::move(parts_.front()->encoder);
  const StateTable first = encoder_.table();
  codes_of_.push_back({numbers_below(first.word_ends.size()), numbers_below(first.standings.size()), 0});
  for (const auto& part : parts_ | std::views::drop(1)) {
    codes_of_.push_back(join(part->encoder.table()));
    part->encoder = {};
  }
}

SpanBuilder::Codes SpanBuilder::join(const StateTable& own) {
  Codes codes;
  for (std::uint32_t word = 0; word < own.word_ends.size(); ++word) {
    codes.words.push_back(encoder_.word(own.word(word)));
  }
  std::vector<Standing> some;
  for (auto left = own.standings; !left.empty(); left = left.subspan(some.size())) {
    some.assign(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(std::min(kStandingsAtOnce, left.size())));
    for (Standing& standing : some) {
      for (const auto text :
           {&Standing::unit, &Standing::post, &Standing::rank, &Standing::family, &Standing::assignments}) {
        standing.*text = codes.words[standing.*text];
      }
    }
    encoder_.add_standings(some, codes.standings);
  }
  codes.tenures = encoder_.add_tenures(own.tenures);
  return codes;
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
    rows += static_cast<std::uint32_t>(part->columns.person.size());
    append_from(code_ends_, part->code_ends, static_cast<std::uint32_t>(codes_.size()));
    codes_ += part->codes;
    append(last_lookups_, part->last_lookups);
    append(erased_, part->erased);
    append(has_attendance_, part->has_attendance);
    append_from(happening_ends_, part->happening_ends, first_happenings_.back());
    for (const Statement& s : part->statements) statements_.push_back({s.seq, s.person + first});
    release(part->statements);
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
  release(own);
}

std::size_t SpanBuilder::part_of(std::uint32_t row) const {
  std::size_t part = parts_.size() - 1;
  while (first_rows_[part] > row) --part;
  return part;
}

/// All rows, those of about the same size together, by their first day.
std::vector<std::uint32_t> SpanBuilder::clustered_order() {
  std::vector<std::uint16_t> classes;
  std::vector<std::uint32_t> days;
  Day first = kForever;
  Day last = kFirstDay;
  for (const auto& part : parts_) {
    append(classes, part->columns.size_class);
    for (const Day from : part->columns.from) {
      first = std::min(first, from);
      last = std::max(last, from);
    }
  }
  auto rows = numbers_below(classes.size());
  if (rows.empty()) return rows;
  for (const auto& part : parts_) {
    for (const Day from : part->columns.from) days.push_back(static_cast<std::uint32_t>(from.days - first.days));
  }
  sort_by(rows, static_cast<std::uint32_t>(last.days - first.days) + 1, days);
  release(days);
  sort_by(rows, SpanPart::kSizeClasses, classes);
  unbounded_ = static_cast<std::size_t>(
      std::ranges::count_if(classes, [](std::uint16_t c) { return c >> SpanPart::kFormShift == 0; }));
  return rows;
}

/// Column by column: what is in its place goes from where it was.
void SpanBuilder::lay_out(const std::vector<std::uint32_t>& order, const RunAll& run) {
  const auto column = [&](auto Columns::*to, auto SpanPart::Columns::*from, const auto& value) {
    auto& out = columns_.*to;
    out.reserve(order.size());
    const auto source = [&](std::size_t part, std::uint32_t row) -> const auto& {
      return (parts_[part]->columns.*from)[row - first_rows_[part]];
    };
    for (std::size_t i = 0; i < order.size(); ++i) {
      if (i + kFetchedAhead < order.size()) {
        const std::uint32_t ahead = order[i + kFetchedAhead];
        __builtin_prefetch(&source(part_of(ahead), ahead));
      }
      const std::size_t part = part_of(order[i]);
      out.push_back(value(part, source(part, order[i])));
    }
    for (const auto& part : parts_) release(part->columns.*from);
  };
  using Source = SpanPart::Columns;
  const auto same = [](std::size_t, auto value) { return value; };
  const auto person = [&](std::size_t part, std::uint32_t own) { return own + first_persons_[part]; };
  const auto standing = [&](std::size_t part, std::uint32_t own) {
    return codes_of_.empty() ? own : codes_of_[part].standings[own];
  };
  const auto tenure = [&](std::size_t part, std::uint32_t own) {
    return codes_of_.empty() ? own : own + codes_of_[part].tenures;
  };
  const std::function<void()> works[] = {[&] { column(&Columns::person, &Source::person, person); },
                                         [&] { column(&Columns::standing, &Source::standing, standing); },
                                         [&] { column(&Columns::tenure, &Source::tenure, tenure); },
                                         [&] { column(&Columns::from, &Source::from, same); },
                                         [&] { column(&Columns::to, &Source::to, same); },
                                         [&] { column(&Columns::known_from, &Source::known_from, same); },
                                         [&] { column(&Columns::known_to, &Source::known_to, same); }};
  run(std::size(works), [&](std::size_t i) { works[i](); });
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
