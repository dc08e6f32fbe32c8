#include "events/policy/load_policy.h"

#include <algorithm>
#include <array>
#include <exception>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "events/calendar/digits.h"
#include "events/policy/read_entries.h"
#include "events/policy/toml_reader.h"
#include "events/types/catalog.h"

namespace rireki {

namespace {

constexpr IntegerRange kGradeRange{1, 20};
constexpr IntegerRange kHorizonRange{0, 1'000'000};
constexpr int kPeopleMax = 10'000'000;

void check_top_level(const TomlTable& document) {
  document.allow_only(
      {"policy",   "rank",      "job_family", "authority",   "reason",   "population", "indicator",
       "approval", "retention", "disclosure", "retirement",  "training", "profile",    "measure",
       "quota",    "calendar",  "career",     "career_path", "ability",  "role",       "workplace_training",
       "survey",   "benchmark", "probation",  "staff_image", "axis",     "owner"});
}

// Whoever looks a zone up may use its name as a file name: no dots, no leading slash.
bool is_zone_name(std::string_view name) {
  constexpr std::string_view kOthers = "_+-/";
  const auto allowed = [&](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           kOthers.find(c) != std::string_view::npos;
  };
  return !name.empty() && name.front() != '/' && name.size() <= 64 && std::ranges::all_of(name, allowed);
}

void read_head(const TomlTable& document, Policy& policy) {
  const std::optional<TomlTable> in = document.table("policy");
  if (!in) document.refuse("policy", "is missing: a policy begins with the table [policy]");
  in->allow_only({"id", "version", "title", "time_zone", "fiscal_year_start", "age_rule", "horizon_days", "min_group",
                  "label", "note"});
  policy.id = in->text("id");
  policy.version = in->text("version");
  policy.title = read_label(*in, "title");
  policy.time_zone = in->text("time_zone", policy.time_zone);
  if (!is_zone_name(policy.time_zone)) in->refuse("time_zone", "must be an IANA name such as Asia/Tokyo");
  const MonthDay start = read_month_day(*in, "fiscal_year_start", "04-01");
  policy.fiscal_year_start = FiscalYearStart{start.month, start.day};
  if (in->has("age_rule")) policy.age_rule = static_cast<AgeRule>(in->one_of("age_rule", {"legal", "birthday"}));
  policy.horizon_days = in->integer("horizon_days", policy.horizon_days, kHorizonRange);
  policy.min_group = in->integer("min_group", policy.min_group, {1, kPeopleMax});
}

void read_ranks(const TomlTable& document, Policy& policy) {
  int position = 0;
  policy.ranks = read_entries<Rank>(document, "rank", {"id", "label", "grades", "class", "manager", "note"},
                                    [&position](const TomlTable& in, Rank& rank) {
                                      rank.position = position++;
                                      rank.grades = in.integers("grades", kGradeRange);
                                      rank.class_id = in.has("class") ? in.text("class") : rank.id;
                                      rank.manager = in.flag("manager", false);
                                    });
}

void read_vocabulary(const TomlTable& document, Policy& policy) {
  policy.job_families = read_entries<JobFamily>(
      document, "job_family", {"id", "label", "group", "note"},
      [](const TomlTable& in, JobFamily& family) { family.group = in.has("group") ? in.text("group") : family.id; });
  policy.authorities =
      read_entries<Authority>(document, "authority", {"id", "label", "note"}, [](const TomlTable&, Authority&) {});
  policy.reasons = read_entries<Reason>(
      document, "reason", {"id", "label", "class", "note"}, [](const TomlTable& in, Reason& reason) {
        reason.cls = static_cast<ReasonClass>(in.one_of("class", {"voluntary", "involuntary", "other"}));
      });
}

void read_populations(const TomlTable& document, Policy& policy) {
  policy.populations = read_entries<Population>(
      document, "population", {"id", "label", "where", "exclude", "note", "footnote", "members", "window", "date"},
      [](const TomlTable& in, Population& population) {
        population.where = in.texts("where");
        population.exclude = in.texts("exclude");
        population.note = in.text("note", "");
        population.footnote = read_label(in, "footnote");
        if (in.has("members")) {
          population.members = static_cast<Members>(in.one_of("members", {"staff", "examinees"}));
        }
        if (in.has("window")) {
          population.window = static_cast<Window>(in.one_of("window", {"any", "first_day", "last_day", "fiscal_year"}));
        }
        if (in.has("date")) population.date = in.day("date", kFirstDay);
      });
}

void read_quotas(const TomlTable& document, Policy& policy) {
  std::set<std::string> units;
  for (const TomlTable& in : document.tables("quota")) {
    in.allow_only({"unit", "count", "label", "note"});
    Quota quota{in.text("unit"), in.integer("count", {0, kPeopleMax}), in.text("note", "")};
    if (!units.insert(quota.unit).second) in.refuse("unit", "is given twice", quota.unit);
    policy.quotas.push_back(std::move(quota));
  }
}

void read_approval(const TomlTable& document, Policy& policy) {
  const std::optional<TomlTable> in = document.table("approval");
  if (!in) return;
  in->allow_only({"types", "label", "note"});
  policy.approval_types = in->texts("types");
  for (const std::string& type : policy.approval_types) {
    if (!event_type(type)) in->refuse("types", "names no type of event", type);
  }
}

void read_calendar(const TomlTable& document, Policy& policy) {
  const std::optional<TomlTable> in = document.table("calendar");
  if (!in) return;
  in->allow_only({"weekend", "holidays", "label", "note"});
  constexpr std::array<std::string_view, 7> kWeekdays = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
  for (const std::string& name : in->texts("weekend")) {
    const auto weekday = std::ranges::find(kWeekdays, std::string_view(name));
    if (weekday == kWeekdays.end()) in->refuse("weekend", "must be a list of sun, mon, tue, wed, thu, fri, sat");
    policy.calendar.weekly_off[static_cast<std::size_t>(weekday - kWeekdays.begin())] = true;
  }
  policy.calendar.holidays = in->dates("holidays");
  std::ranges::sort(policy.calendar.holidays);
}

Policy read_policy(const TomlTable& document) {
  check_top_level(document);
  Policy policy;
  read_head(document, policy);
  read_ranks(document, policy);
  read_vocabulary(document, policy);
  read_populations(document, policy);
  read_quotas(document, policy);
  read_approval(document, policy);
  read_calendar(document, policy);
  policy.indicators = read_indicators(document, policy);
  read_due_rules(document, policy);
  read_development(document, policy);
  return policy;
}

}  // namespace

Label read_label(const TomlTable& in, std::string_view key) {
  if (in.is_text(key)) return Label{in.text(key, ""), in.text(key, "")};
  const std::optional<TomlTable> languages = in.table(key);
  if (!languages) return {};
  languages->allow_only({"ja", "en"});
  return Label{languages->text("ja", ""), languages->text("en", "")};
}

MonthDay read_month_day(const TomlTable& in, std::string_view key, std::string_view fallback) {
  constexpr int kCommonYear = 2023;
  const std::string text = in.text(key, fallback);
  std::string_view rest = text;
  const std::optional<int> month = take_number(rest, 2, 2);
  const bool dash = take(rest, "-");
  const std::optional<int> day = take_number(rest, 2, 2);
  if (!month || !dash || !day || !rest.empty() || *month < 1 || *month > 12 || *day < 1 ||
      *day > days_in_month(kCommonYear, *month)) {
    in.refuse(key, "must be a day that every year has, written MM-DD");
  }
  return {*month, *day};
}

Result<Policy> load_policy(std::string_view toml_text) {
  try {
    return read_policy(TomlDocument(toml_text).root());
  } catch (const TomlRefusal& refusal) {
    return fail(Code::policy_invalid, refusal.message);
  } catch (const std::exception& error) {
    return fail(Code::policy_invalid, std::string("line 1: the document cannot be read: ") + error.what());
  }
}

Result<Policy> load_policy_strictly(std::string_view toml_text) {
  auto policy = load_policy(toml_text);
  if (policy && !policy->unread.empty()) return fail(Code::policy_invalid, policy->unread.front());
  return policy;
}

}  // namespace rireki
