// A tenure: varint step, mask byte, then what the mask says is there, in its order. Days are zigzag varints, all but
// the first as the distance from it; texts are varint length and bytes.
#include "projections/state_codes.h"

#include <algorithm>

#include "events/types/varint.h"

namespace rireki {

namespace {

enum Holds : std::uint8_t {
  employment = 1,  // hired, rank_since, unit_since
  first_hired = 2,
  term = 4,
  separation = 8,  // last day, reason
  derived = 16,    // that separation is a lapse
  absence = 32,    // since, id
  secondment = 64  // since, host
};
// After these: the number of open assignments, and of each: since, kind, id, whether it has a unit, the unit.

class Writer {
 public:
  Writer(std::string& out, Day base) : out_(out), base_(base) {}
  void day(Day d) { put_varint(out_, zigzag(d.days - base_.days)); }
  void text(std::string_view t) {
    put_varint(out_, t.size());
    out_ += t;
  }

 private:
  std::string& out_;
  Day base_;
};

class Reader {
 public:
  Reader(std::string_view bytes, std::size_t at) : at_(bytes.data() + at), end_(bytes.data() + bytes.size()) {}

  std::uint8_t byte() { return at_ < end_ ? static_cast<std::uint8_t>(*at_++) : std::uint8_t{0}; }
  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::uint8_t b = byte();
      value |= static_cast<std::uint64_t>(b & 0x7FU) << shift;
      if (b < 0x80) break;
    }
    return value;
  }
  Day day(Day base) { return Day{static_cast<std::int32_t>(unzigzag(number())) + base.days}; }
  std::string_view text() {
    const auto size = std::min<std::uint64_t>(number(), static_cast<std::uint64_t>(end_ - at_));
    const std::string_view view(at_, size);
    at_ += size;
    return view;
  }

 private:
  const char* at_;
  const char* end_;
};

std::uint8_t parts_of(const State& s) {
  unsigned parts = 0;
  if (s.employment) parts |= Holds::employment;
  if (s.first_hired) parts |= Holds::first_hired;
  if (s.employment && s.employment->term_end) parts |= Holds::term;
  if (s.separation) parts |= Holds::separation;
  if (s.separation && s.separation->derived) parts |= Holds::derived;
  if (s.absence) parts |= Holds::absence;
  if (s.secondment) parts |= Holds::secondment;
  return static_cast<std::uint8_t>(parts);
}

void put_assignments(const State& s, Writer& out, std::string& bytes) {
  put_varint(bytes, s.assignments.size());
  for (const OpenAssignment& a : s.assignments) {
    out.day(a.since);
    bytes += static_cast<char>(a.kind);
    out.text(a.id);
    bytes += given(a.unit) ? '\1' : '\0';
    if (given(a.unit)) out.text(a.unit);
  }
}

void put_tenure(const State& s, std::string& bytes) {
  put_varint(bytes, s.employment ? s.employment->step : 0U);
  bytes += static_cast<char>(parts_of(s));
  const Day base = s.employment ? s.employment->hired : Day{};
  if (s.employment) put_varint(bytes, zigzag(base.days));
  Writer out(bytes, base);
  if (s.employment) out.day(s.employment->rank_since);
  if (s.employment) out.day(s.employment->unit_since);
  if (s.first_hired) out.day(*s.first_hired);
  if (s.employment && s.employment->term_end) out.day(*s.employment->term_end);
  if (s.separation) {
    out.day(s.separation->last_day);
    out.text(s.separation->reason);
  }
  if (s.absence) {
    out.day(s.absence->since);
    out.text(s.absence->id);
  }
  if (s.secondment) {
    out.day(s.secondment->since);
    out.text(s.secondment->host);
  }
  put_assignments(s, out, bytes);
}

void read_employment(Reader& in, std::uint8_t parts, Day base, State& s) {
  if ((parts & Holds::employment) != 0) {
    s.employment->hired = base;
    s.employment->rank_since = in.day(base);
    s.employment->unit_since = in.day(base);
  }
  if ((parts & Holds::first_hired) != 0) s.first_hired = in.day(base);
  if ((parts & Holds::term) != 0) s.employment->term_end = in.day(base);
  if ((parts & Holds::separation) != 0) {
    s.separation.emplace();
    s.separation->last_day = in.day(base);
    s.separation->reason = in.text();
    s.separation->derived = (parts & Holds::derived) != 0;
  }
}

void read_open_items(Reader& in, std::uint8_t parts, Day base, State& s) {
  if ((parts & Holds::absence) != 0) {
    s.absence->since = in.day(base);
    s.absence->id = in.text();
  }
  if ((parts & Holds::secondment) != 0) {
    s.secondment->since = in.day(base);
    s.secondment->host = in.text();
  }
  s.assignments.resize(in.number());
  for (OpenAssignment& a : s.assignments) {
    a.since = in.day(base);
    a.kind = static_cast<AssignmentKind>(in.byte());
    a.id = in.text();
    a.unit = in.byte() != 0 ? in.text() : std::string_view();
    a.seq = {};
  }
}

}  // namespace

std::string_view StateTable::word(std::uint32_t code) const {
  if (code == 0) return {};
  const std::uint32_t begin = word_ends[code - 1];
  return word_bytes.substr(begin, word_ends[code] - begin);
}

