#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "events/policy/read_entries.h"

namespace rireki {

namespace {

constexpr IntegerRange kYearsRange{0, 100};
constexpr IntegerRange kGradeRange{1, 20};

/// The value of an enumeration whose `names` are the choices.
template <Enumeration E>
E read_name(const TomlTable& in, std::string_view key) {
  constexpr auto all = names(E{});
  return static_cast<E>(in.one_of(key, {all.begin(), all.end()}));
}

template <class T>
const T* find_id(const std::vector<T>& all, std::string_view wanted) {
  const auto found = std::ranges::find(all, wanted, &T::id);
  return found == all.end() ? nullptr : &*found;
}

/// The id of one of `all`; empty if the key is missing.
template <class T>
std::string read_reference(const TomlTable& in, std::string_view key, const std::vector<T>& all) {
  std::string id = in.text(key, "");
  if (in.has(key) && find_id(all, id) == nullptr) in.refuse(key, "names nothing of this document", id);
  return id;
}

Fit read_fit(const TomlTable& in) { return {in.texts("where"), in.texts("any"), in.texts("exclude")}; }

void read_abilities(const TomlTable& document, Policy& policy) {
  policy.development.abilities =
      read_entries<Ability>(document, "ability", {"id", "label", "group", "note"},
                            [](const TomlTable& in, Ability& ability) { ability.group = in.text("group", ""); });
  policy.development.images =
      read_entries<StaffImage>(document, "staff_image", {"id", "label", "text", "note"},
                               [](const TomlTable& in, StaffImage& image) { image.text = in.text("text", ""); });
  policy.development.roles =
      read_entries<Role>(document, "role", {"id", "label", "where", "any", "exclude", "texts", "note"},
                         [](const TomlTable& in, Role& role) {
                           role.fit = read_fit(in);
                           role.texts = in.texts("texts");
                         });
}

void read_profiles(const TomlTable& document, Policy& policy) {
  const auto read_item = [&](const TomlTable& in) {
    in.allow_only({"ability", "text"});
    (void)in.text("ability");
    return ProfileItem{read_reference(in, "ability", policy.development.abilities), in.text("text", "")};
  };
  policy.development.profiles =
      read_entries<Profile>(document, "profile", {"id", "label", "where", "any", "exclude", "items", "note"},
                            [&](const TomlTable& in, Profile& profile) {
                              profile.fit = read_fit(in);
                              for (const TomlTable& item : in.tables("items")) profile.items.push_back(read_item(item));
                            });
}

GradeDuty read_duty(const TomlTable& in, const Rank& rank) {
  in.allow_only({"grade", "text"});
  const GradeDuty duty{in.integer("grade", kGradeRange), in.text("text", "")};
  if (std::ranges::find(rank.grades, duty.grade) == rank.grades.end()) {
    in.refuse("grade", "is not a grade of the rank", rank.id);
  }
  return duty;
}

void read_career_steps(const TomlTable& document, const Policy& policy, Career& career) {
  for (const TomlTable& in : document.tables("career_path")) {
    in.allow_only({"rank", "stage", "years", "age", "duties", "label", "note"});
    (void)in.text("rank");
    CareerStep step{.rank = read_reference(in, "rank", policy.ranks),
                    .stage = read_reference(in, "stage", career.stages),
                    .years = in.integer("years", kYearsRange),
                    .age = in.integer("age", {1, 120})};
    for (const TomlTable& duty : in.tables("duties")) {
      step.duties.push_back(read_duty(duty, *policy.find_rank(step.rank)));
    }
    career.steps.push_back(std::move(step));
  }
}

void read_tracks(const TomlTable& in, Career& career) {
  for (const TomlTable& row : in.tables("tracks")) {
    row.allow_only({"track", "stage", "text"});
    career.tracks.push_back(
        {read_name<CareerTrack>(row, "track"), read_reference(row, "stage", career.stages), row.text("text", "")});
  }
}

void read_career(const TomlTable& document, Policy& policy) {
  const std::optional<TomlTable> in = document.table("career");
  if (!in && !document.has("career_path")) return;
  Career career;
  if (in) {
    in->allow_only({"label", "population", "stages", "tracks", "rotation_years", "rotation_fields", "note"});
    career.label = read_label(*in, "label");
    career.population = read_reference(*in, "population", policy.populations);
    career.stages = read_entries<CareerStage>(*in, "stages", {"id", "label"}, [](const TomlTable&, CareerStage&) {});
    read_tracks(*in, career);
    career.rotation_years = in->integer("rotation_years", 0, kYearsRange);
    career.rotation_fields = in->texts("rotation_fields");
  }
  read_career_steps(document, policy, career);
  policy.development.career = std::move(career);
}

void read_measures(const TomlTable& document, Policy& policy) {
  Development& development = policy.development;
  const auto nothing_more = [](const TomlTable&, NamedThing&) {};
  development.axes = read_entries<NamedThing>(document, "axis", {"id", "label", "note"}, nothing_more);
  development.owners = read_entries<NamedThing>(document, "owner", {"id", "label", "note"}, nothing_more);
  std::vector<Measure> measures;
  development.measures = read_entries<Measure>(
      document, "measure", {"id", "label", "axis", "section", "owners", "status", "same_as", "note"},
      [&](const TomlTable& in, Measure& measure) {
        measure.axis = read_reference(in, "axis", development.axes);
        measure.section = in.text("section", "");
        measure.owners = in.texts("owners");
        for (const std::string& owner : measure.owners) {
          if (find_id(development.owners, owner) == nullptr) in.refuse("owners", "names no [[owner]]", owner);
        }
        if (in.has("status")) measure.status = read_name<MeasureStatus>(in, "status");
        measure.same_as = read_reference(in, "same_as", measures);
        measures.push_back(measure);
      });
}

std::optional<MonthDay> read_due_day(const TomlTable& in) {
  if (!in.has("due")) return std::nullopt;
  return read_month_day(in, "due", "");
}

void read_workplace_training(const TomlTable& document, Policy& policy) {
  const std::optional<TomlTable> in = document.table("workplace_training");
  if (!in) return;
  in->allow_only({"label", "desk", "times_a_year", "due_note", "departments", "roles", "forms", "note"});
  WorkplaceTraining training{.label = read_label(*in, "label"),
                             .desk = in->text("desk", ""),
                             .times_a_year = in->integer("times_a_year", 1, {0, 366}),
                             .departments = in->texts("departments")};
  for (const TomlTable& row : in->tables("roles")) {
    row.allow_only({"assignment", "label", "holder", "fallback"});
    training.posts.push_back({read_name<AssignmentKind>(row, "assignment"), read_label(row, "label"),
                              row.text("holder", ""), row.text("fallback", "")});
  }
  for (const TomlTable& row : in->tables("forms")) {
    row.allow_only({"form", "label", "columns", "due"});
    training.sheets.push_back(
        {read_name<TrainingForm>(row, "form"), read_label(row, "label"), row.texts("columns"), read_due_day(row)});
  }
  policy.development.workplace_training = std::move(training);
}

void read_surveys(const TomlTable& document, Policy& policy) {
  policy.development.surveys =
      read_entries<Survey>(document, "survey", {"id", "label", "population", "groups", "questions", "note"},
                           [&](const TomlTable& in, Survey& survey) {
                             survey.population = read_reference(in, "population", policy.populations);
                             survey.groups = in.texts("groups");
                             survey.questions = read_entries<SurveyQuestion>(in, "questions", {"id", "label"},
                                                                             [](const TomlTable&, SurveyQuestion&) {});
                           });
  policy.development.benchmarks =
      read_entries<Benchmark>(document, "benchmark", {"id", "label", "unit", "value", "source", "note"},
                              [](const TomlTable& in, Benchmark& benchmark) {
                                benchmark.unit = in.text("unit", "");
                                benchmark.value = in.number("value");
                                benchmark.source = read_label(in, "source");
                              });
}

/// The contract fixes that these tables exist, not their keys: a document of somebody else's is kept and named.
void read_or_note(Policy& policy, const TomlTable& document, void (*read)(const TomlTable&, Policy&)) {
  try {
    read(document, policy);
  } catch (const TomlRefusal& refusal) {
    policy.unread.push_back(refusal.message);
  }
}

}  // namespace

void read_development(const TomlTable& document, Policy& policy) {
  for (const auto read : {read_abilities, read_profiles, read_career, read_measures, read_workplace_training,
                          read_surveys, read_safekeeping}) {
    read_or_note(policy, document, read);
  }
}

}  // namespace rireki
