// What one person asks for and a second one approves: appends and erasures.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/access/access_entry.h"
#include "tools/server/http_message.h"
#include "tools/server/proposal.h"
#include "tools/server/tokens.h"

namespace rireki {

inline constexpr std::size_t kProposalsMax = 1'000;     // that wait; else 503
inline constexpr std::size_t kProposalsOfOneMax = 100;  // of one proposer, who leaves room for others; else 429

/// Waiting proposals. They may hold personal fields and are therefore kept in memory alone: a restart forgets them, and
/// so does a day. One thread.
class Proposals {
 public:
  /// `directory` is the engine's own, with the tokens of who proposes.
  Proposals(Engine& engine, const std::string& directory) : engine_(engine), tokens_(directory) {}

  /// Judged as if it was approved. 202 with its number.
  [[nodiscard]] HttpResponse propose_append(const HttpRequest& request, const Token& asker, Instant now);
  /// Appends an event that the service has made, and shows it; proposes it if it needs an approval.
  void append_or_propose(const Event& made, const Token& asker, Instant now, const Respond& respond);
  /// What appending it would do; shows it.
  [[nodiscard]] HttpResponse judge_made(const Event& made);
  /// Judged likewise.
  [[nodiscard]] HttpResponse propose_erasure(const HttpRequest& request, const Token& asker, Instant now);

  /// All that wait, without the fields of their events; for a role that writes, those that it may approve. Its reading
  /// is recorded, if it names persons.
  [[nodiscard]] HttpResponse list(const Token& asker, const std::string& purpose, Instant now);

  /// One of them whole, for whoever may approve it; its reading is recorded.
  [[nodiscard]] HttpResponse show(const std::string& id, const Token& asker, const std::string& purpose, Instant now);

  /// For whoever may approve it, or has proposed it.
  [[nodiscard]] HttpResponse withdraw(const std::string& id, const Token& asker, Instant now);

  /// Does what was asked for in the name of who asked, approved by the asker, who must be somebody else. Who asked must
  /// have a token still that may ask for it. The answer is that of the append, or names the Record of the erasure. What
  /// is refused waits on; while one approval is under way there is no other.
  void approve(const std::string& id, const Token& asker, Instant now, const Respond& respond);

 private:
  [[nodiscard]] Result<std::vector<Outcome>> judge_approved(std::vector<Event> batch, const Token& asker,
                                                            std::optional<Version> expected);
  [[nodiscard]] std::optional<HttpResponse> objection(const Proposal& proposal, const Token& approver, Instant now);
  [[nodiscard]] Result<void> note_reading(AccessEntry entry, std::vector<std::string> persons);
  HttpResponse keep(Proposal proposal);
  const Proposal* find(const std::string& id, Instant now);
  void take(const std::string& id, std::string_view how);
  [[nodiscard]] HttpResponse not_waiting(const std::string& id) const;
  void take_acknowledged();
  void forget_old(Instant now);
  void carry_out(const Proposal& proposal, const Token& approver, const Respond& respond);
  HttpResponse approve_erasure(ErasureRequest request, const std::string& approver);

  Engine& engine_;
  Tokens tokens_;
  std::map<std::string, Proposal> waiting_;
  std::deque<std::pair<std::string, std::string_view>> decided_;  // which ones and how, the last few
};

}  // namespace rireki
