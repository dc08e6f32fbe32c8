#include "engine/views/column_sorting.h"

#include <algorithm>

#include "engine/views/event_columns.h"

namespace rireki {

namespace {

constexpr std::size_t kRangePages = 64;  // a million events: some megabytes

void recode(const Words& own, Words& all, std::vector<std::uint32_t>& codes) {
  for (const std::string& word : own.all()) codes.push_back(all.code(word));
}

}  // namespace

void ColumnHarvest::add(const Entry& entry, SubjectKind kind, std::uint32_t subject) {
  if (pages_.empty() || pages_.back().size() == kPageEvents) {
    const Seq first{first_.value + pages_.size() * kPageEvents};
    pages_.emplace_back().begin(first);
  }
  pages_.back().add(entry, kind, subject, words_);
}

ColumnSorting::ColumnSorting(std::vector<ColumnHarvest> harvests, PersonCodes persons)
    : harvests_(std::move(harvests)), persons_(std::move(persons)) {
  for (std::size_t h = 0; h < harvests_.size(); ++h) {
    Recoded& codes = recoded_.emplace_back();
    rireki::recode(harvests_[h].words_.units, words_.units, codes.units);
    rireki::recode(harvests_[h].words_.ranks, words_.ranks, codes.ranks);
    for (std::size_t page = 0; page < harvests_[h].pages_.size(); ++page) pages_.push_back({h, page});
  }
}

void ColumnSorting::recode(std::size_t harvest) {
  for (PageBuilder& page : harvests_[harvest].pages_) {
    page.recode(persons_.codes[harvest], recoded_[harvest].units, recoded_[harvest].ranks);
  }
}

void ColumnSorting::complete(Seq seq, std::uint32_t person, Seq target) {
  const auto [harvest, page] = pages_[(seq.value - 1) / kPageEvents];
  harvests_[harvest].pages_[page].complete((seq.value - 1) % kPageEvents, person, target);
}

std::size_t ColumnSorting::ranges() const { return 1 + (pages_.size() + kRangePages - 1) / kRangePages; }

void ColumnSorting::put(std::size_t range, const SealedViews::Put& put) const {
  if (range == 0) {
    put_words(put, Word::person, persons_.persons, 0);
    put_words(put, Word::unit, words_.units.all(), 0);
    put_words(put, Word::rank, words_.ranks.all(), 0);
    return;
  }
  const std::size_t end = std::min(pages_.size(), range * kRangePages);
  for (std::size_t i = (range - 1) * kRangePages; i < end; ++i) {
    const auto [harvest, page] = pages_[i];
    put(page_key(Seq{i * kPageEvents + 1}), harvests_[harvest].pages_[page].bytes());
  }
}

}  // namespace rireki
