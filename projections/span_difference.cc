#include "projections/span_difference.h"

#include <algorithm>
#include <compare>
#include <string_view>
#include <tuple>
#include <vector>

namespace rireki {

namespace {

/// A row of spans in codes that both generations share.
struct CommonRow {
  std::uint32_t known_from = 0;
  std::uint32_t known_to = 0;
  std::int32_t from = 0;
  std::int32_t to = 0;
  bool bounded = false;
  std::uint32_t standing = 0;
  std::uint32_t tenure = 0;
  friend auto operator<=>(const CommonRow&, const CommonRow&) = default;
};

/// The rows and statements of each person of one generation.
class ByPerson {
 public:
  explicit ByPerson(const Spans& spans)
      : spans_(spans), rows_(spans.people()), statements_(spans.people()), bounded_(spans.person.size()) {
    for (const SpanZone& zone : spans.zones) {
      for (std::uint32_t row = zone.begin; row < zone.begin + zone.count; ++row) bounded_[row] = zone.bounded != 0;
    }
    for (std::uint32_t row = 0; row < spans.person.size(); ++row) rows_[spans.person[row]].push_back(row);
    for (const Statement& statement : spans.statements) statements_[statement.person].push_back(statement.seq);
  }

  [[nodiscard]] std::vector<CommonRow> rows_of(std::uint32_t number, StateEncoder& encoder) const {
    std::vector<CommonRow> rows;
    for (const std::uint32_t row : rows_[number]) {
      const StateCodes codes = common({spans_.standing[row], spans_.tenure[row]}, encoder);
      rows.push_back({spans_.known_from[row], spans_.known_to[row], spans_.from[row].days, spans_.to[row].days,
                      bounded_[row], codes.standing, codes.tenure});
    }
    std::ranges::sort(rows);
    return rows;
  }

  [[nodiscard]] StateCodes common(StateCodes codes, StateEncoder& encoder) const {
    State state;
    spans_.states.decode(codes, state);
    return encoder.encode(state);
  }

  [[nodiscard]] const std::vector<std::uint32_t>& statements_of(std::uint32_t number) const {
    return statements_[number];
  }
  [[nodiscard]] const Spans& spans() const { return spans_; }

 private:
  const Spans& spans_;
  std::vector<std::vector<std::uint32_t>> rows_;
  std::vector<std::vector<std::uint32_t>> statements_;
  std::vector<bool> bounded_;
};

/// One person of one generation.
struct Somebody {
  const ByPerson& all;
  std::uint32_t number = 0;
};

bool are_equal(const Somebody& a, const HappeningRow& x, const Somebody& b, const HappeningRow& y,
               StateEncoder& encoder) {
  const auto plain = [](const HappeningRow& h) {
    return std::tuple(h.seq, h.data_seq, h.day, h.known_from, h.known_to, h.line, h.type, h.kind);
  };
  return plain(x) == plain(y) && a.all.spans().states.word(x.item) == b.all.spans().states.word(y.item) &&
         a.all.common(x.state, encoder) == b.all.common(y.state, encoder);
}

bool are_equal(const Somebody& a, const Somebody& b, bool with_attendance, StateEncoder& encoder) {
  const Spans& one = a.all.spans();
  const Spans& other = b.all.spans();
  encoder.begin_person();
  if (one.erased[a.number] != other.erased[b.number]) return false;
  if (one.last_lookups[a.number] != other.last_lookups[b.number]) return false;
  if (with_attendance && one.has_attendance[a.number] != other.has_attendance[b.number]) return false;
  if (a.all.statements_of(a.number) != b.all.statements_of(b.number)) return false;
  if (a.all.rows_of(a.number, encoder) != b.all.rows_of(b.number, encoder)) return false;
  return std::ranges::equal(
      one.happenings_of(a.number), other.happenings_of(b.number),
      [&](const HappeningRow& x, const HappeningRow& y) { return are_equal(a, x, b, y, encoder); });
}

}  // namespace

std::string first_difference(const Spans& stored, const Spans& fresh, std::span<const std::string> apart,
                             std::span<const std::string> attended) {
  const ByPerson before(stored);
  const ByPerson after(fresh);
  StateEncoder encoder;
  std::uint32_t number = 0;
  for (std::uint32_t now = 0; now < fresh.people(); ++now) {
    const std::string_view person = fresh.code(now);
    const bool is_there = number < stored.people() && stored.code(number) == person;
    const std::uint32_t then = is_there ? number++ : number;
    if (std::ranges::binary_search(apart, person, std::less<>())) continue;
    const bool with_attendance = !std::ranges::binary_search(attended, person, std::less<>());
    if (!is_there || !are_equal({before, then}, {after, now}, with_attendance, encoder)) return std::string(person);
  }
  return number < stored.people() ? std::string(stored.code(number)) : std::string();
}

}  // namespace rireki
