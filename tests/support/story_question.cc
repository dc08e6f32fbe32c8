#include "tests/support/story_question.h"

#include <charconv>
#include <cmath>
#include <tuple>

#include <boost/json.hpp>

#include "events/calendar/fiscal_year.h"
#include "projections/counts.h"
#include "projections/difference.h"
#include "projections/due.h"
#include "projections/find.h"
#include "projections/history.h"
#include "projections/roster.h"
#include "projections/unit_tree.h"
#include "tests/support/story_report.h"
#include "tests/support/story_words.h"

namespace rireki {

namespace {

namespace json = boost::json;

template <class T>
T sure(Result<T> result) {
  if (!result) throw StoryMistake(std::string(to_text(result.error().code)) + ": " + result.error().message);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

int number(std::string_view text) {
  int n = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (ec != std::errc() || end != text.data() + text.size()) throw StoryMistake(std::string(text) + " is no number");
  return n;
}

Seq known_seq(Engine& engine, const std::string& text) {
  if (text.empty()) return engine.last();
  if (text.starts_with("seq:")) return Seq{static_cast<std::uint64_t>(number(std::string_view(text).substr(4)))};
  if (const auto instant = parse_instant(text)) return sure(engine.known_at(*instant));
  return sure(engine.known_at(sure(parse_iso_day(text))));
}

/// What stands between the subject of a question and its colon.
struct Frame {
  Day as_of;
  Day from = kFirstDay;
  Day to = kLastDay;
  std::string known_at;
  std::string fiscal_year;
  std::string by;
  std::string subject;
  bool all = false;
  bool with_void = false;
  bool near = false;
  bool explained = false;
  bool has_population = false;
  std::string policy;
  int within_days = 30;
  Filter filter;
};

Frame read_frame(Engine& engine, std::vector<std::string> words, bool of_events) {
  Frame f;
  std::optional<Day> as_of;
  bool has_period = false;
  while (!words.empty()) {
    const std::string word = take_word(words, "");
    if (word == "all") {
      f.all = true;
    } else if (word == "with-void") {
      f.with_void = true;
    } else if (word == "near") {
      f.near = true;
    } else if (word == "explained") {
      f.explained = true;
    } else if (word == "policy") {
      f.policy = take_word(words, "the version");
    } else if (word == "within") {
      f.within_days = number(take_word(words, "the days"));
    } else if (word == "by") {
      f.by = take_word(words, "the dimensions");
    } else if (word == "as-of") {
      as_of = sure(parse_iso_day(take_word(words, "the as-of day")));
    } else if (word == "known-at") {
      f.known_at = take_word(words, "the known-at");
    } else if (word == "from") {
      f.from = sure(parse_iso_day(take_word(words, "the first day")));
    } else if (word == "to") {
      f.to = sure(parse_iso_day(take_word(words, "the last day")));
      has_period = true;
    } else if (word == "fiscal-year") {
      f.fiscal_year = take_word(words, "the fiscal year");
    } else if (word == "where") {
      sure(f.filter.add_where(take_word(words, "the condition"), of_events));
    } else if (word == "exclude") {
      sure(f.filter.add_exclude(take_word(words, "the conditions"), of_events));
    } else if (word == "population") {
      f.filter.add_population(take_word(words, "the population"));
      f.has_population = true;
    } else if (f.subject.empty()) {
      f.subject = word;
    } else {
      throw StoryMistake("\"" + word + "\" is no part of a question");
    }
  }
  if (!f.fiscal_year.empty()) {
    const std::size_t dots = f.fiscal_year.find("..");
    const int first = number(f.fiscal_year.substr(0, dots));
    const int last = dots == std::string::npos ? first : number(f.fiscal_year.substr(dots + 2));
    f.from = first_day_of_fiscal_year(first, FiscalYearStart{});
    f.to = last_day_of_fiscal_year(last, FiscalYearStart{});
    has_period = true;
  }
  f.as_of = as_of ? *as_of : has_period ? f.to : sure(engine.today());
  return f;
}

std::string shown(const json::value& value) {
  if (value.is_null() || (value.is_array() && value.get_array().empty())) return "-";
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_double()) return std::move(JsonWriter().number(value.get_double())).str();
  return json::serialize(value);
}

/// The field at a path such as `assignments.0.unit`.
std::string field_at(const json::value& state, std::string_view path) {
  const json::value* at = &state;
  while (!path.empty()) {
    const std::string_view key = path.substr(0, path.find('.'));
    path.remove_prefix(std::min(path.size(), key.size() + 1));
    if (at->is_object()) {
      at = at->get_object().if_contains(json::string_view(key.data(), key.size()));
    } else if (at->is_array()) {
      at = at->get_array().if_contains(static_cast<std::size_t>(number(key)));
    } else {
      at = nullptr;
    }
    if (at == nullptr) return "(no such field)";
  }
  return shown(*at);
}

std::string judge_state(Engine& engine, const Frame& f, const std::vector<std::string>& expected) {
  const Knowledge known = knowledge_of(engine, f.known_at);
  std::optional<json::value> state;
  sure(person(known, f.subject, f.as_of, [&](const PersonRow& row) {
    JsonWriter out;
    write_state(out, row);
    state = json::parse(out.str());
  }));
  const bool expects_nobody = expected == std::vector<std::string>{"nobody"};
  if (!state) return expects_nobody ? "" : "nobody";
  if (expects_nobody) return json::serialize(*state);
  std::vector<std::string> different;
  for (const std::string& pair : expected) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string::npos) throw StoryMistake("\"" + pair + "\" is no key=value");
    const std::string key = pair.substr(0, equals);
    const std::string actual = field_at(*state, key);
    if (actual != pair.substr(equals + 1)) different.push_back(key + "=" + actual);
  }
  return joined_words(different);
}

