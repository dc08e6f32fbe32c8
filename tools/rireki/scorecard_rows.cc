#include "tools/rireki/scorecard_rows.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "events/types/json_writer.h"
#include "tools/rireki/audience.h"

namespace rireki {

namespace {

constexpr double kWholeMax = 1e15;  // below this a double holds every whole number

void write_number(JsonWriter& out, std::string_view key, const std::optional<double>& value) {
  out.key(key);
  value ? out.raw(number_text(*value)) : out.null();
}

std::string cell(const std::optional<double>& value) { return value ? number_text(*value) : ""; }

std::optional<double> value_of(const std::optional<YearValue>& given) {
  return given ? std::optional(given->value) : std::nullopt;
}

std::string direction_of(const Indicator& in) {
  if (!in.direction) return "";
  return *in.direction == Direction::up ? "up" : "down";
}

std::string status_text(const ScoreRow& figure) {
  return figure.status ? std::string(to_text(*figure.status)) : std::string();
}

void write_text(JsonWriter& out, std::string_view key, const std::string& text) {
  out.key(key);
  text.empty() ? out.null() : out.text(text);
}

}  // namespace

std::string label_of(const Indicator& in) {
  if (!in.label.ja.empty()) return in.label.ja;
  return in.label.en.empty() ? in.id : in.label.en;
}

std::string number_text(double number) {
  if (std::abs(number) < kWholeMax && number == std::floor(number)) {
    return std::to_string(static_cast<std::int64_t>(number));
  }
  char text[32];
  const auto [end, ec] = std::to_chars(std::begin(text), std::end(text), number);
  return ec == std::errc() ? std::string(std::begin(text), end) : std::string();
}

std::string fixed_text(double number, int decimals) {
  char text[400];
  const auto [end, ec] = std::to_chars(std::begin(text), std::end(text), number, std::chars_format::fixed, decimals);
  return ec == std::errc() ? std::string(std::begin(text), end) : std::string();
}

std::string score_json(const ScoreRow& figure) {
  const Indicator& in = *figure.indicator;
  JsonWriter out;
  out.begin_object().key("id").text(in.id).key("label").text(label_of(in));
  out.key("fiscal_year").integer(figure.fiscal_year);
  out.key("value");
  figure.value ? out.raw(figure.value->text()) : out.null();
  write_text(out, "unit", in.unit);
  write_number(out, "numerator", figure.numerator);
  write_number(out, "denominator", figure.denominator);
  write_number(out, "baseline", value_of(in.baseline));
  write_number(out, "target", value_of(in.target));
  write_text(out, "direction", direction_of(in));
  write_text(out, "status", status_text(figure));
  out.key("policy_version").text(figure.policy->version);
  if (figure.suppressed) out.key("suppressed").boolean(true);
  if (figure.partial) out.key("partial").boolean(true);
  out.end_object();
  return std::move(out).str();
}

std::vector<std::string> score_header() {
  return {"id",       "label",  "fiscal_year", "value",  "unit",           "numerator", "denominator",
          "baseline", "target", "direction",   "status", "policy_version", "partial"};
}

std::vector<std::string> score_cells(const ScoreRow& figure) {
  const Indicator& in = *figure.indicator;
  return {in.id,
          label_of(in),
          std::to_string(figure.fiscal_year),
          figure.value        ? figure.value->text()
          : figure.suppressed ? std::string(kSuppressedMark)
                              : "",
          in.unit,
          cell(figure.numerator),
          cell(figure.denominator),
          cell(value_of(in.baseline)),
          cell(value_of(in.target)),
          direction_of(in),
          status_text(figure),
          figure.policy->version,
          figure.partial ? "true" : "false"};
}

std::vector<Trend> trends(const Scorecard& card) {
  std::vector<Trend> all;
  for (const ScoreRow& figure : card.figures) {
    if (all.empty() || all.back().front()->indicator->id != figure.indicator->id) all.emplace_back();
    all.back().push_back(&figure);
  }
  return all;
}

std::string sparkline(const Trend& trend) {
  constexpr std::string_view kMarks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  std::vector<double> values;
  for (const ScoreRow* figure : trend) {
    if (figure->value) values.push_back(figure->value->value());
  }
  if (values.empty()) return "";
  const auto [least, greatest] = std::ranges::minmax(values);
  std::string line;
  for (const ScoreRow* figure : trend) {
    if (!figure->value) {
      line += ' ';
      continue;
    }
    const double height = greatest > least ? (figure->value->value() - least) / (greatest - least) : 0.5;
    line += kMarks[static_cast<std::size_t>(height * 7 + 0.5)];
  }
  return line;
}

}  // namespace rireki
