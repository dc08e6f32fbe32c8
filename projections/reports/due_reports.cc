#include "projections/reports/due_reports.h"

#include <map>
#include <set>

#include "events/calendar/fiscal_year.h"
#include "projections/due.h"
#include "projections/scorecard.h"

namespace rireki {

namespace {

constexpr Scale kItems{"items", 1, 0};

struct Counted {
  std::int64_t count = 0;
  std::set<std::string> persons;
  std::vector<Evidence> evidence;
};

}  // namespace

Result<void> falling_due(Reporting& reporting) {
  const ReportQuery& query = reporting.query();
  auto asked = reporting.asked(false);
  if (!asked) return std::unexpected(asked.error());
  const FiscalCalendar& years = reporting.knowledge().organisation.policies.fiscal_years();
  const Day until = std::max(query.as_of, years.last_day(query.last_year));
  const auto list =
      due(reporting.knowledge(), query.as_of, static_cast<int>(until - query.as_of), std::move(asked->filter));
  if (!list) return std::unexpected(list.error());
  reporting.note_erased(list->erased);
  std::map<std::string_view, Counted> overdue;
  std::map<std::pair<int, std::string_view>, Counted> ahead;
  for (const DueItem& item : list->items) {
    const std::string_view kind = to_text(item.kind);
    Counted& of = item.date < query.as_of ? overdue[kind] : ahead[{years.year_of(item.date), kind}];
    ++of.count;
    of.persons.insert(item.person);
    of.evidence.push_back(
        {.seq = item.seq, .effective = item.effective, .why = item.what + " by " + to_iso(item.date)});
  }
  const auto put = [&](std::string figure, About about, const Counted& of) {
    ReportRow& row = reporting.add(std::move(figure), std::move(about), query.as_of, asked->population);
    row.scale = kItems;
    row.numerator = of.count;
    row.persons = {std::ssize(of.persons)};
    if (query.explaining) row.evidence = of.evidence;
  };
  for (const auto& [kind, of] : overdue) put("overdue", {{"kind", text_value(kind)}}, of);
  for (const auto& [key, of] : ahead) {
    put("due", {{"fiscal_year", std::int64_t{key.first}}, {"kind", text_value(key.second)}}, of);
  }
  return {};
}

}  // namespace rireki
