// Timelines: entries packed and unpacked, and what of a subject's Records holds once corrections and voids apply.
#include "events/lifecycle/timeline.h"

#include <algorithm>
#include <iterator>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "events/lifecycle/packed_entry.h"
#include "tests/events/examples.h"

namespace rireki {

using namespace examples;

namespace {

void check_equal(const Entry& a, const Entry& b) {
  CHECK(a.seq == b.seq);
  CHECK(a.data_seq == b.data_seq);
  CHECK(a.type == b.type);
  CHECK(a.body == b.body);
  CHECK(a.line == b.line);
  CHECK(a.effective == b.effective);
  CHECK(a.gives_effective == b.gives_effective);
  CHECK(a.gives_line == b.gives_line);
  CHECK(a.target == b.target);
  CHECK(a.kind == b.kind);
  CHECK(a.detail == b.detail);
  CHECK(a.grade == b.grade);
  CHECK(a.step == b.step);
  CHECK(a.has_day == b.has_day);
  CHECK(a.day == b.day);
  CHECK(a.personal == b.personal);
  for (const auto text : {&Entry::unit, &Entry::post, &Entry::rank, &Entry::family, &Entry::item}) {
    CHECK(given(a.*text) == given(b.*text));
    CHECK(a.*text == b.*text);
  }
}

constexpr Day kDay = from_civil({2023, 4, 1});

/// A timeline written down event by event; it owns the texts.
class Story {
 public:
  Seq promoted(const std::string& rank, Day day = kDay, std::uint16_t line = 0) {
    Promoted data;
    data.rank = rank;
    return add({data}, day, line, {});
  }
  Seq ordinary(EventVariant data, Day day, std::uint16_t line = 0) {
    return add(EventData{std::move(data)}, day, line, {});
  }
  Seq corrected(Seq target, const std::string& rank, std::optional<Day> day = {}, std::optional<Count> line = {}) {
    Promoted replaced;
    replaced.rank = rank;
    EventCorrected data;
    data.effective = day;
    data.line = line;
    data.data.data = std::make_shared<EventData>(EventData{replaced});
    return add({data}, kDay, 0, target);
  }
  Seq voided(Seq target) { return add({EventVoided{}}, kDay, 0, target); }

  /// What holds, in fold order: "seq:rank@day/line".
  [[nodiscard]] std::vector<std::string> valid(Seq known = Seq{UINT64_MAX}) {
    timeline_.load(bytes_, known);
    std::vector<std::string> out;
    for (const Entry* e : timeline_.valid()) {
      out.push_back(std::to_string(e->seq.value) + ":" + std::string(e->rank) + "@" + to_iso(e->effective) + "/" +
                    std::to_string(e->line));
    }
    return out;
  }
  [[nodiscard]] const Timeline& timeline() const { return timeline_; }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  Seq add(EventData data, Day day, std::uint16_t line, Seq target) {
    Event event;
    event.subject = "P1";
    event.effective = day;
    event.line = line;
    event.data = std::move(data);
    std::string scratch;
    ++last_.value;
    pack(make_entry(last_, event, target, scratch), bytes_);
    return last_;
  }

