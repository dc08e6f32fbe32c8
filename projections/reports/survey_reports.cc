#include "projections/reports/survey_reports.h"

#include <algorithm>
#include <map>

#include "projections/reports/stress_groups.h"

namespace rireki {

namespace {

constexpr Scale kTimes{"times", 1, 1};

bool is_of_year(const Tally& tally, Count fiscal_year, const Reporting::Year& year) {
  return fiscal_year == year.fiscal_year && (!year.is_cut() || tally.effective <= year.until);
}

struct Answers {
  const Tally* tally = nullptr;
  const SurveyTallied* survey = nullptr;
};

/// Where something stands in a list of the Policy; behind all where it is not.
template <class List, class Id, class Of>
std::size_t place_in(const List& list, const Id& id, const Of& of) {
  return static_cast<std::size_t>(std::ranges::find(list, id, of) - list.begin());
}

/// In the order of the Policy's survey: what it does not name comes last, by its text.
void put_in_order(std::vector<Answers>& all, const Policy* policy) {
  static const std::vector<Survey> kNone;
  const auto& surveys = policy == nullptr ? kNone : policy->development.surveys;
  const auto key = [&](const Answers& a) {
    const auto survey =
        std::ranges::find_if(surveys, [&](const Survey& s) { return a.survey->survey.starts_with(s.id); });
    const bool is_known = survey != surveys.end();
    const std::size_t question = is_known ? place_in(survey->questions, a.survey->question, &SurveyQuestion::id) : 0;
    const std::size_t group = is_known ? place_in(survey->groups, a.survey->group, std::identity()) : 0;
    return std::tuple(a.survey->survey, question, a.survey->question, group, a.survey->group);
  };
  std::ranges::stable_sort(all, {}, key);
}

void add_share(Reporting& reporting, const Reporting::Year& year, const Answers& answers) {
  const SurveyTallied& survey = *answers.survey;
  ReportRow& row = reporting.add("positive_share",
                                 {{"fiscal_year", std::int64_t{year.fiscal_year}},
                                  {"survey", survey.survey},
                                  {"question", survey.question},
                                  {"group", survey.group}},
                                 answers.tally->effective, {});
  row.scale = kPercent;
  row.numerator = survey.positive;
  row.denominator = survey.answered;
  row.partial = year.is_partial();
  reporting.note(row, answers.tally->seq, answers.tally->effective, "the tally of the question and group");
}

/// What the tally of all has more than the groups of each dimension; all of one question.
void add_gaps(Reporting& reporting, const Reporting::Year& year, std::span<const Answers> question) {
  const auto all = std::ranges::find_if(question, [](const Answers& a) { return a.survey->group == "all"; });
  if (all == question.end()) return;
  std::map<std::string, std::vector<const Answers*>> dimensions;
  for (const Answers& a : question) {
    const std::size_t colon = a.survey->group.find(':');
    if (colon != std::string::npos) dimensions[a.survey->group.substr(0, colon)].push_back(&a);
  }
  for (const auto& [dimension, groups] : dimensions) {
    const auto put = [&](std::string figure, Count SurveyTallied::*of) {
      ReportRow& row = reporting.add(std::move(figure),
                                     {{"fiscal_year", std::int64_t{year.fiscal_year}},
                                      {"survey", all->survey->survey},
                                      {"question", all->survey->question},
                                      {"dimension", dimension}},
                                     all->tally->effective, {});
      row.numerator = all->survey->*of;
      row.partial = year.is_partial();
      reporting.note(row, all->tally->seq, all->tally->effective, "the tally of all");
      for (const Answers* group : groups) {
        row.numerator -= group->survey->*of;
        reporting.note(row, group->tally->seq, group->tally->effective, "the tally of " + group->survey->group);
      }
    };
    put("answered_gap", &SurveyTallied::answered);
    put("positive_gap", &SurveyTallied::positive);
  }
}

/// The rounds of one recruiter and category, or of all.
struct Recruitment {
  std::vector<std::pair<const Tally*, const ExamRoundHeld*>> rounds;

