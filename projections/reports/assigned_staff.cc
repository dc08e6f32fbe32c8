#include <algorithm>
#include <map>
#include <set>

#include "projections/reports/measure_reports.h"
#include "projections/reports/people_fold.h"
#include "projections/roster.h"

namespace rireki {

namespace {

/// An open assignment of somebody in service whom the filter admits.
struct Assigned {
  std::string person;
  std::string authority;
  AssignmentKind kind{};
  std::string counterpart;  // empty: none is named
  Seq seq;
  Day since;
};

class AssignedStaff {
 public:
  explicit AssignedStaff(Reporting& reporting) : reporting_(reporting), as_of_(reporting.query().as_of) {}

  /// Finds the open assignments of these kinds, by person. Only their holders are folded.
  Result<std::vector<Assigned>> find(Filter filter, std::initializer_list<AssignmentKind> kinds) {
    std::string condition = "assignment=";
    for (const AssignmentKind kind : kinds)
      condition += (kind == *kinds.begin() ? "" : ",") + std::string(to_text(kind));
    if (auto r = filter.add_where(condition, false); !r) return std::unexpected(r.error());
    const auto looks_at = filter.looks_at(reporting_.policy_on(as_of_), false);
    if (!looks_at) return std::unexpected(looks_at.error());
    const bool asks = asks_erasable(*looks_at);
    RosterQuery query{.as_of = as_of_, .filter = std::move(filter), .all = false, .personal = asks};
    std::int64_t erased = 0;
    std::vector<std::pair<std::string, std::string>> holders;
    const auto visited = roster(knowledge(), std::move(query), [&](const PersonRow& row) {
      holders.emplace_back(row.person, row.authority.empty() ? "unknown" : row.authority);
      erased += asks && row.personal.is_erased(PersonalCategory::attributes) ? 1 : 0;
    });
    if (!visited) return std::unexpected(visited.error());
    reporting_.note_erased(erased + *visited);
    std::vector<Assigned> all;
    for (const auto& [person, authority] : holders) {
      if (auto r = add(person, authority, kinds, all); !r) return std::unexpected(r.error());
    }
    return all;
  }

  Result<bool> is_in_service(const std::string& person) {
    const auto packed = knowledge().source.timeline(SubjectKind::person, person);
    if (!packed) return std::unexpected(packed.error());
    timeline_.load(packed->bytes, knowledge().seq);
    return state_at(timeline_, knowledge().world(), person, as_of_).employed;
  }

 private:
  [[nodiscard]] const Knowledge& knowledge() const { return reporting_.knowledge(); }

  Result<void> add(const std::string& person, const std::string& authority, std::initializer_list<AssignmentKind> kinds,
                   std::vector<Assigned>& all) {
    const auto packed = knowledge().source.timeline(SubjectKind::person, person);
    if (!packed) return std::unexpected(packed.error());
    timeline_.load(packed->bytes, knowledge().seq);
    const State state = state_at(timeline_, knowledge().world(), person, as_of_);
    for (const OpenAssignment& open : state.assignments) {
      if (std::ranges::find(kinds, open.kind) == kinds.end()) continue;
      const Entry* entry = timeline_.resolved(open.seq);
      const auto record = knowledge().source.record(entry == nullptr ? open.seq : entry->data_seq);
      if (!record) return std::unexpected(record.error());
      const auto* correction = record->event.as<EventCorrected>();
      const EventData& data = correction == nullptr ? record->event.data : *correction->data.data;
      const auto& counterpart = std::get<AssignmentAdded>(data.value).counterpart;
      all.push_back({person, authority, open.kind, counterpart ? counterpart->text : "", open.seq, open.since});
    }
    return {};
  }

  Reporting& reporting_;
  Day as_of_;
  Timeline timeline_;
};

ReportRow& add_row(Reporting& reporting, std::string figure, About about, std::string_view unit, std::size_t number,
                   const PopulationOf& population) {
  ReportRow& row = reporting.add(std::move(figure), std::move(about), reporting.query().as_of, population);
  row.scale = {unit, 1, 0};
  row.numerator = static_cast<std::int64_t>(number);
  return row;
}

/// Holders, each once, with the Records behind them.
struct Holders {
  std::set<std::string> persons;
  std::vector<const Assigned*> assignments;

