// The versions of Records: which one of its subject's Records each is, counted from 1.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "engine/engine.h"

namespace rireki {

/// Finds the Records of a subject once and then counts on them. Holds the seqs of all subjects asked for.
class Versions {
 public:
  explicit Versions(Engine& engine) : engine_(engine) {}

  /// Errors: of Engine::timeline.
  [[nodiscard]] Result<Version> of(const Record& record);

 private:
  Result<const std::vector<Seq>*> seqs_of(SubjectKind kind, const std::string& subject);

  Engine& engine_;
  std::vector<Entry> entries_;
  std::unordered_map<std::string, std::vector<Seq>> seqs_;
};

}  // namespace rireki
