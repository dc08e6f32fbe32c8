#include "tools/server/importing.h"

#include <utility>

#include "tools/server/appending.h"
#include "tools/server/import_report.h"
#include "tools/server/problem.h"

namespace rireki {

namespace {

constexpr std::size_t kBatchBytes = std::size_t{512} << 10;  // judged together, with one sync
constexpr std::size_t kNamedMax = 10'000;                    // refused lines
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Cuts a text that grows into lines, without their ends and without blank ones.
class Lines {
 public:
  void add(std::string_view piece) {
    has_end_ = has_end_ || piece.contains('\n');
    if (!is_skipping_) {
      text_ += piece;
    } else if (const std::size_t end = piece.find('\n'); end != std::string_view::npos) {
      is_skipping_ = false;
      text_ = piece.substr(end + 1);
    }
  }

  /// Whether there is enough to take, or too much to wait for the end of a line.
  [[nodiscard]] bool is_due() const {
    return (has_end_ && text_.size() >= kBatchBytes) || text_.size() > kJsonBytesMax;
  }

  /// Visits every line that is whole, with its number from 1; at the end of the text also the last one. Of a line that
  /// is longer than an event may be, one byte more than that is visited, and the rest never kept.
  template <class Visit>
  void take(bool is_end, const Visit& visit) {
    has_end_ = false;
    std::size_t begin = 0;
    for (std::size_t end = 0; (end = text_.find('\n', begin)) != std::string::npos; begin = end + 1) {
      give(std::string_view(text_).substr(begin, end - begin), visit);
    }
    text_.erase(0, begin);
    if (text_.size() <= kJsonBytesMax && !is_end) return;
    is_skipping_ = !is_end;
    give(std::string_view(text_).substr(0, kJsonBytesMax + 1), visit);
    text_.clear();
  }

 private:
  template <class Visit>
  void give(std::string_view line, const Visit& visit) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (number_++ == 0 && line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
    if (line.find_first_not_of(" \t") != std::string_view::npos) visit(number_, line);
  }

  std::string text_;
  std::uint64_t number_ = 0;
  bool has_end_ = false;      // of a line, in what was added since
  bool is_skipping_ = false;  // the rest of a line that was too long
};

/// One step at a time: a piece is read, a batch is judged, or the Log is waited for.
class Import : public std::enable_shared_from_this<Import> {
 public:
  Import(std::shared_ptr<HttpUpload> upload, std::string owner, ImportPlace place, Respond respond)
      : upload_(std::move(upload)), owner_(std::move(owner)), place_(std::move(place)), respond_(std::move(respond)) {}

  void read_on() {
    upload_->next([self = shared_from_this()](const Result<std::string>& piece) { self->take(piece); });
  }

 private:
  void take(const Result<std::string>& piece) {
    if (!piece) return give_up(piece.error());
    is_end_ = piece->empty();
    lines_.add(*piece);
    if (!is_end_ && !lines_.is_due()) return read_on();
    place_.later([self = shared_from_this()] { self->judge(); });
  }

  void judge() {
    if (!place_.is_admitted()) return refuse("the token was revoked or has expired");
    std::vector<Event> events;
    numbers_.clear();
    faults_.clear();
    lines_.take(is_end_, [&](std::uint64_t number, std::string_view line) {
      auto event = read_event(reader_, line, owner_);
      if (!event) return void(faults_.push_back({number, event.error()}));
      events.push_back(std::move(*event));
      numbers_.push_back(number);
    });
    place_.engine.submit_each(std::move(events), Recording::by_clock,
                              [self = shared_from_this()](const auto& outcomes) { self->settle(outcomes); });
  }

  void settle(const Result<std::vector<Outcome>>& outcomes) {
    const std::uint64_t before = report_.appended;
    auto fault = faults_.begin();
    const auto tell_faults_before = [&](std::uint64_t line) {
      for (; fault != faults_.end() && fault->line < line; ++fault) report_.refuse(fault->line, fault->error);
    };
    for (std::size_t i = 0; outcomes && i < outcomes->size(); ++i) {
      tell_faults_before(numbers_[i]);
      report_.add(numbers_[i], (*outcomes)[i]);
    }
    tell_faults_before(UINT64_MAX);
    if (!outcomes) return give_up(outcomes.error());
    if (report_.appended > before) place_.tell();
    if (is_end_) return answer({.status = report_.appended > 0 ? 201 : 200}, begun());
    read_on();
  }

  void give_up(const Error& error) {
    const bool is_no_http = error.code == Code::usage;  // which any other route answers so
    answer_with(is_no_http ? problem(400, "BAD_REQUEST", error.message) : problem(error),
                is_no_http ? "BAD_REQUEST" : to_text(error.code), error.message);
  }

  void refuse(std::string_view why) { answer_with(unauthorised(why), "UNAUTHORISED", why); }

  void answer_with(HttpResponse response, std::string_view code, std::string_view why) {
    JsonWriter out = begun();
    write_problem(out, response.status, code, why);
    answer(std::move(response), std::move(out));
  }

  static JsonWriter begun() {
    JsonWriter out;
    out.begin_object();
    return out;
  }

  /// With the report behind what is written already.
  void answer(HttpResponse response, JsonWriter out) {
    report_.write(out);
    out.key("seq").integer(static_cast<std::int64_t>(place_.engine.last().value)).end_object();
    response.body = out.str() + "\n";
    respond_(std::move(response));
  }

  std::shared_ptr<HttpUpload> upload_;
  std::string owner_;
  ImportPlace place_;
  Respond respond_;
  EventReader reader_;
  Lines lines_;
  bool is_end_ = false;
  std::vector<std::uint64_t> numbers_;         // of the lines that are being judged
  std::vector<ImportReport::Refusal> faults_;  // of the lines between them that are no events
  ImportReport report_{.refusals_max = kNamedMax};
};

}  // namespace

void import_lines(const HttpRequest& request, std::string owner, ImportPlace place, Respond respond) {
  if (!are_lines(request.content_type)) {
    return respond(problem(415, "UNSUPPORTED_MEDIA_TYPE", "an import is application/jsonl: one event a line"));
  }
  std::make_shared<Import>(request.upload, std::move(owner), std::move(place), std::move(respond))->read_on();
}

}  // namespace rireki
