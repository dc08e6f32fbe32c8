#include "projections/tallies.h"

#include <algorithm>

#include "events/types/text.h"
#include "projections/condition_text.h"

namespace rireki {

namespace {

bool is_tally(EventType type) {
  switch (type) {
    case EventType::ExamRoundHeld:
    case EventType::SurveyTallied:
    case EventType::TrainingSurveyTallied:
    case EventType::StressCheckTallied:
    case EventType::AttendanceTallied:
      return true;
    default:
      return false;
  }
}

}  // namespace

Result<Tallies> load_tallies(const Knowledge& knowledge) {
  const auto packed = knowledge.source.timeline(SubjectKind::organisation, kOrganisation);
  if (!packed) return std::unexpected(packed.error());
  Timeline timeline;
  timeline.load(packed->bytes, knowledge.seq);
  Tallies tallies;
  for (const Entry* e : timeline.valid()) {
    if (!is_tally(e->type)) continue;
    auto record = knowledge.source.record(e->data_seq);
    if (!record) return std::unexpected(record.error());
    const auto* correction = record->event.as<EventCorrected>();
    tallies.push_back({e->seq, e->effective, correction == nullptr ? record->event.data : *correction->data.data});
  }
  return tallies;
}

bool TallyFilter::Term::holds(const Fields& fields) const {
  const auto [begin, end] = fields.equal_range(field);
  const bool found = std::any_of(begin, end, [&](const auto& f) { return std::ranges::count(values, f.second) > 0; });
  return found == equal;
}

Result<TallyFilter::Term> TallyFilter::read_term(std::string_view text, const std::vector<std::string_view>& known) {
  const std::size_t at = text.find_first_of("!=");
  const std::string_view sign = at == std::string_view::npos ? "" : text.substr(at).starts_with("!=") ? "!=" : "=";
  if (sign.empty() || !text.substr(at).starts_with(sign)) {
    return fail(Code::usage, "the condition " + in_quotes(text) + " has no operator out of = !=");
  }
  Term term;
  term.field = trimmed(text.substr(0, at));
  term.equal = sign == "=";
  term.text = trimmed(text);
  for (const std::string_view value : split(text.substr(at + sign.size()), ',')) term.values.emplace_back(value);
  if (std::ranges::find(known, term.field) != known.end()) return term;
  std::string names;
  for (const std::string_view name : known) names += (names.empty() ? "" : ", ") + std::string(name);
  return fail(Code::usage, in_quotes(term.field) + " is not a field of this tally; known are: " + names);
}

Result<std::vector<TallyFilter::Term>> TallyFilter::read_terms(std::string_view conds,
                                                               const std::vector<std::string_view>& known) {
  std::vector<Term> terms;
  for (const std::string_view cond : split(conds, '&')) {
    auto term = read_term(cond, known);
    if (!term) return std::unexpected(term.error());
    terms.push_back(std::move(*term));
  }
  return terms;
}

Result<void> TallyFilter::add(const std::vector<std::string>& where, const std::vector<std::string>& exclude,
                              const std::vector<std::string_view>& known) {
  for (const std::string& cond : where) {
    auto term = read_term(cond, known);
    if (!term) return std::unexpected(term.error());
    where_.push_back(std::move(*term));
  }
  for (const std::string& conds : exclude) {
    auto terms = read_terms(conds, known);
    if (!terms) return std::unexpected(terms.error());
    exclude_.push_back(std::move(*terms));
  }
  return {};
}

void TallyFilter::add_known(const std::vector<std::string>& where, const std::vector<std::string>& exclude,
                            const std::vector<std::string_view>& known) {
  for (const std::string& cond : where) {
    if (auto term = read_term(cond, known)) where_.push_back(std::move(*term));
  }
  for (const std::string& conds : exclude) {
    if (auto terms = read_terms(conds, known)) exclude_.push_back(std::move(*terms));
  }
}

std::vector<std::string> TallyFilter::misses(const Fields& fields) const {
  std::vector<std::string> result;
  for (const Term& term : where_) {
    if (!term.holds(fields)) result.push_back(term.text);
  }
  for (const auto& all : exclude_) {
    if (!std::ranges::all_of(all, [&](const Term& term) { return term.holds(fields); })) continue;
    std::string conds;
    for (const Term& term : all) conds += (conds.empty() ? "" : " & ") + term.text;
    result.push_back("not (" + conds + ")");
  }
  return result;
}

bool is_wanted(std::string_view text, std::string_view wanted) {
  if (!wanted.ends_with('*')) return text == wanted;
  return text.starts_with(wanted.substr(0, wanted.size() - 1));
}

}  // namespace rireki
