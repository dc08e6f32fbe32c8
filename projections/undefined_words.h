// Words in conditions that nothing defines, typing errors most likely: of all else a condition tells by itself what is
// wrong (attributes.h).
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "projections/filter.h"

namespace rireki {

struct UndefinedWord {
  Attribute attribute{};
  std::string word;
};

/// The ids that documents, and units, give to what conditions ask for: ranks and their classes, job families and their
/// groups, authorities, reasons; where they were added, courses and units.
class DefinedWords {
 public:
  /// A document's own conditions are held to it alone.
  explicit DefinedWords(const Policy& policy) { add(policy); }

  /// Questions are held to every Policy and unit that is known, of whatever days. Where no Policy has a training
  /// catalogue, courses are any text.
  explicit DefinedWords(const Organisation& known);

  /// Those words of conditions, joined by '&', that are defined nowhere; none of conditions that cannot be read.
  [[nodiscard]] std::vector<UndefinedWord> undefined_in(std::string_view conditions) const;

  /// The words that an attribute has, ascending.
  [[nodiscard]] const std::set<std::string, std::less<>>& words_of(Attribute attribute) const {
    return words_.at(attribute);
  }

 private:
  void add(const Policy& policy);

  std::map<Attribute, std::set<std::string, std::less<>>> words_;  // only attributes whose words are defined
};

}  // namespace rireki
