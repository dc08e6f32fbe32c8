// Only the demo's generator knows the numbers that Otaru published: whatever else computes with them would be a
// hard-coded answer. The policy holds targets, which are definitions, and so may tests.
#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/support/checkout.h"

namespace {

// Long or odd enough not to stand in a source by accident.
constexpr auto kNumbers = std::to_array<std::string_view>(
    {"1596", "1056", "1670", "786",  "784",  "1771", "1768", "1922", "1888", "1743", "1736", "68.7", "64.4", "29.7",
     "69.1", "67.2", "33.9", "75.9", "4.34", "4.27", "14.6", "12.7", "13.4", "11.9", "13.2", "966",  "725",  "729"});

bool is_of_a_number(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_'; }

/// The numbers that stand in a text as a word of their own.
std::vector<std::string_view> numbers_in(const std::string& text) {
  std::vector<std::string_view> found;
  for (const std::string_view number : kNumbers) {
    for (std::size_t at = text.find(number); at != std::string::npos; at = text.find(number, at + 1)) {
      const std::size_t end = at + number.size();
      const bool starts = at == 0 || !is_of_a_number(text[at - 1]);
      const bool ends = end == text.size() || !is_of_a_number(text[end]);
      if (starts && ends) found.push_back(number);
    }
  }
  return found;
}

/// Without comments, which compute nothing, and digit separators.
std::string source(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text;
  for (std::string line; std::getline(in, line);) text += line.substr(0, line.find("//")) + '\n';
  std::erase(text, '\'');
  return text;
}

bool is_code(const std::filesystem::path& path) { return path.extension() == ".cc" || path.extension() == ".h"; }

}  // namespace

TEST_CASE("nothing but the generator of the demo knows the published numbers") {
  namespace fs = std::filesystem;
  const fs::path root = rireki::checkout();
  std::size_t looked_at = 0;
  for (const std::string_view folder : {"events", "projections", "engine", "tools"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      const std::string path = fs::relative(entry.path(), root).string();
      if (!entry.is_regular_file() || !is_code(entry.path()) || path.starts_with("tools/demo/")) continue;
      CAPTURE(path);
      CHECK(numbers_in(source(entry.path())).empty());
      ++looked_at;
    }
  }
  CHECK(looked_at > 100);
}

TEST_CASE("a published number in a source would be found") {
  CHECK(numbers_in("constexpr int kStaff = 1596;").size() == 1);
  CHECK(numbers_in("return 68.7;") == std::vector<std::string_view>{"68.7"});
  CHECK(numbers_in("constexpr int kOther = 15960; x1596; 1596u;").empty());
  const std::string targets = source(rireki::checkout() / "tools/demo/published/targets.h");
  CHECK_FALSE(numbers_in(targets).empty());
}
