// Private to the policy loader: what all lists of definitions have in common.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "events/policy/indicator.h"
#include "events/policy/label.h"
#include "events/policy/policy.h"
#include "events/policy/toml_reader.h"

namespace rireki {

/// A text for both languages, or a table of `ja` and `en`; empty if the key is missing. Throws TomlRefusal.
[[nodiscard]] Label read_label(const TomlTable& in, std::string_view key);

/// A text `MM-DD`; the fallback if the key is missing. Throws TomlRefusal.
[[nodiscard]] MonthDay read_month_day(const TomlTable& in, std::string_view key, std::string_view fallback);

/// The entries of `[[name]]` in the order of the document: `id` (required, each once) and `label`, and what
/// `read_rest(table, entry)` adds. A key outside `keys` is refused. Throws TomlRefusal.
template <class T, class ReadRest>
[[nodiscard]] std::vector<T> read_entries(const TomlTable& document, std::string_view name,
                                          const std::vector<std::string_view>& keys, const ReadRest& read_rest) {
  std::vector<T> all;
  std::set<std::string> ids;
  for (const TomlTable& in : document.tables(name)) {
    in.allow_only(keys);
    T entry;
    entry.id = in.text("id");
    if (!ids.insert(entry.id).second) in.refuse("id", "is given twice", entry.id);
    entry.label = read_label(in, "label");
    read_rest(in, entry);
    all.push_back(std::move(entry));
  }
  return all;
}

/// The entries of `[[indicator]]`, checked against the populations and ranks that `policy` has already.
[[nodiscard]] std::vector<Indicator> read_indicators(const TomlTable& document, const Policy& policy);

/// Reads `[probation]`, `[[retirement]]` and `[[training]]` into `policy`, which has its populations already. A table
/// of the latter two that has a key of somebody else's, or lacks the one that makes it a rule, is left alone and noted
/// in `unread`: the contract fixes only that such tables exist. Throws TomlRefusal for a malformed value of our own
/// keys.
void read_due_rules(const TomlTable& document, Policy& policy);

/// Reads what staff are to be like, to do and to learn, and the measures for it, into `policy`, which has its ranks and
/// populations already. A group of tables with anything malformed is left alone and noted in `unread`.
void read_development(const TomlTable& document, Policy& policy);

/// Reads `[retention]` and `[disclosure]`. Throws TomlRefusal, and leaves `policy` alone then.
void read_safekeeping(const TomlTable& document, Policy& policy);

}  // namespace rireki
