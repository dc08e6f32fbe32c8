// What a command says where it may not read or write, and whose the files are that root writes for a service.
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "tests/tools/backed_up_city.h"

using namespace rireki;
using namespace rireki::running;
namespace fs = std::filesystem;

namespace {

using Strings = std::vector<std::string>;

constexpr uid_t kNobody = 65534;

/// Commands are run as somebody who owns nothing.
class AsNobody {
 public:
  AsNobody() { REQUIRE((setegid(kNobody) == 0 && seteuid(kNobody) == 0)); }
  ~AsNobody() {
    if (seteuid(0) != 0 || setegid(0) != 0) std::abort();
  }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;
};

void open_for_all(const fs::path& path) { fs::permissions(path, fs::perms::all); }

uid_t owner_of(const std::string& path) {
  struct stat status {};
  REQUIRE(stat(path.c_str(), &status) == 0);
  return status.st_uid;
}

}  // namespace

TEST_CASE("what may not be read is told as that, and is no damage", "[tools][permissions]") {
  if (geteuid() != 0) return;  // nobody else can become somebody else
  const BackedUpCity city;
  open_for_all(city.scratch().path());
  open_for_all(city.data());
  open_for_all(city.data() + "/accesses");
  for (const std::string name : {"log", "guard"}) open_for_all(city.data() + "/accesses/" + name);
  const Strings append = {"append",      "TrainingCompleted", "--subject", "P1",
                          "--effective", "2022-06-01",        "--set",     "course=ethics",
                          "--set",       "category=workplace"};
  const auto run_as_nobody = [&](const Strings& words) {
    const AsNobody nobody;
    return city.run(words);
  };
  if (run_as_nobody({"--version"}).status != 0) return;  // the command lies where nobody else may look
  const Ran appended = run_as_nobody(append);
  CHECK(appended.status == 1);
  CHECK(appended.err.contains("LOCK: Permission denied"));
  CHECK_FALSE(appended.err.contains("another process"));
  for (const std::string name : {"vault", "erasures", "signing.key", "master.key"}) {
    const std::string path = city.data() + "/" + name;
    for (const std::string other : {"vault", "erasures", "signing.key", "master.key"}) {
      fs::permissions(city.data() + "/" + other, other == name ? fs::perms::owner_read : fs::perms::all);
    }
    const Ran verified = run_as_nobody({"verify"});
    CAPTURE(name, verified.out, verified.err);
    CHECK(verified.status == 1);
    CHECK(verified.err.contains(path + ": Permission denied"));
    if (name != "signing.key") CHECK(run_as_nobody({"person", "P1", "--as-of", "2023-01-01"}).status == 1);
  }
  fs::permissions(city.data(), fs::perms::owner_all);
  const Ran barred = run_as_nobody({"person", "P1"});
  CHECK(barred.status == 1);
  CHECK(barred.err.contains("unfinished: Permission denied"));
  CHECK_FALSE(barred.err.contains("filesystem error"));
}

TEST_CASE("what root writes stays whose it was", "[tools][permissions]") {
  if (geteuid() != 0) return;
  const BackedUpCity city;
  for (const auto& entry : fs::recursive_directory_iterator(city.data())) {
    REQUIRE(lchown(entry.path().c_str(), kNobody, kNobody) == 0);
  }
  REQUIRE(chown(city.data().c_str(), kNobody, kNobody) == 0);
  REQUIRE(city.run({"erase", "P1", "--basis", "asked for"}).status == 0);
  REQUIRE(city.run({"token", "make", "--role", "hr", "--owner", "one"}).status == 0);
  REQUIRE(city.run({"checkpoint", "--change-key"}).status == 0);
  for (const std::string name :
       {"vault", "erasures", "tokens.jsonl", "tokens.key", "signing.key", "verifier.key", "master.key", "checkpoint"}) {
    CAPTURE(name);
    CHECK(owner_of(city.data() + "/" + name) == kNobody);
  }
}
