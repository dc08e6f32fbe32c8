#include "tools/rireki/scorecard_xlsx.h"

#include "tools/rireki/scorecard_rows.h"
#include "tools/rireki/table_xlsx.h"

namespace rireki {

Result<void> write_xlsx(const Scorecard& card, const Question& question, const std::string& path) {
  XlsxTable table{.name = "scorecard",
                  .ground = ground_of(question),
                  .header = score_header(),
                  .text_columns = {0, 1, 4, 9, 10, 11, 12},
                  .wide_column = 1,
                  .rows = {}};
  for (const ScoreRow& figure : card.figures) table.rows.push_back(score_cells(figure));
  return write_xlsx(table, path);
}

}  // namespace rireki
