#include "engine/clock/clock.h"

#include <array>
#include <chrono>
#include <cstring>
#include <ctime>
#include <fstream>
#include <span>
#include <stdexcept>

#include <date/tz.h>
#include <openssl/rand.h>

namespace rireki {

namespace {

class SystemClock final : public Clock {
 public:
  Instant now() override {
    const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
    return Instant{std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count()};
  }

  std::int64_t running_ms() override {
    timespec time{};
    ::clock_gettime(CLOCK_BOOTTIME, &time);
    return std::int64_t{time.tv_sec} * 1000 + time.tv_nsec / 1'000'000;
  }

  std::string start() override {
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::string id;
    file >> id;
    return id;
  }
};

const date::time_zone* find_zone(std::string_view name) {
  try {
    return date::locate_zone(std::string(name));
  } catch (const std::exception&) {
    return nullptr;
  }
}

/// Remembers the span of constant offset that was asked for last: imports ask for neighbouring instants.
class SystemTimeZones final : public TimeZones {
 public:
  bool is_known(std::string_view zone) override { return find_zone(zone) != nullptr; }

  Day local_day(Instant instant, std::string_view zone) override {
    if (zone != zone_ || instant < begin_ || instant >= end_) look_up(instant, zone);
    return utc_day(Instant{instant.ms + offset_ms_});
  }

 private:
  void look_up(Instant instant, std::string_view zone) {
    zone_ = zone;
    const auto ms = [](auto seconds) { return Instant{std::chrono::milliseconds(seconds.time_since_epoch()).count()}; };
    const date::time_zone* found = find_zone(zone);
    if (found == nullptr) {
      begin_ = Instant{INT64_MIN};
      end_ = Instant{INT64_MAX};
      offset_ms_ = 0;
      return;
    }
    const auto info = found->get_info(date::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(instant.ms)));
    begin_ = ms(info.begin);
    end_ = ms(info.end);
    offset_ms_ = std::chrono::milliseconds(info.offset).count();
  }

  std::string zone_;
  Instant begin_;
  Instant end_;
  std::int64_t offset_ms_ = 0;
};

/// Random bytes by the page: each call costs more than all the rest of an id.
class RandomBytes {
 public:
  void take(std::span<unsigned char> out) {
    if (used_ + out.size() > page_.size()) {
      if (RAND_bytes(page_.data(), static_cast<int>(page_.size())) != 1) {
        throw std::runtime_error("OpenSSL has no random bytes");
      }
      used_ = 0;
    }
    std::memcpy(out.data(), page_.data() + used_, out.size());
    used_ += out.size();
  }

 private:
  std::array<unsigned char, 4096> page_{};
  std::size_t used_ = page_.size();
};

}  // namespace

std::unique_ptr<Clock> system_clock() { return std::make_unique<SystemClock>(); }

std::unique_ptr<TimeZones> system_time_zones() { return std::make_unique<SystemTimeZones>(); }

Instant end_of_day(Day day, const std::string& zone) {
  const date::local_days next{date::days(day.days + 1)};
  const date::time_zone* found = find_zone(zone);
  if (found == nullptr) return Instant{std::int64_t{day.days + 1} * kDayMs - 1};
  const auto midnight = found->to_sys(next, date::choose::earliest);
  return Instant{std::chrono::duration_cast<std::chrono::milliseconds>(midnight.time_since_epoch()).count() - 1};
}

std::string make_uuid_v7(Instant now) {
  std::array<unsigned char, 16> bytes{};
  thread_local RandomBytes random;
  random.take(bytes);
  for (unsigned i = 0; i < 6; ++i) bytes[i] = static_cast<unsigned char>(now.ms >> (40U - 8U * i));
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0FU) | 0x70U);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3FU) | 0x80U);
  constexpr char kHex[] = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    out += kHex[bytes[i] >> 4U];
    out += kHex[bytes[i] & 0xFU];
  }
  return out;
}

}  // namespace rireki
