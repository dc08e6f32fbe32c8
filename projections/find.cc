#include "projections/find.h"

#include <algorithm>
#include <string>
#include <vector>

#include "events/types/text.h"
#include "projections/roster.h"

namespace rireki {

namespace {

bool contains(const std::optional<std::string>& text, const std::string& wanted) {
  return text && folded_for_search(*text).contains(wanted);
}

bool matches(const PersonRow& row, const std::string& wanted) {
  return folded_for_search(row.person).contains(wanted) || contains(row.personal.name, wanted) ||
         contains(row.personal.kana, wanted);
}

/// The numbers that are the text, ascending: two may differ in case alone.
Result<std::vector<std::string>> numbers_equal_to(const Knowledge& knowledge, const std::string& wanted) {
  std::vector<std::string> numbers;
  const auto each =
      knowledge.source.each_timeline(SubjectKind::person, [&](std::string_view number, const PackedTimeline&) {
        if (folded_for_search(number) == wanted) numbers.emplace_back(number);
      });
  if (!each) return std::unexpected(each.error());
  return numbers;
}

}  // namespace

Result<std::int64_t> find_people(const Knowledge& knowledge, std::string_view text, Day as_of,
                                 const std::function<void(const PersonRow&)>& visit) {
  const std::string wanted = folded_for_search(text);
  if (wanted.empty()) return fail(Code::usage, "there is nothing to look for: give a part of a number, name or kana");
  const auto exact = numbers_equal_to(knowledge, wanted);
  if (!exact) return std::unexpected(exact.error());
  for (const std::string& number : *exact) {
    if (auto r = person(knowledge, number, as_of, visit); !r) return std::unexpected(r.error());
  }
  std::int64_t erased = 0;
  const auto rest = roster(knowledge, {as_of, {}, true}, [&](const PersonRow& row) {
    erased += row.personal.is_erased(PersonalCategory::identity) ? 1 : 0;
    if (!std::ranges::binary_search(*exact, row.person) && matches(row, wanted)) visit(row);
  });
  if (!rest) return std::unexpected(rest.error());
  return erased;
}

}  // namespace rireki
