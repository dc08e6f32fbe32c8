// One thing that a person asks for and a second one approves, and what is said of it.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/erasing.h"
#include "events/types/json_writer.h"
#include "tools/server/tokens.h"

namespace rireki {

inline constexpr std::int64_t kProposalKeptMs = kDayMs;

/// How far an approval has come; set by whichever thread ends it.
enum class Approval : std::uint8_t { none, under_way, acknowledged };

struct Proposal {
  std::string proposer;
  TokenRole role{};
  Instant made;
  std::vector<Event> batch;  // empty: an erasure
  std::optional<Version> expected;
  std::optional<ErasureRequest> erasure;
  std::shared_ptr<std::atomic<Approval>> approval = std::make_shared<std::atomic<Approval>>(Approval::none);
};

/// Whether the role may append this: an admin policies alone, hr anything.
[[nodiscard]] bool may_append(TokenRole role, const std::vector<Event>& batch);

/// Whether somebody else with this role may.
[[nodiscard]] bool may_approve(TokenRole role, const Proposal& proposal);

/// Whom it names. The subject of a correction or void is of any kind.
[[nodiscard]] std::vector<std::string> persons_in(const Proposal& proposal);

// Members of an object that is begun: who asks for what until when, and who may approve it; then either what an erasure
// asks for, and of events type, subject and date alone, or all of it: to an admin without whom a policy holds back.
void write_summary(JsonWriter& out, const std::string& id, const Proposal& proposal);
void write_outline(JsonWriter& out, const Proposal& proposal);
void write_whole(JsonWriter& out, const Proposal& proposal, TokenRole to);

}  // namespace rireki