  void take(const Assigned& assigned) {
    persons.insert(assigned.person);
    assignments.push_back(&assigned);
  }
};

struct Pairs {
  std::set<std::pair<std::string, std::string>> all;  // mentor, mentee
  std::vector<const Assigned*> paired;
  std::vector<const Assigned*> unpaired;
};

Result<Pairs> pairs_of(AssignedStaff& staff, const std::vector<Assigned>& assigned) {
  Pairs pairs;
  for (const Assigned& a : assigned) {
    const bool names_another = !a.counterpart.empty() && a.counterpart != a.person;
    const auto is_there = names_another ? staff.is_in_service(a.counterpart) : Result<bool>(false);
    if (!is_there) return std::unexpected(is_there.error());
    (*is_there ? pairs.paired : pairs.unpaired).push_back(&a);
    if (!*is_there) continue;
    const bool is_mentor = a.kind == AssignmentKind::mentor;
    pairs.all.emplace(is_mentor ? a.person : a.counterpart, is_mentor ? a.counterpart : a.person);
  }
  return pairs;
}

void note_all(const Reporting& reporting, ReportRow& row, const std::vector<const Assigned*>& assignments) {
  for (const Assigned* a : assignments) {
    reporting.note(row, a->seq, a->since, std::string(to_text(a->kind)) + " since " + to_iso(a->since));
  }
}

}  // namespace

Result<void> digital_talent(Reporting& reporting) {
  auto asked = reporting.asked(false);
  if (!asked) return std::unexpected(asked.error());
  AssignedStaff staff(reporting);
  const auto assigned =
      staff.find(std::move(asked->filter), {AssignmentKind::digital_specialist, AssignmentKind::digital_leader});
  if (!assigned) return std::unexpected(assigned.error());
  for (const AssignmentKind kind : {AssignmentKind::digital_specialist, AssignmentKind::digital_leader}) {
    std::map<std::string, Holders> by_authority;
    Holders all;
    for (const Assigned& a : *assigned) {
      if (a.kind != kind) continue;
      by_authority[a.authority].take(a);
      all.take(a);
    }
    const About about = {{"category", text_value(to_text(kind))}};
    for (const auto& [authority, holders] : by_authority) {
      About own = about;
      own.emplace_back("authority", authority);
      ReportRow& row =
          add_row(reporting, "staff", std::move(own), "persons", holders.persons.size(), asked->population);
      note_all(reporting, row, holders.assignments);
    }
    ReportRow& row = add_row(reporting, "staff", about, "persons", all.persons.size(), asked->population);
    note_all(reporting, row, all.assignments);
  }
  return {};
}

Result<void> mentoring(Reporting& reporting) {
  auto asked = reporting.asked(false);
  if (!asked) return std::unexpected(asked.error());
  AssignedStaff staff(reporting);
  const auto assigned = staff.find(std::move(asked->filter), {AssignmentKind::mentor, AssignmentKind::mentee});
  if (!assigned) return std::unexpected(assigned.error());
  const auto pairs = pairs_of(staff, *assigned);
  if (!pairs) return std::unexpected(pairs.error());
  std::set<std::string> mentors;
  std::set<std::string> mentees;
  for (const auto& [mentor, mentee] : pairs->all) {
    mentors.insert(mentor);
    mentees.insert(mentee);
  }
  const auto put = [&](std::string figure, std::string_view unit, std::size_t number,
                       const std::vector<const Assigned*>& of) {
    note_all(reporting, add_row(reporting, std::move(figure), {}, unit, number, asked->population), of);
  };
  put("pairs", "pairs", pairs->all.size(), pairs->paired);
  put("mentors", "persons", mentors.size(), pairs->paired);
  put("mentees", "persons", mentees.size(), pairs->paired);
  put("unpaired", "assignments", pairs->unpaired.size(), pairs->unpaired);
  return {};
}

}  // namespace rireki
