#include "engine/outbox.h"

#include <utility>

namespace rireki {

void Outbox::expect(std::size_t records, std::size_t bytes_each) {
  added_.bytes.reserve(records * bytes_each);
  added_.ends.reserve(records);
}

std::optional<std::string_view> Outbox::find(Seq seq) const {
  if (seq > sent_ && seq < next()) return added_[seq.value - sent_.value - 1];
  for (const Flight& flight : flights_) {
    const std::uint64_t place = seq.value - flight.first.value;
    if (seq >= flight.first && place < flight.records->size()) return (*flight.records)[place];
  }
  return std::nullopt;
}

void Outbox::forget(Seq durable) {
  while (!flights_.empty() && flights_.front().first.value + flights_.front().records->size() <= durable.value + 1) {
    flights_.pop_front();
  }
}

void Outbox::send(Log& log, Log::Done done) {
  const Seq before = sent_;
  const auto records = std::make_shared<const RecordBatch>(std::exchange(added_, {}));
  sent_.value += records->size();
  flights_.push_back({Seq{before.value + 1}, records});
  {
    const std::lock_guard lock(mutex_);
    ++in_flight_;
  }
  log.append({records, before}, [this, done = std::move(done)](const Result<Appended>& appended) {
    land(appended);
    done(appended);
  });
}

void Outbox::land(const Result<Appended>& appended) {
  const std::lock_guard lock(mutex_);
  --in_flight_;
  if (!appended && failure_.empty()) failure_ = appended.error().message;
  landed_.notify_all();
}

void Outbox::stop(const Error& reason) {
  const std::lock_guard lock(mutex_);
  if (failure_.empty()) failure_ = reason.message;
}

void Outbox::wait() {
  std::unique_lock lock(mutex_);
  landed_.wait(lock, [this] { return in_flight_ == 0; });
}

Result<void> Outbox::not_failed() {
  const std::lock_guard lock(mutex_);
  return failure_.empty() ? Result<void>{}
                          : fail(Code::io_error, failure_ + "; nothing more is recorded until rireki is started again");
}

}  // namespace rireki
