#include "projections/attributes.h"

#include <algorithm>
#include <charconv>

#include "events/calendar/age.h"
#include "events/calendar/fiscal_year.h"
#include "events/types/text.h"

namespace rireki {

namespace {

enum class ValueKind : std::uint8_t { text, number, truth };

struct AttributeTraits {
  std::string_view name;
  ValueKind kind;
  bool of_events_only;
  std::vector<std::string_view> vocabulary;  // closed; empty: open
};

template <Enumeration E>
std::vector<std::string_view> vocabulary_of(std::initializer_list<std::string_view> more = {}) {
  constexpr auto all = names(E{});
  std::vector<std::string_view> out(all.begin(), all.end());
  out.insert(out.end(), more);
  return out;
}

/// The kinds of all events that have one.
std::vector<std::string_view> kinds() {
  std::vector<std::string_view> all = vocabulary_of<EmploymentKind>();
  for (const auto& more :
       {vocabulary_of<DemotionCause>(), vocabulary_of<TransferSelection>(), vocabulary_of<AbsenceKind>()}) {
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

/// "20s", as `age_band` writes it.
bool is_age_band(std::string_view text) {
  int age = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), age);
  return ec == std::errc() && age >= 0 && text == age_band(age);
}

const std::vector<AttributeTraits>& all_attributes() {
  using enum ValueKind;
  static const std::vector<AttributeTraits> table = {
      {"unit", text, false, {}},
      {"authority", text, false, {}},
      {"rank", text, false, {}},
      {"rank_class", text, false, {}},
      {"manager", truth, false, {"true", "false"}},
      {"grade", number, false, {}},
      {"job_family", text, false, {}},
      {"job_group", text, false, {}},
      {"employment", text, false, vocabulary_of<EmploymentKind>()},
      {"post", text, false, {}},
      {"route", text, false, vocabulary_of<Route>()},
      {"assignment", text, false, vocabulary_of<AssignmentKind>({"none"})},
      {"sex", text, false, vocabulary_of<Sex>()},
      {"age", number, false, {}},
      {"age_band", text, false, {}},
      {"service_years", number, false, {}},
      {"status", text, false, vocabulary_of<Status>()},
      {"absence", text, false, vocabulary_of<AbsenceKind>({"none"})},
      {"work_pattern", text, false, vocabulary_of<Pattern>()},
      {"track", text, false, vocabulary_of<CareerTrack>()},
      {"fiscal_year", number, true, {}},
      {"month", text, true, {}},
      {"reason", text, true, {}},
      {"reason_class", text, true, {"voluntary", "involuntary", "other"}},
      {"course", text, true, {}},
      {"category", text, true, vocabulary_of<TrainingCategory>()},
      {"kind", text, true, kinds()},
  };
  return table;
}

const AttributeTraits& traits_of(Attribute a) { return all_attributes()[static_cast<std::size_t>(a)]; }

Value text_or_unknown(std::string_view text) { return given(text) ? Value(std::string(text)) : Value(); }
Value number_or_unknown(const std::optional<int>& n) { return n ? Value(std::int64_t{*n}) : Value(); }

template <Enumeration E>
Value code_or_unknown(std::uint8_t code) {
  return code == kNone ? Value() : Value(std::string(to_text(static_cast<E>(code))));
}

Value employment_value(Attribute a, const PersonRow& row) {
  if (!row.state->employment) return {};
  const Employment& job = *row.state->employment;
  switch (a) {
    case Attribute::unit:
      return text_or_unknown(job.unit);
    case Attribute::rank:
      return text_or_unknown(job.rank);
    case Attribute::grade:
      return job.grade == 0 ? Value() : Value(std::int64_t{job.grade});
    case Attribute::job_family:
      return text_or_unknown(job.job_family);
    case Attribute::employment:
      return std::string(to_text(job.kind));
    case Attribute::post:
      return text_or_unknown(job.post);
    case Attribute::route:
      return code_or_unknown<Route>(job.route);
    case Attribute::work_pattern:
      return code_or_unknown<Pattern>(job.pattern);
    default:
      return {};
  }
}

Value reason_class(const CountedEvent& event, const World& org) {
  const Policy* policy = org.policies.at(event.day);
  const Reason* reason = policy == nullptr || !given(event.reason) ? nullptr : policy->find_reason(event.reason);
  if (reason == nullptr) return {};
  constexpr std::string_view kNames[] = {"voluntary", "involuntary", "other"};
  return std::string(kNames[static_cast<std::size_t>(reason->cls)]);
}

Value event_value(Attribute a, const CountedEvent& event, const World& org) {
  switch (a) {
    case Attribute::fiscal_year:
      return std::int64_t{org.policies.fiscal_years().year_of(event.day)};
    case Attribute::month:
      return to_iso(month_of(event.day));
    case Attribute::reason:
      return text_or_unknown(event.reason);
    case Attribute::reason_class:
      return reason_class(event, org);
    case Attribute::course:
      return text_or_unknown(event.course);
    case Attribute::category:
      return text_or_unknown(event.category);
    case Attribute::kind:
      return text_or_unknown(event.kind);
    default:
      return {};
  }
}

Value single_value(Attribute a, const Countable& item) {
  const PersonRow& row = item.row;
  switch (a) {
    case Attribute::authority:
      return text_or_unknown(row.authority);
    case Attribute::rank_class:
      return text_or_unknown(row.rank_class);
    case Attribute::manager:
      return row.manager ? Value(*row.manager) : Value();
    case Attribute::job_group:
      return text_or_unknown(row.job_group);
    case Attribute::sex:
      return row.personal.sex ? Value(std::string(to_text(*row.personal.sex))) : Value();
    case Attribute::age:
      return number_or_unknown(row.age);
    case Attribute::age_band:
      return row.age ? Value(age_band(*row.age)) : Value();
    case Attribute::service_years:
      return number_or_unknown(row.service_years);
    case Attribute::status:
      return std::string(to_text(row.status));
    case Attribute::absence:
      return std::string(row.state->absence ? to_text(row.state->absence->kind) : std::string_view("none"));
    case Attribute::track:
      return code_or_unknown<CareerTrack>(row.state->track);
    default:
      break;
  }
  if (!traits_of(a).of_events_only) return employment_value(a, row);
  return item.event == nullptr ? Value() : event_value(a, *item.event, item.world);
}

}  // namespace

std::string to_text(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* truth = std::get_if<bool>(&value)) return *truth ? "true" : "false";
  return "unknown";
}

