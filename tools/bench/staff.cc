#include "tools/bench/staff.h"

#include <cstdio>

#include "tools/demo/city.h"

namespace rireki {

namespace {

constexpr Day kHired = from_civil({2010, 4, 1});
constexpr Instant kRecorded{1'270'083'600'000};  // 2010-04-01T01:00Z

std::string person_code(int person) {
  char code[16];
  std::snprintf(code, sizeof code, "P%07d", person + 1);
  return code;
}

Event event_of(std::string id, std::string subject, EventVariant data) {
  Event event;
  event.id = std::move(id);
  event.subject = std::move(subject);
  event.effective = kHired;
  event.recorded = kRecorded;
  event.actor = "hr-officer-1";
  event.order_ref = "H22-1";
  event.data.value = std::move(data);
  return event;
}

Event policy_event() {
  Event policy;
  generate_city({.people = 12}, [&](Event event) {
    if (event.type() != EventType::PolicyAdopted || !policy.id.empty()) return;
    policy = std::move(event);
  });
  policy.recorded = kRecorded;
  return policy;
}

}  // namespace

std::vector<Event> staff_events(int people) {
  std::vector<Event> events;
  events.push_back(policy_event());
  OrgUnitEstablished unit;
  unit.name = "総務課";
  events.push_back(event_of("unit", "U-1", unit));
  for (int i = 0; i < people; ++i) {
    const std::string code = person_code(i);
    PersonRegistered person;
    person.name = "職員" + std::to_string(i + 1);
    person.birth = from_civil({1960 + i % 30, 1 + i % 12, 1 + i % 28});
    person.sex = i % 2 == 0 ? Sex::female : Sex::male;
    events.push_back(event_of("reg-" + code, code, person));
    Hired hired;
    hired.kind = EmploymentKind::regular;
    hired.unit = {"U-1"};
    hired.rank = "clerk";
    hired.grade = 1;
    hired.job_family = "clerical";
    events.push_back(event_of("hire-" + code, code, hired));
  }
  return events;
}

Event training_event(int people, int n) {
  TrainingCompleted training;
  training.course = "course-" + std::to_string(n % 40);
  training.category = TrainingCategory::workplace;
  training.minutes = 90;
  char id[16];  // in the order of time, as the ids are that rireki makes
  std::snprintf(id, sizeof id, "tr-%09d", n);
  Event event = event_of(id, person_code(n % people), training);
  event.effective = kHired + 1 + n / people;
  event.recorded.reset();
  return event;
}

}  // namespace rireki
