#include "tools/server/questions.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>

#include "engine/data_directory.h"
#include "engine/proof/checkpoint_file.h"
#include "events/types/event_json.h"
#include "events/types/json_writer.h"
#include "tools/server/http_client.h"
#include "tools/server/problem.h"
#include "tools/server/request_body.h"

namespace rireki {

namespace {

constexpr std::chrono::microseconds kHeldAtOnce{500};      // then appends get their turn, and what is ready leaves
constexpr std::chrono::milliseconds kCheckpointKept{100};  // one is signed about once a second
constexpr std::string_view kLeftOut = "x";                 // as tables mark it
constexpr std::size_t kRemarkBytesMax = 2'000;             // which are 6,000 at most in a header

constexpr std::string_view kWeak = "W/";  // for the checkpoint that answers name: it is the newest one still
constexpr std::string_view kAnyTag = "*";

/// Whether If-None-Match names the tag, alone or in a list, weak or not (RFC 9110, 13.1.2). Its quotes tell it from
/// longer ones.
bool lists(std::string_view tags, std::string_view tag) { return tags.contains(tag.substr(kWeak.size())); }

HttpResponse unchanged(const std::string& tag) { return {.status = 304, .headers = {{"ETag", tag}}}; }

/// Whether the answer is that of a fixed seq, which nothing but an erasure changes (contract, 5). `restate` looks for a
/// closing among all Records; today's scope and today's disclosure decide what others than these two roles see.
bool is_settled(const std::vector<std::string>& words, TokenRole role, Seq last) {
  constexpr std::string_view kFixed = "--known-at=seq:";
  if (role != TokenRole::auditor && role != TokenRole::hr) return false;
  if (words.front() == "restate") return false;
  const auto end_of_options = std::ranges::find(words, "--");
  const auto word = std::find_if(words.begin(), end_of_options, [&](const auto& w) { return w.starts_with(kFixed); });
  if (word == end_of_options) return false;
  std::uint64_t seq = 0;
  const auto [end, ec] = std::from_chars(word->data() + kFixed.size(), word->data() + word->size(), seq);
  return ec == std::errc() && end == word->data() + word->size() && seq <= last.value;
}

/// Until it goes, also by an exception, reads of the held engine have so long.
class Deadline {
 public:
  Deadline(Engine& engine, std::chrono::milliseconds patience) : engine_(engine) {
    engine_.answer_until(std::chrono::steady_clock::now() + patience);
  }
  ~Deadline() { engine_.answer_until(std::chrono::steady_clock::time_point::max()); }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

