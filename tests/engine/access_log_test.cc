// The log of reads: nothing of it is lost, changed or cut without being found out.
#include "engine/access/access_log.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include <catch2/catch.hpp>

#include "engine/proof/guard.h"
#include "engine/proof/signing_key.h"
#include "tests/support/scratch.h"
#include "tests/support/sure.h"

using namespace rireki;
namespace fs = std::filesystem;

namespace {

using Strings = std::vector<std::string>;

/// An access log with the key that signs it.
struct Place {
  Place() : place{.directory = scratch / "accesses", .signing_key = scratch / "signing.key"} {
    sure(create_signing_key(place.signing_key));
    sure(AccessLog::create(place));
  }

  [[nodiscard]] VerifierKey verifier() const { return sure(SigningKey::load(place.signing_key)).verifier(); }
  [[nodiscard]] Result<TreeHead> check() const { return check_accesses(place, std::vector{verifier()}); }

  void record(const Strings& entries) const {
    AccessLog log(place);
    for (const std::string& entry : entries) log.add(entry);
    sure(log.record());
  }

  /// Any thread.
  [[nodiscard]] bool has(std::string_view wanted) const {
    bool found = false;
    const auto read =
        each_access(place, [&](std::uint64_t, std::string_view entry) { return !(found |= entry == wanted); });
    return read && found;
  }

  [[nodiscard]] Strings entries() const {
    Strings all;
    sure(each_access(place, [&](std::uint64_t number, std::string_view entry) {
      CHECK(number == all.size() + 1);
      all.emplace_back(entry);
      return true;
    }));
    return all;
  }

  Scratch scratch;
  AccessPlace place;
};

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void put(const std::string& path, std::string_view content) { std::ofstream(path, std::ios::binary) << content; }

}  // namespace

TEST_CASE("two that record in turn lose nothing of each other", "[engine][access]") {
  const Place place;
  {
    AccessLog one(place.place);
    AccessLog other(place.place);
    for (const auto& [log, entry] : std::vector<std::pair<AccessLog*, const char*>>{
             {&one, "a"}, {&other, "b"}, {&other, "c"}, {&one, "d"}, {&other, "e"}}) {
      log->add(entry);
      sure(log->record());
    }
    one.add("never recorded");
  }
  CHECK(place.entries() == Strings{"a", "b", "c", "d", "e"});
  CHECK(sure(place.check()).size == 5);
  CHECK(content_of(place.place.checkpoint()).contains("/accesses\n5\n"));
}

TEST_CASE("recording goes on after a crash, and without what is derived", "[engine][access]") {
  const Place place;
  place.record({"a", "b"});
  // Answers may have left for what was synced, even if a power loss left the guard older; none for what is torn.
  std::ofstream(place.place.log(), std::ios::app) << "3 synced\n" << std::string("4 to\0n\n", 7) << "torn";
  CHECK(place.entries() == Strings{"a", "b", "synced"});
  CHECK(sure(place.check()).size == 3);
  place.record({"c"});
  CHECK(place.entries() == Strings{"a", "b", "synced", "c"});
  fs::remove(place.place.edge());
  place.record({"d"});
  put(place.place.edge(), "no edge");
  place.record({"e"});
  CHECK(place.entries().size() == 6);
  CHECK(sure(place.check()).size == 6);
}

TEST_CASE("entries that are copied behind the last one are none", "[engine][access]") {
  const Place place;
  const Strings entries = {R"({"known_at":12})", R"({"known_at":3})"};
  place.record(entries);
  const std::string log = content_of(place.place.log());
  const TreeHead head = sure(place.check());
  for (std::size_t at = 0; at < log.size(); ++at) {  // mostly the copy begins with a part of an entry
    put(place.place.log(), log + log.substr(at));
    CHECK(place.entries() == entries);
    CHECK(sure(place.check()) == head);
  }
  place.record({"c"});
  CHECK(content_of(place.place.log()) == log + "3 c\n");
}

