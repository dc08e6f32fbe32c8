// The power goes at every single operation on the disk. What was acknowledged is there, whole and in its place; what
// was under way is there as a whole or not at all; and a power loss is never taken for damage.
#include <filesystem>

#include <catch2/catch.hpp>

#include "tests/faults/workload.h"
#include "tests/support/faulty_files.h"
#include "tests/support/scratch.h"

using namespace rireki;
using namespace rireki::faults;
namespace fs = std::filesystem;
using Survival = FaultyFiles::Survival;
using enum FaultyFiles::Operation;

namespace {

constexpr Survival kSurvivals[] = {Survival::nothing, Survival::reordered, Survival::torn, Survival::everything};

/// One power loss: at which operation, what is left of what was not synced.
struct PowerLoss {
  std::uint64_t at = 0;
  Survival survival = Survival::nothing;
  std::uint64_t seed = 0;
  bool lying_disk = false;
  bool old_guard = false;  // the guard, which is not synced at each commit, is as it was at first
  bool without_views = false;
};

struct Observed {
  std::size_t acknowledged = 0;
  std::string amiss;
};

class Machine {
 public:
  Machine() { made(scratch_ / "new").reset(); }

  /// How many operations the work takes.
  std::uint64_t operations() {
    copy_directory(scratch_ / "new", scratch_ / "0");
    const auto files = std::make_shared<FaultyFiles>();
    Workload work;
    REQUIRE(work.run(scratch_ / "0", files));
    return files->operations(writing);
  }

  Observed lose_power(const PowerLoss& loss, int place) {
    const std::string data = scratch_ / std::to_string(place);
    copy_directory(scratch_ / "new", data);
    const auto files = std::make_shared<FaultyFiles>();
    files->fail_at(writing, loss.at, FaultyFiles::Fault::power_loss);
    if (loss.lying_disk) files->lie_about_syncs();
    Workload work;
    work.run(data, files);
    std::mt19937_64 random(loss.seed);
    files->lose_power(loss.survival, random);
    if (loss.old_guard) fs::copy_file(scratch_ / "new/guard", data + "/guard", fs::copy_options::overwrite_existing);
    if (loss.without_views) fs::remove_all(data + "/views");
    Observed observed{work.acknowledged(), amiss_after(data, work)};
    if (work.acknowledged_after_error() > 0) observed.amiss += "acknowledged after an error; ";
    return observed;
  }

 private:
  Scratch scratch_;
};

}  // namespace

TEST_CASE("a power loss at any operation loses nothing that was acknowledged", "[faults]") {
  Machine machine;
  const std::uint64_t seed = seed_of_test();
  const std::uint64_t operations = machine.operations();
  CHECK(operations > 100);
  std::vector<PowerLoss> losses;
  for (std::uint64_t at = 1; at <= operations + 1; ++at) {  // the last one comes after the end
    for (int round = 0; round < (in_full() ? 12 : 1); ++round) {
      const Survival survival = kSurvivals[(at + round) % std::size(kSurvivals)];
      losses.push_back({at, survival, seed + at + 1000 * round, false, (at + round) % 3 == 0, (at + round) % 5 == 0});
    }
  }
  const std::string amiss = try_all(losses.size(), [&](std::size_t i, int place) {
    const PowerLoss& loss = losses[i];
    const Observed observed = machine.lose_power(loss, place);
    if (observed.amiss.empty()) return std::string();
    return "at " + std::to_string(loss.at) + " " + std::string(to_text(loss.survival)) +
           (loss.old_guard ? ", old guard" : "") + ": " + observed.amiss;
  });
  INFO("seed " << seed << ", " << operations << " operations, " << losses.size() << " power losses");
  CHECK(amiss == "");
  if (in_full()) WARN(operations << " operations, " << losses.size() << " power losses");
}

TEST_CASE("a disk that lies about syncs is found out by the same test", "[faults]") {
  Machine machine;
  const std::uint64_t operations = machine.operations();
  std::atomic<int> found = 0;
  const std::string unseen = try_all(operations / 5, [&](std::size_t i, int place) {
    const PowerLoss loss{.at = i * 5 + 1, .survival = Survival::nothing, .lying_disk = true};
    const Observed observed = machine.lose_power(loss, place);
    found += observed.amiss.empty() ? 0 : 1;
    return observed.acknowledged > 0 && observed.amiss.empty() ? "at " + std::to_string(loss.at) : "";
  });
  CHECK(unseen == "");
  CHECK(found > 10);
}
