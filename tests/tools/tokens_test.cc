#include "tools/server/tokens.h"

#include <atomic>
#include <thread>

#include <catch2/catch.hpp>

#include "tests/support/scratch.h"
#include "tests/support/sure.h"

using namespace rireki;

namespace {

constexpr Instant kNow{1'700'000'000'000};

std::string make(Tokens& tokens, const std::string& owner, Instant expires = Instant{kNow.ms + 1000}) {
  Token token{
      .id = {}, .hash = {}, .owner = owner, .role = TokenRole::hr, .unit = {}, .made = kNow, .expires = expires};
  return sure(tokens.make(token));
}

}  // namespace

TEST_CASE("a secret that was recognised before is one only as long as its token counts", "[tools][serve]") {
  const Scratch scratch;
  Tokens asked(scratch / "");
  CHECK(sure(asked.find("nobody's", kNow)) == nullptr);
  Tokens made(scratch / "");  // as another process
  const std::string one = make(made, "one");
  const std::string other = make(made, "other", Instant{kNow.ms + 10});
  for (int i = 0; i < 2; ++i) {
    CHECK(sure(asked.find(one, kNow))->owner == "one");
    CHECK(sure(asked.find(other, kNow))->owner == "other");
    CHECK(sure(asked.find(other, Instant{kNow.ms + 10})) == nullptr);
    CHECK(sure(asked.find(one + "x", kNow)) == nullptr);
    CHECK(sure(asked.find("", kNow)) == nullptr);
  }
  sure(made.revoke(sure(asked.find(one, kNow))->id));
  CHECK(sure(asked.find(one, kNow)) == nullptr);
  CHECK(sure(asked.find(other, kNow))->owner == "other");
}

TEST_CASE("an owner has the form of an actor: else no token could be read any more", "[tools][serve]") {
  const Scratch scratch;
  Tokens tokens(scratch / "");
  const std::string first = make(tokens, "one");
  for (const std::string owner : {"caf\xe9", "cafe\xCC\x81", "one ", " one", "one\n", "o\tne", "one\xE3\x80\x80",
                                  "one\xE2\x80\x8B", "o\xC2\xADne", "one\xE2\x80\xAE",
                                  "on\xC2\xA0"
                                  "e",
                                  " "}) {
    CAPTURE(owner);
    Token token{.id = {}, .hash = {}, .owner = owner, .role = TokenRole::hr, .unit = {}, .made = kNow, .expires = kNow};
    CHECK_FALSE(tokens.make(token));
  }
  Token token{
      .id = {}, .hash = {}, .owner = "m", .role = TokenRole::manager, .unit = "\xff", .made = kNow, .expires = kNow};
  CHECK_FALSE(tokens.make(token));
  CHECK(sure(tokens.list()).size() == 1);
  CHECK(sure(tokens.find(first, kNow))->owner == "one");
  for (const std::string owner : {"人事課 見本　花子", "hr officer 7", "Ö"}) make(tokens, owner);
}

TEST_CASE("changes of tokens that come together are all kept", "[tools][serve]") {
  const Scratch scratch;
  constexpr int kThreads = 4;
  constexpr int kChanges = 20;
  std::vector<std::vector<std::string>> secrets(kThreads);
  std::atomic<int> failed = 0;
  const auto change = [&](std::vector<std::string>& kept) {
    Tokens tokens(scratch / "");  // as another process
    for (int i = 0; i < kChanges; ++i) {
      kept.push_back(make(tokens, "kept"));
      const auto revoked = sure(tokens.find(make(tokens, "revoked"), kNow));
      if (revoked == nullptr || !tokens.revoke(revoked->id)) ++failed;
    }
  };
  std::vector<std::thread> threads;
  for (auto& kept : secrets) {
    threads.emplace_back([&] {
      try {
        change(kept);
      } catch (const std::exception&) {
        ++failed;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(failed == 0);
  Tokens tokens(scratch / "");
  CHECK(sure(tokens.list()).size() == std::size_t{kThreads} * kChanges);
  for (const auto& made : secrets) {
    for (const std::string& secret : made) CHECK(sure(tokens.find(secret, kNow)) != nullptr);
  }
}