TEST_CASE("a log of reads that was begun without numbers goes on with them", "[engine][access]") {
  const Place place;
  put(place.place.log(), "{}\n{}\n");
  Hasher hasher;
  Frontier frontier;
  for (int i = 0; i < 2; ++i) frontier.append("{}", hasher);
  sure(sure(Guard::open(place.place.guard()))->put(frontier.head(hasher)));
  place.record({"c"});
  CHECK(place.entries() == Strings{"{}", "{}", "c"});
  CHECK(content_of(place.place.log()) == "{}\n{}\n3 c\n");
  CHECK(sure(place.check()).size == 3);
}

TEST_CASE("a guard that is older than the log of reads is caught up with, a newer one refused", "[engine][access]") {
  const Place place;
  place.record({"a"});
  const std::string guard = content_of(place.place.guard());
  const std::string log = content_of(place.place.log());
  place.record({"b", "c"});
  const std::string newer = content_of(place.place.guard());
  put(place.place.guard(), guard);
  fs::remove(place.place.edge());
  CHECK(place.entries() == Strings{"a", "b", "c"});
  place.record({"d"});
  CHECK(place.entries() == Strings{"a", "b", "c", "d"});
  CHECK(sure(place.check()).size == 4);
  put(place.place.guard(), newer);
  put(place.place.log(), log);
  AccessLog writer(place.place);
  writer.add("late");
  CHECK(writer.record().error().code == Code::integrity_error);
}

TEST_CASE("reads that were signed for are missed by the next one, which hides nothing", "[engine][access]") {
  const Place place;
  place.record({"a", "b"});
  const std::string log = content_of(place.place.log());
  const std::string guard = content_of(place.place.guard());
  place.record({"c"});
  const std::string checkpoint = content_of(place.place.checkpoint());
  for (const bool has_edge : {true, false}) {
    if (!has_edge) fs::remove(place.place.edge());
    put(place.place.log(), log);
    put(place.place.guard(), guard);
    CAPTURE(has_edge);
    {
      AccessLog writer(place.place);
      writer.add("d");
      CHECK(writer.record().error().code == Code::integrity_error);
    }
    CHECK(content_of(place.place.checkpoint()) == checkpoint);
    CHECK_FALSE(place.check().has_value());
  }
}

TEST_CASE("zeros that are written ahead are no entries, and do not outlast their writer", "[engine][access]") {
  const Place place;
  const AccessPlace killed{.directory = place.scratch / "killed", .signing_key = place.place.signing_key};
  {
    AccessLog log(place.place);
    for (const char* entry : {"a", "b", "c"}) {
      log.add(entry);
      sure(log.record());
    }
    CHECK(content_of(place.place.log()).starts_with(std::string("1 a\n2 b\n3 c\n\0", 13)));
    place.record({"of another process"});
    log.add("d");
    sure(log.record());
    log.add("e");
    sure(log.record());
    CHECK(place.entries() == Strings{"a", "b", "c", "of another process", "d", "e"});
    CHECK(sure(place.check()).size == 6);
    fs::copy(place.place.directory, killed.directory);
  }
  CHECK(content_of(place.place.log()) == "1 a\n2 b\n3 c\n4 of another process\n5 d\n6 e\n");
  // The second half of what was being written reached the disk, and the first did not.
  std::string log = content_of(killed.log());
  REQUIRE(log.back() == '\0');
  log.replace(log.size() - 9, 9, "\0lf\nwhole\n", 9);
  put(killed.log(), log.substr(0, log.size() - 1));
  {
    AccessLog next(killed);
    next.add("f");
    sure(next.record());
  }
  CHECK(content_of(killed.log()) == "1 a\n2 b\n3 c\n4 of another process\n5 d\n6 e\n7 f\n");
  CHECK(sure(check_accesses(killed, std::vector{place.verifier()})).size == 7);
}

TEST_CASE("an edge that is older than the log of reads is caught up with", "[engine][access]") {
  const Place place;
  place.record({"a"});
  const std::string edge = content_of(place.place.edge());
  place.record({"b", "c"});
  put(place.place.edge(), edge);
  place.record({"d"});
  CHECK(place.entries() == Strings{"a", "b", "c", "d"});
  CHECK(sure(place.check()).size == 4);
}

