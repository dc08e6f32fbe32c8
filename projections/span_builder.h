// Makes Spans out of Timelines.
#pragma once

#include <string>

#include "projections/spans.h"

namespace rireki {

/// Takes the persons one after the other, ascending by code, then lays their spans out in columns.
class SpanBuilder {
 public:
  /// Up to `known`, which `history` must reach, too; it must outlive the builder.
  SpanBuilder(const WorldHistory& history, Seq known) : known_(known), fold_(history, encoder_) {}

  void add(std::string_view person, std::string_view bytes);

  /// Sorts and zones what was added; nothing can be added afterwards. The view lives as long as the builder.
  [[nodiscard]] Spans finish();

 private:
  struct Columns {
    std::vector<std::uint32_t> person, standing, tenure, known_from, known_to;
    std::vector<Day> from, to;
  };

  [[nodiscard]] std::vector<std::uint32_t> clustered_order() const;
  void lay_out(const std::vector<std::uint32_t>& order);
  void add_zones();

  Seq known_;
  StateEncoder encoder_;
  SpanFold fold_;
  std::vector<Span> spans_;
  std::vector<std::uint32_t> persons_;  // whose each span is
  std::vector<Entry> entries_;
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
