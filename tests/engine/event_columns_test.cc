// The columns say what the Log says, and what is counted from them is what is counted from timelines.
#include "engine/views/event_columns.h"

#include <filesystem>

#include <catch2/catch.hpp>

#include "engine/engine.h"
#include "projections/counts.h"
#include "projections/turnover.h"
#include "tests/support/scratch.h"
#include "tests/support/sure.h"
#include "tools/bench/careers.h"

using namespace rireki;

namespace {

/// A Log with careers, and what finds ids in it.
struct Place {
  explicit Place(int people) {
    sure(write_careers({.people = people, .mix = Mix::attendance}, data));
    engine = sure(Engine::open(data, EngineMode::read));
    log = sure(open_rocks_log(DataDirectory{data}.log_place(), OpenMode::read));
  }

  [[nodiscard]] FindId find_id() {
    return [this](std::string_view id) { return engine->find_id(id); };
  }

  Scratch scratch;
  std::string data = scratch / "data";
  std::unique_ptr<Engine> engine;
  std::unique_ptr<Log> log;
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

}  // namespace

TEST_CASE("counts from columns are those from timelines", "[engine][columns]") {
  Place place(120);
  const auto columns = sure(open_event_columns(place.scratch / "columns", PageCompression::lz4));
  sure(columns->advance(*place.log, place.find_id()));
  const Seq last = columns->absorbed();
  REQUIRE(last.value > place.log->last().value - kPageEvents);
  const auto knowledge = knowledge_of(*place.engine, last);
  const auto units = sure(columns->words(EventColumns::Word::unit));
  for (const Day as_of : {from_civil({2013, 9, 30}), from_civil({2016, 3, 31}), kCareersLast}) {
    TurnoverFold fold(as_of, {});
    sure(columns->each_page([&](const EventPage& page) {
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

TEST_CASE("columns follow the log page by page, and a difference is found", "[engine][columns]") {
  Place place(100);
  const std::string directory = place.scratch / "columns";
  {
    const auto columns = sure(open_event_columns(directory, PageCompression::none));
    CHECK(columns->absorbed().value == 0);
    sure(columns->advance(*place.log, place.find_id()));
    CHECK(columns->absorbed().value == place.log->last().value / kPageEvents * kPageEvents);
    CHECK(sure(columns->difference(*place.log, place.find_id())).empty());
  }
  const auto columns = sure(open_event_columns(directory, PageCompression::none));
  CHECK(sure(columns->difference(*place.log, place.find_id())).empty());
  std::uint64_t next = 1;
  sure(columns->each_page([&](const EventPage& page) {
    CHECK(page.first.value == next);
    next += page.size();
    return true;
  }));
  CHECK(next == columns->absorbed().value + 1);

  // An id that leads elsewhere: pages made with it are not those of this log.
  const FindId wrong = [](std::string_view) -> Result<std::optional<Seq>> { return Seq{7}; };
  CHECK(sure(columns->difference(*place.log, wrong)).find("the columns of seq ") == 0);

  // Columns of one log do not pass for those of another, and begin anew there.
  Place other(130);
  CHECK(sure(columns->difference(*other.log, other.find_id())) == "the columns, which are another log's");
  sure(columns->advance(*other.log, other.find_id()));
  CHECK(columns->absorbed().value == other.log->last().value / kPageEvents * kPageEvents);
  CHECK(sure(columns->difference(*other.log, other.find_id())).empty());
}
