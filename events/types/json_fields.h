// Reading the fields of one described struct from a JSON tape: the typed half of event_json.cc.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "events/calendar/day.h"
#include "events/types/event.h"
#include "events/types/event_form.h"
#include "events/types/json_reader.h"
#include "events/types/text.h"
#include "events/types/text_form.h"

namespace rireki {

using Tape = std::vector<JsonNode>;

/// Where in the JSON a value stands. The path for messages ("data.rows[3].title") is made only when one is needed.
struct Place {
  const Tape& tape;
  std::uint32_t index;
  std::string_view key;           // of a member
  const Place* parent = nullptr;  // the object or list around it; null: the envelope
  std::size_t item = kNoItem;     // of a list
  bool is_trusted = false;        // of the envelope's members: it was in a log before

  static constexpr std::size_t kNoItem = SIZE_MAX;

  [[nodiscard]] const JsonNode& node() const { return tape[index]; }
  [[nodiscard]] bool comes_from_a_log() const { return parent == nullptr ? is_trusted : parent->comes_from_a_log(); }
  [[nodiscard]] std::string path() const {
    if (item != kNoItem) return parent->path() + "[" + std::to_string(item) + "]";
    return parent == nullptr ? std::string(key) : parent->path_of(key);
  }
  [[nodiscard]] std::string path_of(std::string_view member) const { return path() + "." + std::string(member); }
};

[[nodiscard]] inline std::unexpected<Error> invalid(const Place& place, std::string_view wanted) {
  return fail(Code::invalid_field, place.path() + ": " + std::string(wanted), place.path());
}

[[nodiscard]] inline std::unexpected<Error> wrong_kind(const Place& place, std::string_view wanted) {
  return invalid(place, std::string(wanted) + " is needed here, not " + std::string(to_text(place.node().kind)));
}

[[nodiscard]] inline Result<std::string_view> read_plain_text(const Place& place, std::size_t characters_max) {
  const JsonNode& node = place.node();
  if (node.kind != JsonKind::text) return wrong_kind(place, "a text");
  if (const auto misfit = misfit_of(node.text, characters_max)) return invalid(place, *misfit);
  return node.text;
}

[[nodiscard]] inline std::unexpected<Error> unknown_key(const Place& place, std::string_view key) {
  // What is no identifier may be anything, a name too.
  const std::string path = is_identifier(key) ? place.path_of(key) : place.path();
  const std::string what = is_identifier(key) ? in_quotes(path) : path + ": the key " + code_in_quotes(key);
  return fail(Code::unknown_field, what + " is not a field here", path);
}

template <class T>
[[nodiscard]] Result<void> assign(T& out, Result<T> value) {
  if (!value) return std::unexpected(std::move(value.error()));
  out = std::move(*value);
  return {};
}

[[nodiscard]] inline Result<void> read_value(const Place& place, std::string& out, Bounds) {
  const auto text = read_plain_text(place, kTextCharactersMax);
  if (!text) return std::unexpected(text.error());
  out = *text;
  return {};
}

[[nodiscard]] inline Result<void> read_value(const Place& place, Document& out, Bounds) {
  const auto text = read_plain_text(place, kDocumentBytesMax);
  if (!text) return std::unexpected(text.error());
  if (text->size() > kDocumentBytesMax) return invalid(place, "the document is longer than 1 MiB");
  out.text = *text;
  return {};
}

[[nodiscard]] inline Result<void> read_value(const Place& place, Identifier& out, Bounds) {
  if (place.node().kind != JsonKind::text) return wrong_kind(place, "a text");
  if (!is_identifier(place.node().text)) return invalid(place, kCodeForm);
  out.text = place.node().text;
  return {};
}

[[nodiscard]] inline Result<void> read_value(const Place& place, bool& out, Bounds) {
  if (place.node().kind != JsonKind::boolean) return wrong_kind(place, "true or false");
  out = place.node().boolean;
  return {};
}

[[nodiscard]] inline Result<void> read_value(const Place& place, Count& out, Bounds bounds) {
  const JsonNode& node = place.node();
  if (node.kind != JsonKind::integer) return wrong_kind(place, "an integer");
  if (node.integer < bounds.min || node.integer > bounds.max) {
    return invalid(place, std::to_string(node.integer) + " is not within " + std::to_string(bounds.min) + " to " +
                              std::to_string(bounds.max));
  }
  out = node.integer;
  return {};
}

[[nodiscard]] inline Result<void> read_value(const Place& place, double& out, Bounds) {
  const JsonNode& node = place.node();
  if (node.kind != JsonKind::integer && node.kind != JsonKind::number) return wrong_kind(place, "a number");
  if (!std::isfinite(node.number)) return invalid(place, "the number is too large");
  out = node.number;
  return {};
}

[[nodiscard]] inline Result<void> read_value(const Place& place, Day& out, Bounds) {
  if (place.node().kind != JsonKind::text) return wrong_kind(place, "a date as text");
  auto day = parse_iso_day(place.node().text);
  if (!day) return fail(day.error().code, place.path() + ": " + day.error().message, place.path());
  out = *day;
  return {};
}

[[nodiscard]] inline Result<void> read_value(const Place& place, Month& out, Bounds) {
  if (place.node().kind != JsonKind::text) return wrong_kind(place, "a month as text");
  auto month = parse_month(place.node().text);
  if (!month) return fail(month.error().code, place.path() + ": " + month.error().message, place.path());
  out = *month;
  return {};
}

[[nodiscard]] Result<void> read_value(const Place& place, Period& out, Bounds);
[[nodiscard]] Result<void> read_value(const Place& place, Replacement& out, Bounds);

template <Enumeration E>
[[nodiscard]] Result<void> read_value(const Place& place, E& out, Bounds) {
  if (place.node().kind != JsonKind::text) return wrong_kind(place, "a text");
  if (const auto value = from_text<E>(place.node().text)) {
    out = *value;
    return {};
  }
  std::string known;
  for (const std::string_view name : names(E{})) known += (known.empty() ? "" : ", ") + std::string(name);
  return invalid(place, "it is not one of " + known);  // without the value, which may be personal
}

template <Described E>
[[nodiscard]] Result<void> read_value(const Place& place, E& out, Bounds);

template <class T>
[[nodiscard]] Result<void> read_value(const Place& place, std::vector<T>& out, Bounds bounds) {
  if (place.node().kind != JsonKind::array) return wrong_kind(place, "a list");
  Result<void> result;
  for_each_child(place.tape, place.index, [&](std::uint32_t i) {
    if (!result) return;
    const Place item{place.tape, i, {}, &place, out.size()};
    if (out.size() == kListItemsMax) {
      result = invalid(place, "the list is longer than " + std::to_string(kListItemsMax) + " items");
      return;
    }
    result = read_value(item, out.emplace_back(), bounds);
  });
  if constexpr (std::is_same_v<T, PersonalCategory>) {
    if (result && out.empty()) result = invalid(place, kNoCategory);
  }
  return result;
}

template <class T>
[[nodiscard]] Result<void> read_value(const Place& place, std::optional<T>& out, Bounds bounds) {
  return read_value(place, out.emplace(), bounds);
}

/// A text that is needed, and any name, says something; logs from before this rule have blank ones.
template <class T>
[[nodiscard]] Result<void> refuse_blank(const Place& place) {
  if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, std::optional<std::string>>) {
    const bool must_say_something = !is_optional<T> || place.key == "name";
    if (must_say_something && is_blank(place.node().text) && !place.comes_from_a_log()) {
      return invalid(place, "the text is empty, or blanks alone");
    }
  }
  return {};
}

