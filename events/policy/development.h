// What a Policy says about developing staff: abilities, profiles, careers, training at work, measures, surveys. These
// tables are read and shown; nothing in them changes what an event may do.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "events/policy/label.h"
#include "events/types/enums.h"

namespace rireki {

/// Whom a role or profile is for: whoever meets all of `where`, one of `any` (if it is not empty) and none of
/// `exclude`. Conditions as in section 7; those of `any` and `exclude` may be joined by '&'.
struct Fit {
  std::vector<std::string> where;
  std::vector<std::string> any;
  std::vector<std::string> exclude;
};

/// Something that staff are to have or to be able to do.
struct Ability {
  std::string id;
  Label label;
  std::string group;
};

struct ProfileItem {
  std::string ability;  // id of an Ability of the same document
  std::string text;     // what the person is able to do
};

/// The standard abilities of a role (標準職務遂行能力). A person's profile is the first one that fits.
struct Profile {
  std::string id;  // AppraisalFinalized.profile
  Label label;
  Fit fit;
  std::vector<ProfileItem> items;
};

/// What the holders of a rank or status are expected to do (求められる役割).
struct Role {
  std::string id;
  Label label;
  Fit fit;
  std::vector<std::string> texts;
};

/// What staff should be like (目指すべき職員像).
struct StaffImage {
  std::string id;
  Label label;
  std::string text;
};

struct CareerStage {
  std::string id;
  Label label;
};

struct CareerTrackText {
  CareerTrack track{};
  std::string stage;  // id of a CareerStage
  std::string text;
};

struct GradeDuty {
  int grade = 0;  // one of the rank's grades
  std::string text;
};

/// When a rank is usually taken, in the model career.
struct CareerStep {
  std::string rank;   // id of a Rank of the same document
  std::string stage;  // id of a CareerStage
  int years = 0;      // since joining; the first year is year 1
  int age = 0;
  std::vector<GradeDuty> duties;
};

struct Career {
  Label label;
  std::string population;  // id of a Population of the same document, or empty
  std::vector<CareerStage> stages;
  std::vector<CareerTrackText> tracks;
  int rotation_years = 0;  // in which a newcomer gets to know the fields; 0: none
  std::vector<std::string> rotation_fields;
  std::vector<CareerStep> steps;
};

/// One of a vocabulary of the document: an axis of action, or an owner of measures.
struct NamedThing {
  std::string id;
  Label label;
};

/// A concrete measure (具体的取組).
struct Measure {
  std::string id;  // MeasureProgressed.measure
  Label label;
  std::string axis;  // id of an axis
  std::string section;
  std::vector<std::string> owners;      // ids of owners
  std::optional<MeasureStatus> status;  // where the document itself gives one
  std::string same_as;                  // id of the measure that this one repeats, or empty
};

/// Who answers for training at work, and who does if there is no such person.
struct TrainingPost {
  AssignmentKind assignment{};
  Label label;
  std::string holder;
  std::string fallback;
};

/// A day that every year has.
struct MonthDay {
  int month = 1;
  int day = 1;
};

struct TrainingSheet {
  TrainingForm form{};
  Label label;
  std::vector<std::string> columns;
  std::optional<MonthDay> due;  // the last day in the fiscal year on which it is filed in time; none: at any time
};

struct WorkplaceTraining {
  Label label;
  std::string desk;
  int times_a_year = 1;
  std::vector<std::string> departments;  // codes of the units that file; empty: the document names none
  std::vector<TrainingPost> posts;
  std::vector<TrainingSheet> sheets;
};

struct SurveyQuestion {
  std::string id;  // SurveyTallied.question
  Label label;
};

struct Survey {
  std::string id;  // SurveyTallied.survey
  Label label;
  std::string population;  // id of a Population of the same document, or empty
  std::vector<std::string> groups;
  std::vector<SurveyQuestion> questions;
};

/// A figure of somebody else's, to compare with.
struct Benchmark {
  std::string id;
  Label label;
  std::string unit;
  double value = 0;
  Label source;
};

struct Development {
  std::vector<Ability> abilities;
  std::vector<Profile> profiles;
  std::vector<Role> roles;
  std::vector<StaffImage> images;
  std::optional<Career> career;
  std::vector<NamedThing> axes;
  std::vector<NamedThing> owners;
  std::vector<Measure> measures;
  std::optional<WorkplaceTraining> workplace_training;
  std::vector<Survey> surveys;
  std::vector<Benchmark> benchmarks;
};

}  // namespace rireki
