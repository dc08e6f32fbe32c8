// What was opened before is opened faster, by nobody else, and not at all once its key is destroyed.
#include "engine/vault/opened_parts.h"

#include <catch2/catch.hpp>

#include "engine/engine.h"
#include "tests/support/scratch.h"
#include "tests/support/sure.h"

using namespace rireki;

TEST_CASE("a part is known in its own context alone, until all are forgotten", "[engine][vault]") {
  OpenedParts parts;
  CHECK(parts.find("r1 P1", "sealed") == nullptr);
  parts.remember("r1 P1", "sealed", "clear");
  REQUIRE(parts.find("r1 P1", "sealed") != nullptr);
  CHECK(*parts.find("r1 P1", "sealed") == "clear");
  CHECK(parts.find("r1 P2", "sealed") == nullptr);
  CHECK(parts.find("r1 P1", "sealed otherwise") == nullptr);
  for (int i = 0; i < 100'000; ++i) parts.remember("r", std::to_string(i), std::to_string(-i));
  int known = 0;
  for (int i = 0; i < 100'000; ++i) {
    const std::string* clear = parts.find("r", std::to_string(i));
    if (clear == nullptr) continue;
    ++known;
    REQUIRE(*clear == std::to_string(-i));
  }
  CHECK(known > 10'000);
  CHECK(known < 100'000);
  const std::string large(10'000, 'x');
  parts.remember("large", large, "clear");
  CHECK(parts.find("large", large) == nullptr);
  parts.forget();
  CHECK(parts.find("r1 P1", "sealed") == nullptr);
}

TEST_CASE("what was opened before opens for its own person and place alone, and not after an erasure",
          "[engine][vault]") {
  const Scratch scratch;
  sure(Engine::create(scratch / "data"));
  const auto engine = sure(Engine::open(scratch / "data", EngineMode::write));
  Vault& vault = engine->vault();
  const auto part_of = [](std::string_view subject, std::string_view id = "r1") {
    return PartPlace{.id = id, .subject = subject, .type = {}, .category = PersonalCategory::identity};
  };
  std::string sealed;
  std::string other;
  vault.seal(part_of("P1"), "a name", sealed);
  vault.seal(part_of("P2"), "another name", other);
  for (int i = 0; i < 3; ++i) {
    CHECK(sure(vault.open(part_of("P1"), sealed)) == "a name");
    CHECK(sure(vault.open(part_of("P2"), other)) == "another name");
    CHECK(vault.open(part_of("P2"), sealed).error().code == Code::integrity_error);
    CHECK(vault.open(part_of("P1", "r2"), sealed).error().code == Code::integrity_error);
    std::string broken = sealed;
    broken.back() = static_cast<char>(broken.back() ^ 1);
    CHECK(vault.open(part_of("P1"), broken).error().code == Code::integrity_error);
  }
  const Erasure erasure{.person = "P1", .categories = bit_of(PersonalCategory::identity), .event_id = "e1"};
  vault.intend(erasure);
  sure(vault.sync());
  sure(vault.destroy(std::vector{erasure}, Instant{1'700'000'000'000}));
  CHECK(sure(vault.open(part_of("P1"), sealed)) == std::nullopt);
  CHECK(sure(vault.open(part_of("P2"), other)) == "another name");
}
