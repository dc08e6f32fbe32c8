#include "tools/demo/published/book.h"

#include <algorithm>
#include <utility>

#include "events/calendar/digits.h"
#include "events/calendar/era.h"
#include "events/calendar/fiscal_year.h"
#include "tools/demo/filing.h"

namespace rireki::demo::published {

namespace {

constexpr std::int64_t kMsOfFounding = 3'600'000;

}  // namespace

Book::Book(Random& random, const std::function<void(Event)>& emit)
    : random_(random), outbox_(emit), taken_over_{kTakenOver.days * kDayMs + kMsOfFounding} {}

std::string Book::number_of(const Career& career) {
  constexpr std::size_t kDigits = 6;
  return "P" + padded(career.number, kDigits);
}

void Book::found(std::string_view subject, Day effective, EventVariant data) {
  Event event;
  event.subject = subject;
  event.effective = effective;
  event.recorded = Instant{kTakenOver.days * kDayMs};
  event.actor = "hr-officer-1";
  event.data.value = std::move(data);
  outbox_.add(std::move(event));
}

void Book::add(std::string_view subject, Day effective, Day recorded, EventVariant data) {
  Event event;
  event.subject = subject;
  event.effective = effective;
  event.recorded = office_time(random_, std::min(recorded, kLastRecorded));
  event.actor = "hr-officer-1";
  event.data.value = std::move(data);
  outbox_.add(std::move(event));
}

Event Book::about(const Career& career, Day recorded, EventVariant data) {
  Event event;
  event.subject = number_of(career);
  event.actor = recorded <= kTakenOver ? "migration" : officer(random_);
  Instant& known = known_[career.number];
  known = std::max(known, recorded <= kTakenOver ? Instant{++taken_over_.ms}
                                                 : office_time(random_, std::min(recorded, kLastRecorded)));
  event.recorded = known;
  event.data.value = std::move(data);
  return event;
}

Ticket Book::file(const Career& career, const Paper& paper, EventVariant data) {
  Event event = about(career, paper.recorded, std::move(data));
  event.effective = paper.effective;
  event.line = static_cast<std::uint16_t>(paper.line);
  if (paper.approved) event.approved_by = "hr-director";
  if (paper.has_order) {
    const int year = fiscal_year_of(paper.effective, FiscalYearStart{});
    event.order_ref = fiscal_year_label(year) + "-" + std::to_string(++orders_[year]);
  }
  return outbox_.add(std::move(event));
}

void Book::correct(const Career& career, Ticket target, Day recorded, EventVariant truth,
                   std::optional<Day> effective) {
  auto replacement = std::make_shared<EventData>(EventData{std::move(truth)});
  outbox_.add(about(career, recorded,
                    EventCorrected{.target = {},
                                   .effective = effective,
                                   .line = {},
                                   .data = {.json = {}, .data = std::move(replacement)},
                                   .cause = CorrectionCause::clerical}),
              target);
}

void Book::rescind(const Career& career, Ticket target, Day recorded, VoidCause cause) {
  outbox_.add(about(career, recorded, EventVoided{.target = {}, .cause = cause}), target);
}

}  // namespace rireki::demo::published
