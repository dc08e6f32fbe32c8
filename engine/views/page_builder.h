// One page of the columnar form on its way from Records to bytes (event_columns.h has the layout).
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "events/lifecycle/entry.h"
#include "events/types/catalog.h"
#include "projections/event_page.h"

namespace rireki {

/// Texts and their codes, in the order in which they appeared.
class Words {
 public:
  explicit Words(std::uint32_t first);
  ~Words();
  Words(Words&&) noexcept;
  Words& operator=(Words&&) noexcept;

  [[nodiscard]] std::uint32_t code(std::string_view text);
  void add(std::string text);

  [[nodiscard]] const std::vector<std::string>& all() const { return texts_; }
  [[nodiscard]] std::uint32_t code_at(std::size_t index) const { return first_ + static_cast<std::uint32_t>(index); }

 private:
  std::uint32_t first_;
  std::vector<std::string> texts_;
  struct Table;
  std::unique_ptr<Table> table_;
};

struct Dictionaries {
  Words persons{0};
  Words units{1};
  Words ranks{1};
};

class PageBuilder {
 public:
  void begin(Seq first);

  /// Begins with the events of a page that is there already.
  void go_on(const EventPage& page);

  /// Takes the next event. `kind` is that of its subject, `person` the code of a person; units and ranks are of persons
  /// only. Where there are more of these than codes, the last code stands for all others.
  void add(const Entry& entry, SubjectKind kind, std::uint32_t person, Dictionaries& words);

  /// Says afterwards what was not known of an event: who its subject is, and of a correction or void its target.
  void complete(std::size_t index, std::uint32_t person, Seq target);

  /// Puts other codes in the place of all those of persons (but kNoPerson), units and ranks: code → code.
  void recode(std::span<const std::uint32_t> persons, std::span<const std::uint32_t> units,
              std::span<const std::uint32_t> ranks);

  [[nodiscard]] std::size_t size() const { return type_.size(); }
  [[nodiscard]] std::string bytes() const;

 private:
  void add_extra(const Entry& entry);

  Seq first_;
  std::vector<std::uint32_t> person_;
  std::vector<std::int32_t> effective_;
  std::vector<std::uint16_t> unit_;
  std::vector<std::uint8_t> rank_;
  std::vector<std::uint8_t> type_;
  std::vector<PageExtra> extras_;
};

/// The page in `bytes`, which must lie on an 8-byte boundary and outlive it. Errors: INTEGRITY_ERROR if it does not
/// fit.
[[nodiscard]] Result<EventPage> page_in(std::string_view bytes);

}  // namespace rireki
