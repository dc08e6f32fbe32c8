#include "engine/log/losses.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "events/types/json_writer.h"

namespace rireki {

namespace {

std::string line_of(const Loss& loss, Instant now, const std::string& actor) {
  JsonWriter out;
  out.begin_object().key("recorded").text(to_text(now)).key("actor").text(actor);
  out.key("first_missing").integer(static_cast<std::int64_t>(loss.first_missing.value));
  const auto put_head = [&](std::string_view name, const TreeHead& head) {
    out.key(name).begin_object().key("size").integer(static_cast<std::int64_t>(head.size));
    out.key("root").text(to_hex(head.root)).end_object();
  };
  put_head("vouched", loss.vouched);
  put_head("present", loss.present);
  return std::move(out.end_object()).str() + "\n";
}

}  // namespace

Result<void> note_loss(const std::string& path, const Loss& loss, Instant now, const std::string& actor) {
  const std::string line = line_of(loss, now, actor);
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  const bool written =
      fd >= 0 && ::write(fd, line.data(), line.size()) == static_cast<ssize_t>(line.size()) && ::fsync(fd) == 0;
  const int error = errno;
  if (fd >= 0) ::close(fd);
  if (written) return {};
  return fail(Code::io_error, "writing " + path + ": " + std::generic_category().message(error));
}

}  // namespace rireki
