// What a service does not do at once, because a second person has to approve it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "events/types/event.h"
#include "tools/rireki/command.h"

namespace rireki {

/// Errors: USAGE if who asks or approves is named: a service knows both by their tokens.
[[nodiscard]] Result<void> refuse_signers(const std::string& actor, const std::string& approved_by);

/// Whether an answer says that something is proposed.
[[nodiscard]] bool is_proposal(const boost::json::object& answer);

/// Says what is proposed and who may approve it, with --json as the service does; the exit status.
int print_proposal(const GlobalOptions& global, const boost::json::object& proposal);

/// Proposes a batch to the service, on the condition that its subject's version is `expected`, and says so; the exit
/// status.
int propose(const GlobalOptions& global, const std::vector<Event>& batch, std::optional<Version> expected);

}  // namespace rireki
