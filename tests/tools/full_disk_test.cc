// A disk that is full: the program stops acknowledging and says so, and goes on once there is space.
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/tools/command_runner.h"
#include "tests/tools/small_city.h"

namespace rireki {

using namespace running;

namespace {

/// What a shell does on a small disk of its own, which goes with it: $1 the folder, $2 the program, $3 the policy, $4
/// the lines, $5 how many KiB are left to them. Prints the status of each step.
constexpr std::string_view kStory = R"sh(
mount -t tmpfs -o size=64m tmpfs "$1" || exit 70
"$2" --data "$1/d" init --policy "$3" --recorded 2020-01-01T00:00:00Z || exit 71
left=$(df --output=avail -B1024 "$1" | tail -1)
head -c $(((left - $5) * 1024)) /dev/zero > "$1/fill"
"$2" --data "$1/d" --json import "$4" --trust-recorded; echo "full $?"
rm "$1/fill"
"$2" --data "$1/d" verify --full; echo "verified $?"
"$2" --data "$1/d" --json import "$4" --trust-recorded; echo "again $?"
"$2" --data "$1/d" --json log --type PersonRegistered > "$1/all"; echo "persons $(wc -l < "$1/all")"
)sh";

std::string many_persons(int count) {
  const std::string kana(200, 'x');
  std::string lines;
  for (int i = 0; i < count; ++i) {
    lines += event_line("m" + std::to_string(i), "PersonRegistered", "M" + std::to_string(i), "2020-06-01",
                        "2023-04-01T00:00:00Z",
                        R"({"name":"N","birth":"1990-01-01","sex":"other","kana":")" + kana + "\"}") +
             "\n";
  }
  return lines;
}

}  // namespace

TEST_CASE("a full disk ends no process, loses nothing, and is forgotten once there is space", "[tools][command]") {
  const City city(false);
  if (Process(city.scratch(), {"unshare", "-m", "true"}).wait().status != 0) {
    WARN("no disk of one's own can be mounted here: not tested");
    return;
  }
  write_file(city.path("story.sh"), kStory);
  write_file(city.path("lines.jsonl"), many_persons(20'000));
  std::filesystem::create_directory(city.path("disk"));
  for (const std::string left : {"200", "600", "944", "1500"}) {
    const Ran ran = Process(city.scratch(), {"unshare", "-m", "sh", city.path("story.sh"), city.path("disk"),
                                             command_path(), city.path("policy.toml"), city.path("lines.jsonl"), left})
                        .wait();
    CAPTURE(left, ran.out, ran.err);
    REQUIRE(ran.status == 0);
    CHECK(ran.out.contains("full 1\n"));
    CHECK(ran.err.contains("No space left on device"));
    CHECK(ran.out.contains("verified 0\n"));
    CHECK(ran.out.contains("again 0\n"));
    CHECK(ran.out.contains("persons 20000\n"));
  }
}

}  // namespace rireki
