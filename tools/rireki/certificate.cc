#include "tools/rireki/certificate.h"

#include <algorithm>
#include <iostream>

#include "engine/audit.h"
#include "engine/proof/signing_key.h"
#include "events/types/json_reader.h"
#include "events/types/json_writer.h"
#include "tools/rireki/answering.h"
#include "tools/rireki/whole_file.h"

namespace rireki {

namespace {

std::string base64_of(const Hash& hash) { return to_base64({reinterpret_cast<const char*>(hash.data()), hash.size()}); }

bool has(const std::vector<std::string>& words, std::string_view option) {
  return std::ranges::any_of(words, [&](const std::string& word) { return word.starts_with(option); });
}

/// The command line without what only says where things lie, and with both clocks fixed.
std::vector<std::string> fixed_query(const std::vector<std::string>& words, const AnsweredMoment& moment) {
  std::vector<std::string> query;
  bool is_range = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    const std::string option = word.substr(0, word.find('='));
    const bool has_value = option.size() < word.size();
    const std::string value = has_value ? word.substr(option.size() + 1) : i + 1 < words.size() ? words[i + 1] : "";
    is_range = is_range || (option == "--known-at" && value.contains(".."));
    const bool is_left_out = option == "--data" || option == "--certificate" || (option == "--known-at" && !is_range);
    if (!is_left_out) query.push_back(word);
    if (is_left_out && !has_value) ++i;
  }
  std::vector<std::string> fixed;
  if (!is_range) fixed = {"--known-at", "seq:" + std::to_string(moment.known.value)};
  const bool has_day = has(words, "--as-of") || has(words, "--fiscal-year") || has(words, "--to");
  if (!has_day) fixed.insert(fixed.end(), {"--as-of", to_iso(moment.as_of)});
  query.insert(std::ranges::find(query, "--"), fixed.begin(), fixed.end());  // after that nothing is an option
  return query;
}

std::string json_of(const std::vector<std::string>& words) {
  JsonWriter out;
  out.begin_array();
  for (const std::string& word : words) out.text(word);
  return out.end_array().str();
}

Result<std::string> policy_version(Engine& engine, const AnsweredMoment& moment) {
  const auto organisation = engine.organisation(moment.known);
  if (!organisation) return std::unexpected(organisation.error());
  const Policy* policy = (*organisation)->policies.at(moment.as_of);
  return policy == nullptr ? "-" : policy->version;
}

/// The Records that `explain --json` has printed.
Result<std::vector<Seq>> listed_records(const std::string& answer) {
  std::vector<Seq> seqs;
  JsonReader reader;
  for (std::size_t begin = 0; begin < answer.size();) {
    const std::size_t end = std::min(answer.find('\n', begin), answer.size());
    const auto tape = reader.parse(std::string_view(answer).substr(begin, end - begin));
    const auto place = tape ? JsonMembers(**tape, 0).find("seq") : std::nullopt;
    if (!place) return fail(Code::usage, "--certificate of explain needs --json");
    seqs.push_back(Seq{static_cast<std::uint64_t>((**tape)[*place].integer)});
    begin = end + 1;
  }
  std::ranges::sort(seqs);
  const auto repeated = std::ranges::unique(seqs);
  seqs.erase(repeated.begin(), repeated.end());
  return seqs;
}

std::string line_of(const ProvedRecord& record) {
  std::string line = "record " + std::to_string(record.seq.value) + " " + base64_of(record.leaf) + " ";
  for (std::size_t i = 0; i < record.path.size(); ++i) line += (i == 0 ? "" : ",") + base64_of(record.path[i]);
  return line + "\n";
}

std::string quoted(const std::string& note) {
  std::string text;
  for (std::size_t begin = 0; begin < note.size();) {
    const std::size_t end = std::min(note.find('\n', begin), note.size());
    text += "> " + note.substr(begin, end - begin) + "\n";
    begin = end + 1;
  }
  return text;
}

}  // namespace

/// Passes on to the copy and to what was there before, at the end: answers are not endless.
WitnessedAnswer::WitnessedAnswer() : printed_(std::cout.rdbuf(&copy_)) {}

WitnessedAnswer::~WitnessedAnswer() {
  std::cout.rdbuf(printed_);
  std::cout << copy_.str() << std::flush;
}

Result<std::string> certificate_of(Engine& engine, const CertifiedAnswer& certified) {
  const auto noted = noted_moment();
  if (!noted) return fail(Code::usage, "a certificate is of a question about staff: this command answers none");
  const AnsweredMoment& moment = *noted;
  const auto policy = policy_version(engine, moment);
  if (!policy) return std::unexpected(policy.error());
  const bool explains = std::ranges::find(certified.words, "explain") != certified.words.end();
  const auto seqs = explains ? listed_records(certified.answer) : std::vector<Seq>{};
  if (!seqs) return std::unexpected(seqs.error());
  const DataDirectory& data = engine.data_directory();
  const auto proved = prove_records(data.path, *seqs);
  if (!proved) return std::unexpected(proved.error());
  Hasher hasher;
  std::string text = "rireki.certificate/v1\nprogram " + certified.program + "\nquery ";
  text += json_of(fixed_query(certified.words, moment)) + "\nas-of " + to_iso(moment.as_of);
  text += "\nknown-at seq:" + std::to_string(moment.known.value) + "\npolicy " + *policy;
  text += "\nanswer " + base64_of(hasher.leaf(certified.answer)) + "\n";
  for (const ProvedRecord& record : proved->records) text += line_of(record);
  text += quoted(proved->checkpoint);
  const auto key = SigningKey::load(data.signing_key());
  return key ? key->sign(text) : std::unexpected(key.error());
}

Result<void> write_certificate(const GlobalOptions& global, const CertifiedAnswer& certified, const std::string& file) {
  const auto engine = Engine::open(global.data, EngineMode::read);
  if (!engine) return std::unexpected(engine.error());
  const auto note = certificate_of(**engine, certified);
  return note ? write_whole_file(file, *note) : std::unexpected(note.error());
}

}  // namespace rireki
