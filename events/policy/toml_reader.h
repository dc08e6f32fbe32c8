// Private to the policy loader: a TOML document read table by table, with errors that name the line and the key.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "events/calendar/day.h"
#include "events/policy/toml_guard.h"

// Declared here so that only toml_reader.cc compiles toml++.
namespace toml {
inline namespace v3 {
class table;
class node;
}  // namespace v3
}  // namespace toml

namespace rireki {

struct IntegerRange {
  int min;
  int max;
};

/// One table of a document. Copies refer to the same table; the TomlDocument must outlive them. Every reading function
/// throws TomlRefusal for a value of another type or form; one without `fallback` also for a missing key.
class TomlTable {
 public:
  /// `name` as it stands in messages: "[policy]".
  TomlTable(const toml::table& table, std::string name) : table_(table), name_(std::move(name)) {}

  [[nodiscard]] bool has(std::string_view key) const;
  [[nodiscard]] bool is_text(std::string_view key) const;
  /// Refuses the first key that is not among `known`, and lists these.
  void allow_only(const std::vector<std::string_view>& known) const;
  /// "the key … of … `complaint`: `quoted`", the last part without its colon if nothing is quoted.
  [[noreturn]] void refuse(std::string_view key, const std::string& complaint, std::string_view quoted = {}) const;

  /// A required text is not empty and has no control characters.
  [[nodiscard]] std::string text(std::string_view key) const;
  [[nodiscard]] std::string text(std::string_view key, std::string_view fallback) const;
  /// The index in `choices` of a text that is one of them.
  [[nodiscard]] std::size_t one_of(std::string_view key, const std::vector<std::string_view>& choices) const;
  [[nodiscard]] bool flag(std::string_view key, bool fallback) const;
  [[nodiscard]] int integer(std::string_view key, IntegerRange range) const;
  [[nodiscard]] int integer(std::string_view key, int fallback, IntegerRange range) const;
  [[nodiscard]] double number(std::string_view key) const;

  /// A TOML date or a text `YYYY-MM-DD`.
  [[nodiscard]] Day day(std::string_view key, Day fallback) const;

  // Lists. A missing key is an empty list.
  /// One text counts as a list of one.
  [[nodiscard]] std::vector<std::string> texts(std::string_view key) const;
  [[nodiscard]] std::vector<int> integers(std::string_view key, IntegerRange range) const;
  /// TOML dates or texts `YYYY-MM-DD`.
  [[nodiscard]] std::vector<Day> dates(std::string_view key) const;

  [[nodiscard]] std::optional<TomlTable> table(std::string_view key) const;
  /// The tables of `[[key]]`, in the order of the document.
  [[nodiscard]] std::vector<TomlTable> tables(std::string_view key) const;

 private:
  const toml::node* find(std::string_view key) const;
  const toml::node& require(std::string_view key) const;
  int to_integer(std::string_view key, const toml::node& node, IntegerRange range) const;
  Day to_day(std::string_view key, const toml::node& node, std::string_view expected) const;
  [[noreturn]] void refuse_value(std::string_view key, std::string_view expected) const;
  void for_each(std::string_view key, std::string_view expected,
                const std::function<void(const toml::node&)>& visit) const;

  std::reference_wrapper<const toml::table> table_;
  std::string name_;
};

/// A parsed document. Throws TomlRefusal if the text is not TOML, longer than 1 MiB, or nested too deeply.
class TomlDocument {
 public:
  explicit TomlDocument(std::string_view text);
  ~TomlDocument();
  TomlDocument(const TomlDocument&) = delete;
  TomlDocument& operator=(const TomlDocument&) = delete;

  [[nodiscard]] TomlTable root() const;

 private:
  std::unique_ptr<toml::table> table_;
};

}  // namespace rireki