std::string judge_whole(std::string actual, const std::vector<std::string>& expected) {
  if (actual.empty()) actual = "nothing";
  return actual == joined_words(expected) ? "" : actual;
}

std::string ask_roster(Engine& engine, Frame f) {
  std::vector<std::string> persons;
  sure(roster(knowledge_of(engine, f.known_at), {f.as_of, std::move(f.filter), f.all},
              [&](const PersonRow& row) { persons.emplace_back(row.person); }));
  return joined_words(persons);
}

std::string ask_find(Engine& engine, const Frame& f) {
  std::vector<std::string> persons;
  const std::int64_t erased = sure(find_people(knowledge_of(engine, f.known_at), f.subject, f.as_of,
                                               [&](const PersonRow& row) { persons.emplace_back(row.person); }));
  if (erased > 0) persons.push_back("erased " + std::to_string(erased));
  return joined_words(persons);
}

std::string ask_units(Engine& engine, const Frame& f) {
  const Knowledge known = knowledge_of(engine, f.known_at);
  std::vector<std::string> rows;
  for (const UnitRow& row : sure(unit_tree(known, f.as_of))) {
    rows.push_back(std::string(static_cast<std::size_t>(row.depth), '>') + std::string(row.unit) + " " +
                   std::to_string(row.headcount) + (row.quota ? "/" + std::to_string(*row.quota) : ""));
  }
  return joined_words(rows, " / ");
}

std::string ask_due(Engine& engine, const Frame& f) {
  const DueList list = sure(due(knowledge_of(engine, f.known_at), f.as_of, f.within_days));
  std::vector<std::string> rows;
  for (const DueItem& item : list.items) {
    rows.push_back(std::string(to_text(item.kind)) + " " + item.person + " " + to_iso(item.date) + " " + item.what +
                   (item.settled_by.empty() ? "" : " settled"));
  }
  if (list.erased > 0) rows.push_back("erased " + std::to_string(list.erased));
  return joined_words(rows, " / ");
}