/// Fills the fields of `out` that the object at `place` has, in the contract's order; unknown keys are left alone.
template <Described E>
[[nodiscard]] Result<void> read_known_fields(const Place& place, E& out) {
  Result<void> result;
  JsonMembers members(place.tape, place.index);
  for_each_field<E>([&](const auto& f) {
    if (!result) return;
    using T = std::remove_cvref_t<decltype(out.*(f.member))>;
    if (const auto index = members.find(f.key)) {
      const Place at{place.tape, *index, f.key, &place};
      result = read_value(at, out.*(f.member), f.bounds);
      if (result) result = refuse_blank<T>(at);
    } else if constexpr (!is_optional<T>) {
      result = fail(Code::missing_field, place.path_of(f.key) + " is missing", place.path_of(f.key));
    }
  });
  return result;
}

template <Described E>
[[nodiscard]] Result<void> refuse_unknown_keys(const Place& place, const E&) {
  Result<void> result;
  for_each_child(place.tape, place.index, [&](std::uint32_t i) {
    bool known = false;
    for_each_field<E>([&](const auto& f) { known = known || same_key(f.key, place.tape[i].key); });
    if (known || !result) return;
    result = unknown_key(place, place.tape[i].key);
  });
  return result;
}

template <Described E>
[[nodiscard]] Result<void> read_value(const Place& place, E& out, Bounds) {
  if (place.node().kind != JsonKind::object) return wrong_kind(place, "an object");
  auto result = read_known_fields(place, out);
  return result ? refuse_unknown_keys(place, out) : result;
}

}  // namespace rireki
