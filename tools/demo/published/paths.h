// How careers go in the published city: when people join and when they take each rank.
//
// The published model gives means: a clerk at 24, a senior clerk after 9 years at 32, and so on to a director after 33
// years at 56. Years and ages are completed ones, so that both come out, rounded, if people join at 23.6 on average and
// take each rank 0.3 years before the model says.
#pragma once

#include "tools/demo/published/career.h"
#include "tools/demo/published/chances.h"

namespace rireki::demo::published {

class Paths {
 public:
  explicit Paths(Random& random);

  /// An age at joining; of those who rise to manager one that leaves time for it.
  [[nodiscard]] int joining_age(bool rises) { return rises ? rising_ages_.draw() : ages_.draw(); }

  /// Years of service on taking each rank up to `rank`, of which "clerk" has none; ascending.
  [[nodiscard]] std::vector<std::pair<std::string_view, int>> years_to(std::string_view rank);

 private:
  Deck ages_;
  Deck rising_ages_;
  Deck senior_;
  Deck chief_;
  Deck section_manager_;
  Deck deputy_director_;
  Deck director_;
};

[[nodiscard]] bool is_manager(std::string_view rank);

/// A person of that age on 1 April of `hired`, with a name; not more.
[[nodiscard]] Career make_career(Random& random, Sex sex, std::string_view family, int hired, int age);

/// The steps of somebody who joined in `hired` and takes the ranks after so many years; none later than `last_year`.
void take_ranks(Career& career, const std::vector<std::pair<std::string_view, int>>& years, int last_year);

/// The authority under which a family usually works; clerical staff work under all of them.
[[nodiscard]] std::string_view usual_authority(Random& random, std::string_view family);

/// A career of a sex that is usual in the family.
[[nodiscard]] Career make_usual(Random& random, std::string_view family, int hired, int age);

}  // namespace rireki::demo::published
