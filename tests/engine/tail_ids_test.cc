// The ids in memory, whatever their order: those made as time goes by, others, and both mixed.
#include "engine/views/tail_ids.h"

#include <map>
#include <random>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

using namespace rireki;

namespace {

using Rows = std::vector<std::pair<std::string, std::string>>;

/// Mostly the next one of a few kinds, as clocks and counters make them; else any, of few, so that some come again.
class IdMaker {
 public:
  explicit IdMaker(bool makes_many_kinds) : makes_many_kinds_(makes_many_kinds) {}

  std::string next() {
    const auto kind = random_() % 3;
    if (random_() % 8 != 0) return std::string(1, "tru"[kind]) + "r-" + std::to_string(1'000'000 + made_++);
    const std::string any = std::to_string(random_() % 1'000);
    return makes_many_kinds_ ? any : "tr-" + any + std::string(random_() % 2, '\0');
  }

  std::uint64_t random() { return random_(); }

 private:
  bool makes_many_kinds_;
  std::mt19937 random_{5};
  int made_ = 0;
};

Rows sorted_rows(const TailIds& ids) {
  Rows rows;
  ids.put_sorted([&](std::string_view id, std::string_view seq) { rows.emplace_back(id, seq); });
  return rows;
}

void check_same(const TailIds& ids, const std::map<std::string, Seq>& expected) {
  REQUIRE(ids.size() == expected.size());
  const Rows rows = sorted_rows(ids);
  REQUIRE(rows.size() == expected.size());
  auto row = rows.begin();
  for (const auto& [id, seq] : expected) {
    REQUIRE(row->first == id);
    REQUIRE(seq_in(row->second) == seq);
    ++row;
  }
}

}  // namespace

TEST_CASE("the ids in memory are those that were added, once each, in whatever order", "[engine][views]") {
  const bool makes_many_kinds = GENERATE(false, true);
  IdMaker maker(makes_many_kinds);
  TailIds ids;
  std::map<std::string, Seq> expected;
  for (std::uint64_t seq = 1; seq <= 20'000; ++seq) {
    const std::string id = maker.next();
    if (maker.random() % 4 == 0) {
      const auto it = expected.find(id);
      REQUIRE(ids.find(id) == (it == expected.end() ? std::nullopt : std::optional(it->second)));
    }
    ids.add(id, Seq{seq});
    expected.try_emplace(id, Seq{seq});
  }
  check_same(ids, expected);
  for (const auto& [id, seq] : expected) REQUIRE(ids.find(id) == seq);

  TailIds later;
  for (std::uint64_t seq = 30'001; seq <= 30'500; ++seq) {
    const std::string id = maker.next();
    if (later.find(id) || expected.contains(id)) continue;
    later.add(id, Seq{seq});
    expected.try_emplace(id, Seq{seq});
  }
  later.add_all(ids);
  check_same(later, expected);
  later.clear();
  check_same(later, {});
  CHECK(later.find("tr-1") == std::nullopt);
  later.add("tr-1", Seq{1});
  later.add("tr-1", Seq{2});
  CHECK(later.find("tr-1") == Seq{1});
}
