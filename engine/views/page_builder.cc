#include "engine/views/page_builder.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#include <boost/unordered/unordered_flat_map.hpp>

#include "events/types/text_hash.h"

namespace rireki {

namespace {

static_assert(std::endian::native == std::endian::little, "columns are stored as they lie in memory");

constexpr std::size_t kHeaderBytes = 16;

template <class Code>
Code bounded(std::uint32_t code) {
  return static_cast<Code>(std::min<std::uint32_t>(code, std::numeric_limits<Code>::max()));
}

template <class T>
void put(std::string& out, const std::vector<T>& column) {
  out.append(reinterpret_cast<const char*>(column.data()), column.size() * sizeof(T));
}

/// Where the extras of so many events begin.
constexpr std::size_t extras_at(std::size_t events) { return (kHeaderBytes + 12 * events + 7) / 8 * 8; }

template <class T>
std::span<const T> take(const char*& at, std::size_t count) {
  const std::span<const T> column(reinterpret_cast<const T*>(at), count);
  at += count * sizeof(T);
  return column;
}

}  // namespace

struct Words::Table {
  boost::unordered_flat_map<std::string, std::uint32_t, TextHash, std::equal_to<>> codes;
};

Words::Words(std::uint32_t first) : first_(first), table_(std::make_unique<Table>()) {}
Words::~Words() = default;
Words::Words(Words&&) noexcept = default;
Words& Words::operator=(Words&&) noexcept = default;

std::uint32_t Words::code(std::string_view text) {
  if (const auto it = table_->codes.find(text); it != table_->codes.end()) return it->second;
  add(std::string(text));
  return code_at(texts_.size() - 1);
}

void Words::add(std::string text) {
  table_->codes.emplace(text, code_at(texts_.size()));
  texts_.push_back(std::move(text));
}

void PageBuilder::begin(Seq first) {
  first_ = first;
  person_.clear();
  effective_.clear();
  unit_.clear();
  rank_.clear();
  type_.clear();
  extras_.clear();
}

void PageBuilder::go_on(const EventPage& page) {
  first_ = page.first;
  person_.assign(page.person.begin(), page.person.end());
  effective_.assign(page.effective.begin(), page.effective.end());
  unit_.assign(page.unit.begin(), page.unit.end());
  rank_.assign(page.rank.begin(), page.rank.end());
  type_.assign(page.type.begin(), page.type.end());
  extras_.assign(page.extras.begin(), page.extras.end());
}

void PageBuilder::complete(std::size_t index, std::uint32_t person, Seq target) {
  person_[index] = person;
  const auto extra = std::ranges::lower_bound(extras_, index, {}, &PageExtra::index);
  extra->target = target.value;
}

void PageBuilder::recode(std::span<const std::uint32_t> persons, std::span<const std::uint32_t> units,
                         std::span<const std::uint32_t> ranks) {
  for (std::uint32_t& person : person_) {
    if (person != kNoPerson) person = persons[person];
  }
  for (std::uint16_t& unit : unit_) unit = bounded<std::uint16_t>(units[unit]);
  for (std::uint8_t& rank : rank_) rank = bounded<std::uint8_t>(ranks[rank]);
}

void PageBuilder::add(const Entry& entry, SubjectKind kind, std::uint32_t person, Dictionaries& words) {
  const bool is_person = kind == SubjectKind::person;
  add_extra(entry);
  person_.push_back(is_person ? person : kNoPerson);
  effective_.push_back(entry.effective.days);
  unit_.push_back(is_person && given(entry.unit) ? bounded<std::uint16_t>(words.units.code(entry.unit)) : 0);
  rank_.push_back(is_person && given(entry.rank) ? bounded<std::uint8_t>(words.ranks.code(entry.rank)) : 0);
  type_.push_back(static_cast<std::uint8_t>(entry.body));
}

void PageBuilder::add_extra(const Entry& entry) {
  PageExtra extra{.target = entry.target.value,
                  .index = static_cast<std::uint32_t>(size()),
                  .day = entry.has_day ? entry.day.days : 0,
                  .line = entry.line};
  const auto set = [&extra](bool condition, PageExtra::Flag flag) {
    if (condition) extra.flags = static_cast<std::uint8_t>(extra.flags | flag);
  };
  const bool names_term = entry.body == EventType::Hired || entry.body == EventType::TermRenewed;
  set(entry.has_day && names_term, PageExtra::has_term);
  set(entry.type == EventType::EventCorrected, PageExtra::is_correction);
  set(entry.type == EventType::EventVoided, PageExtra::is_void);
  set(entry.gives_effective, PageExtra::gives_effective);
  set(entry.gives_line, PageExtra::gives_line);
  if (extra.flags != 0 || extra.line != 0) extras_.push_back(extra);
}

std::string PageBuilder::bytes() const {
  std::string out;
  out.reserve(extras_at(size()) + extras_.size() * sizeof(PageExtra));
  const auto n = static_cast<std::uint32_t>(size());
  const auto e = static_cast<std::uint32_t>(extras_.size());
  out.append(reinterpret_cast<const char*>(&first_.value), sizeof first_.value);
  out.append(reinterpret_cast<const char*>(&n), sizeof n);
  out.append(reinterpret_cast<const char*>(&e), sizeof e);
  put(out, person_);
  put(out, effective_);
  put(out, unit_);
  put(out, rank_);
  put(out, type_);
  out.resize(extras_at(n));
  put(out, extras_);
  return out;
}

Result<EventPage> page_in(std::string_view bytes) {
  EventPage page;
  std::uint32_t n = 0;
  std::uint32_t e = 0;
  if (bytes.size() >= kHeaderBytes) {
    std::memcpy(&page.first.value, bytes.data(), sizeof page.first.value);
    std::memcpy(&n, bytes.data() + 8, sizeof n);
    std::memcpy(&e, bytes.data() + 12, sizeof e);
  }
  if (n == 0 || bytes.size() != extras_at(n) + sizeof(PageExtra) * std::size_t{e}) {
    return fail(Code::integrity_error, "a page of the event columns is broken");
  }
  const char* at = bytes.data() + kHeaderBytes;
  page.person = take<std::uint32_t>(at, n);
  page.effective = take<std::int32_t>(at, n);
  page.unit = take<std::uint16_t>(at, n);
  page.rank = take<std::uint8_t>(at, n);
  page.type = take<std::uint8_t>(at, n);
  at = bytes.data() + extras_at(n);
  page.extras = take<PageExtra>(at, e);
  return page;
}

}  // namespace rireki
