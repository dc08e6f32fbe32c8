#include "tests/support/story.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>

#include <boost/json.hpp>

#include "events/types/event_json.h"
#include "tests/support/scratch.h"
#include "tests/support/set_clock.h"
#include "tests/support/story_question.h"
#include "tests/support/story_words.h"
#include "tools/rireki/data_builder.h"

namespace rireki {

namespace {

namespace json = boost::json;

constexpr std::int64_t kOneOClockMs = 3'600'000;
constexpr std::string_view kPolicyRecorded = "1990-01-01";

struct Line {
  std::string file;
  int number = 0;
  std::string text;
};

/// An event line, what it says and what must come of it.
struct Attempt {
  Line line;
  std::optional<Event> event;  // none: its form was refused
  std::optional<Error> form;
  std::optional<Version> expect;
  std::vector<std::string> outcome;  // as written; empty: the default
};

Instant one_o_clock(Day day) { return Instant{day.days * kDayMs + kOneOClockMs}; }

bool is_day(std::string_view word) { return word.size() == 10 && parse_iso_day(word).has_value(); }

bool is_indented(std::string_view line) { return line.starts_with("  "); }

bool is_outcome(const std::string& word) {
  return word == "appended" || word == "duplicate" || word == "refused" || word == "withheld";
}

/// `\xHH` becomes that byte.
std::string with_bytes(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 2) == "\\x" && i + 3 < text.size()) {
      out += static_cast<char>(std::stoi(std::string(text.substr(i + 2, 2)), nullptr, 16));
      i += 3;
    } else {
      out += text[i];
    }
  }
  return out;
}

class Play {
 public:
  Play(std::string scenarios, StoryReport& report) : scenarios_(std::move(scenarios)), report_(report) { begin(); }

  void play(std::string_view text, const std::string& name) {
    std::istringstream in{std::string(text)};
    Line line{name, 0, {}};
    while (std::getline(in, line.text)) {
      ++line.number;
      const auto words = words_of(line);
      if (!words || words->empty() || words->front().starts_with('#')) continue;
      if (is_indented(line.text)) {
        outcome(line, *words);
        continue;
      }
      if (!in_batch_) settle();
      guarded(line, [&] { statement(line, *words); });
    }
    if (in_batch_) mistake(line, "a batch without `end`");
    settle();
  }

 private:
  void begin() {
    engine_.reset();
    scratch_ = std::make_unique<Scratch>();
    now_ = std::make_shared<Instant>(one_o_clock(*parse_iso_day(kPolicyRecorded)));
    types_.clear();
    trusted_ = false;
    const auto created = Engine::create(*scratch_ / "data");
    auto opened = Engine::open(*scratch_ / "data", EngineMode::write, {.clock = std::make_unique<SetClock>(now_)});
    if (!created || !opened) throw std::runtime_error(created ? opened.error().message : created.error().message);
    engine_ = std::move(*opened);
  }

  void mistake(const Line& line, const std::string& why) {
    report_.failures.push_back(line.file + ":" + std::to_string(line.number) + ": " + line.text +
                               "\n  not played: " + why);
  }

  void disappoint(const Line& line, const std::string& expected, const std::string& actual) {
    report_.failures.push_back(line.file + ":" + std::to_string(line.number) + ": " + line.text +
                               "\n  expected: " + expected + "\n  actual:   " + actual);
  }

  template <class Action>
  void guarded(const Line& line, Action&& action) {
    try {
      action();
    } catch (const std::exception& e) {
      mistake(line, e.what());
    }
  }

  std::optional<std::vector<std::string>> words_of(const Line& line) {
    const std::size_t first = line.text.find_first_not_of(" \t");
    if (first == std::string::npos || line.text[first] == '#') return std::nullopt;
    if (line.text.starts_with("story ")) return std::vector<std::string>{"story", line.text.substr(6)};
    if (line.text.substr(0, 16).ends_with(" json ")) {
      return std::vector<std::string>{line.text.substr(0, 10), "json", line.text.substr(16)};
    }
    try {
      return story_words(line.text);
    } catch (const StoryMistake& e) {
      mistake(line, e.what());
      return std::nullopt;
    }
  }

  void outcome(const Line& line, const std::vector<std::string>& words) {
    if (attempts_.empty()) return mistake(line, "an outcome without an event");
    if (!attempts_.back().outcome.empty()) return mistake(line, "a second outcome of one event");
    attempts_.back().outcome = words;
  }

