#include "tools/demo/published/targets.h"

namespace rireki::demo::published {

namespace {

constexpr auto kRankCells = std::to_array<RankCell>({
    {"clerical", "director", 10, 1},
    {"engineer", "director", 3, 0},
    {"firefighter", "director", 1, 0},
    {"clerical", "deputy_director", 16, 2},
    {"engineer", "deputy_director", 6, 0},
    {"firefighter", "deputy_director", 3, 0},
    {"medical_technician", "deputy_director", 1, 0},
    {"nurse", "deputy_director", 0, 3},
    {"public_health_nurse", "deputy_director", 0, 1},
    {"clerical", "section_manager", 75, 18},
    {"engineer", "section_manager", 32, 1},
    {"firefighter", "section_manager", 20, 0},
    {"nurse", "section_manager", 1, 15},
    {"medical_technician", "section_manager", 7, 3},
    {"public_health_nurse", "section_manager", 0, 3},
    {"nursery_teacher", "section_manager", 0, 2},
    {"manual", "section_manager", 2, 0},
    {"clerical", "chief", 115, 40},
    {"engineer", "chief", 55, 5},
    {"firefighter", "chief", 65, 0},
    {"nurse", "chief", 3, 38},
    {"medical_technician", "chief", 14, 8},
    {"public_health_nurse", "chief", 0, 6},
    {"nursery_teacher", "chief", 0, 6},
    {"manual", "chief", 10, 0},
    {"clerical", "clerk", 216, 148},
    {"engineer", "clerk", 64, 14},
    {"firefighter", "clerk", 151, 10},
    {"nurse", "clerk", 21, 219},
    {"medical_technician", "clerk", 28, 29},
    {"nursery_teacher", "clerk", 2, 30},
    {"public_health_nurse", "clerk", 2, 23},
    {"manual", "clerk", 43, 5},
});

constexpr auto kYoungLeavers = std::to_array<YoungLeavers>({{2013, {3, 1, 1, 1}},
                                                            {2014, {4, 1, 0, 0}},
                                                            {2015, {4, 0, 0, 0}},
                                                            {2016, {6, 0, 1, 0}},
                                                            {2017, {6, 0, 0, 0}},
                                                            {2018, {7, 1, 0, 0}},
                                                            {2019, {4, 0, 1, 0}},
                                                            {2020, {9, 0, 0, 0}},
                                                            {2021, {8, 1, 4, 0}},
                                                            {2022, {12, 1, 4, 1}},
                                                            {2023, {9, 1, 2, 1}}});

constexpr auto kHeadcounts = std::to_array<Headcount>({{2007, 1922, 60, 15, 111},
                                                       {2008, 1888, 66, 15, {}},
                                                       {2009, 1840, 70, 15, {}},
                                                       {2010, 1791, 74, 15, {}},
                                                       {2011, 1743, 78, 20, 123},
                                                       {2012, 1736, 73, 15, {}},
                                                       {2013, 1742, 72, 15, {}},
                                                       {2014, 1748, 71, 15, {}},
                                                       {2015, 1754, 70, 15, {}},
                                                       {2016, 1760, 69, 15, {}},
                                                       {2017, 1766, 68, 15, {}},
                                                       {2018, 1771, 68, 17, 139},
                                                       {2019, 1768, 75, 15, {}},
                                                       {2020, 1768, 79, 15, {}},
                                                       {2021, 1767, 82, 15, {}},
                                                       {2022, 1767, 85, 15, {}},
                                                       {2023, 1764, 88, 15, {}}});

constexpr auto kSurvey = std::to_array<SurveyRow>({{"satisfied", {87, 146, 168, 290, 96}, 645, 142},
                                                   {"fulfilment", {84, 135, 153, 266, 87}, {}, {}},
                                                   {"praise", {84, 94, 87, 156, 57}, 382, 96},
                                                   {"challenge", {59, 66, 78, 117, 38}, 297, 61},
                                                   {"communication", {115, 156, 144, 246, 68}, {}, {}},
                                                   {"selfdev", {59, 103, 103, 177, 49}, 376, 115},
                                                   {"workplace_training", {119, 182, 159, 276, 65}, 590, 211},
                                                   {"public_training", {88, 150, 121, 204, 37}, 412, 188},
                                                   {"appraisal", {102, 124, 139, 263, 82}, 547, 163},
                                                   {"future", {40, 81, 86, 165, 62}, 347, 87},
                                                   {"growth", {107, 156, 146, 201, 70}, 536, 144},
                                                   {"motivation", {84, 132, 142, 265, 90}, 627, 86},
                                                   {"wants_to_quit", {77, 154, 108, 173, 36}, 287, 261},
                                                   {"mentally_well", {108, 167, 165, 277, 98}, 621, 194},
                                                   {"attached", {99, 171, 177, 323, 98}, 637, 231}});

constexpr auto kYears = std::to_array<YearTargets>({{2018, 512, 900, 3780, 158, 110, 21, 4, 1262, 131},
                                                    {2019, 471, 900, 3807, 155, 114, 22, 3, 1258, 137},
                                                    {2020, 455, 600, 2562, 139, 112, 24, 4, 1255, 141},
                                                    {2021, 409, 800, 3448, 142, 119, 27, 5, 1251, 146},
                                                    {2022, 376, 1000, 4340, 146, 127, 30, 6, 1250, 149},
                                                    {2023, 405, 1000, 4270, 127, 134, 29, 8, 1240, 164}});

}  // namespace

std::span<const RankCell> rank_cells() { return kRankCells; }
std::span<const YoungLeavers> young_leavers() { return kYoungLeavers; }
std::span<const Headcount> headcounts() { return kHeadcounts; }
std::span<const SurveyRow> survey_rows() { return kSurvey; }
std::span<const YearTargets> year_targets() { return kYears; }

}  // namespace rireki::demo::published