  [[nodiscard]] Count sum(Count ExamRoundHeld::*of) const {
    Count total = 0;
    for (const auto& [tally, round] : rounds) total += round->*of;
    return total;
  }
  /// Nothing where a round does not say it.
  [[nodiscard]] std::optional<Count> sum(std::optional<Count> ExamRoundHeld::*of) const {
    Count total = 0;
    for (const auto& [tally, round] : rounds) {
      if (!(round->*of)) return std::nullopt;
      total += *(round->*of);
    }
    return total;
  }
};

void add_recruitment(Reporting& reporting, const Reporting::Year& year, const About& about, const Recruitment& all) {
  const auto put = [&](std::string figure, Count numerator) -> ReportRow& {
    ReportRow& row = reporting.add(std::move(figure), about, year.until, {});
    row.numerator = numerator;
    row.partial = year.is_partial();
    for (const auto& [tally, round] : all.rounds) {
      reporting.note(row, tally->seq, tally->effective, "a round for " + round->recruiter + ", " + round->category);
    }
    return row;
  };
  put("applicants", all.sum(&ExamRoundHeld::applicants));
  put("takers", all.sum(&ExamRoundHeld::takers));
  if (const auto passed = all.sum(&ExamRoundHeld::passed)) put("passed", *passed);
  const auto accepted = all.sum(&ExamRoundHeld::accepted);
  if (!accepted) return;
  put("accepted", *accepted);
  ReportRow& ratio = put("takers_per_accepted", all.sum(&ExamRoundHeld::takers));
  ratio.scale = kTimes;
  ratio.denominator = *accepted;
}

}  // namespace

Result<void> survey_results(Reporting& reporting) {
  if (auto r = reporting.refuse_filter(); !r) return r;
  const auto tallies = load_tallies(reporting.knowledge());
  if (!tallies) return std::unexpected(tallies.error());
  for (const Reporting::Year& year : reporting.years()) {
    std::vector<Answers> answers;
    for (const Tally& t : *tallies) {
      const auto* survey = std::get_if<SurveyTallied>(&t.data.value);
      if (survey != nullptr && t.effective >= year.first && t.effective <= year.until) answers.push_back({&t, survey});
    }
    put_in_order(answers, reporting.policy_on(year.last));
    for (const Answers& a : answers) add_share(reporting, year, a);
    const auto same_question = [](const Answers& a, const Answers& b) {
      return a.survey->survey == b.survey->survey && a.survey->question == b.survey->question;
    };
    for (auto begin = answers.begin(); begin != answers.end();) {
      const auto end =
          std::find_if_not(begin, answers.end(), [&](const Answers& a) { return same_question(*begin, a); });
      add_gaps(reporting, year, std::span(begin, end));
      begin = end;
    }
  }
  return {};
}

Result<void> exam_rounds(Reporting& reporting) {
  if (auto r = reporting.refuse_filter(); !r) return r;
  const auto tallies = load_tallies(reporting.knowledge());
  if (!tallies) return std::unexpected(tallies.error());
  for (const Reporting::Year& year : reporting.years()) {
    std::map<std::pair<std::string, std::string>, Recruitment> by_category;
    Recruitment all;
    for (const Tally& t : *tallies) {
      const auto* round = std::get_if<ExamRoundHeld>(&t.data.value);
      if (round == nullptr || !is_of_year(t, round->fiscal_year, year)) continue;
      by_category[{round->recruiter, round->category}].rounds.emplace_back(&t, round);
      all.rounds.emplace_back(&t, round);
    }
    const About of_year = {{"fiscal_year", std::int64_t{year.fiscal_year}}};
    for (const auto& [key, recruitment] : by_category) {
      About about = of_year;
      about.emplace_back("recruiter", key.first);
      about.emplace_back("category", key.second);
      add_recruitment(reporting, year, about, recruitment);
    }
    if (!all.rounds.empty()) add_recruitment(reporting, year, of_year, all);
  }
  return {};
}

Result<void> stress_check(Reporting& reporting) {
  if (auto r = reporting.refuse_filter(); !r) return r;
  const auto tallies = load_tallies(reporting.knowledge());
  if (!tallies) return std::unexpected(tallies.error());
  for (const Reporting::Year& year : reporting.years()) {
    std::vector<StressGroup> groups;
    for (const Tally& t : *tallies) {
      const auto* check = std::get_if<StressCheckTallied>(&t.data.value);
      if (check != nullptr && is_of_year(t, check->fiscal_year, year)) groups.push_back(stress_group(t, *check));
    }
    if (auto r = add_stress_groups(reporting, year, std::move(groups), *tallies); !r) return r;
  }
  return {};
}

}  // namespace rireki