  void statement(const Line& line, std::vector<std::string> words) {
    const std::string first = take_word(words, "a statement");
    if (is_day(first)) return attempt(line, *parse_iso_day(first), std::move(words));
    if (first == "end" && in_batch_) {
      in_batch_ = false;
      return settle();
    }
    if (in_batch_) throw StoryMistake("only events may stand in a batch");
    if (first == "story") {
      report_.titles.push_back(take_word(words, "the title"));
      return begin();
    }
    if (first == "batch") {
      in_batch_ = is_batch_ = true;
      return;
    }
    if (first == "ask") return ask(line, std::move(words));
    const std::string what = take_word(words, "a word after " + first);
    if (first == "given") return play_given(what);
    if (first == "policy") return adopt(line, what);
    if (first != "recording") throw StoryMistake("\"" + first + "\" is no statement");
    trusted_ = what == "trusted";
  }

  void play_given(const std::string& name) {
    const std::string path = scenarios_ + "/given/" + name + ".txt";
    play(text_of_file(path), "given/" + name + ".txt");
  }

  void adopt(const Line& line, const std::string& name) {
    attempt(line, *parse_iso_day(kPolicyRecorded),
            {"PolicyAdopted", "org", "1868-01-01", "id=policy-" + name, "policy=city", "version=1",
             "document=@" + name + ".toml"});
  }

  void attempt(const Line& line, Day recorded, std::vector<std::string> words) {
    Attempt& a = attempts_.emplace_back(Attempt{.line = line});
    if (!trusted_ && one_o_clock(recorded) < *now_) throw StoryMistake("recorded before the line above");
    if (!trusted_) *now_ = one_o_clock(recorded);
    const std::string type = take_word(words, "the type");
    const std::string text = type == "json" ? with_bytes(words.at(0)) : event_json(a, type, std::move(words));
    auto event = reader_.read(text);
    if (!event) {
      a.form = event.error();
      return;
    }
    if (trusted_) event->recorded = one_o_clock(recorded);
    if (!event->id.empty()) types_[event->id] = event->type();
    a.event = std::move(*event);
  }

  std::string event_json(Attempt& a, const std::string& type, std::vector<std::string> words) {
    json::object event;
    event["type"] = type;
    event["subject"] = take_word(words, "the subject");
    if (const std::string effective = take_word(words, "the effective date"); effective != "-") {
      event["effective"] = effective;
    }
    const auto replacement = std::ranges::find(words, "data:");
    Settings settings = settings_of({words.begin(), replacement});
    const bool is_correction = type == "EventCorrected";
    for (const std::string key : {"id", "line", "actor", "approved_by", "order_ref", "note"}) {
      if (!settings.contains(key) || (key == "line" && is_correction)) continue;
      event[key] = key == "line" ? json::value(std::stoi(settings[key])) : json::value(settings[key]);
      settings.erase(key);
    }
    if (settings.contains("expect")) a.expect = Version{std::stoull(settings["expect"])};
    settings.erase("expect");
    if (replacement != words.end()) {
      const auto target = types_.find(settings["target"]);
      const EventType target_type = target == types_.end() ? EventType::Promoted : target->second;
      settings["data"] = build_data(target_type, settings_of({replacement + 1, words.end()}));
    }
    const auto known = event_type(type);
    event["data"] = known ? json::parse(build_data(*known, settings)) : json::object();
    return json::serialize(event);
  }

  Settings settings_of(const std::vector<std::string>& pairs) {
    auto settings = parse_settings(pairs);
    if (!settings) throw StoryMistake(settings.error().message);
    for (auto& [key, value] : *settings) {
      if (value.starts_with('@')) value = text_of_file(scenarios_ + "/policies/" + value.substr(1));
    }
    return std::move(*settings);
  }

