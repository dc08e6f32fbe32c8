#include "projections/reports/stays.h"

#include "events/types/text.h"
#include "projections/reports/people_fold.h"

namespace rireki {

namespace {

bool is_graduate(const Employment& job) {
  return job.route == static_cast<std::uint8_t>(Route::exam_university) ||
         job.route == static_cast<std::uint8_t>(Route::exam_high_school);
}

class StaysFold final : public PeopleFold {
 public:
  using PeopleFold::PeopleFold;

  [[nodiscard]] bool wants(EventType type) const override {
    return type == EventType::Separated || type == EventType::Hired;
  }
  void happened(const Happening& h) override {
    if (h.event.day > reporting_.query().as_of) return;
    if (h.type == EventType::Hired) return hire(h);
    if (!is_open_) return;
    is_open_ = false;
    stays_.back().last = h.event.day;
    stays_.back().left_seq = h.seq;
    stays_.back().left_effective = effective_of(h);
    const Policy* policy = world_.policies.at(h.event.day);
    const Reason* reason = policy == nullptr ? nullptr : policy->find_reason(h.event.reason);
    stays_.back().is_voluntary = reason != nullptr && reason->cls == ReasonClass::voluntary;
  }
  void end() override {}

  [[nodiscard]] const std::vector<Stay>& all() const { return stays_; }

 protected:
  void begin_person() override { is_open_ = false; }

 private:
  void hire(const Happening& h) {
    const PersonRow* row = admitted(h);
    is_open_ = row != nullptr;
    if (row == nullptr || !row->state->employment) return;
    stays_.push_back({.hired = h.event.day,
                      .last = {},
                      .is_graduate = is_graduate(*row->state->employment),
                      .is_voluntary = false,
                      .sex = row->personal.sex ? std::string(to_text(*row->personal.sex)) : "unknown",
                      .hired_seq = h.seq});
  }

  std::vector<Stay> stays_;
  bool is_open_ = false;
};

}  // namespace

Result<std::vector<Stay>> stays_of(Reporting& reporting, Reporting::Asked& asked) {
  StaysFold stays(reporting, asked.filter);
  const bool explains = reporting.query().explaining;
  const auto erased = stays.see({.days = {}, .asks_erasable = true, .asks_records = explains});
  if (!erased) return std::unexpected(erased.error());
  reporting.note_erased(*erased);
  return stays.all();
}

void note_hire(const Reporting& reporting, ReportRow& row, const Stay& stay) {
  reporting.note(row, stay.hired_seq, stay.hired, "hired on " + to_iso(stay.hired));
}

void note_leave(const Reporting& reporting, ReportRow& row, const Stay& stay) {
  reporting.note(row, stay.left_seq, stay.left_effective, "left on " + to_iso(*stay.last));
}

}  // namespace rireki
