// The columns say what the Log says, and what is counted from them is what is counted from timelines.
#include "engine/views/event_columns.h"

#include <filesystem>

#include <catch2/catch.hpp>

#include "engine/audit.h"
#include "engine/engine.h"
#include "engine/maintenance.h"
#include "projections/counts.h"
#include "projections/turnover.h"
#include "tests/support/scratch.h"
#include "tests/support/sure.h"
#include "tools/bench/careers.h"

using namespace rireki;

namespace {

/// A Log with careers, whose views follow it.
struct Place {
  explicit Place(int people) {
    sure(write_careers({.people = people, .mix = Mix::attendance}, data));
    sure(Engine::open(data, EngineMode::write));
    engine = sure(Engine::open(data, EngineMode::read));
    views = sure(open_sealed_views(data + "/views", OpenMode::read));
  }

  Scratch scratch;
  std::string data = scratch / "data";
  std::unique_ptr<Engine> engine;
  std::unique_ptr<SealedViews> views;
};

Knowledge knowledge_of(Engine& engine, Seq seq) {
  return {engine, seq, sure(load_organisation(engine, seq, engine.parsed_policies()))};
}

std::int64_t counted(const Knowledge& knowledge, CountOf what, int year, Day as_of) {
  CountQuery query{.what = what, .as_of = as_of};
  query.from = first_day_of_fiscal_year(year, {});
  query.to = last_day_of_fiscal_year(year, {});
  return sure(count(knowledge, query)).rows.front().count;
}

/// Makes views of the first part of a Log, then has them follow it in steps.
class Following {
 public:
  explicit Following(const std::string& data)
      : log_(sure(open_rocks_log(DataDirectory{data}.log_place(), OpenMode::read))),
        views_(sure(make_sealed_views(scratch_ / "views"))),
        writer_(sure(ColumnWriter::after(*views_, Seq{}))) {}

  void add(Engine& engine, Seq to) {
    sure(engine.read(Seq{last_.value + 1}, to, [&](const Record& record) {
      const Event& event = record.event;
      SubjectKind kind = traits_of(event.type()).subject;
      Seq target;
      if (kind == SubjectKind::of_target) {
        const auto* correction = event.as<EventCorrected>();
        const auto& id = correction != nullptr ? correction->target.text : event.as<EventVoided>()->target.text;
        target = *sure(engine.find_id(id));
        kind = SubjectKind::person;  // of all careers
      }
      std::string scratch;
      writer_.add(make_entry(record.seq, event, target, scratch), kind, event.subject);
      return true;
    }));
    last_ = to;
  }

  void seal() {
    const SealedViews::Rows nothing;
    sure(views_->seal({last_, 0}, nothing, nothing, [&](const SealedViews::Put& put) { writer_.put(put); }));
  }

  /// Goes on as a process that was started anew does.
  void begin_anew() { writer_ = sure(ColumnWriter::after(*views_, last_)); }

  SealedViews& views() { return *views_; }

 private:
  Scratch scratch_;
  std::unique_ptr<Log> log_;
  std::unique_ptr<SealedViews> views_;
  ColumnWriter writer_;
  Seq last_;
};

std::vector<std::pair<std::string, std::string>> rows_of(SealedViews& views) {
  std::vector<std::pair<std::string, std::string>> rows;
  const auto cursor = views.columns("", "");
  while (const auto row = cursor->next()) rows.emplace_back(row->key, row->value);
  sure(cursor->status());
  return rows;
}

}  // namespace

TEST_CASE("counts from columns are those from timelines", "[engine][columns]") {
  Place place(120);
  const Seq last = place.engine->last();
  REQUIRE(place.views->absorbed().seq == last);
  const auto knowledge = knowledge_of(*place.engine, last);
  const auto units = sure(stored_words(*place.views, Word::unit));
  for (const Day as_of : {from_civil({2013, 9, 30}), from_civil({2016, 3, 31}), kCareersLast}) {
    TurnoverFold fold(as_of, {});
    sure(each_page(*place.views, Seq{1}, [&](const EventPage& page) {
      fold.add(page);
      return true;
    }));
    auto years = fold.finish();
    for (int year = 2005; year <= fiscal_year_of(as_of, {}); ++year) {
      INFO("FY" << year << " as of " << to_iso(as_of));
      const TurnoverYear& found = years[year];
      CHECK(found.hires == counted(knowledge, CountOf::hires, year, as_of));
      CHECK(found.separations == counted(knowledge, CountOf::separations, year, as_of));
      CHECK(found.promotions == counted(knowledge, CountOf::promotions, year, as_of));
      CHECK(found.transfers == counted(knowledge, CountOf::transfers, year, as_of));
      const Day day = last_day_of_fiscal_year(year, {});
      if (day > as_of) continue;
      std::int64_t headcount = 0;
      for (const auto& [unit, n] : found.headcount) {
        REQUIRE(unit >= 1);
        REQUIRE(unit <= units.size());
        headcount += n;
      }
      CHECK(headcount == counted(knowledge, CountOf::headcount, year, day));
    }
  }
}

