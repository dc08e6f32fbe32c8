#include "events/policy/public_document.h"

#include <algorithm>
#include <array>
#include <sstream>

#include "events/policy/toml_guard.h"

#define TOML_ASSERT(expr) static_cast<void>(0)  // as in toml_reader.cc
#include <toml++/toml.h>

namespace rireki {

namespace {

constexpr int kKeyPartsMax = 8;  // more are no Policy
constexpr std::array<std::string_view, 3> kPublicKeys = {"rules", "label", "note"};
constexpr std::string_view kRemark =
    "# Comments, and the [retention] holds on persons, are left out here: auditors and hr see them. Adopted without "
    "the\n"
    "# holds a policy would lift them, so that this text with its key left_out is refused.\n";

/// Whether something was there to be left out.
bool leave_holds_out(toml::table& document) {
  const toml::node* there = document.get("retention");
  if (there == nullptr) return false;
  toml::table* retention = document.get("retention")->as_table();
  if (retention == nullptr) {  // of a form that is not ours
    document.erase("retention");
    return true;
  }
  std::vector<std::string> others;
  for (const auto& [key, value] : *retention) {
    if (std::ranges::find(kPublicKeys, key.str()) == kPublicKeys.end()) others.emplace_back(key.str());
  }
  for (const std::string& key : others) retention->erase(key);
  return !others.empty();
}

}  // namespace

Result<std::string> public_document(std::string_view toml_text) {
  try {
    toml::table document = toml::parse(guarded_toml(toml_text, kKeyPartsMax));
    if (!leave_holds_out(document)) return std::string(toml_text);
    document.insert_or_assign("left_out", "[retention] holds");
    std::ostringstream text;
    text << kRemark << toml::toml_formatter(document) << '\n';
    return std::move(text).str();
  } catch (const TomlRefusal& refusal) {
    return fail(Code::policy_invalid, refusal.message);
  } catch (const std::exception& error) {
    return fail(Code::policy_invalid, std::string("line 1: the document cannot be read: ") + error.what());
  }
}

}  // namespace rireki
