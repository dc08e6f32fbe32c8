#include "projections/reports/row_evidence.h"

#include "projections/event_measurements.h"
#include "projections/measuring.h"
#include "projections/staff_measurements.h"

namespace rireki {

namespace {

YearSpan span_of(const Reporting& reporting, Day first, Day last) {
  return {.first = first,
          .last = last,
          .until = last,
          .known = reporting.query().known,
          .world = reporting.knowledge().world(),
          .explains = true};
}

Result<void> take(const Reporting& reporting, ReportRow& row, Measurement& measurement) {
  Measurement* const all[] = {&measurement};
  if (const auto measured = measure(reporting.knowledge(), all); !measured) return std::unexpected(measured.error());
  for (const Evidence& e : measurement.evidence()) {
    if (!e.near) reporting.note(row, e.seq, e.effective, e.why);
  }
  return {};
}

Result<Filter> narrowed(Result<Reporting::Asked> asked, const Conditions& conditions, bool of_events) {
  if (!asked) return std::unexpected(asked.error());
  for (const std::string& condition : conditions) {
    if (auto r = asked->filter.add_where(condition, of_events); !r) return std::unexpected(r.error());
  }
  return std::move(asked->filter);
}

}  // namespace

Conditions conditions_of(const About& about) {
  Conditions conditions;
  for (const auto& [name, value] : about) {
    if (parse_attribute(name, false)) conditions.push_back(name + "=" + to_text(value));
  }
  return conditions;
}

Result<void> note_heads(const Reporting& reporting, ReportRow& row, Result<Reporting::Asked> asked, Day day,
                        const Conditions& conditions) {
  if (!reporting.query().explaining) return {};
  auto filter = narrowed(std::move(asked), conditions, false);
  if (!filter) return std::unexpected(filter.error());
  Headcount headcount(span_of(reporting, day, day), std::move(*filter), day);
  return take(reporting, row, headcount);
}

Result<void> note_events(const Reporting& reporting, ReportRow& row, EventType type, Day first, Day last,
                         const Conditions& conditions) {
  if (!reporting.query().explaining) return {};
  auto filter = narrowed(reporting.asked(true), conditions, true);
  if (!filter) return std::unexpected(filter.error());
  EventCount count(span_of(reporting, first, last), std::move(*filter), type);
  return take(reporting, row, count);
}

}  // namespace rireki
