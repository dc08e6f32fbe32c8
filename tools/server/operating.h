// What operators and auditors ask of the data directory as a whole: backups, proofs, rebuilds, verifications.
#pragma once

#include <cstdint>
#include <string>

#include "engine/engine.h"
#include "tools/server/http_message.h"
#include "tools/server/job.h"
#include "tools/server/routes.h"
#include "tools/server/tiles_of_log.h"

namespace rireki {

/// Where a service's backups go.
struct BackupPlace {
  std::string directory;   // empty: none are made
  std::uint32_t kept = 0;  // so many of the newest ones; 0: all
};

/// Any thread, but what is slow always on the same; what reads the whole Log takes its time.
class Operating {
 public:
  /// `directory` is the engine's own.
  Operating(Engine& engine, std::string directory, BackupPlace backups)
      : engine_(engine), directory_(std::move(directory)), backups_(std::move(backups)), tiles_(engine) {}

  /// Whether `answer` may take long for this route.
  [[nodiscard]] static bool is_slow(Action action);

  [[nodiscard]] HttpResponse answer(const Match& match);

 private:
  [[nodiscard]] HttpResponse back_up();
  [[nodiscard]] HttpResponse verifier_key() const;
  [[nodiscard]] HttpResponse prove(const Match& match) const;
  [[nodiscard]] HttpResponse prove_growth(const Match& match) const;
  [[nodiscard]] HttpResponse tile(const Match& match);
  HttpResponse start(Job& job, Job::Work work);
  HttpResponse start_rebuild(bool check);
  HttpResponse start_verification(bool full);

  Engine& engine_;
  std::string directory_;
  BackupPlace backups_;
  TilesOfLog tiles_;
  Job rebuild_;
  Job verification_;
};

}  // namespace rireki
