#include "tools/rireki/moment.h"

#include <charconv>

#include <CLI/CLI.hpp>

#include "engine/clock/clock_watch.h"
#include "events/calendar/era.h"
#include "events/types/text.h"
#include "tools/rireki/answering.h"

namespace rireki {

namespace {

Result<std::uint64_t> typed_number(const std::string& option, std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (ec == std::errc() && end == text.data() + text.size() && !text.empty()) return number;
  return fail(Code::usage, option + ": " + in_quotes(text) + " is not a number");
}

/// Refuses what is no date, and says why, and no instant either.
std::unexpected<Error> neither(const std::string& option, const std::string& text, const std::string& others) {
  return fail(Code::usage, option + ": " + in_quotes(text) + " is none of: a date (" + parse_day(text).error().message +
                               "), an RFC 3339 instant" + others);
}

std::unexpected<Error> reversed(const std::string& options, const std::string& first, const std::string& last) {
  return fail(Code::usage, options + ": " + in_quotes(first) + " lies after " + in_quotes(last));
}

Result<Seq> known_seq(Engine& engine, const std::string& text) {
  if (text.empty()) return engine.last();
  if (text.starts_with("seq:")) {
    const auto n = typed_number("--known-at", std::string_view(text).substr(4));
    if (!n) return std::unexpected(n.error());
    return std::min(Seq{*n}, engine.last());
  }
  if (const auto instant = parse_instant(text)) return engine.known_at(*instant);
  if (const auto day = parse_day(text)) return engine.known_at(*day);
  return neither("--known-at", text, ", seq:N");
}

/// The first or the last instant of what is a date, or an instant itself.
Result<Instant> typed_end(Engine& engine, const std::string& option, const std::string& text, bool is_last) {
  if (const auto instant = parse_instant(text)) return *instant;
  const auto day = parse_day(text);
  if (!day) return neither(option, text, "");
  const auto end = engine.end_of(is_last ? *day : *day - 1);
  if (!end || is_last) return end;
  return Instant{end->ms + 1};
}

constexpr int kFirstYear = 1868;
constexpr int kLastYear = 2998;

/// A fiscal year as its number, or as the label that --era prints.
Result<int> typed_year(std::string_view text) {
  int number = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = ec == std::errc() && end == text.data() + text.size();
  if (is_number && number >= kFirstYear && number <= kLastYear) return number;
  for (int year = kFirstYear; year <= kLastYear; ++year) {
    if (fiscal_year_label(year) == text) return year;
  }
  return fail(Code::usage, "--fiscal-year: " + in_quotes(text) +
                               " is not a fiscal year, such as 2023 or R5, or a range of them N..M");
}

/// `N` or `N..M` fiscal years, as first and last day.
Result<std::pair<Day, Day>> fiscal_years(const std::string& text, const PolicyBook& policies) {
  const std::size_t dots = text.find("..");
  const auto first = typed_year(std::string_view(text).substr(0, dots));
  if (!first) return std::unexpected(first.error());
  const auto last = dots == std::string::npos ? first : typed_year(std::string_view(text).substr(dots + 2));
  if (!last) return std::unexpected(last.error());
  if (*first > *last) return reversed("--fiscal-year", text.substr(0, dots), text.substr(dots + 2));
  const FiscalCalendar& years = policies.fiscal_years();
  return std::pair(years.first_day(*first), years.last_day(*last));
}

Result<void> read_period(const MomentOptions& options, Question& question, bool& has_period) {
  has_period = !options.fiscal_year.empty() || !options.to.empty();
  if (!options.fiscal_year.empty()) {
    if (!options.from.empty() || !options.to.empty()) {
      return fail(Code::usage, "--fiscal-year and --from/--to exclude each other");
    }
    const auto years = fiscal_years(options.fiscal_year, question.knowledge->organisation.policies);
    if (!years) return std::unexpected(years.error());
    std::tie(question.from, question.to) = *years;
    return {};
  }
  const std::tuple<const char*, const std::string*, Day*> ends[] = {{"--from", &options.from, &question.from},
                                                                    {"--to", &options.to, &question.to}};
  for (const auto& [name, text, out] : ends) {
    if (text->empty()) continue;
    const auto day = typed_day(name, *text);
    if (!day) return std::unexpected(day.error());
    *out = *day;
  }
  return question.from <= question.to ? Result<void>{} : reversed("--from, --to", options.from, options.to);
}

}  // namespace

void MomentOptions::add_to(CLI::App& command, bool with_period) {
  with_text(command.add_option("--as-of", as_of,
                               "the state at the end of this day (default: the period's last day, else today)"));
  with_text(command.add_option("--known-at", known_at,
                               "what was known then: a date, an instant, or seq:N (default: everything)"));
  if (!with_period) return;
  with_text(
      command.add_option("--fiscal-year", fiscal_year, "count events of these fiscal years: N or N..M, also as R5"));
  with_text(command.add_option("--from", from, "count events from this day on"));
  with_text(command.add_option("--to", to, "count events up to this day"));
}

void MomentOptions::add_fiscal_year(CLI::App& command, const std::string& otherwise) {
  with_text(
      command.add_option("--fiscal-year", fiscal_year, "the fiscal years: N or N..M (default: " + otherwise + ")"));
}

Result<Instants> instants_of(Engine& engine, const TypedPeriod& typed) {
  Instants instants;
  if (!typed.from.empty()) {
    const auto from = typed_end(engine, typed.from_option, typed.from, false);
    if (!from) return std::unexpected(from.error());
    instants.from = *from;
  }
  if (!typed.to.empty()) {
    const auto to = typed_end(engine, typed.to_option, typed.to, true);
    if (!to) return std::unexpected(to.error());
    instants.to = *to;
  }
  if (instants.from <= instants.to) return instants;
  const bool is_one = typed.from_option == typed.to_option;
  return reversed(typed.from_option + (is_one ? "" : ", " + typed.to_option), typed.from, typed.to);
}

bool is_far_ahead(Instant instant, Instant now) { return instant.ms > now.ms + kClockJumpMsMax; }

Result<Day> typed_day(const std::string& option, const std::string& text) {
  const auto day = parse_day(text);
  if (day) return *day;
  return fail(Code::usage, option + ": " + day.error().message);
}

Result<Question> ask(const GlobalOptions& global, const MomentOptions& options) {
  Question question;
  auto engine = open_to_read(global);
  if (!engine) return std::unexpected(engine.error());
  question.engine = std::move(*engine);
  const auto seq = known_seq(*question.engine, options.known_at);
  if (!seq) return std::unexpected(seq.error());
  const auto organisation = question.engine->organisation(*seq);
  if (!organisation) return std::unexpected(organisation.error());
  question.knowledge = std::make_unique<Knowledge>(*question.engine, *seq, *organisation);

  bool has_period = false;
  if (auto r = read_period(options, question, has_period); !r) return std::unexpected(r.error());
  const auto as_of = !options.as_of.empty() ? typed_day("--as-of", options.as_of)
                     : has_period           ? Result<Day>(question.to)
                                            : question.engine->today();
  if (!as_of) return std::unexpected(as_of.error());
  question.as_of = *as_of;
  return question;
}

}  // namespace rireki
