// The persons whose careers go by (careers.h): folded from their Timelines, or read from the rows of the spans.
#pragma once

#include <map>
#include <optional>

#include "projections/careers.h"

namespace rireki {

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

/// Somebody whose Timeline is folded.
class FoldedPerson final : public Subject {
 public:
  FoldedPerson(const Knowledge& knowledge, bool asks_erasable);

  /// Once, before any person. Errors: INTEGRITY_ERROR.
  [[nodiscard]] Result<void> prepare();

  /// The next one; `bytes` are the packed entries of their Timeline. Both stay where they are until the one after.
  void load(std::string_view person, std::string_view bytes);

  [[nodiscard]] const Timeline& timeline() const { return timeline_; }

  Result<const PersonRow*> on(Day day, const State& state, const World& world) override;
  Result<const PersonRow*> after(const Happening& h, const World& world) override;
  Result<AbsenceFact> fact_of(const Happening& h) override;
  Result<EventData> data_of(const Happening& h) override;
  Day effective_of(Seq seq) const override;
  bool is_erased(PersonalCategory category) const override { return (erased_ & bit_of(category)) != 0; }

 private:
  Result<const Record*> record_of(const Happening& h);

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
  /// `columns`: null if nothing personal is asked for.
  TabledPerson(const Knowledge& knowledge, const Spans& spans, const PersonalColumns* columns)
      : knowledge_(knowledge), spans_(spans), columns_(columns) {}

  /// The next one, by their number among the spans.
  void load(std::uint32_t number);

  Result<const PersonRow*> on(Day day, const State& state, const World& world) override;
  Result<const PersonRow*> after(const Happening& h, const World& world) override;
  Result<AbsenceFact> fact_of(const Happening& h) override;
  Result<EventData> data_of(const Happening& h) override;
  Day effective_of(Seq) const override { return {}; }
  bool is_erased(PersonalCategory category) const override { return (erased_ & bit_of(category)) != 0; }

 private:
  const PersonRow* row(const LastRow::Key& key, const State& state, const World& world);

  const Knowledge& knowledge_;
  const Spans& spans_;
  const PersonalColumns* columns_;
  const AbsenceFacts* facts_ = nullptr;
  std::uint32_t number_ = 0;
  std::uint8_t erased_ = 0;
  LastRow last_row_;
};

}  // namespace rireki