 private:
  Engine& engine_;
};

/// The tag is of this question to whoever may see as much: who has it got an answer once, so that the question can be
/// read. `known` is what can change the answer, beside the day.
std::string tag_of(const std::string& known, Day today, const Asking& asking, const Asker& asker) {
  std::string asked = std::to_string(static_cast<int>(asking.form)) + std::string(to_text(asker.role)) + asker.unit;
  for (const std::string& word : asking.words) (asked += '\n') += word;
  return std::string(kWeak) + "\"" + known + "-" + to_iso(today) + "-" +
         std::to_string(std::hash<std::string>{}(asked)) + "\"";
}

/// Adds lines as an array.
void write_rows(JsonWriter& out, std::string_view lines) {
  out.begin_array();
  for (std::size_t begin = 0; begin < lines.size();) {
    const std::size_t end = std::min(lines.find('\n', begin), lines.size());
    out.raw(lines.substr(begin, end - begin));
    begin = end + 1;
  }
  out.end_array();
}

/// As many whole lines as a header takes, whatever they are about.
std::string encoded_remarks(std::string_view lines) {
  if (lines.size() > kRemarkBytesMax) lines = lines.substr(0, lines.rfind('\n', kRemarkBytesMax) + 1);
  return encoded(lines);
}

std::string ended(JsonWriter&& out) {
  std::string text = std::move(out).str();
  return text += '\n';
}

}  // namespace

void Questions::ask(Posed posed, Respond respond) {
  ++waiting_;
  Question question{std::move(posed), std::move(respond), std::chrono::steady_clock::now()};
  if (asked_.put(std::move(question))) post([this] { answer_asked(); });
}

void Questions::finish() {
  thread_.join();
  recorder_.join();
}

/// While the engine is held nothing moves, so that one answer reads one seq. Who has come meanwhile is looked for each
/// time it is let go.
void Questions::answer_asked() {
  do {
    for (Question& question : asked_.take()) {
      const std::string whose = question.posed.asker.reader.actor;
      turns_.add(whose, std::move(question));
    }
    if (turns_.empty()) return;
    std::vector<Ready> ready;
    {
      const auto held = engine_.hold();
      const auto until = std::chrono::steady_clock::now() + kHeldAtOnce;
      do {
        const Question question = turns_.next();
        ready.push_back({std::move(question.respond), answer(question)});
        --waiting_;
      } while (!turns_.empty() && std::chrono::steady_clock::now() < until);
    }
    if (ready_.put_all(std::move(ready))) boost::asio::post(recorder_, [this] { record_ready(); });
  } while (!turns_.empty());
}

void Questions::record_ready() {
  auto ready = ready_.take();
  const auto recorded = engine_.accesses().record();
  for (Ready& each : ready) {
    const Respond respond = std::move(each.respond);  // gone when it has answered: then the request is not under way
    respond(recorded ? std::move(each.response) : problem(recorded.error()));
  }
}

HttpResponse Questions::answer(const Question& question) {
  if (std::chrono::steady_clock::now() - question.since > patience_) {
    return problem(503, "DEADLINE", "the question has waited longer than it may; ask again later");
  }
  try {
    return answer_to(question.posed);
  } catch (const std::exception& e) {
    return failed("a question", e);
  }
}

std::expected<Questions::Closing, HttpResponse> Questions::closing(const HttpRequest& request, const Asker& asker) {
  constexpr std::array kMembers = {Member{"period"}, Member{"note"}};
  const auto body = RequestBody::read(request.body, kMembers);
  if (!body) return std::unexpected(problem(body.error()));
  const auto period = body->text("period");
  if (!period) return std::unexpected(problem(period.error()));
  std::vector<std::string> words = {"close", "--event", "--json", "--actor=" + asker.reader.actor};
  if (const std::string note = body->text_or_none("note"); !note.empty()) words.push_back("--note=" + note);
  words.insert(words.end(), {"--", *period});
  const auto held = engine_.hold();
  const auto answer = run_in_time({std::move(words)}, asker);
  if (!answer) return std::unexpected(answer.error());
  auto event = EventReader().read(answer->lines);
  if (!event) return std::unexpected(problem(event.error()));
  return Closing{std::move(*event), encoded_remarks(answer->remarks)};
}

/// With the engine held. An answer that is late is none, whatever it says.
std::expected<CommandAnswer, HttpResponse> Questions::run_in_time(Asking asking, const Asker& asker) {
  const Deadline deadline(engine_, patience_);
  auto told = run_(engine_, std::move(asking), asker);
  if (engine_.is_late()) {
    return std::unexpected(problem(503, "DEADLINE", "the question takes longer than it may; ask for less at a time"));
  }
  if (!told) return std::unexpected(problem(told.error()));
  return std::move(*told);
}

/// With the engine held.
HttpResponse Questions::answer_to(const Posed& posed) {
  auto words = command_words(posed.match, posed.form);
  if (!words) return problem(words.error());
  Asking asking{std::move(*words), posed.form};
  const bool is_tagged = posed.match.route->is_tagged;
  const auto tag = entity_tag(asking, posed.asker);
  if (!tag) return problem(tag.error());
  if (is_tagged && lists(posed.known_tags, *tag)) return unchanged(*tag);
  auto answer = run_in_time(std::move(asking), posed.asker);
  if (!answer) return std::move(answer.error());
  HttpResponse response = response_of(std::move(*answer), posed.form);
  if (response.status != 200 || !is_tagged) return response;
  if (posed.known_tags == kAnyTag) return unchanged(*tag);  // not before there is an answer (RFC 9110, 13.2.1)
  response.headers.emplace_back("ETag", *tag);
  return response;
}

Result<std::string> Questions::entity_tag(const Asking& asking, const Asker& asker) {
  const auto today = engine_.today();
  if (!today) return std::unexpected(today.error());
  if (!is_settled(asking.words, asker.role, engine_.last())) {
    return tag_of(std::to_string(engine_.last().value), *today, asking, asker);
  }
  const auto erasures = engine_.vault().erasures();
  if (!erasures) return std::unexpected(erasures.error());
  return tag_of("e" + std::to_string(*erasures), *today, asking, asker);
}

/// On what other forms than the object stand is said in headers.
HttpResponse Questions::response_of(CommandAnswer answer, AnswerForm form) {
  if (form == AnswerForm::object) {
    auto body = body_of(answer);
    return body ? HttpResponse{.body = std::move(*body)} : problem(body.error());
  }
  HttpResponse response{.content_type = std::string(media_type(form))};
  if (answer.has_moment) {
    response.headers.emplace_back("Rireki-As-Of", to_iso(answer.as_of));
    response.headers.emplace_back("Rireki-Seq", std::to_string(answer.known.value));
    response.headers.emplace_back("Rireki-Erased",
                                  answer.erased ? std::to_string(*answer.erased) : std::string(kLeftOut));
  }
  if (!answer.remarks.empty()) response.headers.emplace_back(kRemarksField, encoded_remarks(answer.remarks));
  response.body = std::move(is_file(form) ? answer.file : answer.lines);
  if (form == AnswerForm::cloud_events_batch) {
    JsonWriter out;
    write_rows(out, response.body);
    response.body = ended(std::move(out));
  }
  return response;
}

/// Empty if there is none.
Result<std::string> Questions::policy_version(Seq known, Day as_of) {
  if (policy_ && policy_->known == known && policy_->as_of == as_of) return policy_->version;
  const auto organisation = engine_.organisation(known);
  if (!organisation) return std::unexpected(organisation.error());
  const Policy* policy = (*organisation)->policies.at(as_of);
  policy_ = {known, as_of, policy == nullptr ? std::string() : policy->version};
  return policy_->version;
}

/// Size and root of the newest one, as JSON; empty if nothing was signed yet.
Result<std::string> Questions::checkpoint() {
  const auto now = std::chrono::steady_clock::now();
  if (!checkpoint_.empty() && now - looked_up_ < kCheckpointKept) return checkpoint_;
  const auto newest = read_checkpoint(DataDirectory{directory_}.checkpoint());
  if (!newest) return std::unexpected(newest.error());
  if (!*newest) return std::string();
  JsonWriter out;
  out.begin_object().key("size").integer(static_cast<std::int64_t>((*newest)->head.size));
  out.key("root").text(to_hex((*newest)->head.root)).end_object();
  looked_up_ = now;
  return checkpoint_ = out.str();
}

Result<std::string> Questions::body_of(const CommandAnswer& answer) {
  JsonWriter out;
  out.begin_object();
  if (answer.has_moment) {
    out.key("as_of").text(to_iso(answer.as_of));
    const auto policy = policy_version(answer.known, answer.as_of);
    if (!policy) return std::unexpected(policy.error());
    out.key("policy").text(*policy);
    if (!answer.erased) out.key("erased").null();
    if (answer.erased.value_or(0) > 0) out.key("erased").integer(*answer.erased);
  }
  out.key("known_at").text("seq:" + std::to_string(answer.has_moment ? answer.known.value : engine_.last().value));
  const auto newest = checkpoint();
  if (!newest) return std::unexpected(newest.error());
  if (!newest->empty()) out.key("checkpoint").raw(*newest);
  out.key("rows");
  write_rows(out, answer.lines);
  out.end_object();
  return ended(std::move(out));
}

}  // namespace rireki