TEST_CASE("what is added while others record is recorded by whoever comes next", "[engine][access]") {
  constexpr int kThreads = 3;
  constexpr int kEach = 40;
  const Place place;
  AccessLog log(place.place);
  std::atomic<int> failed = 0;
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&, thread] {
        for (int i = 0; i < kEach; ++i) {
          const std::string entry = std::to_string(thread) + "-" + std::to_string(i);
          log.add(entry);
          if (!log.record()) ++failed;
          if (i % 10 == 0 && !place.has(entry)) ++failed;
        }
      });
    }
  }
  CHECK(failed == 0);
  const Strings entries = place.entries();
  CHECK(entries.size() == kThreads * kEach);
  CHECK(std::set<std::string>(entries.begin(), entries.end()).size() == entries.size());
}

TEST_CASE("every bit flipped, every cut and every missing file of the log of reads is found out", "[engine][access]") {
  const Place place;
  place.record({"first", "second"});
  place.record({"third"});
  const TreeHead head = sure(place.check());
  const auto is_found_out = [&] {
    const auto checked = place.check();
    return !checked || *checked != head;
  };
  int harmless = 0;
  for (const std::string& path : {place.place.log(), place.place.guard(), place.place.checkpoint()}) {
    const std::string whole = content_of(path);
    REQUIRE(!whole.empty());
    for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
      std::string flipped = whole;
      flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ 1 << bit % 8);
      put(path, flipped);
      if (is_found_out()) continue;
      // One slot of the guard is older, and between the slots there is nothing: what is said stays true.
      INFO(path << " bit " << bit);
      REQUIRE(path == place.place.guard());
      ++harmless;
    }
    put(path, whole);
    fs::remove(path);
    // A checkpoint that is gone is made again by the next read; the guard vouches meanwhile.
    CHECK(is_found_out() == (path != place.place.checkpoint()));
    put(path, whole);
  }
  CHECK(harmless > 0);
  const std::string log = content_of(place.place.log());
  for (std::size_t size = 0; size < log.size(); ++size) {
    fs::resize_file(place.place.log(), size);
    CHECK(is_found_out());
    AccessLog writer(place.place);
    writer.add("late");
    CHECK(writer.record().error().code == Code::integrity_error);
    put(place.place.log(), log);
  }
  CHECK(!is_found_out());
}

TEST_CASE("a copy of the log of reads goes on where it was taken", "[engine][access]") {
  const Place place;
  place.record({"a"});
  const AccessPlace copy{.directory = place.scratch / "copy", .signing_key = place.place.signing_key};
  sure(copy_access_log(place.place, copy));
  place.record({"only here"});
  {
    AccessLog log(copy);
    log.add("b");
    sure(log.record());
  }
  CHECK(sure(check_accesses(copy, std::vector{place.verifier()})).size == 2);
  CHECK(AccessLog::create(copy).error().code == Code::io_error);
}

TEST_CASE("entries that cannot be read are not left out in silence", "[engine][access]") {
  const Place place;
  place.record({R"({"a":1})", R"({"a":2})", R"({"a":3})"});
  const std::string whole = content_of(place.place.log());
  for (const std::size_t at : {std::size_t{2}, whole.find('2'), whole.rfind('3')}) {
    std::string broken = whole;
    broken[at] = '\0';
    put(place.place.log(), broken);
    const auto read = each_access(place.place, [](std::uint64_t, std::string_view) { return true; });
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().code == Code::integrity_error);
    CHECK(read.error().message.contains("but 3 were recorded"));
  }
  put(place.place.log(), whole.substr(0, whole.rfind('{')));
  CHECK_FALSE(read_accesses(place.place).has_value());

  // The guard may be older than the checkpoint, which counts then.
  fs::remove(place.place.guard());
  sure(Guard::create(place.place.guard()));
  CHECK_FALSE(read_accesses(place.place).has_value());
  // What a power loss has torn was recorded for nobody.
  put(place.place.log(), whole + std::string(20, '\0') + "\n");
  CHECK(place.entries().size() == 3);
}
