#include "projections/roster.h"

namespace rireki {

namespace {

/// One person's timeline folded to a day.
class FoldedPerson {
 public:
  explicit FoldedPerson(const Knowledge& knowledge) : knowledge_(knowledge), personal_(knowledge.source) {}

  Result<void> load_personal_fields() { return personal_.load_all(); }

  const State& fold(std::string_view person, std::string_view bytes, Day as_of) {
    person_ = person;
    bytes_ = bytes;
    as_of_ = as_of;
    timeline_.load(bytes, knowledge_.seq);
    state_ = state_at(timeline_, knowledge_.world(), person, as_of);
    return state_;
  }

  Result<PersonRow> row() {
    auto personal = personal_.at(timeline_, bytes_, as_of_);
    if (!personal) return std::unexpected(personal.error());
    return make_person_row(person_, state_, knowledge_, as_of_, std::move(*personal));
  }

 private:
  const Knowledge& knowledge_;
  PersonalFields personal_;
  Timeline timeline_;
  State state_;
  std::string_view person_;
  std::string_view bytes_;
  Day as_of_;
};

}  // namespace

Result<void> roster(const Knowledge& knowledge, RosterQuery query, const std::function<void(const PersonRow&)>& visit) {
  if (auto r = query.filter.require_populations(knowledge.organisation.policies.at(query.as_of)); !r) return r;
  FoldedPerson folded(knowledge);
  if (auto r = folded.load_personal_fields(); !r) return r;
  Result<void> result;
  const auto each =
      knowledge.source.each_timeline(SubjectKind::person, [&](std::string_view code, const PackedTimeline& packed) {
        if (!result) return;
        const State& state = folded.fold(code, packed.bytes, query.as_of);
        const bool wanted = query.all ? state.registered_seq.value != 0 : state.employed;
        if (!wanted) return;
        const auto row = folded.row();
        const auto admitted = row ? query.filter.admits({*row, nullptr, knowledge.organisation})
                                  : Result<bool>(std::unexpected(row.error()));
        if (!admitted) {
          result = std::unexpected(admitted.error());
        } else if (*admitted) {
          visit(*row);
        }
      });
  return each ? result : each;
}

Result<void> person(const Knowledge& knowledge, std::string_view person, Day as_of,
                    const std::function<void(const PersonRow&)>& visit) {
  const auto packed = knowledge.source.timeline(SubjectKind::person, person);
  if (!packed) return std::unexpected(packed.error());
  FoldedPerson folded(knowledge);
  if (folded.fold(person, packed->bytes, as_of).registered_seq.value == 0) return {};
  const auto row = folded.row();
  if (!row) return std::unexpected(row.error());
  visit(*row);
  return {};
}

}  // namespace rireki