std::string ask_count(Engine& engine, CountOf what, Frame f) {
  std::vector<Attribute> by;
  for (std::size_t begin = 0; begin < f.by.size();) {
    const std::size_t end = std::min(f.by.find(',', begin), f.by.size());
    by.push_back(sure(parse_attribute(f.by.substr(begin, end - begin), what != CountOf::headcount)));
    begin = end + 1;
  }
  const Counts counts = sure(count(
      knowledge_of(engine, f.known_at),
      CountQuery{.what = what, .as_of = f.as_of, .from = f.from, .to = f.to, .filter = std::move(f.filter), .by = by}));
  std::vector<std::string> rows;
  for (const CountRow& row : counts.rows) {
    std::string text;
    for (const Value& value : row.key) text += to_text(value) + " ";
    rows.push_back(text + std::to_string(row.count));
  }
  if (counts.erased > 0) rows.push_back("erased " + std::to_string(counts.erased));
  return joined_words(rows, " / ");
}

Day known_day(Engine& engine, const Knowledge& known) {
  return sure(engine.local_day(sure(engine.record(known.seq)).recorded));
}

/// The question's names (joined by commas), years and counted period.
NumbersQuery numbers_query(Engine& engine, const Frame& f, const Knowledge& known) {
  NumbersQuery query;
  for (std::size_t begin = 0; begin < f.subject.size();) {
    const std::size_t end = std::min(f.subject.find(',', begin), f.subject.size());
    query.names.push_back(f.subject.substr(begin, end - begin));
    begin = end + 1;
  }
  query.from = f.from;
  query.to = f.to;
  query.filter = [&f](bool) { return f.filter; };
  const bool has_years = !f.fiscal_year.empty();
  query.years = {.first_year = fiscal_year_of(has_years ? f.from : f.as_of, FiscalYearStart{}),
                 .last_year = fiscal_year_of(has_years ? f.to : f.as_of, FiscalYearStart{}),
                 .as_of = f.as_of,
                 .known = known_day(engine, known),
                 .today = sure(engine.today()),
                 .policy = f.policy};
  return query;
}

std::string ask_kpi(Engine& engine, const Frame& f) {
  const Knowledge known = knowledge_of(engine, f.known_at);
  NumbersQuery query = numbers_query(engine, f, known);
  query.years.ids = query.names;
  std::vector<std::string> rows;
  const Scorecard card = sure(scorecard(known, query.years));
  for (const ScoreRow& row : card.figures) {
    std::string text = row.indicator->id + " " + std::to_string(row.fiscal_year);
    if (row.value) text += " " + row.value->text();
    if (row.numerator && row.denominator) {
      text += " " + std::to_string(std::llround(*row.numerator)) + "/" + std::to_string(std::llround(*row.denominator));
    }
    if (row.status) text += " " + std::string(to_text(*row.status));
    if (row.partial) text += " partial";
    rows.push_back(text);
  }
  if (card.erased > 0) rows.push_back("erased " + std::to_string(card.erased));
  return joined_words(rows, " / ");
}

std::string ask_explain(Engine& engine, const Frame& f) {
  const Knowledge known = knowledge_of(engine, f.known_at);
  std::vector<std::string> ids;
  for (const Number& number : sure(take_numbers(known, numbers_query(engine, f, known)))) {
    for (const ExplainedRecord& row : sure(explain(known, number, f.near)))
      ids.push_back((row.near ? "~" : "") + row.id);
  }
  return joined_words(ids);
}

std::string ask_diff(Engine& engine, const Frame& f) {
  const std::size_t dots = f.known_at.find("..");
  if (dots == std::string::npos) throw StoryMistake("diff needs known-at K1..K2");
  const Knowledge before = knowledge_of(engine, f.known_at.substr(0, dots));
  const Knowledge after = knowledge_of(engine, f.known_at.substr(dots + 2));
  const TwoStates states{before, after};
  const auto query = numbers_query(engine, f, after);
  const auto changes =
      f.subject == "roster"
          ? sure(roster_changes(states, f.as_of, f.filter))
          : sure(number_changes(states, query, sure(take_numbers(before, numbers_query(engine, f, before))),
                                sure(take_numbers(after, query))));
  std::vector<std::string> rows;
  for (const Change& change : changes.all) {
    std::string text(to_text(change.kind));
    const json::value key = json::parse(change.key);
    for (const auto& [name, value] : key.get_object()) text += " " + shown(value);
    if (f.subject != "roster") {
      for (const std::string* side : {&change.before, &change.after}) {
        const json::value sides = side->empty() ? json::value{{"none", nullptr}} : json::parse(*side);
        text += " " + shown(sides.get_object().begin()->value());
      }
    }
    for (const Seq seq : change.records) text += " " + sure(engine.record(seq)).event.id;
    rows.push_back(text);
  }
  return joined_words(rows, " / ");
}

