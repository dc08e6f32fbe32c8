#include "projections/careers.h"

#include <algorithm>
#include <map>

#include "projections/staff_exceptions.h"

namespace rireki {

namespace {

constexpr std::uint32_t kNoRow = UINT32_MAX;

/// The row made last: several measurements ask for the same one.
class LastRow {
 public:
  struct Key {
    Day day;
    Seq seq;       // of a happening; 0: the end of the day
    Seq data_seq;  // 0: a lapse
    const Policy* policy = nullptr;
    friend bool operator==(const Key&, const Key&) = default;
  };

  void clear() { key_.reset(); }
  /// `state`: that of the moment, which may lie elsewhere now than when the row was made.
  [[nodiscard]] const PersonRow* find(const Key& key, const State& state) {
    if (key_ != key) return nullptr;
    row_.state = &state;
    return &row_;
  }
  const PersonRow* remember(const Key& key, PersonRow row) {
    key_ = key;
    row_ = std::move(row);
    return &row_;
  }

 private:
  std::optional<Key> key_;
  PersonRow row_;
};

class FoldedPerson final : public Subject {
 public:
  FoldedPerson(const Knowledge& knowledge, bool asks_erasable)
      : knowledge_(knowledge),
        personal_(knowledge.source, PersonalFields::Scope::attributes),
        asks_erasable_(asks_erasable) {}

  Result<void> prepare() { return asks_erasable_ ? personal_.load_all(knowledge_.seq) : Result<void>{}; }

  void load(std::string_view person, std::string_view bytes) {
    person_ = person;
    bytes_ = bytes;
    timeline_.load(bytes, knowledge_.seq);
    erased_ = asks_erasable_ ? personal_.erased(person, bytes) : erased_categories(bytes);
    last_row_.clear();
    read_.clear();
  }

  [[nodiscard]] const Timeline& timeline() const { return timeline_; }
  [[nodiscard]] bool has_erased() const { return erased_ != 0; }

  Result<const PersonRow*> on(Day day, const State& state, const World& world) override {
    const LastRow::Key key{day, {}, {}, world.policies.at(day)};
    if (const PersonRow* row = last_row_.find(key, state)) return row;
    auto personal = asks_erasable_ ? personal_.at(person_, timeline_, bytes_, day) : Personal{};
    if (!personal) return std::unexpected(personal.error());
    return last_row_.remember(key, make_person_row(person_, state, world, day, std::move(*personal)));
  }

  Result<const PersonRow*> after(const Happening& h, const World& world) override {
    const LastRow::Key key{h.event.day, h.seq, h.data_seq, world.policies.at(h.event.day)};
    if (const PersonRow* row = last_row_.find(key, *h.state)) return row;
    auto personal = !asks_erasable_ ? Personal{}
                    : h.is_lapse()  ? personal_.at(person_, timeline_, bytes_, h.event.day)
                                    : personal_.after(person_, timeline_, bytes_, *timeline_.resolved(h.seq));
    if (!personal) return std::unexpected(personal.error());
    return last_row_.remember(key, make_person_row(person_, *h.state, world, h.event.day, std::move(*personal)));
  }

  Result<AbsenceFact> fact_of(const Happening& h) override {
    const auto record = record_of(h);
    if (!record) return std::unexpected(record.error());
    return absence_fact(**record);
  }

  Result<EventData> data_of(const Happening& h) override {
    const auto record = record_of(h);
    if (!record) return std::unexpected(record.error());
    const auto* correction = (*record)->event.as<EventCorrected>();
    return correction == nullptr ? (*record)->event.data : *correction->data.data;
  }

  Day effective_of(Seq seq) const override {
    const Entry* entry = timeline_.resolved(seq);
    return entry == nullptr ? Day{} : entry->effective;
  }

  bool is_erased(PersonalCategory category) const override {
    return (erased_ >> static_cast<unsigned>(category) & 1U) != 0;
  }

 private:
  /// Measurements of ten years ask for the same Record ten times.
  Result<const Record*> record_of(const Happening& h) {
    if (const auto it = read_.find(h.data_seq); it != read_.end()) return &it->second;
    auto record = knowledge_.source.record(h.data_seq);
    if (!record) return std::unexpected(record.error());
    erased_ |= record->event.unread;
    return &read_.emplace(h.data_seq, std::move(*record)).first->second;
  }

  const Knowledge& knowledge_;
  PersonalFields personal_;
  bool asks_erasable_;
  Timeline timeline_;
  std::string_view person_;
  std::string_view bytes_;
  std::uint8_t erased_ = 0;
  std::map<Seq, Record> read_;  // of the present person
  LastRow last_row_;
};

/// Somebody of whom the spans say all. Their personal fields are the same at any time.
class TabledPerson final : public Subject {
 public:
  TabledPerson(const Knowledge& knowledge, const Spans& spans, const PersonalColumns* columns)
      : knowledge_(knowledge), spans_(spans), columns_(columns) {}

  void load(std::uint32_t number) {
    number_ = number;
    erased_ = spans_.erased[number];
    last_row_.clear();
  }

  Result<const PersonRow*> on(Day day, const State& state, const World& world) override {
    return row({day, {}, {}, world.policies.at(day)}, state, world);
  }
  Result<const PersonRow*> after(const Happening& h, const World& world) override {
    return row({h.event.day, h.seq, h.data_seq, world.policies.at(h.event.day)}, *h.state, world);
  }

  Result<AbsenceFact> fact_of(const Happening& h) override {
    if (facts_ == nullptr) {
      const auto facts = knowledge_.source.absence_facts();
      if (!facts) return std::unexpected(facts.error());
      facts_ = *facts;
    }
    const AbsenceFact fact = facts_->of(h.data_seq);
    if (fact.is_unread) erased_ |= static_cast<std::uint8_t>(1U << static_cast<unsigned>(PersonalCategory::sensitive));
    return fact;
  }

  Result<EventData> data_of(const Happening& h) override {
    auto record = knowledge_.source.record(h.data_seq);
    if (!record) return std::unexpected(record.error());
    const auto* correction = record->event.as<EventCorrected>();
    return correction == nullptr ? record->event.data : *correction->data.data;
  }

  Day effective_of(Seq) const override { return {}; }
  bool is_erased(PersonalCategory category) const override {
    return (erased_ >> static_cast<unsigned>(category) & 1U) != 0;
  }

 private:
  const PersonRow* row(const LastRow::Key& key, const State& state, const World& world) {
    if (const PersonRow* found = last_row_.find(key, state)) return found;
    Personal personal = columns_ == nullptr ? Personal{} : columns_->attributes(number_);
    return last_row_.remember(key, make_person_row(spans_.code(number_), state, world, key.day, std::move(personal)));
  }

  const Knowledge& knowledge_;
  const Spans& spans_;
  const PersonalColumns* columns_;
  const AbsenceFacts* facts_ = nullptr;
  std::uint32_t number_ = 0;
  std::uint8_t erased_ = 0;
  LastRow last_row_;
};

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
    if (question_.asks_erasable && folded_.has_erased()) ++seen_.erased;
    FoldedCareer career(audience_, seen_);
    audience_.begin(folded_);
    walk_career(folded_.timeline(), knowledge_.world(), person, question_.days, career);
    audience_.end();
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
    if (question_.asks_erasable && spans.erased[number] != 0) ++seen_.erased;
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

Result<CareersSeen> see_careers(const Knowledge& knowledge, const CareerQuestion& question, CareerAudience& audience) {
  return Seeing(knowledge, question, audience).run();
}

}  // namespace rireki
