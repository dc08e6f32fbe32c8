// The columnar scan form of the Log: pages of 16,384 events as arrays (projections/event_page.h), with dictionaries.
// They lie among the sealed views (sealed_views.h) as rows of `columns`, derived from the Log and sealed together with
// timelines and ids; the last page may be shorter.
//
//   key                          value (integers little-endian)
//   "d" kind place (4, big-end.) up to 1,024 words from this place on, each length (2), text: of kind 0 persons,
//                                whose codes in the pages are their places, of 1 units and 2 ranks: place + 1
//   "p" first seq (8, big-end.)  a page:
//     0       8    first seq
//     8       4    number of events n
//     12      4    number of extras e
//     16      4·n  person
//     …       4·n  effective
//     …       2·n  unit
//     …       n    rank
//     …       n    type
//     …            zeros up to a multiple of 8
//     …       24·e extras (struct PageExtra)
//
// No personal field is in it.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/views/page_builder.h"
#include "engine/views/sealed_views.h"

namespace rireki {

inline constexpr std::size_t kPageEvents = 16'384;
inline constexpr std::size_t kRowWords = 1'024;  // to read a row takes as long as to read so many words of it

enum class Word : std::uint8_t { person, unit, rank };

[[nodiscard]] std::string word_key(Word kind, std::size_t place);

/// Puts the rows of words from that which holds `place` on.
template <class Text>
void put_words(const SealedViews::Put& put, Word kind, const std::vector<Text>& words, std::size_t place) {
  std::string row;
  for (std::size_t begin = place / kRowWords * kRowWords; begin < words.size(); begin += kRowWords) {
    row.clear();
    for (std::size_t i = begin; i < std::min(words.size(), begin + kRowWords); ++i) {
      const auto size = static_cast<std::uint16_t>(words[i].size());  // of identifiers: at most 64
      row.append(reinterpret_cast<const char*>(&size), sizeof size);
      row += words[i];
    }
    put(word_key(kind, begin), row);
  }
}

/// Of the page that begins with this seq.
[[nodiscard]] std::string page_key(Seq first);
[[nodiscard]] std::optional<Seq> seq_of_page(std::string_view key);
/// The first seq of the page that a seq is in.
[[nodiscard]] Seq first_of_page(Seq seq);

/// Visits the stored pages in seq order, beginning with the one that holds `from`. A page lasts until its visit ends;
/// false stops. Errors: INTEGRITY_ERROR.
[[nodiscard]] Result<void> each_page(SealedViews& views, Seq from, const std::function<bool(const EventPage&)>& visit);

/// All stored words of a kind by their places. Errors: INTEGRITY_ERROR.
[[nodiscard]] Result<std::vector<std::string>> stored_words(SealedViews& views, Word kind);

/// Makes the rows of the events that come after those stored: pages, of which the first may replace a shorter one, and
/// new words.
class ColumnWriter {
 public:
  /// After the last of the stored events, `absorbed`. Errors: INTEGRITY_ERROR.
  [[nodiscard]] static Result<ColumnWriter> after(SealedViews& views, Seq absorbed);

  /// Takes the next event. `kind` is that of its subject, of a correction's or void's target.
  void add(const Entry& entry, SubjectKind kind, std::string_view subject);

  /// Puts what was added since the last call.
  void put(const SealedViews::Put& put);

 private:
  /// How many words are stored.
  struct Stored {
    std::size_t persons = 0;
    std::size_t units = 0;
    std::size_t ranks = 0;
  };

  Dictionaries words_;
  Stored stored_;
  std::vector<std::pair<Seq, std::string>> full_;  // pages by their first seq
  Seq first_{1};                                   // of `page_`
  PageBuilder page_;
  std::string row_;
};

}  // namespace rireki
