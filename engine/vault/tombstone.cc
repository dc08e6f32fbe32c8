#include "engine/vault/tombstone.h"

#include <array>

#include "events/types/sealing.h"

namespace rireki {

namespace {

constexpr std::string_view kTitle = "rireki.erasure/v1";
constexpr auto kCategories = names(PersonalCategory{});

std::string names_of(std::uint8_t categories) {
  std::string text;
  for (std::size_t i = 0; i < kCategories.size(); ++i) {
    if ((categories & bit_of(static_cast<PersonalCategory>(i))) == 0) continue;
    (text += text.empty() ? "" : ",") += kCategories[i];
  }
  return text;
}

}  // namespace

std::string Tombstone::text() const {
  std::string text(kTitle);
  for (const std::string& line : {erasure.person, names_of(erasure.categories), erasure.event_id, to_text(at)}) {
    (text += '\n') += line;
  }
  return text += '\n';
}

Result<Tombstone> parse_tombstone(std::string_view note) {
  std::array<std::string_view, 5> lines;
  for (std::string_view& line : lines) {
    const std::size_t end = std::min(note.find('\n'), note.size());
    line = note.substr(0, end);
    note.remove_prefix(std::min(end + 1, note.size()));
  }
  Tombstone tombstone{.erasure = {std::string(lines[1]), 0, std::string(lines[3])}, .at = {}};
  bool has_categories = false;
  for (unsigned mask = 0; mask < 1U << kCategories.size(); ++mask) {
    if (names_of(static_cast<std::uint8_t>(mask)) != lines[2]) continue;
    tombstone.erasure.categories = static_cast<std::uint8_t>(mask);
    has_categories = true;
  }
  const auto at = parse_instant(std::string(lines[4]));
  if (lines[0] != kTitle || lines[1].empty() || !has_categories || !at) {
    return fail(Code::integrity_error, "a tombstone of an erasure is damaged");
  }
  tombstone.at = *at;
  return tombstone;
}

Result<void> must_be_signed(std::string_view note, std::span<const VerifierKey> keys) {
  if (open_note(note, keys)) return {};
  const auto tombstone = parse_tombstone(note);
  return fail(Code::integrity_error, "the tombstone of " +
                                         (tombstone ? tombstone->erasure.person : std::string("an erasure")) +
                                         " is not signed by this log's key");
}

}  // namespace rireki
