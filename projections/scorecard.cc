#include "projections/scorecard.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <functional>

#include "events/types/text.h"
#include "projections/indicator_measurement.h"
#include "projections/measuring.h"

namespace rireki {

namespace {

/// One fiscal year with the Policy that defines its figures, and the measurements taken for it.
struct Year {
  int fiscal_year = 0;
  Day first;
  Day last;
  const Policy* policy = nullptr;
  const PolicyBook* book = nullptr;
  std::map<std::string, MeasurementPtr, std::less<>> measurements;
};

Result<const AdoptedPolicy*> version_of(const PolicyBook& book, const std::string& version) {
  std::string known;
  const AdoptedPolicy* found = nullptr;
  for (const AdoptedPolicy& adopted : book.all()) {
    if (adopted.policy->version == version) found = &adopted;
    known += (known.empty() ? "" : ", ") + adopted.policy->version;
  }
  if (found != nullptr) return found;
  return fail(Code::usage, "no policy of version " + in_quotes(version) + " is known; known are: " + known);
}

std::vector<std::string> each_once(const std::vector<std::string>& ids) {
  std::vector<std::string> once;
  for (const std::string& id : ids) {
    if (std::ranges::find(once, id) == once.end()) once.push_back(id);
  }
  return once;
}

class Taking {
 public:
  Taking(const Knowledge& knowledge, const ScorecardQuery& query) : knowledge_(knowledge), query_(query) {}

  Result<Scorecard> run() {
    if (auto r = lay_out_years(); !r) return std::unexpected(r.error());
    if (auto r = check_ids(); !r) return std::unexpected(r.error());
    std::vector<Measurement*> all;
    for (Year& year : years_) {
      for (const std::string& id : ids_) {
        if (auto r = prepare(year, id, all); !r) return std::unexpected(r.error());
      }
    }
    const auto measured = measure(knowledge_, all);
    if (!measured) return std::unexpected(measured.error());
    Scorecard card;
    card.erased = measured->erased;
    for (const std::string& id : ids_) {
      for (const Year& year : years_) {
        if (const Indicator* in = year.policy->find_indicator(id)) card.figures.push_back(figure(year, *in));
      }
    }
    return card;
  }

 private:
  Result<void> lay_out_years() {
    const PolicyBook& book = knowledge_.organisation.policies;
    if (book.all().empty() && query_.may_lack) return {};
    if (book.all().empty()) return fail(Code::usage, "no policy is known that could define indicators");
    const AdoptedPolicy* fixed = nullptr;
    if (!query_.policy.empty()) {
      const auto version = version_of(book, query_.policy);
      if (!version) return std::unexpected(version.error());
      fixed = *version;
    }
    const FiscalCalendar& calendar = book.fiscal_years();
    for (int n = query_.first_year; n <= query_.last_year; ++n) {
      Year& year = years_.emplace_back();
      year.fiscal_year = n;
      year.first = calendar.first_day(n);
      year.last = calendar.last_day(n);
      const AdoptedPolicy& adopted = fixed != nullptr ? *fixed : adopted_on(book, year.last);
      year.policy = adopted.policy.get();
      year.book = book_of(adopted);
    }
    return {};
  }

  static const AdoptedPolicy& adopted_on(const PolicyBook& book, Day day) {
    const auto after = std::ranges::upper_bound(book.all(), day, {}, &AdoptedPolicy::from);
    return after == book.all().begin() ? book.all().front() : *std::prev(after);
  }

  /// A book in which this Policy holds on all days: it says what ranks, reasons and ages mean throughout the year.
  const PolicyBook* book_of(const AdoptedPolicy& adopted) {
    for (const PolicyBook& book : books_) {
      if (book.newest() == adopted.policy.get()) return &book;
    }
    return &books_.emplace_back(std::vector<AdoptedPolicy>{{kFirstDay, adopted.seq, adopted.policy}});
  }

  Result<void> check_ids() {
    std::vector<std::string> known;
    for (auto year = years_.rbegin(); year != years_.rend(); ++year) {
      for (const Indicator& in : year->policy->indicators) {
        if (std::ranges::find(known, in.id) == known.end()) known.push_back(in.id);
      }
    }
    ids_ = query_.ids.empty() ? known : each_once(query_.ids);
    const auto is_known = [&](const std::string& id) { return std::ranges::find(known, id) != known.end(); };
    if (query_.may_lack) std::erase_if(ids_, std::not_fn(is_known));
    for (const std::string& id : ids_) {
      if (is_known(id)) continue;
      std::string list;
      for (const std::string& other : known) list += (list.empty() ? "" : ", ") + other;
      return fail(Code::usage, in_quotes(id) + " is no indicator of the policy then; it has: " + list);
    }
    return {};
  }

  [[nodiscard]] YearSpan span_of(const Year& year) const {
    return {.first = year.first,
            .last = year.last,
            .until = std::min(year.last, query_.as_of),
            .known = query_.known,
            .world = {*year.book, knowledge_.organisation.units},
            .explains = query_.explains,
            .fiscal_year = year.fiscal_year,
            .fiscal_years = knowledge_.organisation.policies.fiscal_years()};
  }

  /// Makes what the indicator needs: its measurement, of a ratio those of both its sides.
  Result<void> prepare(Year& year, const std::string& id, std::vector<Measurement*>& all) {
    const Indicator* in = year.policy->find_indicator(id);
    if (in == nullptr || year.measurements.contains(id) || query_.as_of < year.first) return {};
    if (in->kind == "ratio") {
      if (auto r = prepare(year, in->of.front(), all); !r) return r;
      return prepare(year, in->per.front(), all);
    }
    auto measurement = measurement_of(*in, *year.policy, span_of(year));
    if (!measurement && query_.ids.empty()) return {};  // the others can still be taken
    if (!measurement) return std::unexpected(measurement.error());
    all.push_back(measurement->get());
    year.measurements.emplace(id, std::move(*measurement));
    return {};
  }

