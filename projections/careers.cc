#include "projections/careers.h"

#include <algorithm>

#include "projections/career_subjects.h"
#include "projections/personal_columns.h"
#include "projections/staff_exceptions.h"

namespace rireki {

namespace {

constexpr std::uint32_t kNoRow = UINT32_MAX;

/// Passes on what a fold shows, and notices hires.
class FoldedCareer final : public CareerVisitor {
 public:
  FoldedCareer(CareerAudience& audience, CareersSeen& seen) : audience_(audience), seen_(seen) {}
  [[nodiscard]] bool wants(EventType type) const override { return type == EventType::Hired || audience_.wants(type); }
  void happened(const Happening& h) override {
    if (h.type == EventType::Hired) seen_.first_hire = std::min(seen_.first_hire, h.event.day);
    if (audience_.wants(h.type)) audience_.happened(h);
  }
  void at_end_of(Day day, const State& state) override {
    if (state.employed) audience_.at_end_of(day, state);
  }

 private:
  CareerAudience& audience_;
  CareersSeen& seen_;
};

class Seeing {
 public:
  Seeing(const Knowledge& knowledge, const CareerQuestion& question, CareerAudience& audience)
      : knowledge_(knowledge), question_(question), audience_(audience), folded_(knowledge, question.asks_erasable) {}

  Result<CareersSeen> run() {
    if (auto r = folded_.prepare(); !r) return std::unexpected(r.error());
    const auto shown = question_.asks_records || wants_without_rows(false) ? fold_everybody() : look_up_everybody();
    if (!shown) return std::unexpected(shown.error());
    return seen_;
  }

 private:
  /// Whether the audience wants attendance, or something else that has no rows.
  [[nodiscard]] bool wants_without_rows(bool attendance) const {
    for (std::size_t i = 0; i < kEventTypeCount; ++i) {
      const auto type = static_cast<EventType>(i);
      if (has_rows(type) || (type == EventType::AttendanceRecorded) != attendance) continue;
      if (audience_.wants(type)) return true;
    }
    return false;
  }

  Result<void> fold_everybody() {
    return knowledge_.source.each_timeline(SubjectKind::person,
                                           [&](std::string_view person, const PackedTimeline& packed) {
                                             if (audience_.goes_on()) fold(person, packed.bytes);
                                           });
  }

  void fold(std::string_view person, std::string_view bytes) {
    folded_.load(person, bytes);
    FoldedCareer career(audience_, seen_);
    audience_.begin(folded_);
    walk_career(folded_.timeline(), knowledge_.world(), person, question_.days, career);
    audience_.end();
    if (folded_.is_unknown()) seen_.erased.emplace_back(person);
  }

  Result<void> look_up_everybody() {
    const auto staff = knowledge_.source.staff(knowledge_.seq);
    if (!staff) return std::unexpected(staff.error());
    const auto columns =
        question_.asks_erasable ? knowledge_.source.personal_columns() : Result<const PersonalColumns*>(nullptr);
    if (!columns) return std::unexpected(columns.error());
    const Spans& spans = *staff->spans;
    find_states(spans, staff->known);
    const StaffExceptions exceptions(*staff, *columns);
    std::vector<std::string> to_fold(staff->apart.begin(), staff->apart.end());
    TabledPerson person(knowledge_, spans, *columns);
    const bool wants_attendance = wants_without_rows(true);
    const auto has_attendance = [&](std::uint32_t number) {
      return spans.has_attendance[number] != 0 ||
             std::ranges::binary_search(staff->attended, spans.code(number), std::less<std::string_view>());
    };
    for (std::uint32_t number = 0; number < spans.people() && audience_.goes_on(); ++number) {
      if (exceptions.is_apart(number)) continue;
      if (exceptions.varies(number) || (wants_attendance && has_attendance(number))) {
        to_fold.emplace_back(spans.code(number));
      } else {
        look_up(spans, number, person, static_cast<std::uint32_t>(staff->known.value));
      }
    }
    for (const std::string& code : to_fold) {
      const auto packed = knowledge_.source.timeline(SubjectKind::person, code);
      if (!packed) return std::unexpected(packed.error());
      if (audience_.goes_on()) fold(code, packed->bytes);
    }
    return {};
  }

  /// The rows of the States of everybody employed, for each of the days.
  void find_states(const Spans& spans, Seq known) {
    const std::size_t days = question_.days.size();
    rows_at_.assign(spans.people() * days, kNoRow);
    for (std::size_t i = 0; i < days; ++i) {
      spans.each_at(question_.days[i], known, [&](std::uint32_t row) {
        if (spans.states.standings[spans.standing[row]].is_employed()) rows_at_[spans.person[row] * days + i] = row;
      });
    }
  }

  void look_up(const Spans& spans, std::uint32_t number, TabledPerson& person, std::uint32_t known) {
    found_.clear();
    for (const HappeningRow& row : spans.happenings_of(number)) {
      if (!row.is_known_at(known)) continue;
      if (row.event_type() == EventType::Hired) seen_.first_hire = std::min(seen_.first_hire, row.day);
      if (audience_.wants(row.event_type())) found_.push_back(&row);
    }
    const bool has_state = std::ranges::any_of(rows_of(number), [](std::uint32_t row) { return row != kNoRow; });
    if (found_.empty() && !has_state) return;
    person.load(number);
    audience_.begin(person);
    show(spans, number);
    audience_.end();
    if (person.is_unknown()) seen_.erased.emplace_back(spans.code(number));
  }

  [[nodiscard]] std::span<const std::uint32_t> rows_of(std::uint32_t number) const {
    const std::size_t days = question_.days.size();
    return std::span(rows_at_).subspan(number * days, days);
  }

  /// Most States are those of the day before, and decoding one takes longer than all else.
  void decode(const Spans& spans, StateCodes codes) {
    if (decoded_ == codes) return;
    spans.states.decode(codes, state_);
    decoded_ = codes;
  }

  void show(const Spans& spans, std::uint32_t number) {
    const auto rows = rows_of(number);
    std::size_t next = 0;
    const auto show_days_before = [&](Day day) {
      for (; next < question_.days.size() && question_.days[next] < day; ++next) {
        const std::uint32_t row = rows[next];
        if (row == kNoRow) continue;
        decode(spans, {spans.standing[row], spans.tenure[row]});
        audience_.at_end_of(question_.days[next], state_);
      }
    };
    for (const HappeningRow* row : found_) {
      show_days_before(takes_effect_next_day(row->event_type()) ? row->day + 1 : row->day);
      decode(spans, row->state);
      Happening h = happening_of(*row, spans.states);
      h.state = &state_;
      audience_.happened(h);
    }
    show_days_before(kForever);
  }

  const Knowledge& knowledge_;
  const CareerQuestion& question_;
  CareerAudience& audience_;
  FoldedPerson folded_;
  CareersSeen seen_;
  std::vector<std::uint32_t> rows_at_;      // by person, then day: kNoRow, or where the State stands
  std::vector<const HappeningRow*> found_;  // of the present person
  State state_;
  std::optional<StateCodes> decoded_;  // what `state_` was decoded from
};

}  // namespace

bool Subject::is_unknown() const {
  for (const PersonalCategory c :
       {PersonalCategory::identity, PersonalCategory::attributes, PersonalCategory::sensitive}) {
    if ((looked_at_ & bit_of(c)) != 0 && is_erased(c)) return true;
  }
  return false;
}

Result<CareersSeen> see_careers(const Knowledge& knowledge, const CareerQuestion& question, CareerAudience& audience) {
  return Seeing(knowledge, question, audience).run();
}

}  // namespace rireki
