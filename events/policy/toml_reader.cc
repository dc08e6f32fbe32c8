#include "events/policy/toml_reader.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "events/types/values.h"

// toml++ 3.3 asserts what malformed text can break ("[[=" is enough) although it also reports it as an error. Without
// the assertions every such text is a parse_error. Another file that includes toml++ must define this too.
#define TOML_ASSERT(expr) static_cast<void>(0)
#include <toml++/toml.h>

namespace rireki {

namespace {

// Together with toml++'s own limit of 256 nested values this bounds the depth of the tree, and so of its destruction.
constexpr int kKeyPartsMax = 8;
constexpr const char* kWholeDocument = "the document";

/// `text` as it may stand in a message: short, on one line, UTF-8 if it was.
std::string printable(std::string_view text, std::size_t bytes_max = 60) {
  std::string shown(text.substr(0, bytes_max));
  if (text.size() > bytes_max) {
    while (!shown.empty() && (static_cast<unsigned char>(text[shown.size()]) & 0xC0) == 0x80) shown.pop_back();
    shown += "…";
  }
  std::ranges::replace_if(
      shown, [](char c) { return (c >= 0 && c < ' ') || c == 0x7F; }, '?');
  return shown;
}

std::string listed(const std::vector<std::string_view>& names) {
  std::string list;
  for (const std::string_view name : names) list += (list.empty() ? "" : ", ") + std::string(name);
  return list;
}

std::size_t line_of(const toml::source_region& source) { return source.begin.line; }

bool has_control_characters(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return (c >= 0 && c < ' ') || c == 0x7F; });
}

}  // namespace

TomlDocument::TomlDocument(std::string_view text) {
  if (text.size() > kDocumentBytesMax) refuse_at(1, "the document is longer than 1 MiB");
  const std::string safe = guarded_toml(text, kKeyPartsMax);
  try {
    table_ = std::make_unique<toml::table>(toml::parse(safe));
  } catch (const toml::parse_error& error) {
    refuse_at(line_of(error.source()), "not TOML: " + printable(error.description(), 200));
  }
}

TomlDocument::~TomlDocument() = default;

TomlTable TomlDocument::root() const { return {*table_, kWholeDocument}; }

const toml::node* TomlTable::find(std::string_view key) const { return table_.get().get(key); }

const toml::node& TomlTable::require(std::string_view key) const {
  const toml::node* node = find(key);
  if (node == nullptr) {
    refuse_at(line_of(table_.get().source()), name_ + " lacks the key \"" + std::string(key) + "\"");
  }
  return *node;
}

bool TomlTable::has(std::string_view key) const { return find(key) != nullptr; }

bool TomlTable::is_text(std::string_view key) const { return has(key) && find(key)->is_string(); }

void TomlTable::allow_only(const std::vector<std::string_view>& known) const {
  const toml::key* first_unknown = nullptr;
  for (const auto& [key, value] : table_.get()) {
    const bool is_known = std::ranges::find(known, key.str()) != known.end();
    if (!is_known && (first_unknown == nullptr || line_of(key.source()) < line_of(first_unknown->source()))) {
      first_unknown = &key;
    }
  }
  if (first_unknown == nullptr) return;
  refuse_at(line_of(first_unknown->source()),
            "unknown key \"" + printable(first_unknown->str()) + "\" in " + name_ + "; its keys are " + listed(known));
}

void TomlTable::refuse(std::string_view key, const std::string& complaint, std::string_view quoted) const {
  const toml::node* node = find(key);
  const std::size_t line = line_of(node != nullptr ? node->source() : table_.get().source());
  refuse_at(line, "the key \"" + std::string(key) + "\" of " + name_ + " " + complaint +
                      (quoted.empty() ? "" : ": " + printable(quoted)));
}

void TomlTable::refuse_value(std::string_view key, std::string_view expected) const {
  refuse(key, "must be " + std::string(expected));
}

std::string TomlTable::text(std::string_view key) const {
  const auto* value = require(key).as_string();
  if (value == nullptr || value->get().empty() || has_control_characters(value->get())) {
    refuse_value(key, "a text that is neither empty nor holds control characters");
  }
  return value->get();
}

