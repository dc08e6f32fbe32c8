// Workbooks as LibreOffice reads them.
#pragma once

#include <string>

#include "tests/tools/command_runner.h"

namespace rireki::running {

/// The cells of a workbook's sheet, as comma-separated values; the name of the sheet as the form has it.
inline std::string sheet_of(const City& city, const std::string& workbook, const std::string& sheet) {
  const std::filesystem::path file = workbook;
  const std::string into = city.path("sheets");
  const Ran ran =
      Process(
          city.scratch(),
          {"soffice", "--headless", "-env:UserInstallation=file://" + city.path("office"), "--convert-to",
           // comma, quote, UTF-8, from row 1, as shown, all sheets
           "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1", "--outdir", into, workbook})
          .wait();
  CAPTURE(ran.status, ran.out, ran.err);
  REQUIRE(ran.status == 0);
  const std::string made = into + "/" + file.stem().string() + "-" + sheet + ".csv";
  REQUIRE(std::filesystem::exists(made));
  return read_file(made);
}

}  // namespace rireki::running
