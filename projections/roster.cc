#include "projections/roster.h"

#include "projections/staff_groups.h"

namespace rireki {

namespace {

constexpr std::uint32_t kNowhere = UINT32_MAX;

/// What Policy and units of the day add to an employment, worked out once for each unit, rank and job family.
class DerivedOfDay {
 public:
  DerivedOfDay(const World& world, Day day) : world_(world), day_(day) {}

  Derived of(const Employment& job, const Standing& standing) {
    for (const std::uint32_t word : {standing.unit, standing.rank, standing.family}) {
      if (word >= by_word_.size()) by_word_.resize(word + 1);
    }
    ByWord& unit = by_word_[standing.unit];
    ByWord& rank = by_word_[standing.rank];
    ByWord& family = by_word_[standing.family];
    if (!unit.as_unit || !rank.as_rank || !family.as_family) {
      const Derived derived = derive(job, world_, day_);
      unit.as_unit = derived.authority;
      rank.as_rank = {derived.rank_class, derived.manager};
      family.as_family = derived.job_group;
    }
    return {*unit.as_unit, rank.as_rank->first, *family.as_family, rank.as_rank->second};
  }

 private:
  struct ByWord {
    std::optional<std::string_view> as_unit;
    std::optional<std::pair<std::string_view, std::optional<bool>>> as_rank;
    std::optional<std::string_view> as_family;
  };

  const World& world_;
  Day day_;
  std::vector<ByWord> by_word_;
};

/// Makes rows of one day, from States that come from anywhere.
class RowsOfDay {
 public:
  RowsOfDay(const Knowledge& knowledge, RosterQuery& query, const std::function<void(const PersonRow&)>& visit)
      : knowledge_(knowledge),
        query_(query),
        visit_(visit),
        world_(knowledge.world()),
        derived_(world_, query.as_of),
        personal_(knowledge.source) {}

  /// Whether rows need personal fields at all.
  Result<void> prepare() {
    if (!query_.personal) return {};
    return personal_.load_all(knowledge_.seq);
  }

  [[nodiscard]] bool wants(const Standing& standing) const { return query_.all || standing.is_employed(); }

  /// Whether all rows that were asked for have been shown.
  [[nodiscard]] bool is_done() const { return query_.rows_max == 0; }

  [[nodiscard]] std::int64_t kept_out_unknown() const { return kept_out_unknown_; }

  /// Of somebody whose State the spans have.
  Result<void> show_row(const Spans& spans, std::uint32_t row) {
    const std::uint32_t standing = spans.standing[row];
    const std::uint32_t number = spans.person[row];
    const std::string_view person = spans.code(number);
    if (passes_unseen(person)) return {};
    spans.states.decode({standing, spans.tenure[row]}, state_);
    std::optional<Personal> personal = query_.personal ? personal_.plain(number) : Personal{};
    if (!personal) {
      auto read = personal_of(person);
      if (!read) return std::unexpected(read.error());
      personal = std::move(*read);
    }
    if (!state_.employed) return show(make_person_row(person, state_, world_, query_.as_of, std::move(*personal)));
    return show(make_person_row(person, state_, world_, query_.as_of, std::move(*personal),
                                derived_.of(*state_.employment, spans.states.standings[standing])));
  }

  /// Of somebody whose Timeline was folded.
  Result<void> show_folded(std::string_view person, const Timeline& timeline, std::string_view bytes,
                           const State& state) {
    if (query_.all ? state.registered_seq.value == 0 : !state.employed) return {};
    if (passes_unseen(person)) return {};
    auto personal = query_.personal ? personal_.at(person, timeline, bytes, query_.as_of) : Personal{};
    if (!personal) return std::unexpected(personal.error());
    return show(make_person_row(person, state, world_, query_.as_of, std::move(*personal)));
  }

 private:
  Result<void> keep_out(const Countable& item) {
    const auto is_unknown = query_.filter.looks_at_erased(item);
    if (!is_unknown) return std::unexpected(is_unknown.error());
    if (*is_unknown) ++kept_out_unknown_;
    return {};
  }

  /// Whether somebody needs no look: who may not be shown, and who is skipped whatever there is to say of them.
  bool passes_unseen(std::string_view person) {
    if (query_.may_show && !query_.may_show(person)) return true;
    if (!query_.filter.is_empty() || query_.skip == 0) return is_done();
    --query_.skip;
    return true;
  }

  /// Whether a row that matches is before the page, or after it.
  bool passes() {
    if (query_.skip > 0) {
      --query_.skip;
      return true;
    }
    if (is_done()) return true;
    --query_.rows_max;
    return false;
  }

