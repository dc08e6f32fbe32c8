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
  if (!published.empty() && audience.empty() && sight().audience.empty()) {
    return fail(Code::usage, "--published is of what an audience has: it needs --audience");
  }
  std::vector<Day> days;
  for (const std::string& text : published) {
    const auto day = typed_day("--published", text);
    if (!day) return std::unexpected(day.error());
    days.push_back(*day);
  }
  return days;
}

Result<DisclosureRule> AudienceOption::rule(const Question& question) const {
  const Policy* then = question.knowledge->organisation.policies.at(question.as_of);
  if (sight().audience.empty()) return disclosure_rule(then, audience);
  // Whoever is held to an audience does not choose the rule by choosing the moment.
  const auto today = question.engine->today();
  if (!today) return std::unexpected(today.error());
  const auto organisation = question.engine->organisation(question.engine->last());
  if (!organisation) return std::unexpected(organisation.error());
  const auto of_moment = disclosure_rule(then, sight().audience);
  const auto of_today = disclosure_rule((*organisation)->policies.at(*today), sight().audience);
  return of_moment && of_today ? stricter(*of_moment, *of_today) : of_today;
}

void say_left_out(const DisclosureRule& rule, const LeftOut& left_out) {
  if (left_out.marked > 0) {
    remarks() << left_out.marked << (left_out.marked == 1 ? " figure is" : " figures are") << " left out ("
              << kSuppressedMark << "): fewer than " << rule.minimum
              << " persons, or they would give such figures away\n";
  }
  if (left_out.may_lack_rows) {
    remarks() << "what fewer than " << rule.minimum
              << " persons are behind, or nobody, is left out, with what would give it away\n";
  }
}

std::optional<std::int64_t> told_erased(const DisclosureRule& rule, const LeftOut& left_out, std::int64_t erased) {
  const bool is_whole = left_out.marked == 0 && !left_out.may_lack_rows;
  const bool is_told = erased == 0 || (is_whole && !rule.hides_zeros && !rule.hides(erased));
  return is_told ? std::optional(erased) : std::nullopt;
}

}  // namespace rireki
