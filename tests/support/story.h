// Stories: what HR records, line by line, what rireki answers, and what it must answer. Played on a real Engine in a
// scratch directory. tests/scenarios/ holds them; somebody who knows personnel and no C++ should be able to read one.
//
//   # a comment
//   story A term that is not renewed lapses     begins anew: an empty Log, nothing shared with the story before
//   given city                                  first plays tests/scenarios/given/city.txt
//   policy city                                 adopts tests/scenarios/policies/city.toml from 1868-01-01 (recorded
//   1990)
//
//   2023-03-20 Promoted P1 2023-04-01 rank=chief id=p1-up line=2 approved_by=mayor
//        the day it is recorded (at 01:00Z), type, subject, effective date ("-": left out), fields. id, line, actor,
//        approved_by, order_ref and note are the envelope's; expect=N is the version the sender expects. "…" and '…'
//        hold blanks together; @NAME is the text of tests/scenarios/policies/NAME.
//   2023-03-20 EventCorrected P1 - target=p1-up cause=clerical effective=2023-04-15 data: rank=chief grade=4
//        the fields after `data:` are the whole replacement
//   2023-03-20 json {"type":…}                  the rest of the line as sent; \xHH is one byte
//     appended                                  the outcome, on an indented line of its own; this one if there is none
//     appended warning promoted_while_absent    with this warning, perhaps among others
//     duplicate
//     refused NOT_EMPLOYED "ended on 2023-03-31" dependents a,b
//                                               the code; texts that the message must contain; the ids that would have
//                                               to be voided too
//     withheld                                  fits, but its batch is refused (the default there)
//   batch … end                                 the event lines between are one batch: all or nothing
//   recording trusted | clock                   trusted: the day of each line is sent along, as an import may; else the
//                                               clock is set to it
//
//   ask state P1 MOMENT : status=working absence.kind=sick_leave assignments.0.unit=U1 grade=-
//                                               the named fields; "-" is nothing. `: nobody` for somebody unknown
//   ask roster MOMENT FILTER [all] : P1 P2
//   ask find "TEXT" MOMENT : P1 P2
//   ask units MOMENT : CITY 3 / >U1 2/5 / >U2 1
//                                               one > for each unit above; the headcount, after a slash the quota
//   ask due [within DAYS] MOMENT : term P1 2022-03-31 fixed_term settled / return P2 2022-04-10 sick_leave
//   ask kpi ID,ID [policy VERSION] MOMENT : KPI2 2023 13 behind / RATE 2023 66.7 2/3 partial / KPI1 2022 no_data
//                                               id, fiscal year, value, sides of a rate, status, whether it is partial
//   ask explain NAME,NAME [near] MOMENT FILTER : p1-left ~p2-left
//                                               ids of the records behind counts and indicators; ~ near misses
//   ask report KIND[.FIGURE] [explained] MOMENT FILTER : staff 2023 mayor = 12 / share 30s = 1/3 [p1-hire p2-hire]
//                                               the figures of a report (or one of them), with what they are about and
//                                               both sides; explained: with the ids of the records behind each
//   ask diff roster|NAME,NAME MOMENT FILTER : changed KPI2 2023 13 12 p1-void / removed P2 p2-left
//                                               with known-at K1..K2: what changed, from what to what, by which records
//   ask headcount|hires|separations|… [by DIM,DIM] MOMENT FILTER : U1 clerk 3 / U2 chief 1
//   ask history P1 MOMENT [with-void] : PersonRegistered Hired@p1-hire Promoted(corrected) Promoted(void)
//                                               ids are compared where one is named
//   ask records : 7                             how many the Log has
//     nothing                                   is the answer without rows
//   MOMENT: as-of D, known-at D|INSTANT|seq:N, fiscal-year N[..M], from D, to D.  FILTER: where "COND", exclude
//   "CONDS", population ID.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rireki {

struct StoryReport {
  std::vector<std::string> titles;
  int checks = 0;                     // outcomes and answers compared
  std::vector<std::string> failures;  // "file:line: statement", what was expected, what came
};

/// Plays all stories of a text. `name` stands in messages; `given` and policies are found in `scenarios`, a directory.
[[nodiscard]] StoryReport play_stories(std::string_view text, const std::string& name, const std::string& scenarios);

/// The text of a file. Throws std::runtime_error.
[[nodiscard]] std::string text_of_file(const std::string& path);

}  // namespace rireki
