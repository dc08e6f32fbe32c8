// What the service leaves to the log of the descriptors that it may have.
#include "tools/server/descriptors.h"

#include <catch2/catch.hpp>

using namespace rireki;

TEST_CASE("connections leave descriptors to the log", "[tools][serve]") {
  CHECK(connections_under(1'048'576, 1'000) == 1'000);
  CHECK(connections_under(1'024, 1'000) == 624);
  CHECK(connections_under(256, 1'000) == 16);
  CHECK(connections_under(256, 8) == 8);
  CHECK(raise_descriptor_limit() >= 16);
}
