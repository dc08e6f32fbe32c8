#include "engine/views/event_columns.h"

#include <cstdint>
#include <cstring>

#include "events/types/catalog.h"
#include "events/types/fixed_bytes.h"

namespace rireki {

namespace {

constexpr char kPagePrefix[] = "p";
constexpr char kWordPrefix = 'd';

/// A stored page where its columns lie as they must.
class AlignedPage {
 public:
  Result<EventPage> read(std::string_view stored) {
    const char* bytes = stored.data();
    if (reinterpret_cast<std::uintptr_t>(bytes) % sizeof(std::uint64_t) != 0) {
      copy_.resize(stored.size() / sizeof(std::uint64_t) + 1);
      stored.copy(reinterpret_cast<char*>(copy_.data()), stored.size());
      bytes = reinterpret_cast<const char*>(copy_.data());
    }
    return page_in({bytes, stored.size()});
  }

 private:
  std::vector<std::uint64_t> copy_;
};

}  // namespace

std::string word_key(Word kind, std::size_t place) {
  std::string key(1, kWordPrefix);
  key += static_cast<char>(kind);
  put_big(key, static_cast<std::uint32_t>(place));
  return key;
}

std::string page_key(Seq first) {
  std::string key = kPagePrefix;
  put_big(key, first.value);
  return key;
}

std::optional<Seq> seq_of_page(std::string_view key) {
  if (!key.starts_with(kPagePrefix)) return std::nullopt;
  Seq first;
  for (const char byte : key.substr(1)) first.value = first.value << 8U | static_cast<unsigned char>(byte);
  return first;
}

Seq first_of_page(Seq seq) { return Seq{(seq.value - 1) / kPageEvents * kPageEvents + 1}; }

Result<void> each_page(SealedViews& views, Seq from, const std::function<bool(const EventPage&)>& visit) {
  const auto rows = views.columns(kPagePrefix, page_key(first_of_page(from)));
  AlignedPage aligned;
  while (const auto row = rows->next()) {
    const auto page = aligned.read(row->value);
    if (!page) return std::unexpected(page.error());
    if (!visit(*page)) return {};
  }
  return rows->status();
}

Result<std::vector<std::string>> stored_words(SealedViews& views, Word kind) {
  const std::string prefix = word_key(kind, 0).substr(0, 2);
  const auto rows = views.columns(prefix, prefix);
  std::vector<std::string> words;
  while (const auto row = rows->next()) {
    for (std::string_view rest = row->value; !rest.empty();) {
      std::uint16_t size = 0;
      if (rest.size() >= sizeof size) std::memcpy(&size, rest.data(), sizeof size);
      if (rest.size() < sizeof size + size) {
        return fail(Code::integrity_error, "the words of the event columns are broken");
      }
      words.emplace_back(rest.substr(sizeof size, size));
      rest.remove_prefix(sizeof size + size);
    }
  }
  if (auto r = rows->status(); !r) return std::unexpected(r.error());
  return words;
}

Result<ColumnWriter> ColumnWriter::after(SealedViews& views, Seq absorbed) {
  ColumnWriter writer;
  const auto load = [&](Word kind, Words& words) -> Result<std::size_t> {
    auto stored = stored_words(views, kind);
    if (!stored) return std::unexpected(stored.error());
    for (std::string& text : *stored) words.add(std::move(text));
    return stored->size();
  };
  const auto persons = load(Word::person, writer.words_.persons);
  const auto units = load(Word::unit, writer.words_.units);
  const auto ranks = load(Word::rank, writer.words_.ranks);
  for (const auto* loaded : {&persons, &units, &ranks}) {
    if (!*loaded) return std::unexpected(loaded->error());
  }
  writer.stored_ = {*persons, *units, *ranks};
  writer.first_ = first_of_page(Seq{absorbed.value + 1});
  writer.page_.begin(writer.first_);
  if (absorbed < writer.first_) return writer;
  std::string stored;
  const auto found = views.column(page_key(writer.first_), stored);
  const auto page = found ? AlignedPage().read(stored) : std::unexpected(found.error());
  if (!page) return std::unexpected(page.error());
  writer.page_.go_on(*page);
  return writer;
}

void ColumnWriter::add(const Entry& entry, SubjectKind kind, std::string_view subject) {
  page_.add(entry, kind, kind == SubjectKind::person ? words_.persons.code(subject) : kNoPerson, words_);
  if (page_.size() < kPageEvents) return;
  full_.emplace_back(first_, page_.bytes());
  first_ = Seq{first_.value + kPageEvents};
  page_.begin(first_);
}

void ColumnWriter::put(const SealedViews::Put& put) {
  const auto put_new = [&](Word kind, const Words& words, std::size_t& stored) {
    if (stored < words.all().size()) put_words(put, kind, words.all(), stored);
    stored = words.all().size();
  };
  put_new(Word::person, words_.persons, stored_.persons);
  put_new(Word::unit, words_.units, stored_.units);
  put_new(Word::rank, words_.ranks, stored_.ranks);
  for (const auto& [first, page] : full_) put(page_key(first), page);
  full_.clear();
  if (page_.size() > 0) put(page_key(first_), page_.bytes());
}

}  // namespace rireki
