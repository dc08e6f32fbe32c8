#include "tools/server/import_report.h"

namespace rireki {

void ImportReport::add(std::uint64_t line, const Outcome& outcome) {
  switch (outcome.kind) {
    case Outcome::Kind::appended:
      ++appended;
      for (const Warning w : outcome.warnings) ++warnings[static_cast<std::size_t>(w)];
      return;
    case Outcome::Kind::duplicate:
      ++duplicates;
      return;
    case Outcome::Kind::refused:
      return refuse(line, outcome.error);
    case Outcome::Kind::withheld:
      return;
  }
}

void ImportReport::refuse(std::uint64_t line, const Error& error) {
  ++refused;
  if (refusals.size() < refusals_max) refusals.push_back({line, error});
}

ImportReport report_of(const std::vector<Outcome>& outcomes) {
  ImportReport report;
  for (std::size_t i = 0; i < outcomes.size(); ++i) report.add(i + 1, outcomes[i]);
  return report;
}

void ImportReport::write(JsonWriter& out) const {
  out.key("appended").integer(static_cast<std::int64_t>(appended));
  out.key("duplicates").integer(static_cast<std::int64_t>(duplicates));
  out.key("refused").integer(static_cast<std::int64_t>(refused));
  out.key("warnings").begin_object();
  for (std::size_t i = 0; i < warnings.size(); ++i) {
    if (warnings[i] > 0) out.key(to_text(static_cast<Warning>(i))).integer(static_cast<std::int64_t>(warnings[i]));
  }
  out.end_object().key("refusals").begin_array();
  for (const Refusal& refusal : refusals) {
    out.begin_object().key("line").integer(static_cast<std::int64_t>(refusal.line));
    out.key("code").text(to_text(refusal.error.code)).key("detail").text(refusal.error.message);
    if (!refusal.error.field.empty()) out.key("field").text(refusal.error.field);
    out.end_object();
  }
  out.end_array();
  out.key("refusals_left_off").integer(static_cast<std::int64_t>(refused - refusals.size()));
}

}  // namespace rireki