  static std::optional<Exact> exact(const Year& year, const Indicator& in) {
    if (in.kind != "ratio") {
      const auto it = year.measurements.find(in.id);
      if (it == year.measurements.end() || !it->second->has_data()) return std::nullopt;
      return it->second->exact();
    }
    const auto of = exact(year, *year.policy->find_indicator(in.of.front()));
    const auto per = exact(year, *year.policy->find_indicator(in.per.front()));
    if (!of || !per || per->dividend == 0) return std::nullopt;
    const bool in_percent = in.unit == "%" || in.unit == "percent";
    const Exact plain = quotient(*of, *per);
    return in_percent ? Exact{100 * plain.dividend, plain.divisor} : plain;
  }

  static void add_evidence(const Year& year, const Indicator& in, const std::string& side, std::vector<Evidence>& out) {
    if (in.kind == "ratio") {
      add_evidence(year, *year.policy->find_indicator(in.of.front()), side + in.of.front() + ": ", out);
      add_evidence(year, *year.policy->find_indicator(in.per.front()), side + in.per.front() + ": ", out);
      return;
    }
    const auto it = year.measurements.find(in.id);
    if (it == year.measurements.end()) return;
    for (const Evidence& e : it->second->evidence()) out.push_back({e.seq, e.effective, side + e.why, e.near});
  }

  /// Persons behind an indicator that is a side of another one.
  static std::int64_t fewest_behind(const Year& year, const std::string& id) {
    const auto it = year.measurements.find(id);
    if (it == year.measurements.end()) return 0;
    const PersonsBehind& persons = it->second->persons();
    return it->second->is_rate() ? std::min(persons.numerator, persons.denominator) : persons.numerator;
  }

  /// Numerator and denominator of a rate, and who is behind them; a count has its value alone.
  static void set_sides(const Year& year, ScoreRow& figure) {
    const Indicator& in = *figure.indicator;
    if (in.kind == "ratio") {
      const auto of = exact(year, *year.policy->find_indicator(in.of.front()));
      const auto per = exact(year, *year.policy->find_indicator(in.per.front()));
      if (of) figure.numerator = to_double(*of);
      if (per) figure.denominator = to_double(*per);
      figure.persons = {fewest_behind(year, in.of.front()), fewest_behind(year, in.per.front())};
      return;
    }
    const auto it = year.measurements.find(in.id);
    if (it == year.measurements.end()) return;
    figure.persons = it->second->persons();
    if (!it->second->is_rate() || !it->second->has_data()) return;
    figure.numerator = static_cast<double>(it->second->numerator());
    figure.denominator = static_cast<double>(it->second->denominator());
  }

  ScoreRow figure(const Year& year, const Indicator& in) const {
    ScoreRow figure = bare_figure(year, in);
    if (query_.explains) add_evidence(year, in, "", figure.evidence);
    return figure;
  }

  ScoreRow bare_figure(const Year& year, const Indicator& in) const {
    ScoreRow figure;
    figure.indicator = &in;
    figure.policy = year.policy;
    figure.fiscal_year = year.fiscal_year;
    figure.partial = year.last > query_.as_of || year.last > query_.today;
    if (const auto value = exact(year, in)) figure.value = rounded(*value, in.decimals);
    set_sides(year, figure);
    figure.line = straight_line(in, year.fiscal_year);
    figure.status = status_of(in, year.fiscal_year, figure.value);
    if (in.kind != "ratio") return figure;
    for (const auto& side : {in.of, in.per}) {
      figure.sides.push_back(bare_figure(year, *year.policy->find_indicator(side.front())));
    }
    return figure;
  }

  const Knowledge& knowledge_;
  const ScorecardQuery& query_;
  std::deque<PolicyBook> books_;
  std::deque<Year> years_;
  std::vector<std::string> ids_;
};

/// Differences that come of binary fractions alone do not count: they are far below the ninth decimal.
bool is_as_good_as(double value, double wanted, Direction direction) {
  const double negligible = 1e-12 * std::max(1.0, std::abs(wanted));
  return direction == Direction::up ? value >= wanted - negligible : value <= wanted + negligible;
}

}  // namespace

std::optional<double> straight_line(const Indicator& in, int fiscal_year) {
  if (!in.baseline || !in.target) return std::nullopt;
  if (fiscal_year >= in.target->fiscal_year) return in.target->value;
  const int gone = fiscal_year - in.baseline->fiscal_year;
  const int years = in.target->fiscal_year - in.baseline->fiscal_year;
  if (gone <= 0 || years <= 0) return in.baseline->value;
  return in.baseline->value + (in.target->value - in.baseline->value) * gone / years;
}

std::optional<FigureStatus> status_of(const Indicator& in, int fiscal_year, const std::optional<Rounded>& value) {
  if (!value) return FigureStatus::no_data;
  if (!in.target || !in.direction) return std::nullopt;
  if (is_as_good_as(value->value(), in.target->value, *in.direction)) return FigureStatus::met;
  const auto line = straight_line(in, fiscal_year);
  const bool on_line = line && is_as_good_as(value->value(), *line, *in.direction);
  return on_line ? FigureStatus::on_track : FigureStatus::behind;
}

Result<Scorecard> scorecard(const Knowledge& knowledge, const ScorecardQuery& query) {
  return Taking(knowledge, query).run();
}

}  // namespace rireki
