#include "tools/rireki/access.h"

#include <algorithm>

#include "engine/access/access_entry.h"
#include "engine/clock/clock.h"

namespace rireki {

namespace {

constexpr std::size_t kNamedMax = 1'000;
constexpr std::size_t kHeldMax = 10'000;
constexpr std::string_view kHidden = "…";

/// What was typed, without what says where the data lie and who asks.
std::string query_of(const std::vector<std::string>& words, const std::string& hidden) {
  std::string query;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string name = words[i].substr(0, words[i].find('='));
    if (name == "--data" || name == "--purpose" || name == "--certificate") {
      if (name == words[i]) ++i;
      continue;
    }
    const bool is_hidden = !hidden.empty() && words[i] == hidden;
    if (words[i] != "--") (query += query.empty() ? "" : " ") += is_hidden ? kHidden : words[i];
  }
  return query;
}

}  // namespace

Result<void> note_access(const GlobalOptions& global, Engine& engine, const AccessMoment& moment,
                         const std::vector<std::string>& persons) {
  engine.accesses().add(to_json(AccessEntry{.at = system_clock()->now(),
                                            .reader = reader_of(global),
                                            .query = query_of(global.words, moment.hidden),
                                            .as_of = moment.as_of,
                                            .known = moment.known,
                                            .persons = persons}));
  return is_lent() ? Result<void>{} : engine.accesses().record();
}

void PersonalRows::row(std::string_view person, std::string json, std::vector<std::string> cells) {
  if (!result_ || !sight().shows(person)) return;
  if (is_out_) return output_.row(json, std::move(cells));
  held_.push_back({std::move(json), std::move(cells)});
  // Rows of one person mostly come together.
  if (!person.empty() && (persons_.empty() || persons_.back() != person)) persons_.emplace_back(person);
  if (persons_.size() > kNamedMax || held_.size() > kHeldMax) let_out(true);
}

Result<void> PersonalRows::finish() {
  std::ranges::sort(persons_);
  persons_.erase(std::ranges::unique(persons_).begin(), persons_.end());
  if (result_ && !is_out_) let_out(false);
  if (result_) output_.finish();
  return result_;
}

void PersonalRows::let_out(bool are_many) {
  if (are_many) persons_.clear();
  if (are_many || !persons_.empty()) result_ = note_access(global_, engine_, moment_, persons_);
  is_out_ = true;
  for (Row& row : held_) {
    if (result_) output_.row(row.json, std::move(row.cells));
  }
  held_.clear();
}

}  // namespace rireki
