#include "tools/demo/published/city.h"

#include "events/policy/load_policy.h"
#include "tools/demo/published/life.h"
#include "tools/demo/published/plan.h"
#include "tools/demo/published/tallies.h"

namespace rireki {

namespace demo::published {

namespace {

void found_city(Book& book) {
  const auto policy = load_policy(otaru_policy());
  if (!policy) return;  // the first event is missing then, and the rules refuse the rest
  book.found(
      kOrganisation, kFirstDay,
      PolicyAdopted{.policy = policy->id, .version = policy->version, .document = {std::string(otaru_policy())}});
  for (const Unit& unit : units()) {
    OrgUnitEstablished data{.name = std::string(unit.name), .kana = std::string(unit.kana)};
    if (!unit.parent.empty()) data.parent = Identifier{std::string(unit.parent)};
    if (!unit.authority.empty()) data.authority = std::string(unit.authority);
    if (unit.first <= kTakenOver) {
      book.found(unit.code, unit.first, std::move(data));
    } else {
      book.add(unit.code, unit.first, unit.first - 40, std::move(data));
    }
  }
}

void tell_life(Random& random, Book& book, const Career& career, const Aways& aways) {
  Life life;
  if (career.is_showcase) {
    live_as_told(career, life);
  } else {
    live_at_work(random, career, life);
    live_beside_work(random, career, life);
    live_away(random, career, aways, life);
  }
  record(book, career, std::move(life));
}

void tell_city(std::uint64_t seed, const std::function<void(Event)>& emit) {
  Random random(seed);
  Book book(random, emit);
  found_city(book);
  std::vector<Career> careers = plan_city(random);
  const Aways aways = plan_aways(random, careers);
  for (const Career& career : careers) tell_life(random, book, career, aways);
  tally(random, book);
  book.emit();
}

}  // namespace

}  // namespace demo::published

void generate_published_city(std::uint64_t seed, const std::function<void(Event)>& emit) {
  demo::published::tell_city(seed, emit);
}

}  // namespace rireki
