#include "projections/forms/appointments.h"

#include <algorithm>
#include <map>

#include "events/calendar/era.h"
#include "projections/careers.h"
#include "projections/forms/words.h"
#include "projections/roster.h"

namespace rireki {

namespace {

constexpr std::size_t kPersonsOneByOne = 2'000;  // beyond that the whole roster is read for the names

/// Where somebody stands, in words of their own: what is shown of a career goes by.
struct Place {
  std::string unit;
  std::string rank;
  std::string post;

  [[nodiscard]] static Place of(const Employment& job) { return {plain(job.unit), plain(job.rank), plain(job.post)}; }
};

std::string place_ja(const Place& place, const World& world, Day day) {
  if (place.unit.empty()) return "";
  return unit_ja(world, place.unit, day) + "　" + rank_ja(world, place.rank, day) +
         (place.post.empty() ? "" : "　" + place.post);
}

/// One line of the list, without what only the Record says.
struct Appointment {
  std::string person;
  Seq seq;
  Seq data_seq;  // 0: a lapse
  Place before;
  Place after;  // empty: has left
  std::string grade;
  std::string reason;  // of a lapse
  bool changes_authority = false;
  std::string order;
  std::string matter;
};

/// Finds the appointments of a day, each with the place that it leads from.
class AppointmentsOf final : public CareerAudience {
 public:
  AppointmentsOf(const World& world, Day day) : world_(world), day_(day) {}

  [[nodiscard]] bool goes_on() const override { return result_.has_value(); }
  [[nodiscard]] bool wants(EventType type) const override { return is_appointment(type); }
  void begin(Subject& person) override {
    subject_ = &person;
    place_ = {};
  }
  void at_end_of(Day, const State& state) override {
    if (state.employment) place_ = Place::of(*state.employment);
  }
  void happened(const Happening& h) override {
    if (h.event.day != day_) return;
    const auto row = subject_->after(h, world_);
    if (!row) {
      result_ = std::unexpected(row.error());
      return;
    }
    const bool leaves = h.type == EventType::Separated;
    const auto& job = (*row)->state->employment;
    Place after = job && !leaves ? Place::of(*job) : Place{};
    const auto authority = [&](const Place& place) { return world_.units.authority(place.unit, day_); };
    found_.push_back({.person = std::string((*row)->person),
                      .seq = h.seq,
                      .data_seq = h.data_seq,
                      .before = place_,
                      .after = after,
                      .grade = job ? grade_ja(*job) : "",
                      .reason = plain(h.event.reason),
                      .changes_authority = authority(place_) != authority(after)});
    place_ = std::move(after);
  }
  void end() override {}

  [[nodiscard]] Result<std::vector<Appointment>> take() && {
    if (!result_) return std::unexpected(result_.error());
    return std::move(found_);
  }

 private:
  World world_;
  Day day_;
  Subject* subject_ = nullptr;
  Place place_;
  std::vector<Appointment> found_;
  Result<void> result_;
};

const EventData& data_in(const Record& record) {
  const auto* correction = record.event.as<EventCorrected>();
  return correction == nullptr ? record.event.data : *correction->data.data;
}

/// Adds what the Records say: the number of the order, and what it is about.
Result<void> read_records(const Knowledge& knowledge, Day day, std::vector<Appointment>& all) {
  const World world = knowledge.world();
  std::map<Seq, Appointment*> by_seq;
  std::vector<Seq> seqs;
  for (Appointment& one : all) {
    if (one.data_seq.value == 0) {
      one.matter = leaving_ja(world, one.reason, day);
    } else {
      by_seq[one.seq] = &one;
    }
  }
  for (const auto& [seq, one] : by_seq) seqs.push_back(seq);
  const auto read = knowledge.source.each_record(seqs, [&](const Record& record) {
    Appointment& one = *by_seq.at(record.seq);
    one.order = record.event.order_ref.value_or("");
    if (one.data_seq == one.seq) one.matter = matter_ja(record.event.data, world, day, one.changes_authority);
  });
  if (!read) return read;
  for (Appointment& one : all) {
    if (!one.matter.empty()) continue;
    const auto holding = knowledge.source.record(one.data_seq);
    if (!holding) return std::unexpected(holding.error());
    one.matter = matter_ja(data_in(*holding), world, day, one.changes_authority);
  }
  return {};
}

using Names = std::map<std::string, std::string, std::less<>>;

Result<void> read_names(const Knowledge& knowledge, Day day, Names& names) {
  const auto take = [&](const PersonRow& row) {
    const auto at = names.find(row.person);
    if (at != names.end()) at->second = text_or_erased(row.personal.name, row.personal, PersonalCategory::identity);
  };
  if (names.size() > kPersonsOneByOne) {
    const auto read = roster(knowledge, {day, {}, true}, take);
    return read ? Result<void>{} : std::unexpected(read.error());
  }
  for (const auto& [who, name] : names) {
    if (auto r = person(knowledge, who, day, take); !r) return r;
  }
  return {};
}

FormTable appointments_table() {
  return {.key = "appointments",
          .title = "",
          .columns = {{"order", "発令番号", 14},
                      {"person", "職員番号", 14},
                      {"name", "氏名", 18},
                      {"matter", "発令事項", 36},
                      {"to", "新（所属・職名・補職）", 36},
                      {"from", "旧（所属・職名・補職）", 36},
                      {"grade", "級号給", 12}},
          .rows = {}};
}

/// R5-9 before R5-10, and what has no number last.
bool orders_before(const std::string& a, const std::string& b) {
  if (a.empty() || b.empty()) return !a.empty() && b.empty();
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (!is_digit(a[i]) || !is_digit(b[j])) {
      if (a[i] != b[j]) return a[i] < b[j];
      ++i;
      ++j;
      continue;
    }
    std::uint64_t left = 0;
    std::uint64_t right = 0;
    for (; i < a.size() && is_digit(a[i]); ++i) left = left * 10 + static_cast<std::uint64_t>(a[i] - '0');
    for (; j < b.size() && is_digit(b[j]); ++j) right = right * 10 + static_cast<std::uint64_t>(b[j] - '0');
    if (left != right) return left < right;
  }
  return a.size() < b.size();
}

}  // namespace

Result<Form> appointments(const Knowledge& knowledge, const FormQuery& query) {
  const World world = knowledge.world();
  const Day day = query.as_of;
  AppointmentsOf audience(world, day);
  const Day days[] = {day - 1};
  if (const auto seen = see_careers(knowledge, {.days = days}, audience); !seen) return std::unexpected(seen.error());
  auto found = std::move(audience).take();
  if (!found) return std::unexpected(found.error());
  if (auto r = read_records(knowledge, day, *found); !r) return std::unexpected(r.error());
  Names names;
  for (const Appointment& one : *found) names.emplace(one.person, "");
  if (auto r = read_names(knowledge, day, names); !r) return std::unexpected(r.error());
  std::ranges::stable_sort(*found, {}, &Appointment::person);
  std::ranges::stable_sort(*found, orders_before, &Appointment::order);
  FormTable table = appointments_table();
  for (const Appointment& one : *found) {
    table.rows.push_back({one.order, one.person, names[one.person], one.matter, place_ja(one.after, world, day),
                          place_ja(one.before, world, day), one.grade});
  }
  Form form{.name = query.name,
            .mark = "",
            .title = "発令一覧",
            .head = {{"date", "発令年月日", to_era_ja(day)}, {"count", "件数", std::to_string(table.rows.size())}},
            .tables = {std::move(table)},
            .persons = {}};
  for (const auto& [who, name] : names) form.persons.push_back(who);
  return form;
}

}  // namespace rireki
