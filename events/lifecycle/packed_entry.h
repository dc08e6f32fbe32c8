// The Entries of a Timeline as bytes, of which views keep one string for each subject.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "events/lifecycle/entry.h"

namespace rireki {

/// Appends the packed form; entries of a Timeline are packed in seq order.
void pack(const Entry& entry, std::string& out);

/// The first of packed entries: its seq, and how many bytes it takes.
struct PackedFront {
  Seq seq;
  std::size_t bytes = 0;
};
[[nodiscard]] PackedFront packed_front(std::string_view bytes);

/// The entries up to and including `known`. Views point into `bytes`, which must be whole: they come from this program.
void unpack(std::string_view bytes, Seq known, std::vector<Entry>& out);

}  // namespace rireki
