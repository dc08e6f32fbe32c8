#include "tools/rireki/commands_for_askers.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "events/policy/public_document.h"
#include "events/types/sealing.h"
#include "projections/roster.h"
#include "tools/rireki/answering.h"
#include "tools/rireki/certificate.h"
#include "tools/rireki/memory_file.h"

namespace rireki {

namespace {

/// Who is in a unit's subtree today, as known now: it decides what a manager sees, also of the past.
class StaffOfToday {
 public:
  Result<Sight> of(Engine& engine, const std::string& unit) {
    const auto today = engine.today();
    if (!today) return std::unexpected(today.error());
    if (engine.last() != known_ || *today != day_) by_unit_.clear();
    known_ = engine.last();
    day_ = *today;
    auto& persons = by_unit_[unit];
    if (persons == nullptr) {
      auto found = look_up(engine, unit);
      if (!found) return std::unexpected(found.error());
      persons = std::make_shared<const std::unordered_set<std::string>>(std::move(*found));
    }
    return Sight{.persons = persons, .withheld = bit_of(PersonalCategory::sensitive)};
  }

 private:
  Result<std::unordered_set<std::string>> look_up(Engine& engine, const std::string& unit) const {
    Filter filter;
    if (auto r = filter.add_where("unit=" + unit, false); !r) return std::unexpected(r.error());
    const auto organisation = engine.organisation(known_);
    if (!organisation) return std::unexpected(organisation.error());
    std::unordered_set<std::string> persons;
    const auto done = roster({engine, known_, *organisation}, {day_, std::move(filter), false, false},
                             [&](const PersonRow& row) { persons.emplace(row.person); });
    if (!done) return std::unexpected(done.error());
    return persons;
  }

  Seq known_;
  Day day_;
  std::map<std::string, std::shared_ptr<const std::unordered_set<std::string>>> by_unit_;
};

/// For whom numbers are, whatever the question says; empty: for whom it says.
std::string audience_of(TokenRole role) { return role == TokenRole::analyst ? "analyst" : ""; }

/// What the asker may see. Errors: those of looking staff up.
Result<Sight> sight_of(Engine& engine, const Asker& asker, StaffOfToday& staff) {
  if (asker.role == TokenRole::manager) return staff.of(engine, asker.unit);
  return Sight{.audience = audience_of(asker.role)};
}

/// The words with which anybody gets the asker's answer.
std::vector<std::string> words_for_anybody(std::vector<std::string> words, const Asker& asker) {
  const std::string audience = audience_of(asker.role);
  if (audience.empty()) return words;
  const auto arguments = std::ranges::find(words, "--");
  words.erase(std::remove_if(words.begin(), arguments, [](const auto& w) { return w.starts_with("--audience="); }),
              arguments);
  words.insert(words.begin() + 1, "--audience=" + audience);
  return words;
}

/// As a command of its own would answer, to whom it is for.
Result<CommandAnswer> run_words(Engine& engine, std::vector<std::string> words, const Asker& asker,
                                StaffOfToday& staff) {
  auto sight = sight_of(engine, asker, staff);
  if (!sight) return std::unexpected(sight.error());
  LentEngine lent(engine, asker.reader, std::move(*sight));
  run_lent(std::move(words));
  if (lent.error()) return std::unexpected(*lent.error());
  CommandAnswer answer{.lines = lent.take_answer(), .remarks = lent.take_remarks()};
  const auto moment = noted_moment();
  if (!moment) return answer;
  answer.has_moment = true;
  answer.as_of = moment->as_of;
  answer.known = moment->known;
  answer.erased = moment->erased;
  return answer;
}

Result<CommandAnswer> run_for_certificate(Engine& engine, std::vector<std::string> words, const Asker& asker,
                                          StaffOfToday& staff) {
  if (asker.role == TokenRole::manager) {
    return fail(Code::usage, "a certificate is of a whole answer, and a manager sees a part");
  }
  words = words_for_anybody(std::move(words), asker);
  auto answer = run_words(engine, words, asker, staff);
  if (!answer) return answer;
  if (!answer->has_moment) return fail(Code::usage, "a certificate is of a question about staff");
  auto certificate = certificate_of(engine, {std::string(program_version()), std::move(words), answer->lines});
  if (!certificate) return std::unexpected(certificate.error());
  answer->file = std::move(*certificate);
  return answer;
}

Result<CommandAnswer> run_for_workbook(Engine& engine, std::vector<std::string> words, const Asker& asker,
                                       StaffOfToday& staff) {
  const auto file = MemoryFile::make();
  if (!file) return std::unexpected(file.error());
  words.insert(words.begin() + 1, "--xlsx=" + file->path());
  auto answer = run_words(engine, std::move(words), asker, staff);
  if (!answer) return answer;
  auto content = file->content();
  if (!content) return std::unexpected(content.error());
  answer->file = std::move(*content);
  return answer;
}

/// Whom a policy holds back from erasure is for two roles to know.
Result<CommandAnswer> run_for_document(Engine& engine, std::vector<std::string> words, const Asker& asker,
                                       StaffOfToday& staff) {
  auto answer = run_words(engine, std::move(words), asker, staff);
  if (!answer || asker.role == TokenRole::auditor || asker.role == TokenRole::hr) return answer;
  auto document = public_document(answer->lines);
  if (!document) return std::unexpected(document.error());
  answer->lines = std::move(*document);
  return answer;
}

Result<CommandAnswer> run_command(Engine& engine, Asking asking, const Asker& asker, StaffOfToday& staff) {
  if (asking.form == AnswerForm::certificate) return run_for_certificate(engine, asking.words, asker, staff);
  if (asking.form == AnswerForm::workbook) return run_for_workbook(engine, asking.words, asker, staff);
  if (asking.form == AnswerForm::toml) return run_for_document(engine, std::move(asking.words), asker, staff);
  return run_words(engine, std::move(asking.words), asker, staff);
}

}  // namespace

RunCommand commands_for_askers() {
  return [staff = std::make_shared<StaffOfToday>()](Engine& lent, Asking asking, const Asker& asker) {
    return run_command(lent, std::move(asking), asker, *staff);
  };
}

}  // namespace rireki
