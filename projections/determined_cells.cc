#include "projections/determined_cells.h"

#include <algorithm>
#include <cstdint>
#include <map>

namespace rireki {

namespace {

// Modulo a prime: sums of a few hundred zeros and ones vanish there only if they vanish, but for a chance of 2^-31.
constexpr std::uint64_t kPrime = 2'147'483'647;

using Row = std::vector<std::uint64_t>;

std::uint64_t inverse(std::uint64_t number) {  // Fermat: number^(p-2)
  std::uint64_t result = 1;
  for (std::uint64_t exponent = kPrime - 2; exponent > 0; exponent >>= 1U) {
    if ((exponent & 1U) != 0) result = result * number % kPrime;
    number = number * number % kPrime;
  }
  return result;
}

void scale(Row& row, std::uint64_t factor) {
  for (std::uint64_t& number : row) number = number * factor % kPrime;
}

void subtract(Row& row, const Row& other, std::uint64_t factor) {
  for (std::size_t i = 0; i < row.size(); ++i) row[i] = (row[i] + (kPrime - factor) * other[i]) % kPrime;
}

/// To reduced row echelon form.
void reduce(std::vector<Row>& rows, std::size_t columns) {
  std::size_t done = 0;
  for (std::size_t column = 0; column < columns && done < rows.size(); ++column) {
    const auto pivot = std::find_if(rows.begin() + static_cast<std::ptrdiff_t>(done), rows.end(),
                                    [&](const Row& row) { return row[column] != 0; });
    if (pivot == rows.end()) continue;
    std::iter_swap(rows.begin() + static_cast<std::ptrdiff_t>(done), pivot);
    scale(rows[done], inverse(rows[done][column]));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (i != done && rows[i][column] != 0) subtract(rows[i], Row(rows[done]), rows[i][column]);
    }
    ++done;
  }
  rows.resize(done);
}

}  // namespace

std::vector<std::size_t> determined_cells(const std::vector<std::size_t>& unknown,
                                          const std::vector<std::vector<std::size_t>>& lines) {
  std::map<std::size_t, std::size_t> columns;
  for (const std::size_t cell : unknown) columns.emplace(cell, columns.size());
  std::vector<Row> rows;
  for (const auto& line : lines) {
    Row row(columns.size());
    for (const std::size_t cell : line) {
      if (const auto found = columns.find(cell); found != columns.end()) row[found->second] = 1;
    }
    if (std::ranges::any_of(row, [](std::uint64_t n) { return n != 0; })) rows.push_back(std::move(row));
  }
  reduce(rows, columns.size());
  std::vector<std::size_t> determined;
  for (const Row& row : rows) {  // "this cell alone = something known"
    if (std::ranges::count_if(row, [](std::uint64_t n) { return n != 0; }) != 1) continue;
    const auto column =
        static_cast<std::size_t>(std::ranges::find_if(row, [](auto n) { return n != 0; }) - row.begin());
    determined.push_back(std::ranges::find(columns, column, [](const auto& c) { return c.second; })->first);
  }
  return determined;
}

}  // namespace rireki
