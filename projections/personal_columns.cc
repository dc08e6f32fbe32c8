#include "projections/personal_columns.h"

namespace rireki {

namespace {

template <class T>
bool contradicts(const std::optional<T>& before, const std::optional<T>& now) {
  return before && now && *before != *now;
}

}  // namespace

Result<PersonalColumns> PersonalColumns::load(const Spans& spans, StaffSource& source) {
  PersonalColumns columns;
  columns.people_.resize(spans.people());
  std::vector<Seq> seqs;
  seqs.reserve(spans.statements.size());
  for (const Statement& s : spans.statements) seqs.push_back(Seq{s.seq});
  std::size_t next = 0;
  const auto read = source.each_record(seqs, [&](const Record& record) {
    columns.take(columns.people_[spans.statements[next++].person], stated_by(record));
  });
  if (!read) return std::unexpected(read.error());
  for (std::size_t number = 0; number < columns.people_.size(); ++number) {
    hide_erased(columns.people_[number].fields, spans.erased[number]);
  }
  return columns;
}

void PersonalColumns::take(One& one, Personal&& stated) {
  one.identities += stated.name || stated.kana ? 1 : 0;
  one.attributes_vary =
      one.attributes_vary || contradicts(one.fields.sex, stated.sex) || contradicts(one.fields.birth, stated.birth);
  overlay(one.fields, std::move(stated));
}

Personal PersonalColumns::attributes(std::uint32_t number) const {
  const Personal& all = people_[number].fields;
  return {.name = {}, .kana = {}, .birth = all.birth, .sex = all.sex, .erased = all.erased};
}

}  // namespace rireki
