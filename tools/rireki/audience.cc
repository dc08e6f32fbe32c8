#include "tools/rireki/audience.h"

#include <CLI/CLI.hpp>

#include "tools/rireki/answering.h"

namespace rireki {

void AudienceOption::add_to(CLI::App& command) {
  command.add_option("--audience", audience,
                     "public, analyst, auditor or one of the policy's [disclosure]: what would tell of single\n"
                     "persons is left out (default: auditor, nothing is)");
}

void AudienceOption::add_published(CLI::App& command) {
  command
      .add_option("--published", published,
                  "with --audience: the same table as of this day is out already; what differs by a few is left out\n"
                  "too (may be repeated)")
      ->take_all();
}

Result<std::vector<Day>> AudienceOption::published_days() const {
  std::vector<Day> days;
  for (const std::string& text : published) {
    const auto day = typed_day("--published", text);
    if (!day) return std::unexpected(day.error());
    days.push_back(*day);
  }
  return days;
}

Result<DisclosureRule> AudienceOption::rule(const Question& question) const {
  const Policy* policy = question.knowledge->organisation.policies.at(question.as_of);
  return disclosure_rule(policy, sight().audience.empty() ? audience : sight().audience);
}

void say_suppressed(const DisclosureRule& rule, std::size_t cells) {
  if (cells == 0) return;
  remarks() << cells << (cells == 1 ? " figure is" : " figures are") << " left out (" << kSuppressedMark
            << "): fewer than " << rule.minimum << " persons, or they would give such figures away\n";
}

}  // namespace rireki
