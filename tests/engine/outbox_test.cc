// What waits for the Log can be read meanwhile, and is forgotten once it is durable.
#include "engine/outbox.h"

#include <catch2/catch.hpp>

using namespace rireki;

namespace {

/// Answers when it is told to.
class SlowLog final : public Log {
 public:
  void append(AppendRequest request, Done done) override {
    asked.push_back(request);
    waiting_.push_back(std::move(done));
  }
  [[nodiscard]] Seq last() const override { return {}; }
  [[nodiscard]] const Frontier& frontier() const override { return frontier_; }
  Result<void> read(Seq, Seq, const Visit&) override { return {}; }
  Result<Seq> last_known_at(Instant) override { return Seq{}; }
  Result<std::uint32_t> back_up(const std::string&) override { return 0U; }

  void answer(const Result<Appended>& with) {
    const Done done = std::move(waiting_.front());
    waiting_.erase(waiting_.begin());
    done(with);
  }

  std::vector<AppendRequest> asked;

 private:
  std::vector<Done> waiting_;
  Frontier frontier_;
};

void add(Outbox& outbox, std::string_view record) {
  outbox.add([&](std::string& bytes) { bytes += record; });
}

}  // namespace

TEST_CASE("a record can be found from when it is added until it is durable", "[engine]") {
  SlowLog log;
  Outbox outbox;
  outbox.begin(Seq{7});
  CHECK(outbox.next() == Seq{8});
  CHECK_FALSE(outbox.is_waiting());
  add(outbox, "eight");
  add(outbox, "nine");
  CHECK(outbox.next() == Seq{10});
  CHECK(outbox.sent() == Seq{7});
  CHECK(outbox.find(Seq{8}) == "eight");
  CHECK(outbox.find(Seq{9}) == "nine");
  CHECK_FALSE(outbox.find(Seq{7}));
  CHECK_FALSE(outbox.find(Seq{10}));

  int told = 0;
  outbox.send(log, [&](const Result<Appended>& r) { told += r ? 1 : 100; });
  add(outbox, "ten");
  outbox.send(log, [&](const Result<Appended>& r) { told += r ? 10 : 100; });
  REQUIRE(log.asked.size() == 2);
  CHECK(log.asked[0].expected_last == Seq{7});
  CHECK(log.asked[1].expected_last == Seq{9});
  CHECK(outbox.sent() == Seq{10});
  CHECK(outbox.find(Seq{9}) == "nine");

  log.answer(Appended{Seq{8}, Seq{9}});
  outbox.forget(Seq{9});
  CHECK_FALSE(outbox.find(Seq{9}));
  CHECK(outbox.find(Seq{10}) == "ten");
  CHECK(outbox.is_waiting());
  log.answer(Appended{Seq{10}, Seq{10}});
  outbox.forget(Seq{10});
  CHECK_FALSE(outbox.is_waiting());
  CHECK(told == 11);
  outbox.wait();
  CHECK(outbox.not_failed());
}

TEST_CASE("of a record that cannot be written nothing is left, and no more is taken after a stop", "[engine]") {
  SlowLog log;
  Outbox outbox;
  outbox.begin(Seq{});
  add(outbox, "one");
  CHECK_THROWS(outbox.add([](std::string& bytes) {
    bytes += "half a rec";
    throw std::runtime_error("no key");
  }));
  add(outbox, "two");
  CHECK(outbox.find(Seq{1}) == "one");
  CHECK(outbox.find(Seq{2}) == "two");
  CHECK(outbox.not_failed());
  outbox.stop({Code::integrity_error, "the views are damaged"});
  CHECK(outbox.not_failed().error().message.starts_with("the views are damaged; nothing more is recorded"));
}

TEST_CASE("the first failure of the Log is kept, and those who wait are told each", "[engine]") {
  SlowLog log;
  Outbox outbox;
  outbox.begin({});
  std::vector<std::string> told;
  const auto tell = [&](const Result<Appended>& r) { told.push_back(r ? "done" : r.error().message); };
  add(outbox, "one");
  outbox.send(log, tell);
  add(outbox, "two");
  outbox.send(log, tell);
  log.answer(fail(Code::io_error, "the disk is full"));
  log.answer(fail(Code::io_error, "no longer acknowledges"));
  outbox.wait();
  CHECK(told == std::vector<std::string>{"the disk is full", "no longer acknowledges"});
  REQUIRE_FALSE(outbox.not_failed());
  CHECK(outbox.not_failed().error().message.starts_with("the disk is full; nothing more is recorded"));
}
