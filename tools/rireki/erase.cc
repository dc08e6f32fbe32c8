// erase: makes a person's personal fields unreadable, for good.
#include <iostream>

#include "events/types/text.h"
#include "projections/personal.h"
#include "tools/rireki/command.h"
#include "tools/rireki/retention_check.h"

namespace rireki {

namespace {

struct EraseOptions {
  std::string person;
  std::vector<std::string> categories;
  std::string basis;
  std::string actor;
  std::string approved_by;
};

constexpr auto kCategories = names(PersonalCategory{});

/// The categories asked for, one bit each (bit_of); all if none is named.
Result<std::uint8_t> wanted(const EraseOptions& options) {
  std::uint8_t mask = 0;
  for (const std::string& name : options.categories) {
    const auto category = from_text<PersonalCategory>(name);
    if (!category) {
      return fail(Code::usage, "--category: " + in_quotes(name) + " is none of identity, attributes, sensitive");
    }
    mask |= bit_of(*category);
  }
  return options.categories.empty() ? std::uint8_t{7} : mask;
}

/// The event that asks for what is not erased yet; none if all of it is.
Result<std::optional<Event>> erasure_event(Engine& engine, const EraseOptions& options) {
  const auto categories = wanted(options);
  if (!categories) return std::unexpected(categories.error());
  const auto timeline = engine.timeline(SubjectKind::person, options.person);
  if (!timeline) return std::unexpected(timeline.error());
  const auto left = static_cast<std::uint8_t>(*categories & ~erased_categories(timeline->bytes));
  if (left == 0) return std::nullopt;
  const auto today = engine.today();
  if (!today) return std::unexpected(today.error());
  Event event;
  event.subject = options.person;
  event.effective = *today;
  event.actor = options.actor.empty() ? login_name() : options.actor;
  if (!options.approved_by.empty()) event.approved_by = options.approved_by;
  PersonalDataErased erased;
  for (std::size_t i = 0; i < kCategories.size(); ++i) {
    const auto category = static_cast<PersonalCategory>(i);
    if ((left & bit_of(category)) != 0) erased.categories.push_back(category);
  }
  erased.basis = options.basis;
  event.data.value = std::move(erased);
  if (auto r = refuse_if_retained(engine, event); !r) return std::unexpected(r.error());
  return event;
}

Result<std::optional<Seq>> erase(Engine& engine, const EraseOptions& options) {
  auto event = erasure_event(engine, options);
  if (!event) return std::unexpected(event.error());
  if (!*event) return std::nullopt;
  const auto outcomes = engine.append({std::move(**event)}, Recording::by_clock);
  if (!outcomes) return std::unexpected(outcomes.error());
  if (outcomes->front().kind != Outcome::Kind::appended) return std::unexpected(outcomes->front().error);
  if (auto r = engine.finish_erasures(); !r) return std::unexpected(r.error());
  return outcomes->front().seq;
}

int run_erase(const GlobalOptions& global, const EraseOptions& options) {
  auto engine = Engine::open(global.data, EngineMode::write);  // which also ends what was interrupted
  if (!engine) return report(engine.error());
  const auto seq = erase(**engine, options);
  if (!seq) return report(seq.error());
  if (global.json) {
    std::cout << "{\"person\":\"" << options.person << "\",\"seq\":" << (*seq ? (*seq)->value : 0) << "}\n";
  } else if (*seq) {
    std::cout << "erased personal fields of " << options.person << "; record " << (*seq)->value << " says so\n";
  } else {
    std::cout << "the personal fields of " << options.person << " were erased before\n";
  }
  return exit_done;
}

}  // namespace

void add_erase(Commands& commands) {
  auto* command = commands.add("erase", "Makes a person's personal fields unreadable, for good",
                               "  rireki erase P000123 --basis \"個人情報保護条例第12条\"\n"
                               "  rireki erase P000123 --category sensitive --basis \"retention has ended\"\n"
                               "\nTheir keys are destroyed. The log and every proof stay as they are; a register of\n"
                               "erasures, which no backup holds, keeps them erased after a restore.\n");
  auto options = std::make_shared<EraseOptions>();
  command->add_option("person", options->person, "the person's number")->required();
  command->add_option("--category", options->categories, "identity, attributes or sensitive (default: all)")
      ->delimiter(',')
      ->take_all();
  command->add_option("--basis", options->basis, "on what ground; it is stored in clear")->required();
  command->add_option("--actor", options->actor, "who asks for it (default: the login name)");
  command->add_option("--approved-by", options->approved_by, "the second person who approves it");
  commands.runs(command, [=, &commands] { return run_erase(commands.global(), *options); });
}

}  // namespace rireki