  Result<Personal> personal_of(std::string_view person) {
    const auto packed = knowledge_.source.timeline(SubjectKind::person, person);
    if (!packed) return std::unexpected(packed.error());
    timeline_.load(packed->bytes, knowledge_.seq);
    return personal_.at(person, timeline_, packed->bytes, query_.as_of);
  }

  Result<void> show(const PersonRow& row) {
    const Countable item{row, nullptr, world_};
    const auto admitted = query_.filter.admits(item);
    if (!admitted) return std::unexpected(admitted.error());
    if (!*admitted) return keep_out(item);
    if (!passes()) visit_(row);
    return {};
  }

  const Knowledge& knowledge_;
  RosterQuery& query_;
  const std::function<void(const PersonRow&)>& visit_;
  World world_;
  DerivedOfDay derived_;
  PersonalFields personal_;
  std::int64_t kept_out_unknown_ = 0;
  Timeline timeline_;
  State state_;
};

/// The row of each person who is wanted, by number.
std::vector<std::uint32_t> rows_by_person(const Staff& staff, Day as_of, const RowsOfDay& rows) {
  const Spans& spans = *staff.spans;
  std::vector<std::uint32_t> row_of(spans.people(), kNowhere);
  spans.each_at(as_of, staff.known, [&](std::uint32_t row) {
    if (rows.wants(spans.states.standings[spans.standing[row]])) row_of[spans.person[row]] = row;
  });
  return row_of;
}

/// Has brought from memory what the rows of the next persons say: they lie all over.
void fetch_ahead(const Spans& spans, const std::vector<std::uint32_t>& row_of, std::size_t next) {
  constexpr std::size_t kAhead = 8;
  if (next + 2 * kAhead >= row_of.size()) return;
  if (const std::uint32_t row = row_of[next + 2 * kAhead]; row != kNowhere) {
    __builtin_prefetch(&spans.standing[row]);
    __builtin_prefetch(&spans.tenure[row]);
  }
  if (const std::uint32_t row = row_of[next + kAhead]; row != kNowhere) {
    __builtin_prefetch(&spans.states.standings[spans.standing[row]]);
    __builtin_prefetch(spans.states.tenures.data() + spans.tenure[row]);
  }
}

}  // namespace

Result<std::int64_t> roster(const Knowledge& knowledge, RosterQuery query,
                            const std::function<void(const PersonRow&)>& visit) {
  if (auto r = query.filter.require_populations(knowledge.organisation.policies.at(query.as_of)); !r) {
    return std::unexpected(r.error());
  }
  RowsOfDay rows(knowledge, query, visit);
  if (auto r = rows.prepare(); !r) return std::unexpected(r.error());
  const auto staff = knowledge.source.staff(knowledge.seq);
  if (!staff) return std::unexpected(staff.error());
  const Spans& spans = *staff->spans;
  const auto row_of = rows_by_person(*staff, query.as_of, rows);
  std::uint32_t next = 0;
  const auto show_below = [&](std::uint32_t end) -> Result<void> {
    for (; next < end && !rows.is_done(); ++next) {
      fetch_ahead(spans, row_of, next);
      if (row_of[next] == kNowhere) continue;
      if (auto r = rows.show_row(spans, row_of[next]); !r) return r;
    }
    return {};
  };
  const auto show_apart = [&](std::string_view person, const Timeline& timeline, std::string_view bytes,
                              const State& state) -> Result<void> {
    const std::uint32_t number = spans.number_from(person);
    if (auto r = show_below(number); !r) return r;
    if (number < spans.people() && spans.code(number) == person) next = number + 1;
    return rows.show_folded(person, timeline, bytes, state);
  };
  if (auto r = each_apart(knowledge, *staff, query.as_of, show_apart); !r) return std::unexpected(r.error());
  if (auto r = show_below(static_cast<std::uint32_t>(spans.people())); !r) return std::unexpected(r.error());
  return rows.kept_out_unknown();
}

Result<void> person(const Knowledge& knowledge, std::string_view person, Day as_of,
                    const std::function<void(const PersonRow&)>& visit) {
  const auto packed = knowledge.source.timeline(SubjectKind::person, person);
  if (!packed) return std::unexpected(packed.error());
  Timeline timeline;
  timeline.load(packed->bytes, knowledge.seq);
  const State state = state_at(timeline, knowledge.world(), person, as_of);
  if (state.registered_seq.value == 0) return {};
  auto personal = PersonalFields(knowledge.source).at(person, timeline, packed->bytes, as_of);
  if (!personal) return std::unexpected(personal.error());
  visit(make_person_row(person, state, knowledge, as_of, std::move(*personal)));
  return {};
}

}  // namespace rireki
