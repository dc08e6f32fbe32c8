// Packed form of an entry: varint seq, type byte, zigzag varint effective day, varint mask of what follows, then for
// each set bit, lowest first, its field: numbers as varints, enumerations as bytes, texts as varint length and bytes.
#include "events/lifecycle/entry.h"

#include "events/types/varint.h"

namespace rireki {

namespace {

enum Bit : std::uint32_t {
  has_kind = 1U << 0U,
  has_unit = 1U << 1U,
  has_rank = 1U << 2U,
  has_grade = 1U << 3U,
  has_item = 1U << 4U,
  has_family = 1U << 5U,
  has_post = 1U << 6U,
  has_line = 1U << 7U,
  has_detail = 1U << 8U,
  has_step = 1U << 9U,
  has_day = 1U << 10U,
  has_personal = 1U << 11U,
  has_target = 1U << 12U,
  has_body = 1U << 13U,
  corrects_effective = 1U << 14U,
  corrects_line = 1U << 15U
};

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

std::uint32_t mask_of(const Entry& e) {
  std::uint32_t mask = 0;
  const auto set = [&mask](bool condition, Bit bit) { mask |= condition ? bit : 0U; };
  set(e.kind != kNone, has_kind);
  set(given(e.unit), has_unit);
  set(given(e.rank), has_rank);
  set(e.grade != 0, has_grade);
  set(given(e.item), has_item);
  set(given(e.family), has_family);
  set(given(e.post), has_post);
  set(e.line != 0, has_line);
  set(e.detail != kNone, has_detail);
  set(e.step != 0, has_step);
  set(e.has_day, has_day);
  set(e.personal != 0, has_personal);
  set(e.target.value != 0, has_target);
  set(e.body != e.type, has_body);
  set(e.gives_effective, corrects_effective);
  set(e.gives_line, corrects_line);
  return mask;
}

void put_text(std::string& out, std::string_view text) {
  put_varint(out, text.size());
  out += text;
}

void put_fields(const Entry& e, std::uint32_t mask, std::string& out) {
  const auto byte = [&](Bit bit, std::uint8_t value) {
    if ((mask & bit) != 0) out += static_cast<char>(value);
  };
  const auto text = [&](Bit bit, std::string_view value) {
    if ((mask & bit) != 0) put_text(out, value);
  };
  const auto number = [&](Bit bit, std::uint64_t value) {
    if ((mask & bit) != 0) put_varint(out, value);
  };
  byte(has_kind, e.kind);
  text(has_unit, e.unit);
  text(has_rank, e.rank);
  byte(has_grade, e.grade);
  text(has_item, e.item);
  text(has_family, e.family);
  text(has_post, e.post);
  number(has_line, e.line);
  byte(has_detail, e.detail);
  number(has_step, e.step);
  number(has_day, zigzag(e.day.days));
  byte(has_personal, e.personal);
  number(has_target, e.target.value);
  byte(has_body, static_cast<std::uint8_t>(e.body));
}

/// Reads the packed form; the bytes were written by `pack` and are checked below this layer.
class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  [[nodiscard]] bool done() const { return at_ >= end_; }
  [[nodiscard]] std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }

  void read(Entry& e) {
    e.seq = e.data_seq = Seq{number()};
    e.type = e.body = static_cast<EventType>(byte());
    e.effective = Day{static_cast<std::int32_t>(unzigzag(number()))};
    const auto mask = static_cast<std::uint32_t>(number());
    if ((mask & has_kind) != 0) e.kind = byte();
    if ((mask & has_unit) != 0) e.unit = text();
    if ((mask & has_rank) != 0) e.rank = text();
    if ((mask & has_grade) != 0) e.grade = byte();
    if ((mask & has_item) != 0) e.item = text();
    if ((mask & has_family) != 0) e.family = text();
    if ((mask & has_post) != 0) e.post = text();
    if ((mask & has_line) != 0) e.line = static_cast<std::uint16_t>(number());
    if ((mask & has_detail) != 0) e.detail = byte();
    if ((mask & has_step) != 0) e.step = static_cast<std::uint16_t>(number());
    if ((mask & has_day) != 0) {
      e.has_day = true;
      e.day = Day{static_cast<std::int32_t>(unzigzag(number()))};
    }
    if ((mask & has_personal) != 0) e.personal = byte();
    if ((mask & has_target) != 0) e.target = Seq{number()};
    if ((mask & has_body) != 0) e.body = static_cast<EventType>(byte());
    e.gives_effective = (mask & corrects_effective) != 0;
    e.gives_line = (mask & corrects_line) != 0;
  }

 private:
  std::uint8_t byte() { return at_ < end_ ? static_cast<std::uint8_t>(*at_++) : std::uint8_t{0}; }
  std::uint64_t number() {
    if (at_ < end_ && static_cast<std::uint8_t>(*at_) < 0x80) return static_cast<std::uint8_t>(*at_++);
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && at_ < end_; shift += 7) {
      const std::uint8_t b = byte();
      value |= static_cast<std::uint64_t>(b & 0x7FU) << shift;
      if (b < 0x80) break;
    }
    return value;
  }
  std::string_view text() {
    const std::uint64_t size = std::min<std::uint64_t>(number(), static_cast<std::uint64_t>(end_ - at_));
    const std::string_view view(at_, size);
    at_ += size;
    return view;
  }

  const char* at_;
  const char* end_;
};

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

void pack(const Entry& entry, std::string& out) {
  const std::uint32_t mask = mask_of(entry);
  put_varint(out, entry.seq.value);
  out += static_cast<char>(entry.type);
  put_varint(out, zigzag(entry.effective.days));
  put_varint(out, mask);
  put_fields(entry, mask, out);
}

PackedFront packed_front(std::string_view bytes) {
  Unpacker in(bytes);
  Entry entry;
  in.read(entry);
  return {entry.seq, bytes.size() - in.left()};
}

void unpack(std::string_view bytes, Seq known, std::vector<Entry>& out) {
  constexpr std::size_t kBytesMin = 12;  // that nearly every entry takes: there is room for all from the beginning
  out.clear();
  out.reserve(bytes.size() / kBytesMin + 1);
  Unpacker in(bytes);
  while (!in.done()) {
    Entry& entry = out.emplace_back();
    in.read(entry);
    if (entry.seq > known) {
      out.pop_back();
      return;
    }
  }
}

}  // namespace rireki