std::string TomlTable::text(std::string_view key, std::string_view fallback) const {
  if (!has(key)) return std::string(fallback);
  const auto* value = find(key)->as_string();
  if (value == nullptr) refuse_value(key, "a text");
  return value->get();
}

std::size_t TomlTable::one_of(std::string_view key, const std::vector<std::string_view>& choices) const {
  const auto* value = require(key).as_string();
  const auto found = value == nullptr ? choices.end() : std::ranges::find(choices, std::string_view(value->get()));
  if (found == choices.end()) refuse_value(key, "one of " + listed(choices));
  return static_cast<std::size_t>(found - choices.begin());
}

bool TomlTable::flag(std::string_view key, bool fallback) const {
  if (!has(key)) return fallback;
  const auto* value = find(key)->as_boolean();
  if (value == nullptr) refuse_value(key, "true or false");
  return value->get();
}

int TomlTable::to_integer(std::string_view key, const toml::node& node, IntegerRange range) const {
  const auto* value = node.as_integer();
  if (value == nullptr || value->get() < range.min || value->get() > range.max) {
    refuse_value(key, "a whole number from " + std::to_string(range.min) + " to " + std::to_string(range.max));
  }
  return static_cast<int>(value->get());
}

int TomlTable::integer(std::string_view key, IntegerRange range) const { return to_integer(key, require(key), range); }

int TomlTable::integer(std::string_view key, int fallback, IntegerRange range) const {
  return has(key) ? integer(key, range) : fallback;
}

double TomlTable::number(std::string_view key) const {
  const std::optional<double> value = require(key).value<double>();
  if (!value || !std::isfinite(*value)) refuse_value(key, "a finite number");
  return *value;
}

void TomlTable::for_each(std::string_view key, std::string_view expected,
                         const std::function<void(const toml::node&)>& visit) const {
  if (!has(key)) return;
  const toml::array* list = find(key)->as_array();
  if (list == nullptr) refuse_value(key, expected);
  for (const toml::node& item : *list) visit(item);
}

std::vector<std::string> TomlTable::texts(std::string_view key) const {
  if (is_text(key)) return {text(key)};
  std::vector<std::string> all;
  for_each(key, "a list of texts", [&](const toml::node& item) {
    if (!item.is_string()) refuse_value(key, "a list of texts");
    all.push_back(item.as_string()->get());
  });
  return all;
}

std::vector<int> TomlTable::integers(std::string_view key, IntegerRange range) const {
  std::vector<int> all;
  for_each(key, "a list of whole numbers",
           [&](const toml::node& item) { all.push_back(to_integer(key, item, range)); });
  return all;
}

Day TomlTable::to_day(std::string_view key, const toml::node& node, std::string_view expected) const {
  std::string iso;
  if (node.is_string()) iso = node.as_string()->get();
  if (node.is_date()) {
    const toml::date date = node.as_date()->get();
    iso = to_iso(from_civil({date.year, date.month, date.day}));
  }
  const Result<Day> day = parse_iso_day(iso);
  if (!day) refuse_value(key, expected);
  return *day;
}

Day TomlTable::day(std::string_view key, Day fallback) const {
  return has(key) ? to_day(key, *find(key), "a date from 1868-01-01 to 2999-12-31") : fallback;
}

std::vector<Day> TomlTable::dates(std::string_view key) const {
  std::vector<Day> all;
  for_each(key, "a list of dates", [&](const toml::node& item) {
    all.push_back(to_day(key, item, "a list of dates from 1868-01-01 to 2999-12-31"));
  });
  return all;
}

std::optional<TomlTable> TomlTable::table(std::string_view key) const {
  if (!has(key)) return std::nullopt;
  const toml::table* found = find(key)->as_table();
  if (found == nullptr) refuse_value(key, "a table");
  const std::string name(key);
  return TomlTable(*found, name_ == kWholeDocument ? "[" + name + "]" : "\"" + name + "\" of " + name_);
}

std::vector<TomlTable> TomlTable::tables(std::string_view key) const {
  std::vector<TomlTable> all;
  const std::string name = "[[" + std::string(key) + "]]";
  for_each(key, "a list of tables, each headed " + name, [&](const toml::node& item) {
    if (!item.is_table()) refuse_value(key, "a list of tables, each headed " + name);
    all.emplace_back(*item.as_table(), name);
  });
  return all;
}

}  // namespace rireki
