#include "engine/views/page_builder.h"

#include <bit>
#include <cstring>

namespace rireki {

namespace {

static_assert(std::endian::native == std::endian::little, "columns are stored as they lie in memory");

constexpr std::size_t kHeaderBytes = 16;
constexpr std::uint32_t kUnitsMax = 0xFFFF;
constexpr std::uint32_t kRanksMax = 0xFF;

template <class T>
void put(std::string& out, const std::vector<T>& column) {
  out.append(reinterpret_cast<const char*>(column.data()), column.size() * sizeof(T));
}

template <class T>
std::span<const T> take(const char*& at, std::size_t count) {
  const std::span<const T> column(reinterpret_cast<const T*>(at), count);
  at += count * sizeof(T);
  return column;
}

}  // namespace

std::uint32_t Words::code(std::string_view text) {
  if (const auto it = codes_.find(text); it != codes_.end()) return it->second;
  add(std::string(text));
  return code_at(texts_.size() - 1);
}

void Words::add(std::string text) {
  codes_.emplace(text, code_at(texts_.size()));
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

Result<void> PageBuilder::add(const Entry& entry, std::uint32_t person, Dictionaries& words) {
  const bool is_person = person != kNoPerson;
  const std::uint32_t unit = is_person && given(entry.unit) ? words.units.code(entry.unit) : 0;
  const std::uint32_t rank = is_person && given(entry.rank) ? words.ranks.code(entry.rank) : 0;
  if (unit > kUnitsMax || rank > kRanksMax) {
    return fail(Code::io_error, "record " + std::to_string(entry.seq.value) +
                                    ": there are more units or ranks than the columns have codes for");
  }
  add_extra(entry);
  person_.push_back(person);
  effective_.push_back(entry.effective.days);
  unit_.push_back(static_cast<std::uint16_t>(unit));
  rank_.push_back(static_cast<std::uint8_t>(rank));
  type_.push_back(static_cast<std::uint8_t>(entry.body));
  return {};
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
  // A multiple of 8 events keeps every column on its boundary.
  const std::size_t size = kHeaderBytes + std::size_t{12} * n + sizeof(PageExtra) * std::size_t{e};
  if (n == 0 || n % 8 != 0 || bytes.size() != size) {
    return fail(Code::integrity_error, "a page of the event columns is broken");
  }
  const char* at = bytes.data() + kHeaderBytes;
  page.person = take<std::uint32_t>(at, n);
  page.effective = take<std::int32_t>(at, n);
  page.unit = take<std::uint16_t>(at, n);
  page.rank = take<std::uint8_t>(at, n);
  page.type = take<std::uint8_t>(at, n);
  page.extras = take<PageExtra>(at, e);
  return page;
}

}  // namespace rireki
