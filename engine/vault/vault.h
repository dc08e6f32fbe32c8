// The keys of the personal fields, one for each person and category: the only thing that is ever destroyed. They lie
// wrapped under the master key in a file of their own (vault_file.h), which is appended to, and written anew by each
// erasure. Beside it lies the register of erasures, which no backup holds and every restore applies.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/vault/vault_file.h"
#include "events/calendar/instant.h"
#include "events/types/sealing.h"

namespace rireki {

struct Event;

/// What an event asks to be erased; none if it is no `PersonalDataErased`.
[[nodiscard]] std::optional<Erasure> erasure_of(const Event& event);

struct VaultPlace {
  std::string file;
  std::string register_file;
  std::string master_key;
  std::string signing_key;
  std::function<void()> between_steps = nullptr;  // of an erasure: tests stop the program there
};

/// Any thread. A Vault reads its files when the first key is asked for.
class Vault final : public PersonalSeal {
 public:
  /// Makes an empty one, with its master key where there is none. Errors: IO_ERROR.
  [[nodiscard]] static Result<void> create(const VaultPlace& place);

  explicit Vault(VaultPlace place);
  ~Vault() override;

  /// Takes it for writing, which only one process may do: ends what a crash has interrupted; what the register knows of
  /// is destroyed here too, and tombstones that it has lost are put back. Errors: IO_ERROR; INTEGRITY_ERROR, also if
  /// the master key is not the one that has wrapped what lies here.
  [[nodiscard]] Result<void> begin_writing();

  /// Makes a key where there is none yet; durable from the next `sync` on. What is sealed for somebody who was erased
  /// opens never more. Only after `begin_writing`, and for whom `check_key` finds nothing amiss.
  void seal(const PartPlace& place, std::string_view clear, std::string& out) override;

  [[nodiscard]] Result<std::optional<std::string>> open(const PartPlace& place, std::string_view sealed) override;

  /// Notes that keys are to be destroyed once the Log has the event; durable from the next `sync` on.
  void intend(const Erasure& erasure);

  /// One write and sync if there is anything new, else nothing. Errors: IO_ERROR, from then on always.
  [[nodiscard]] Result<void> sync();

  /// What was intended and is not done.
  [[nodiscard]] std::vector<Erasure> intended() const;

  /// Destroys keys, for good: a signed tombstone goes to the register, then the file is written anew without the keys
  /// and the old one overwritten. To be repeated after any interruption, with nothing new if need be: until it has
  /// succeeded, `sync` takes no keys, for they would go to the file that is overwritten. Errors: IO_ERROR.
  [[nodiscard]] Result<void> destroy(std::span<const Erasure> erasures, Instant now);

  /// Whether both files are whole, the master key unwraps the keys, every tombstone is signed, and the register has all
  /// of them. Errors: IO_ERROR, INTEGRITY_ERROR.
  [[nodiscard]] Result<void> check();

  /// Whether its keys are destroyed, or are to be. Errors: IO_ERROR, INTEGRITY_ERROR.
  [[nodiscard]] Result<bool> knows_of(const Erasure& erasure);

  /// Errors: as `knows_of`.
  [[nodiscard]] Result<KeyState> key_state(std::string_view person, PersonalCategory category);

  /// Whether its key, which is kept, opens anything. Errors: as `knows_of`; INTEGRITY_ERROR if it was not wrapped by
  /// this master key.
  [[nodiscard]] Result<void> check_key(std::string_view person, PersonalCategory category);

  /// Whose keys the tombstones say are destroyed. Stays until something is destroyed.
  /// Errors: as `knows_of`.
  [[nodiscard]] Result<const DestroyedKeys*> destroyed();

  /// How many erasures were carried out here. It changes together with what `open` shows. Errors: as `knows_of`.
  [[nodiscard]] Result<std::size_t> erasures();

  /// The keys, not wrapped, as a file for whoever takes over the Log, with the tombstones of those that are destroyed.
  /// It opens every personal field: `sink` keeps it for its owner alone. Errors: IO_ERROR, INTEGRITY_ERROR; the sink's.
  [[nodiscard]] Result<void> write_open_keys(const std::function<Result<void>(std::string_view)>& sink);

  /// Takes such a file's keys, where no such key is or was; durable from the next `sync` on. Says whose keys were
  /// destroyed there. Errors: IO_ERROR, INTEGRITY_ERROR.
  [[nodiscard]] Result<DestroyedKeys> adopt_open_keys(const std::string& path);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rireki
