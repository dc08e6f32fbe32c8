// The questions of a story: `ask …`, put to the projections as the command line puts them.
#pragma once

#include <string>
#include <vector>

#include "engine/engine.h"
#include "projections/knowledge.h"

namespace rireki {

/// The Knowledge of everything, or of `known_at` (a day, an instant, seq:N). Throws StoryMistake.
[[nodiscard]] Knowledge knowledge_of(Engine& engine, const std::string& known_at = {});

/// A question's answer as the story would write it, judged against the story's words. `words` stand before the colon,
/// `expected` after it. Empty: as expected; else what came. Throws StoryMistake for a question that cannot be read.
[[nodiscard]] std::string put_question(Engine& engine, std::vector<std::string> words,
                                       const std::vector<std::string>& expected);

}  // namespace rireki