TEST_CASE("columns that follow the log in steps are those built at once", "[engine][columns]") {
  Place place(100);
  sure(rebuild(place.data, true, {}));
  const auto built = sure(open_sealed_views(place.data + "/views", OpenMode::read));
  Following following(place.data);
  const std::uint64_t last = place.engine->last().value;
  REQUIRE(last > kPageEvents);
  for (const std::uint64_t to :
       {std::uint64_t{5}, std::uint64_t{1'000}, std::uint64_t{kPageEvents}, std::uint64_t{kPageEvents} + 7, last}) {
    following.add(*place.engine, Seq{to});
    following.seal();
    if (to == 1'000 || to == kPageEvents) following.begin_anew();
  }
  CHECK(rows_of(following.views()) == rows_of(*built));
  std::uint64_t next = 1;
  sure(each_page(following.views(), Seq{1}, [&](const EventPage& page) {
    CHECK(page.first.value == next);
    next += page.size();
    return true;
  }));
  CHECK(next == last + 1);
}

TEST_CASE("a wrong column is found, and mended", "[engine][columns]") {
  Place place(100);
  place.views.reset();
  const auto tamper = [&](const std::string& key, const auto& change) {
    const auto views = sure(open_sealed_views(place.data + "/views", OpenMode::write));
    std::string value;
    REQUIRE(sure(views->column(key, value)));
    change(value);
    const SealedViews::Rows nothing;
    sure(views->seal(views->absorbed(), nothing, nothing, [&](const SealedViews::Put& put) { put(key, value); }));
  };
  const auto difference = [&] { return sure(rebuild(place.data, true, {})).difference; };
  tamper(page_key(Seq{1}), [](std::string& page) { page[16 + 400] ^= 1; });
  CHECK(difference() == "the columns of seq 1 and after");
  CHECK(difference().empty());
  tamper(word_key(Word::person, 0), [](std::string& words) { words[2] = 'X'; });
  CHECK(sure(verify(place.data, true, [](Seq) {})).problems.size() == 1);
  CHECK(difference() == "the words of the columns");
  CHECK(difference().empty());
  CHECK(sure(verify(place.data, true, [](Seq) {})).problems.empty());
}

TEST_CASE("events are visited from any seq on, stored or not", "[engine][columns]") {
  Place place(100);
  const Seq last = place.engine->last();
  auto log = sure(open_rocks_log(DataDirectory{place.data}.log_place(), OpenMode::read));
  const auto stored = sure(make_timeline_store(std::move(place.views), OpenMode::read, *log));
  const auto unstored = sure(make_timeline_store(no_sealed_views(), OpenMode::read, *log));
  for (TimelineStore* store : {stored.get(), unstored.get()}) {
    sure(store->catch_up(*log));
    for (const Seq from : {Seq{1}, Seq{kPageEvents}, Seq{kPageEvents + 1}, Seq{last.value - 3}}) {
      Seq next = from;
      sure(store->each_event(from, [&](const ColumnEvent& event) {
        CHECK(event.seq == next);
        next = Seq{next.value + 1};
        if (event.seq.value % 97 != 0) return true;
        const Record record = sure(place.engine->record(event.seq));
        CHECK((event.kind != SubjectKind::person || event.person == record.event.subject));
        CHECK(event.is_void == (record.event.type() == EventType::EventVoided));
        if (record.event.type() != EventType::EventCorrected) CHECK(event.type == record.event.type());
        return true;
      }));
      CHECK(next == Seq{last.value + 1});
    }
  }
}
