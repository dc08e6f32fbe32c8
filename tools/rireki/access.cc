#include "tools/rireki/access.h"

#include <algorithm>

#include "engine/clock/clock.h"
#include "events/types/json_writer.h"

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
  const Reader reader = reader_of(global);
  JsonWriter out;
  out.begin_object().key("at").text(to_text(system_clock()->now())).key("actor").text(reader.actor).key("purpose");
  reader.purpose.empty() ? out.null() : out.text(reader.purpose);
  out.key("query").text(query_of(global.words, moment.hidden)).key("as_of");
  moment.as_of ? out.text(to_iso(*moment.as_of)) : out.null();
  out.key("known_at").integer(static_cast<std::int64_t>(moment.known.value)).key("persons");
  if (persons.empty()) {
    out.null();
  } else {
    out.begin_array();
    for (const std::string& person : persons) out.text(person);
    out.end_array();
  }
  engine.accesses().add(out.end_object().str());
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
