#include "events/lifecycle/entry.h"

namespace rireki {

namespace {

template <Enumeration E>
std::uint8_t code_of(E value) {
  return static_cast<std::uint8_t>(value);
}
template <Enumeration E>
std::uint8_t code_of(const std::optional<E>& value) {
  return value ? static_cast<std::uint8_t>(*value) : kNone;
}
std::string_view view(const std::optional<std::string>& text) {
  return text ? std::string_view(*text) : std::string_view();
}
std::string_view view(const std::optional<Identifier>& id) {
  return id ? std::string_view(id->text) : std::string_view();
}

void set_day(Entry& entry, const std::optional<Day>& day) {
  entry.has_day = day.has_value();
  if (day) entry.day = *day;
}

std::uint8_t grade_of(const std::optional<Count>& grade) { return static_cast<std::uint8_t>(grade.value_or(0)); }
std::uint16_t step_of(const std::optional<Count>& step) { return static_cast<std::uint16_t>(step.value_or(0)); }

/// Copies the fields of one event type into the entry. Types that are not listed need no field of theirs.
struct FillEntry {
  Entry& entry;
  std::string& scratch;

  void operator()(const Hired& e) const {
    entry.kind = code_of(e.kind);
    entry.detail = code_of(e.route);
    entry.unit = e.unit.text;
    entry.rank = e.rank;
    entry.grade = grade_of(e.grade);
    entry.step = step_of(e.step);
    entry.post = view(e.post);
    entry.family = e.job_family;
    set_day(entry, e.term_end);
  }
  void operator()(const TermRenewed& e) const { set_day(entry, e.term_end); }
  void operator()(const RetirementDeferred& e) const {
    entry.kind = code_of(e.kind);
    set_day(entry, e.until);
  }
  void operator()(const ProbationCompleted& e) const {
    entry.kind = code_of(e.outcome);
    set_day(entry, e.until);
  }
  void operator()(const Promoted& e) const { rank_change(e); }
  void operator()(const Demoted& e) const {
    rank_change(e);
    entry.kind = code_of(e.cause);
  }
  void operator()(const GradeChanged& e) const {
    entry.grade = grade_of(e.grade);
    entry.step = step_of(e.step);
  }
  void operator()(const Transferred& e) const {
    entry.unit = e.unit.text;
    entry.post = view(e.post);
    entry.family = view(e.job_family);
    entry.kind = code_of(e.selection);
  }
  void operator()(const AssignmentAdded& e) const {
    entry.item = e.assignment.text;
    entry.kind = code_of(e.kind);
    entry.unit = view(e.unit);
  }
  void operator()(const AssignmentEnded& e) const { entry.item = e.assignment.text; }
  void operator()(const SecondmentStarted& e) const {
    entry.item = e.host;
    entry.kind = code_of(e.basis);
    set_day(entry, e.planned_last_day);
  }
  void operator()(const SecondmentEnded& e) const { entry.unit = view(e.unit); }
  void operator()(const WorkPatternChanged& e) const { entry.kind = code_of(e.pattern); }
  void operator()(const AbsenceStarted& e) const {
    entry.item = e.absence.text;
    entry.kind = code_of(e.kind);
    set_day(entry, e.planned_last_day);
  }
  void operator()(const AbsenceExtended& e) const {
    entry.item = e.absence.text;
    entry.kind = code_of(e.kind);
    set_day(entry, e.planned_last_day);
  }
  void operator()(const AbsenceEnded& e) const {
    entry.item = e.absence.text;
    entry.kind = code_of(e.via);
  }
  void operator()(const ResignationTendered& e) const { set_day(entry, e.intended_last_day); }
  void operator()(const Separated& e) const { entry.item = e.reason; }
  void operator()(const TrainingCompleted& e) const {
    entry.item = e.course;
    entry.kind = code_of(e.category);
  }
  void operator()(const CareerPreferenceDeclared& e) const { entry.kind = code_of(e.track); }
  void operator()(const AttendanceRecorded& e) const { key(to_iso(e.month)); }
  void operator()(const PersonalDataErased& e) const {
    entry.kind = 0;
    for (const PersonalCategory c : e.categories) {
      entry.kind = static_cast<std::uint8_t>(entry.kind | (1U << static_cast<unsigned>(c)));
    }
  }
  void operator()(const OrgUnitEstablished& e) const {
    entry.post = e.name;
    entry.unit = view(e.parent);
    entry.rank = view(e.authority);
  }
  void operator()(const OrgUnitChanged& e) const {
    entry.post = view(e.name);
    entry.unit = view(e.parent);
    entry.rank = view(e.authority);
  }
  void operator()(const OrgUnitAbolished& e) const { entry.unit = view(e.successor); }
  void operator()(const SurveyTallied& e) const { key(joined({e.survey, e.question, e.group})); }
  void operator()(const TrainingSurveyTallied& e) const {
    key(joined({std::to_string(e.fiscal_year), e.course.value_or("")}));
  }
  void operator()(const StressCheckTallied& e) const {
    entry.unit = view(e.unit);
    key(joined({std::to_string(e.fiscal_year), e.unit ? e.unit->text : ""}));
  }
  void operator()(const AttendanceTallied& e) const { key(joined({std::to_string(e.fiscal_year), e.population})); }
  void operator()(const PeriodClosed& e) const {
    entry.kind = e.period.is_fiscal_year ? 1 : 0;
    entry.day = Day{e.period.index};
    entry.has_day = true;
  }
  template <Described E>
  void operator()(const E&) const {}

 private:
  template <class Change>
  void rank_change(const Change& e) const {
    entry.rank = e.rank;
    entry.grade = grade_of(e.grade);
    entry.unit = view(e.unit);
    entry.post = view(e.post);
  }
  void key(std::string text) const {
    scratch = std::move(text);
    entry.item = scratch;
  }
  static std::string joined(std::initializer_list<std::string_view> texts) {
    std::string out;
    for (const std::string_view text : texts) (out += text) += '\x1F';
    return out;
  }
};

std::uint8_t personal_categories(const EventData& data) {
  return std::visit(
      [](const auto& fields) {
        unsigned mask = 0;
        for_each_field<std::remove_cvref_t<decltype(fields)>>([&](const auto& f) {
          if (f.part == Part::clear) return;
          const auto& value = fields.*(f.member);
          bool is_given = true;
          if constexpr (is_optional<std::remove_cvref_t<decltype(value)>>) is_given = value.has_value();
          if (is_given) mask |= 1U << (static_cast<unsigned>(f.part) - 1U);
        });
        return static_cast<std::uint8_t>(mask);
      },
      data.value);
}

}  // namespace

Entry make_entry(Seq seq, const Event& event, Seq target, std::string& scratch) {
  Entry entry;
  entry.seq = entry.data_seq = seq;
  entry.type = entry.body = event.type();
  entry.line = event.line;
  entry.effective = *event.effective;
  entry.target = target;
  const EventData* data = &event.data;
  if (const auto* correction = event.as<EventCorrected>()) {
    data = correction->data.data.get();
    entry.body = static_cast<EventType>(data->value.index());
    entry.gives_effective = correction->effective.has_value();
    entry.gives_line = correction->line.has_value();
    if (correction->effective) entry.effective = *correction->effective;
    entry.line = static_cast<std::uint16_t>(correction->line.value_or(0));
  }
  entry.personal = personal_categories(*data) | event.unread;
  std::visit(FillEntry{entry, scratch}, data->value);
  return entry;
}

}  // namespace rireki