  /// Sends what waits and judges what came of it.
  void settle() {
    if (attempts_.empty()) return;
    std::vector<Attempt> attempts = std::move(attempts_);
    attempts_.clear();
    const bool is_batch = std::exchange(is_batch_, false);
    std::vector<Event> events;
    std::optional<Version> expect;
    for (const Attempt& a : attempts) {
      if (a.event) events.push_back(*a.event);
      if (a.expect) expect = a.expect;
    }
    const Recording recording = trusted_ ? Recording::trusted : Recording::by_clock;
    const bool is_whole = events.size() == attempts.size();
    const auto outcomes = is_batch && !is_whole ? engine_->judge(std::move(events), recording, expect)
                                                : engine_->append(std::move(events), recording, expect);
    if (!outcomes) return mistake(attempts.front().line, outcomes.error().message);
    const bool refuses = std::ranges::any_of(
        attempts, [](const Attempt& a) { return !a.outcome.empty() && a.outcome.front() == "refused"; });
    std::size_t next = 0;
    for (const Attempt& a : attempts) {
      Outcome outcome;
      if (a.form) {
        outcome = {.kind = Outcome::Kind::refused, .error = *a.form};
      } else if (a.event) {
        outcome = (*outcomes)[next++];
      } else {
        continue;  // not played
      }
      const std::vector<std::string> by_default = {is_batch && refuses ? "withheld" : "appended"};
      if (is_batch && !is_whole && outcome.kind == Outcome::Kind::appended) outcome.kind = Outcome::Kind::withheld;
      guarded(a.line, [&] { judge(a.line, a.outcome.empty() ? by_default : a.outcome, outcome); });
    }
  }

  void judge(const Line& line, const std::vector<std::string>& expected, const Outcome& outcome) {
    ++report_.checks;
    std::vector<std::string> words = expected;
    const std::string kind = take_word(words, "the outcome");
    if (!is_outcome(kind)) throw StoryMistake("\"" + kind + "\" is no outcome");
    const std::string actual = shown(outcome);
    if (!actual.starts_with(kind)) return disappoint(line, joined_words(expected), actual);
    if (kind == "refused" && take_word(words, "the code") != to_text(outcome.error.code)) {
      return disappoint(line, joined_words(expected), actual);
    }
    while (!words.empty()) {
      const std::string word = take_word(words, "");
      if (word == "warning") {
        const std::string wanted = take_word(words, "the warning");
        if (std::ranges::none_of(outcome.warnings, [&](Warning w) { return to_text(w) == wanted; })) {
          disappoint(line, joined_words(expected), actual);
        }
      } else if (word == "dependents") {
        if (const std::string ids = dependents(outcome); take_word(words, "the dependents") != ids) {
          disappoint(line, joined_words(expected), actual + " dependents " + ids);
        }
      } else if (actual.find(word) == std::string::npos) {
        disappoint(line, joined_words(expected), actual);
      }
    }
  }

  static std::string shown(const Outcome& outcome) {
    switch (outcome.kind) {
      case Outcome::Kind::appended: {
        std::string text = "appended";
        for (const Warning w : outcome.warnings) text += " warning " + std::string(to_text(w));
        return text;
      }
      case Outcome::Kind::duplicate:
        return "duplicate";
      case Outcome::Kind::withheld:
        return "withheld";
      case Outcome::Kind::refused:
        break;
    }
    return "refused " + std::string(to_text(outcome.error.code)) + " \"" + outcome.error.message + "\"";
  }

  std::string dependents(const Outcome& outcome) {
    std::vector<std::string> ids;
    for (const Seq seq : outcome.dependents) {
      const auto record = engine_->record(seq);
      ids.push_back(record ? record->event.id : record.error().message);
    }
    return joined_words(ids, ",");
  }

  void ask(const Line& line, std::vector<std::string> words) {
    const auto colon = std::ranges::find(words, ":");
    if (colon == words.end()) throw StoryMistake("the expected answer, after a colon, is missing");
    const std::vector<std::string> expected(colon + 1, words.end());
    ++report_.checks;
    const std::string actual = put_question(*engine_, {words.begin(), colon}, expected);
    if (!actual.empty()) disappoint(line, joined_words(expected), actual);
  }

  std::string scenarios_;
  StoryReport& report_;
  std::unique_ptr<Scratch> scratch_;
  std::shared_ptr<Instant> now_;
  std::unique_ptr<Engine> engine_;
  EventReader reader_;
  std::map<std::string, EventType> types_;  // of the ids sent so far
  std::vector<Attempt> attempts_;           // not sent yet
  bool in_batch_ = false;
  bool is_batch_ = false;
  bool trusted_ = false;
};

}  // namespace

StoryReport play_stories(std::string_view text, const std::string& name, const std::string& scenarios) {
  StoryReport report;
  Play(scenarios, report).play(text, name);
  return report;
}

std::string text_of_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) throw std::runtime_error(path + " cannot be read");
  return std::move(text).str();
}

}  // namespace rireki