  Seq last_;
  std::string bytes_;
  Timeline timeline_;
};

using Lines = std::vector<std::string>;

}  // namespace

// --- packing -------------------------------------------------------------------------------------------------------

TEST_CASE("an entry of every type comes back from its packed form", "[events][timeline]") {
  std::string bytes;
  std::list<Event> events;
  std::list<std::string> scratches;
  std::vector<Entry> entries;
  for (const Example& example : kExamples) {
    for (const Event& event : {full_event(example), minimal_event(example)}) {
      const Seq seq{entries.size() * 1000 + 1};
      const bool has_target = traits_of(example.type).subject == SubjectKind::of_target;
      events.push_back(event);
      entries.push_back(
          make_entry(seq, events.back(), has_target ? Seq{seq.value - 1} : Seq{}, scratches.emplace_back()));
      pack(entries.back(), bytes);
    }
  }
  std::vector<Entry> unpacked;
  unpack(bytes, Seq{UINT64_MAX}, unpacked);
  REQUIRE(unpacked.size() == entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    CAPTURE(to_text(entries[i].type));
    check_equal(entries[i], unpacked[i]);
  }
}

TEST_CASE("unpacking stops at what was known", "[events][timeline]") {
  Story story;
  for (int i = 0; i < 5; ++i) story.promoted("r" + std::to_string(i));
  std::vector<Entry> entries;
  for (std::uint64_t known = 0; known <= 6; ++known) {
    unpack(story.bytes(), Seq{known}, entries);
    CHECK(entries.size() == std::min<std::uint64_t>(known, 5));
  }
  unpack("", Seq{1}, entries);
  CHECK(entries.empty());
}

TEST_CASE("an entry says what the event gave, and which personal categories it has", "[events][timeline]") {
  std::string scratch;
  const Event hired = full_event(kExamples[static_cast<std::size_t>(EventType::Hired)]);
  const Entry entry = make_entry(Seq{3}, hired, Seq{}, scratch);
  CHECK(entry.effective == kDay);
  CHECK(entry.line == 7);
  CHECK(entry.kind == static_cast<std::uint8_t>(EmploymentKind::fixed_term));
  CHECK(entry.detail == static_cast<std::uint8_t>(Route::exam_university));
  CHECK(entry.unit == "U-101");
  CHECK(entry.grade == 2);
  CHECK(entry.step == 41);
  CHECK(entry.has_day);
  CHECK(entry.day == from_civil({2026, 3, 31}));
  CHECK(entry.personal == 0);
  const auto mask = [&](const Event& event) { return int{make_entry(Seq{1}, event, Seq{}, scratch).personal}; };
  const auto full = [&](EventType type) { return mask(full_event(kExamples[static_cast<std::size_t>(type)])); };
  const auto minimal = [&](EventType type) { return mask(minimal_event(kExamples[static_cast<std::size_t>(type)])); };
  CHECK(full(EventType::PersonRegistered) == 0b011);
  CHECK(full(EventType::EventCorrected) == 0b011);
  CHECK(minimal(EventType::PersonDetailsChanged) == 0b001);
  CHECK(minimal(EventType::AbsenceStarted) == 0b100);
  CHECK(minimal(EventType::Separated) == 0);
  CHECK(full(EventType::Separated) == 0b100);
}

TEST_CASE("an empty text is given, an absent one is not", "[events][timeline]") {
  Event event = minimal_event(kExamples[static_cast<std::size_t>(EventType::Promoted)]);
  std::string scratch;
  std::string bytes;
  pack(make_entry(Seq{1}, event, Seq{}, scratch), bytes);
  std::get<Promoted>(event.data.value).post = "";
  pack(make_entry(Seq{2}, event, Seq{}, scratch), bytes);
  std::vector<Entry> entries;
  unpack(bytes, Seq{2}, entries);
  REQUIRE(entries.size() == 2);
  CHECK_FALSE(given(entries[0].post));
  CHECK(given(entries[1].post));
  CHECK(entries[1].post.empty());
}

// --- order ---------------------------------------------------------------------------------------------------------

TEST_CASE("a timeline is ordered by effective day, phase, line and seq", "[events][timeline]") {
  Story story;
  const Day next = kDay + 1;
  story.promoted("late", next);                          // 1
  story.promoted("second", kDay, 2);                     // 2
  story.promoted("first", kDay, 1);                      // 3
  story.promoted("first-again", kDay, 1);                // 4
  story.ordinary(Separated{"voluntary", {}}, kDay);      // 5
  story.ordinary(AssignmentEnded{}, kDay, 9);            // 6
  story.ordinary(ResignationWithdrawn{}, kDay);          // 7
  story.ordinary(SecondmentStarted{"h", {}, {}}, kDay);  // 8
  story.ordinary(Hired{}, kDay, 3);                      // 9
  story.ordinary(AbsenceEnded{}, kDay);                  // 10
  story.ordinary(TermRenewed{}, kDay);                   // 11
  story.ordinary(OrgUnitChanged{}, kDay);                // 12
  std::vector<std::uint64_t> seqs;
  static_cast<void>(story.valid());
  for (const Entry* e : story.timeline().valid()) seqs.push_back(e->seq.value);
  CHECK(seqs == std::vector<std::uint64_t>{12, 11, 10, 9, 3, 4, 2, 8, 7, 6, 5, 1});
}

TEST_CASE("the phases of all types are those of the contract", "[events][timeline]") {
  const std::vector<std::pair<int, std::vector<std::string_view>>> phases = {
      {10, {"PolicyAdopted", "OrgUnitEstablished", "OrgUnitChanged"}},
      {15, {"TermRenewed"}},
      {20, {"AbsenceEnded", "SecondmentEnded"}},
      {30, {"PersonRegistered", "Hired"}},
      {40,
       {"Promoted", "Demoted", "GradeChanged", "Transferred", "WorkPatternChanged", "PersonDetailsChanged",
        "ProbationCompleted", "RetirementDeferred", "AbsenceExtended"}},
      {50, {"AssignmentAdded", "AbsenceStarted", "SecondmentStarted"}},
      {90, {"AssignmentEnded", "OrgUnitAbolished"}},
      {95, {"Separated"}}};
  for (const Example& example : kExamples) {
    if (traits_of(example.type).subject == SubjectKind::of_target) continue;
    int wanted = 60;
    for (const auto& [phase, names] : phases) {
      if (std::ranges::find(names, to_text(example.type)) != names.end()) wanted = phase;
    }
    CAPTURE(to_text(example.type));
    CHECK(int{phase_of(example.type)} == wanted);
    CHECK(takes_effect_next_day(example.type) == (wanted >= 90));
  }
}

// --- corrections and voids -----------------------------------------------------------------------------------------

TEST_CASE("a correction replaces the data and keeps seq, and what it does not give", "[events][timeline]") {
  Story story;
  const Seq original = story.promoted("chief", kDay, 3);
  const Seq correction = story.corrected(original, "manager");
  CHECK(story.valid() == Lines{"1:manager@2023-04-01/3"});
  CHECK(story.timeline().resolved(original)->data_seq == correction);
  CHECK(story.timeline().resolved(original)->type == EventType::Promoted);
  CHECK(story.timeline().corrected_by(original) == std::vector{correction});
  CHECK(story.valid(original) == Lines{"1:chief@2023-04-01/3"});
}

TEST_CASE("a correction moves an event, whose seq stays for the order", "[events][timeline]") {
  Story story;
  const Seq first = story.promoted("a", kDay);
  story.promoted("b", kDay + 10);
  story.corrected(first, "a2", kDay + 10);
  CHECK(story.valid() == Lines{"1:a2@2023-04-11/0", "2:b@2023-04-11/0"});
  story.corrected(first, "a3", kDay + 10, 1);
  CHECK(story.valid() == Lines{"2:b@2023-04-11/0", "1:a3@2023-04-11/1"});
}

TEST_CASE("of several corrections the last one holds alone and over the original", "[events][timeline]") {
  Story story;
  const Seq original = story.promoted("a", kDay, 5);
  const Seq first = story.corrected(original, "b", kDay + 9, 0);
  const Seq second = story.corrected(original, "c");
  CHECK(story.valid() == Lines{"1:c@2023-04-01/5"});
  CHECK(story.timeline().corrected_by(original) == std::vector{first, second});
  CHECK(story.valid(first) == Lines{"1:b@2023-04-10/0"});
  const Seq third = story.corrected(original, "d", {}, 0);
  CHECK(story.valid() == Lines{"1:d@2023-04-01/0"});
  CHECK(story.timeline().corrected_by(original) == std::vector{first, second, third});
}

TEST_CASE("voiding a correction restores what held before it", "[events][timeline]") {
  Story story;
  const Seq original = story.promoted("a");
  const Seq first = story.corrected(original, "b", kDay + 1);
  const Seq second = story.corrected(original, "c", kDay + 2);
  const Seq void_of_second = story.voided(second);
  CHECK(story.valid() == Lines{"1:b@2023-04-02/0"});
  CHECK(story.timeline().voided_by(second) == void_of_second);
  CHECK(story.timeline().corrected_by(original) == std::vector{first});
  story.voided(first);
  CHECK(story.valid() == Lines{"1:a@2023-04-01/0"});
  CHECK(story.timeline().resolved(original)->data_seq == original);
  const Seq last = story.corrected(original, "d");
  CHECK(story.valid() == Lines{"1:d@2023-04-01/0"});
  CHECK(story.timeline().corrected_by(original) == std::vector{last});
  CHECK(story.valid(second) == Lines{"1:c@2023-04-03/0"});
  CHECK(story.valid(void_of_second) == Lines{"1:b@2023-04-02/0"});
}

TEST_CASE("voiding an earlier correction leaves the last one", "[events][timeline]") {
  Story story;
  const Seq original = story.promoted("a");
  const Seq first = story.corrected(original, "b");
  story.corrected(original, "c");
  story.voided(first);
  CHECK(story.valid() == Lines{"1:c@2023-04-01/0"});
}

TEST_CASE("a void removes an event with its corrections", "[events][timeline]") {
  Story story;
  const Seq first = story.promoted("a");
  const Seq second = story.promoted("b", kDay + 1);
  story.corrected(first, "a2", kDay + 5);
  const Seq gone = story.voided(first);
  CHECK(story.valid() == Lines{"2:b@2023-04-02/0"});
  CHECK(story.timeline().resolved(first) == nullptr);
  CHECK(story.timeline().voided_by(first) == gone);
  CHECK(story.timeline().find(first) != nullptr);
  REQUIRE(story.timeline().voided().size() == 1);
  CHECK(story.timeline().voided().front()->rank == "a2");
  CHECK(story.timeline().recorded().size() == 4);
  CHECK(story.valid(Seq{3}) == Lines{"2:b@2023-04-02/0", "1:a2@2023-04-06/0"});
  CHECK(story.timeline().voided().empty());
  CHECK(story.timeline().voided_by(second) == Seq{});
}

TEST_CASE("voiding an event gives the log without it, at every known-at", "[events][timeline]") {
  Story story;
  story.promoted("a");
  const Seq odd = story.promoted("odd", kDay, 4);
  story.promoted("c", kDay + 1);
  const Seq gone = story.voided(odd);
  CHECK(story.valid() == Lines{"1:a@2023-04-01/0", "3:c@2023-04-02/0"});
  CHECK(story.valid(Seq{gone.value - 1}) == Lines{"1:a@2023-04-01/0", "2:odd@2023-04-01/4", "3:c@2023-04-02/0"});
}

TEST_CASE("an erasure names its categories unless it is voided", "[events][timeline]") {
  Story story;
  const Seq one = story.ordinary(PersonalDataErased{{PersonalCategory::identity}, "b"}, kDay);
  story.ordinary(PersonalDataErased{{PersonalCategory::sensitive}, "b"}, kDay);
  static_cast<void>(story.valid());
  CHECK(int{story.timeline().erased_categories()} == 0b101);
  story.voided(one);
  static_cast<void>(story.valid());
  CHECK(int{story.timeline().erased_categories()} == 0b100);
}

TEST_CASE("an entry that is not packed yet counts like a packed one", "[events][timeline]") {
  Story story;
  const Seq original = story.promoted("a");
  Timeline timeline;
  timeline.read(story.bytes(), Seq{UINT64_MAX});
  Event event;
  event.effective = kDay;
  event.data.value = EventVoided{};
  std::string scratch;
  timeline.add(make_entry(Seq{9}, event, original, scratch));
  timeline.resolve();
  CHECK(timeline.valid().empty());
  CHECK(timeline.voided_by(original) == Seq{9});
}

TEST_CASE("a long random story of corrections and voids resolves as the contract says", "[events][timeline]") {
  Dice dice(3);
  for (std::size_t round = 0; round < 100 * effort(); ++round) {
    Story story;
    struct Fact {
      std::string rank;
      std::vector<std::pair<Seq, std::string>> corrections;  // not voided
      bool voided = false;
    };
    std::map<std::uint64_t, Fact> facts;
    for (std::size_t n = 0; n < 30; ++n) {
      const std::string rank = "r" + std::to_string(n);
      auto it = facts.begin();
      if (!facts.empty()) std::advance(it, dice.below(facts.size()));
      const std::size_t what = facts.empty() ? 0 : dice.below(4);
      if (what == 0) {
        facts[story.promoted(rank).value] = Fact{rank, {}, false};
      } else if (it->second.voided) {
        continue;
      } else if (what == 1) {
        it->second.corrections.emplace_back(story.corrected(Seq{it->first}, rank), rank);
      } else if (what == 2 && !it->second.corrections.empty()) {
        const std::size_t which = dice.below(it->second.corrections.size());
        story.voided(it->second.corrections[which].first);
        it->second.corrections.erase(it->second.corrections.begin() + static_cast<std::ptrdiff_t>(which));
      } else if (what == 3 && dice.below(3) == 0) {
        story.voided(Seq{it->first});
        it->second.voided = true;
      }
    }
    Lines wanted;
    for (const auto& [seq, fact] : facts) {
      if (fact.voided) continue;
      const std::string& rank = fact.corrections.empty() ? fact.rank : fact.corrections.back().second;
      wanted.push_back(std::to_string(seq) + ":" + rank + "@2023-04-01/0");
    }
    CHECK(story.valid() == wanted);
  }
}

}  // namespace rireki
