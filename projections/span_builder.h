// Makes Spans out of Timelines.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "projections/spans.h"

namespace rireki {

struct SpanPart;

/// Calls `work(i)` once for each i below `count`, in no certain order and perhaps on several threads, and waits.
using RunAll = std::function<void(std::size_t count, const std::function<void(std::size_t i)>& work)>;
void run_in_turn(std::size_t count, const std::function<void(std::size_t i)>& work);

/// Takes the persons one after the other, ascending by code, then lays their spans out in columns. They may come in
/// parts, each part on a thread of its own: what it says of anybody is the same then, but codes are given in another
/// order.
class SpanBuilder {
 public:
  /// Up to `known`, which `history` must reach, too; it must outlive the builder. Room is kept for as many spans as so
  /// many events usually make; what is not used of it takes no memory.
  SpanBuilder(const WorldHistory& history, Seq known, std::size_t parts = 1, std::size_t events = 0);
  ~SpanBuilder();

  /// Persons ascend within a part, and from one part to the next.
  void add(std::string_view person, std::string_view bytes, std::size_t part = 0);

  /// Sorts and zones what was added; nothing can be added afterwards. The view lives as long as the builder.
  [[nodiscard]] Spans finish(const RunAll& run = run_in_turn);

 private:
  /// What the codes of a part are in the table of all.
  struct Codes {
    std::vector<std::uint32_t> words;
    std::vector<std::uint32_t> standings;
    std::uint32_t tenures = 0;  // where its own begin
  };
  struct Columns {
    std::vector<std::uint32_t> person, standing, tenure, known_from, known_to;
    std::vector<Day> from, to;
  };

  void join_codes();
  [[nodiscard]] Codes join(const StateTable& own);
  void join_persons();
  void join_happenings(std::size_t part);
  [[nodiscard]] std::size_t part_of(std::uint32_t row) const;
  [[nodiscard]] std::vector<std::uint32_t> clustered_order();
  void lay_out(const std::vector<std::uint32_t>& order, const RunAll& run);
  void add_zones();
  [[nodiscard]] StateCodes joined(const Codes& codes, StateCodes own) const;

  Seq known_;
  std::vector<std::unique_ptr<SpanPart>> parts_;
  std::vector<Codes> codes_of_;            // of parts; none where there is but one part
  StateEncoder encoder_;                   // of all, where there are several
  std::vector<std::uint32_t> first_rows_;  // of parts; a row counts through all of them
  std::vector<std::uint32_t> first_persons_;
  std::vector<std::uint32_t> first_happenings_;
  Columns columns_;
  std::vector<SpanZone> zones_;
  std::vector<std::uint32_t> code_ends_;
  std::string codes_;
  std::vector<Day> last_lookups_;
  std::vector<std::uint8_t> erased_;
  std::vector<Statement> statements_;
  std::vector<std::uint8_t> has_attendance_;
  std::vector<std::uint32_t> happening_ends_;
  std::vector<HappeningRow> happenings_;
  std::size_t unbounded_ = 0;  // how many rows have that form; they come first
};

}  // namespace rireki
