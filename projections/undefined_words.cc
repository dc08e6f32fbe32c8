#include "projections/undefined_words.h"

#include "projections/conditions.h"

namespace rireki {

DefinedWords::DefinedWords(const Organisation& known) {
  for (const AdoptedPolicy& adopted : known.policies.all()) {
    add(*adopted.policy);
    for (const Training& course : adopted.policy->trainings) words_[Attribute::course].insert(course.id);
  }
  auto& units = words_[Attribute::unit];
  for (const auto& [unit, spans] : known.units.all()) units.insert(unit);
}

void DefinedWords::add(const Policy& policy) {
  using enum Attribute;
  for (const Attribute a : {rank, rank_class, job_family, job_group, authority, reason}) words_[a];
  for (const Rank& r : policy.ranks) {
    words_[rank].insert(r.id);
    words_[rank_class].insert(r.class_id);
  }
  for (const JobFamily& f : policy.job_families) {
    words_[job_family].insert(f.id);
    words_[job_group].insert(f.group);
  }
  for (const Authority& a : policy.authorities) words_[authority].insert(a.id);
  words_[reason].insert(std::string(kLapseReason));  // a term that ends unrenewed needs no [[reason]]
  for (const Reason& r : policy.reasons) words_[reason].insert(r.id);
}

std::vector<UndefinedWord> DefinedWords::undefined_in(std::string_view conditions) const {
  std::vector<UndefinedWord> undefined;
  const auto all = parse_conditions(conditions, true);
  if (!all) return undefined;
  for (const Condition& condition : *all) {
    const auto words = words_.find(condition.attribute);
    if (words == words_.end()) continue;
    for (const Value& value : condition.values) {
      const auto* word = std::get_if<std::string>(&value);  // `unknown` is no text
      if (word != nullptr && !words->second.contains(*word)) undefined.push_back({condition.attribute, *word});
    }
  }
  return undefined;
}

}  // namespace rireki
