// What is said of a type of events that there is not.
#include <string>
#include <utility>

#include <catch2/catch.hpp>

#include "tests/tools/command_runner.h"

namespace rireki {

using namespace running;

TEST_CASE("a type that there is not is answered with the one that is meant, or with none", "[tools][types]") {
  const City city;
  const auto said = [&](const std::string& type) {
    const Ran ran = city.run({"append", type, "--subject", "P1", "--effective", "2023-04-01"});
    CHECK(ran.status == 3);
    CHECK(ran.err.contains("`rireki types` lists them all"));
    return ran.err;
  };
  for (const auto& [written, meant] : {std::pair{"採用", "Hired"},
                                       {"昇任", "Promoted"},
                                       {"退職", "Separated"},
                                       {"離職", "Separated"},
                                       {"退職・離職", "Separated"},
                                       {"採用試験", "ExamRoundHeld"},
                                       {"Promotd", "Promoted"},
                                       {"hired", "Hired"},
                                       {"Transfer", "Transferred"},
                                       {"Separation", "Separated"},
                                       {"Absence", "AbsenceStarted"}}) {
    CHECK(said(written).contains(std::string("; did you mean ") + meant + "?;"));
  }
  for (const char* far : {"山田 太郎", "P000123", "x", "給与改定", "Banana", "1990-01-01"}) {
    CHECK_FALSE(said(far).contains("did you mean"));
  }
  CHECK(city.run({"log", "--type", "Hire"}).err.contains("did you mean Hired?"));
}

}  // namespace rireki
