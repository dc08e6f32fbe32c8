#include "projections/personal_columns.h"

namespace rireki {

Result<PersonalColumns> PersonalColumns::load(const Spans& spans, StaffSource& source) {
  PersonalColumns columns;
  columns.marks_.resize(spans.people(), kSexes);
  columns.births_.resize(spans.people(), kNoDay);
  columns.identities_.resize(spans.people());
  std::vector<Seq> seqs;
  seqs.reserve(spans.statements.size());
  for (const Statement& s : spans.statements) seqs.push_back(Seq{s.seq});
  std::vector<std::uint8_t> is_told(spans.people());  // 1: once, 2: more often
  for (const Statement& s : spans.statements) is_told[s.person] = is_told[s.person] == 0 ? 1 : 2;
  std::size_t next = 0;
  const auto read = source.each_record(seqs, [&](const Record& record) {
    const std::uint32_t person = spans.statements[next++].person;
    Personal stated = stated_by(record);
    if (is_told[person] == 2) columns.stated_.emplace(record.seq.value, stated);
    columns.take(person, std::move(stated));
  });
  if (!read) return std::unexpected(read.error());
  for (std::uint32_t number = 0; number < spans.people(); ++number) columns.hide(number, spans.erased[number]);
  const auto destroyed = source.destroyed_keys();
  if (!destroyed) return std::unexpected(destroyed.error());
  for (const auto& [person, categories] : **destroyed) {
    const std::uint32_t number = spans.number_from(person);
    if (number < spans.people() && spans.code(number) == person) columns.hide(number, categories);
  }
  return columns;
}

void PersonalColumns::take(std::uint32_t number, Personal&& stated) {
  std::uint8_t& marks = marks_[number];
  bool varies = false;
  if (stated.sex) {
    const auto before = sex(number);
    varies = before && *before != *stated.sex;
    marks = static_cast<std::uint8_t>((marks & ~kSexes) | static_cast<std::uint8_t>(*stated.sex));
  }
  if (stated.birth) {
    varies = varies || (births_[number] != kNoDay && births_[number] != stated.birth->days);
    births_[number] = stated.birth->days;
  }
  if (varies) marks |= kVaries;
  Identity& identity = identities_[number];
  identity.stated += stated.name || stated.kana ? 1 : 0;
  if (stated.name) identity.name = std::move(stated.name);
  if (stated.kana) identity.kana = std::move(stated.kana);
}

void PersonalColumns::hide(std::uint32_t number, std::uint8_t erased) {
  if (erased == 0) return;
  Personal hidden = fields(number);
  hide_erased(hidden, erased);
  Identity& identity = identities_[number];
  identity.name = std::move(hidden.name);
  identity.kana = std::move(hidden.kana);
  identity.erased |= erased;
  if (!hidden.is_erased(PersonalCategory::attributes)) return;
  marks_[number] |= kSexes | kErased;
  births_[number] = kNoDay;
}

const Personal* PersonalColumns::stated(Seq seq) const {
  const auto it = stated_.find(seq.value);
  return it == stated_.end() ? nullptr : &it->second;
}

std::optional<Sex> PersonalColumns::sex(std::uint32_t number) const {
  const unsigned sex = marks_[number] & kSexes;
  return sex == kSexes ? std::nullopt : std::optional(static_cast<Sex>(sex));
}

std::optional<Day> PersonalColumns::birth(std::uint32_t number) const {
  return births_[number] == kNoDay ? std::nullopt : std::optional(Day{births_[number]});
}

Personal PersonalColumns::attributes(std::uint32_t number) const {
  const std::uint8_t erased = has_erased_attributes(number) ? bit_of(PersonalCategory::attributes) : 0;
  return {.name = {}, .kana = {}, .birth = birth(number), .sex = sex(number), .erased = erased};
}

Personal PersonalColumns::fields(std::uint32_t number) const {
  Personal all = attributes(number);
  all.name = identities_[number].name;
  all.kana = identities_[number].kana;
  all.erased = identities_[number].erased;
  return all;
}

}  // namespace rireki
