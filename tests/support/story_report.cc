#include "tests/support/story_report.h"

#include "tests/support/story_words.h"

namespace rireki {

std::vector<std::string> written_report(const Report& report, const std::string& figure, bool explained,
                                        const std::function<std::string(Seq)>& id_of) {
  std::vector<std::string> rows;
  for (const ReportRow& row : report.rows) {
    if (!figure.empty() && row.figure != figure) continue;
    std::string text = row.figure;
    for (const auto& [name, value] : row.about) text += " " + to_text(value);
    text += " = " + std::to_string(row.numerator);
    if (row.denominator) text += "/" + std::to_string(*row.denominator);
    if (row.partial) text += " partial";
    if (explained) {
      std::vector<std::string> ids;
      for (const Evidence& e : row.evidence) ids.push_back(id_of(e.seq));
      text += " [" + joined_words(ids) + "]";
    }
    rows.push_back(text);
  }
  if (report.erased > 0) rows.push_back("erased " + std::to_string(report.erased));
  return rows;
}

}  // namespace rireki
