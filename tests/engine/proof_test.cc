// The Merkle frontier against RFC 6962's own definition and other people's vectors; the guard file.
#include <bit>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "engine/proof/frontier.h"
#include "engine/proof/guard.h"
#include "tests/support/checkout.h"
#include "tests/support/scratch.h"

using namespace rireki;

namespace {

/// MTH of RFC 6962, section 2.1, as written there.
Hash root_of(std::span<const std::string> leaves, Hasher& hasher) {
  if (leaves.empty()) return hasher.empty();
  if (leaves.size() == 1) return hasher.leaf(leaves.front());
  const std::size_t k = std::bit_floor(leaves.size() - 1);
  return hasher.node(root_of(leaves.first(k), hasher), root_of(leaves.subspan(k), hasher));
}

TreeHead head_of(std::uint64_t size, std::uint8_t byte) {
  TreeHead head{size, {}};
  head.root.fill(byte);
  return head;
}

void flip(const std::string& path, std::streamoff at) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(at);
  const char byte = static_cast<char>(file.get() ^ 1);
  file.seekp(at);
  file.put(byte);
}

boost::json::value vectors(const char* name) {
  const auto path = checkout() / "../shared/vectors/rfc6962" / name;
  std::ifstream file(path);
  if (!file) return nullptr;
  return boost::json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
}

std::string from_hex(std::string_view hex) {
  std::string out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    out += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  }
  return out;
}

}  // namespace

TEST_CASE("the frontier's root is RFC 6962's for every size", "[engine][proof]") {
  Hasher hasher;
  Frontier frontier;
  std::vector<std::string> leaves;
  for (std::size_t size = 0; size <= 130; ++size) {
    REQUIRE(frontier.head(hasher) == TreeHead{size, root_of(leaves, hasher)});
    REQUIRE(Frontier(frontier.size(), frontier.subtrees()).head(hasher) == frontier.head(hasher));
    leaves.push_back("record " + std::to_string(size * size));
    frontier.append(leaves.back(), hasher);
  }
  CHECK(to_hex(hasher.empty()) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("the frontier agrees with published roots", "[engine][proof]") {
  const auto published = vectors("roots_and_known_answers.json");
  if (published.is_null()) return;  // the vectors are not part of the project
  const auto text = boost::json::serialize(published);
  Hasher hasher;
  // The eight leaves of the Certificate Transparency reference implementation's tests.
  Frontier frontier;
  for (const char* leaf :
       {"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"}) {
    frontier.append(from_hex(leaf), hasher);
    CHECK(text.find(to_hex(frontier.head(hasher).root)) != std::string::npos);
  }
}

TEST_CASE("the guard vouches for what was put last, and survives a torn slot", "[engine][proof]") {
  const Scratch scratch;
  const std::string path = scratch / "guard";
  REQUIRE(Guard::create(path));
  CHECK(Guard::read(path)->size == 0);
  CHECK_FALSE(Guard::create(path));
  {
    const auto guard = Guard::open(path);
    REQUIRE(guard);
    for (std::uint8_t i = 1; i <= 5; ++i) REQUIRE((*guard)->put(head_of(i * 10U, i)));
  }
  REQUIRE(Guard::read(path) == head_of(50, 5));
  {
    const auto guard = Guard::open(path);  // goes on with the older slot
    REQUIRE((*guard)->put(head_of(60, 6)));
  }
  REQUIRE(Guard::read(path) == head_of(60, 6));

  for (const std::streamoff slot : {0, 512}) {
    for (std::streamoff at = 0; at < 52; ++at) {
      flip(path, slot + at);
      const auto read = Guard::read(path);
      REQUIRE(read);
      CHECK((*read == head_of(50, 5) || *read == head_of(60, 6)));
      flip(path, slot + at);
    }
  }
  flip(path, 20);
  flip(path, 532);
  CHECK(Guard::read(path).error().code == Code::integrity_error);
  std::filesystem::remove(path);
  CHECK(Guard::read(path).error().code == Code::integrity_error);
}
