#include "tools/demo/published/life.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace rireki::demo::published {

namespace {

void add(Life& life, Day effective, Day recorded, int order, bool has_order, EventVariant data) {
  life.push_back({.paper = {.effective = effective, .recorded = recorded, .has_order = has_order},
                  .order = order,
                  .data = std::move(data)});
}

/// A long sick leave becomes a suspension after some weeks: one spell all the same.
void suspend(Life& life, const Spell& spell, const std::string& id) {
  constexpr int kLong = 75;
  constexpr int kAfter = 60;
  if (spell.kind != AbsenceKind::sick_leave || !spell.back || *spell.back - spell.first < kLong) return;
  add(life, spell.first + kAfter, spell.first + kAfter - 5, kOrderOfChange, true,
      AbsenceExtended{.absence = {id}, .kind = AbsenceKind::medical_suspension, .planned_last_day = *spell.back - 1});
}

void be_away(Random& random, const Career& career, const Spell& spell, int count, Life& life) {
  const std::string base = std::to_string(career.number) + "-" + std::to_string(count);
  const std::string id = "leave-" + base;
  AbsenceStarted started{
      .absence = {id}, .kind = spell.kind, .cause = spell.cause, .planned_last_day = {}, .family_event = {}};
  if (spell.kind == AbsenceKind::childcare) {
    const std::string child = "family-" + base;
    add(life, spell.first - 56, spell.first - random.between(20, 50), kOrderOfRest, false,
        FamilyEventRecorded{.family_event = {child}, .kind = FamilyEventKind::child_born});
    started.family_event = Identifier{child};
  }
  const bool is_late = random.chance(80);
  add(life, spell.first, spell.first + (is_late ? random.between(20, 60) : random.between(0, 6)), kOrderOfRest, true,
      started);
  suspend(life, spell, id);
  if (!spell.back) return;
  std::optional<ReturnVia> via;
  if (spell.cause == AbsenceCause::mental && random.chance(400)) via = ReturnVia::rehabilitation;
  add(life, *spell.back, *spell.back - random.between(1, 6), kOrderOfHire, true,
      AbsenceEnded{.absence = {id}, .via = via});
}

void be_seconded(Random& random, const Secondment& secondment, Life& life) {
  constexpr std::array<std::string_view, 4> kHosts = {"北海道 市町村課", "北海道 後志総合振興局",
                                                      "国土交通省 北海道開発局", "後期高齢者医療広域連合"};
  add(life, secondment.first, decided(random, secondment.first), kOrderOfRest, true,
      SecondmentStarted{.host = std::string(random.pick(kHosts)),
                        .basis = SecondmentBasis::dispatch,
                        .planned_last_day = secondment.back - 1});
  add(life, secondment.back, decided(random, secondment.back), kOrderOfHire, true, SecondmentEnded{.unit = {}});
}

}  // namespace

void live_away(Random& random, const Career& career, const Aways& aways, Life& life) {
  if (const auto found = aways.spells.find(career.number); found != aways.spells.end()) {
    int count = 0;
    for (const Spell& spell : found->second) be_away(random, career, spell, ++count, life);
  }
  if (const auto found = aways.secondments.find(career.number); found != aways.secondments.end()) {
    be_seconded(random, found->second, life);
  }
}

void live_as_told(const Career& career, Life& life) {
  const auto day = [](int year, int month, int d) { return from_civil({year, month, d}); };
  const auto told = [&](Day effective, Day recorded, bool has_order, EventVariant data) {
    add(life, effective, recorded, kOrderOfChange, has_order, std::move(data));
  };
  const auto away = [&](const char* id, AbsenceKind kind, AbsenceCause cause, std::array<Day, 4> days) {
    told(days[0], days[1], true,
         AbsenceStarted{.absence = {id}, .kind = kind, .cause = cause, .planned_last_day = {}, .family_event = {}});
    told(days[2], days[3], true, AbsenceEnded{.absence = {id}, .via = ReturnVia::ordinary});
  };
  const Day joined = day(2011, 4, 1);
  add(life, joined, day(2011, 3, 18), kOrderOfHire, false,
      PersonRegistered{.name = written(career.name),
                       .kana = read_aloud(career.name),
                       .birth = career.birth,
                       .sex = career.sex,
                       .prior_service_months = std::nullopt});
  Hired hired{.kind = EmploymentKind::regular, .unit = {"U-131"}, .rank = "clerk"};
  hired.grade = 1;
  hired.job_family = "clerical";
  hired.route = Route::exam_university;
  add(life, joined, day(2011, 3, 18), kOrderOfHire, true, hired);
  away("leave-7-1", AbsenceKind::childcare, AbsenceCause::none,
       {day(2015, 11, 16), day(2015, 11, 2), day(2016, 10, 1), day(2016, 9, 15)});
  told(day(2019, 4, 1), day(2019, 3, 19), true, Promoted{.rank = "senior", .grade = 3, .unit = {}, .post = {}});
  told(day(2020, 4, 1), day(2020, 3, 17), true,
       Transferred{.unit = {"U-172"}, .post = {}, .job_family = {}, .selection = {}});
  away("leave-7-2", AbsenceKind::sick_leave, AbsenceCause::physical,
       {day(2021, 5, 10), day(2021, 6, 21), day(2021, 5, 29), day(2021, 6, 21)});
  const Promoted promoted{.rank = "chief", .grade = 3, .unit = Identifier{"U-112"}, .post = {}};
  told(day(2022, 4, 1), day(2022, 3, 18), true, promoted);
  life.back().truth = promoted;
  life.back().true_effective = day(2022, 7, 1);
  life.back().put_right_after = 90;
  told(day(2022, 10, 12), day(2022, 10, 14), false,
       TrainingCompleted{.course = "監督者研修", .category = TrainingCategory::basic, .minutes = 420, .provider = {}});
}

void record(Book& book, const Career& career, Life life) {
  std::vector<std::size_t> order(life.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::sort(order, {}, [&](std::size_t i) { return std::tuple(life[i].paper.effective, life[i].order, i); });
  for (const std::size_t i : order) {
    Happening& h = life[i];
    const Ticket ticket = book.file(career, h.paper, std::move(h.data));
    const Day later = h.paper.recorded + h.put_right_after;
    if (h.truth) book.correct(career, ticket, later, std::move(*h.truth), h.true_effective);
    if (h.is_rescinded) book.rescind(career, ticket, later, VoidCause::duplicate);
  }
}

}  // namespace rireki::demo::published