/// The subject is a kind of report, or one of its figures: KIND.FIGURE.
std::string ask_report(Engine& engine, const Frame& f) {
  const Knowledge known = knowledge_of(engine, f.known_at);
  const std::size_t dot = std::min(f.subject.find('.'), f.subject.size());
  const auto kind = from_text<ReportKind>(f.subject.substr(0, dot));
  if (!kind) throw StoryMistake("\"" + f.subject + "\" is no report");
  ReportQuery query{.kind = *kind, .as_of = f.as_of, .first_year = 0, .last_year = 0, .filter = {}};
  const bool has_years = !f.fiscal_year.empty();
  query.first_year = fiscal_year_of(has_years ? f.from : f.as_of, FiscalYearStart{});
  query.last_year = fiscal_year_of(has_years ? f.to : f.as_of, FiscalYearStart{});
  query.filter = [&f](bool) { return f.filter; };
  query.has_population = f.has_population;
  query.explaining = f.explained;
  query.known = known_day(engine, known);
  query.today = sure(engine.today());
  const Report report = sure(take_report(known, query));
  const std::string figure = dot < f.subject.size() ? f.subject.substr(dot + 1) : "";
  const auto id_of = [&](Seq seq) { return sure(engine.record(seq)).event.id; };
  return joined_words(written_report(report, figure, f.explained, id_of), " / ");
}

std::string ask_history(Engine& engine, const Frame& f, bool with_ids) {
  std::vector<std::string> events;
  sure(history(knowledge_of(engine, f.known_at), f.subject, f.as_of, f.with_void, [&](const HistoryRow& row) {
    std::string text(to_text(row.entry.type));
    if (with_ids) text += "@" + row.record.event.id;
    if (!row.corrected_by.empty()) text += "(corrected)";
    if (row.voided_by.value != 0) text += "(void)";
    events.push_back(text);
  }));
  return joined_words(events);
}

}  // namespace

Knowledge knowledge_of(Engine& engine, const std::string& known_at) {
  const Seq seq = known_seq(engine, known_at);
  return {engine, seq, sure(load_organisation(engine, seq, engine.parsed_policies()))};
}

std::string put_question(Engine& engine, std::vector<std::string> words, const std::vector<std::string>& expected) {
  const std::string what = take_word(words, "the question");
  if (what == "records") return judge_whole(std::to_string(engine.last().value), expected);
  const auto counted = from_text<CountOf>(what);
  Frame frame = read_frame(engine, std::move(words), counted && *counted != CountOf::headcount);
  if (what == "state") return judge_state(engine, frame, expected);
  if (what == "roster") return judge_whole(ask_roster(engine, std::move(frame)), expected);
  if (what == "find") return judge_whole(ask_find(engine, frame), expected);
  if (what == "units") return judge_whole(ask_units(engine, frame), expected);
  if (what == "kpi") return judge_whole(ask_kpi(engine, frame), expected);
  if (what == "explain") return judge_whole(ask_explain(engine, frame), expected);
  if (what == "diff") return judge_whole(ask_diff(engine, frame), expected);
  if (what == "report") return judge_whole(ask_report(engine, frame), expected);
  if (what == "due") return judge_whole(ask_due(engine, frame), expected);
  if (counted) return judge_whole(ask_count(engine, *counted, std::move(frame)), expected);
  if (what != "history") throw StoryMistake("\"" + what + "\" cannot be asked");
  const bool with_ids = joined_words(expected).find('@') != std::string::npos;
  return judge_whole(ask_history(engine, frame, with_ids), expected);
}

}  // namespace rireki