bool sorts_before(const Value& a, const Value& b) {
  const auto* text = std::get_if<std::string>(&a);
  const auto* other = std::get_if<std::string>(&b);
  if (text != nullptr && other != nullptr) return *text < *other;
  const auto rank = [](const Value& v) { return v.index() == 1 ? 0 : v.index() == 2 ? 1 : 2; };
  if (rank(a) != rank(b)) return rank(a) < rank(b);
  return rank(a) == 2 ? to_text(a) < to_text(b) : a < b;
}

void write_value(JsonWriter& out, const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    out.integer(*number);
  } else if (const auto* truth = std::get_if<bool>(&value)) {
    out.boolean(*truth);
  } else {
    out.text(to_text(value));
  }
}

std::string_view to_text(Attribute attribute) { return traits_of(attribute).name; }

bool is_number(Attribute attribute) { return traits_of(attribute).kind == ValueKind::number; }

Result<Attribute> parse_attribute(std::string_view name, bool of_events) {
  std::string known;
  const auto& all = all_attributes();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].of_events_only && !of_events) continue;
    if (all[i].name == name) return static_cast<Attribute>(i);
    known += (known.empty() ? "" : ", ") + std::string(all[i].name);
  }
  return fail(Code::usage, in_quotes(name) + " is not a field here; known are: " + known);
}

Result<Value> parse_value(Attribute attribute, std::string_view text) {
  const AttributeTraits& traits = traits_of(attribute);
  if (text == "unknown") return Value();
  if (traits.kind == ValueKind::text && (text.empty() || text.starts_with('='))) {
    return fail(Code::usage, std::string(traits.name) + " needs a value, not " + in_quotes(text));
  }
  if (!traits.vocabulary.empty() && std::ranges::find(traits.vocabulary, text) == traits.vocabulary.end()) {
    std::string known;
    for (const std::string_view word : traits.vocabulary) {
      if (word != "unknown") known += std::string(word) + ", ";
    }
    return fail(Code::usage, in_quotes(text) + " is not a value of " + std::string(traits.name) +
                                 ", which has: " + known + "unknown");
  }
  if (attribute == Attribute::age_band && !is_age_band(text)) {
    return fail(Code::usage, "age_band needs ten years of age such as 20s, not " + in_quotes(text));
  }
  if (attribute == Attribute::month && !parse_month(text)) {
    return fail(Code::usage, "month needs a month such as 2023-04, not " + in_quotes(text));
  }
  if (traits.kind == ValueKind::truth) return Value(text == "true");
  if (traits.kind == ValueKind::text) return Value(std::string(text));
  std::int64_t number = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (ec != std::errc() || end != text.data() + text.size()) {
    return fail(Code::usage, std::string(traits.name) + " needs a number, not " + in_quotes(text));
  }
  return Value(number);
}

std::optional<std::string_view> single_text(Attribute a, const Countable& item) {
  const PersonRow& row = item.row;
  const Employment* job = row.state->employment ? &*row.state->employment : nullptr;
  const auto of_job = [&](std::string_view Employment::*member) {
    return job == nullptr ? std::string_view() : job->*member;
  };
  switch (a) {
    case Attribute::authority:
      return row.authority;
    case Attribute::rank_class:
      return row.rank_class;
    case Attribute::job_group:
      return row.job_group;
    case Attribute::unit:
      return of_job(&Employment::unit);
    case Attribute::rank:
      return of_job(&Employment::rank);
    case Attribute::job_family:
      return of_job(&Employment::job_family);
    case Attribute::employment:
      return job == nullptr ? std::string_view() : to_text(job->kind);
    case Attribute::sex:
      return row.personal.sex ? to_text(*row.personal.sex) : std::string_view();
    case Attribute::status:
      return to_text(row.status);
    default:
      return std::nullopt;
  }
}

std::vector<Value> values_of(Attribute attribute, const Countable& item) {
  if (attribute != Attribute::assignment) return {single_value(attribute, item)};
  std::vector<Value> kinds;
  for (const OpenAssignment& a : item.row.state->assignments) {
    Value kind = std::string(to_text(a.kind));
    if (std::ranges::find(kinds, kind) == kinds.end()) kinds.push_back(std::move(kind));
  }
  if (kinds.empty()) kinds.emplace_back("none");
  return kinds;
}

}  // namespace rireki