State StateTable::state(std::uint32_t code) const {
  const Standing& standing = standings[code];
  State s;
  s.registered_seq = Seq{1};
  s.employed = standing.is_employed();
  s.track = standing.track;
  if (standing.absence != kNone) s.absence = OpenAbsence{.kind = static_cast<AbsenceKind>(standing.absence)};
  if (standing.seconded != 0) s.secondment.emplace();
  for (const char kind : word(standing.assignments)) {
    s.assignments.push_back({.kind = static_cast<AssignmentKind>(kind)});
  }
  if (standing.kind == kNone) return s;
  Employment& job = s.employment.emplace();
  job.kind = static_cast<EmploymentKind>(standing.kind);
  job.route = standing.route;
  job.unit = word(standing.unit);
  job.post = word(standing.post);
  job.rank = word(standing.rank);
  job.job_family = word(standing.family);
  job.grade = standing.grade;
  job.pattern = standing.pattern;
  return s;
}

void StateTable::decode(StateCodes codes, State& out) const {
  out = state(codes.standing);
  Reader in(tenures, codes.tenure);
  const auto step = static_cast<std::uint16_t>(in.number());
  const std::uint8_t parts = in.byte();
  const Day base = (parts & Holds::employment) != 0 ? in.day(Day{}) : Day{};
  if (out.employment) out.employment->step = step;
  read_employment(in, parts, base, out);
  read_open_items(in, parts, base, out);
}

Day StateTable::hired(std::uint32_t tenure) const {
  Reader in(tenures, tenure);
  (void)in.number();
  (void)in.byte();
  return in.day(Day{});
}

StateEncoder::StateEncoder() : word_ends_{0} {}

void StateEncoder::begin_person() {
  own_standings_.clear();
  own_tenures_.clear();
  own_hashes_.clear();
}

std::uint32_t StateEncoder::word(std::string_view text) {
  if (!given(text)) return 0;
  if (const auto it = words_.find(text); it != words_.end()) return it->second;
  word_bytes_ += text;
  word_ends_.push_back(static_cast<std::uint32_t>(word_bytes_.size()));
  const auto code = static_cast<std::uint32_t>(word_ends_.size() - 1);
  words_.emplace(text, code);
  return code;
}

/// The code of a text that is nearly always the one before.
std::uint32_t StateEncoder::word_after(std::uint32_t last, std::string_view text) {
  const bool is_same = last != 0 && given(text) && table().word(last) == text;
  return is_same ? last : word(text);
}

/// The present person's own code; the standing is often the newest one.
std::uint32_t StateEncoder::standing(const Standing& standing) {
  last_ = standing;
  std::size_t own = own_standings_.size();
  while (own > 0 && own_standings_[own - 1] != standing) --own;
  if (own > 0) return static_cast<std::uint32_t>(own - 1);
  own_standings_.push_back(standing);
  return static_cast<std::uint32_t>(own_standings_.size() - 1);
}

std::span<const std::uint32_t> StateEncoder::end_person() {
  own_codes_.clear();
  standings_.codes(own_standings_, own_codes_);
  return own_codes_;
}

std::uint32_t StateEncoder::add_tenures(std::string_view tenures) {
  const auto begin = static_cast<std::uint32_t>(tenures_.size());
  tenures_ += tenures;
  return begin;
}

std::uint32_t StateEncoder::tenure(const State& state) {
  scratch_.clear();
  put_tenure(state, scratch_);
  const auto hash = static_cast<std::uint32_t>(TextHash{}(scratch_));
  for (std::size_t i = own_tenures_.size(); i > 0; --i) {
    if (own_hashes_[i - 1] != hash) continue;
    if (std::string_view(tenures_).substr(own_tenures_[i - 1], scratch_.size()) == scratch_) return own_tenures_[i - 1];
  }
  own_hashes_.push_back(hash);
  own_tenures_.push_back(static_cast<std::uint32_t>(tenures_.size()));
  tenures_ += scratch_;
  return own_tenures_.back();
}

StateCodes StateEncoder::encode(const State& state) {
  Standing now;
  now.status = static_cast<std::uint8_t>(status_of(state));
  now.seconded = state.secondment ? 1 : 0;
  now.track = state.track;
  if (state.absence) now.absence = static_cast<std::uint8_t>(state.absence->kind);
  if (!state.assignments.empty()) {
    std::string kinds;
    for (const OpenAssignment& a : state.assignments) kinds += static_cast<char>(a.kind);
    now.assignments = word(kinds);
  }
  if (state.employment) {
    const Employment& job = *state.employment;
    now.kind = static_cast<std::uint8_t>(job.kind);
    now.route = job.route;
    now.unit = word_after(last_.unit, job.unit);
    now.post = word_after(last_.post, job.post);
    now.rank = word_after(last_.rank, job.rank);
    now.family = word_after(last_.family, job.job_family);
    now.grade = job.grade;
    now.pattern = job.pattern;
  }
  return {standing(now), tenure(state)};
}

StateTable StateEncoder::table() const { return {standings_.all(), word_ends_, word_bytes_, tenures_}; }

}  // namespace rireki
