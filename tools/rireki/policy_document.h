// A policy document on its way into the Log: read from a file, judged more strictly than one that is there already.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "events/policy/policy.h"
#include "events/types/error.h"

namespace rireki {

/// Error: IO_ERROR.
[[nodiscard]] Result<std::string> read_document(const std::string& path);

/// Whether there can be a number of every indicator. Error: POLICY_INVALID, the message begins with "line N:" and names
/// the key.
[[nodiscard]] Result<void> check_indicators(std::string_view text, const Policy& policy);

/// What is lawful, but most likely a slip, a sentence each that begins with "line N:" and names the key: conditions on
/// a rank, family, authority or reason, or a class or group of them, that the document does not define (an older one
/// may: decisions/0032); settings that an indicator's kind needs and lacks, or has and does not look at.
[[nodiscard]] std::vector<std::string> doubts_about(std::string_view text, const Policy& policy);

struct CheckedDocument {
  Policy policy;
  std::vector<std::string> doubts;  // as of doubts_about
};

/// Everything that can be found wrong before a document is adopted: what load_policy_strictly finds, and conditions
/// that no question could be asked with. Error: POLICY_INVALID, the message begins with "line N:" and names the key.
[[nodiscard]] Result<CheckedDocument> check_document(std::string_view text);

/// How many entries each table of a Policy has, in the order of the contract; tables without any are left out.
[[nodiscard]] std::vector<std::pair<std::string_view, std::size_t>> table_sizes(const Policy& policy);

}  // namespace rireki
