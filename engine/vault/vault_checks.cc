// What is asked of a Vault beside its keys: whether its files are whole, and what was destroyed.
#include <algorithm>
#include <mutex>

#include "engine/proof/signing_key.h"
#include "engine/vault/tombstone.h"
#include "engine/vault/vault_impl.h"

namespace rireki {

Result<void> Vault::check() {
  const std::lock_guard lock(impl_->mutex);
  if (auto r = impl_->load(); !r) return r;
  const auto key = SigningKey::load(impl_->place.signing_key);
  if (!key) return std::unexpected(key.error());
  for (const std::string& tombstone : impl_->all_tombstones()) {
    if (auto r = must_be_signed(tombstone, key->verifiers()); !r) return r;
  }
  if (auto r = impl_->keys.check_master(); !r) return r;
  if (impl_->keys.has_destroyed_in_file()) {
    return fail(Code::integrity_error,
                "the vault, " + impl_->place.file +
                    ", still has keys that an erasure destroys; whoever writes next removes them");
  }
  const auto lost = impl_->register_of_erasures.lacking(impl_->tombstones);
  if (lost.empty()) return {};
  return fail(Code::integrity_error, "the register of erasures, " + impl_->place.register_file + ", lacks " +
                                         std::to_string(lost.size()) +
                                         " tombstone(s) that the vault has; whoever writes next puts them back");
}

Result<bool> Vault::knows_of(const Erasure& erasure) {
  const std::lock_guard lock(impl_->mutex);
  if (auto r = impl_->must_load(); !r) return std::unexpected(r.error());
  const auto is_this = [&](const Erasure& other) { return other.event_id == erasure.event_id; };
  if (std::ranges::any_of(impl_->intents, is_this)) return true;
  return impl_->keys.are_destroyed(erasure);
}

Result<KeyState> Vault::key_state(std::string_view person, PersonalCategory category) {
  const std::lock_guard lock(impl_->mutex);
  if (auto r = impl_->must_load(); !r) return std::unexpected(r.error());
  return impl_->keys.state(person, category);
}

Result<void> Vault::check_key(std::string_view person, PersonalCategory category) {
  const std::lock_guard lock(impl_->mutex);
  if (auto r = impl_->must_load(); !r) return std::unexpected(r.error());
  const auto key = impl_->keys.find(person, category);
  return key ? Result<void>{} : std::unexpected(key.error());
}

Result<const DestroyedKeys*> Vault::destroyed() {
  const std::lock_guard lock(impl_->mutex);
  if (auto r = impl_->must_load(); !r) return std::unexpected(r.error());
  return &impl_->destroyed_keys;
}

Result<std::size_t> Vault::erasures() {
  const std::lock_guard lock(impl_->mutex);
  if (auto r = impl_->must_load(); !r) return std::unexpected(r.error());
  return impl_->register_of_erasures.tombstones().size();
}

}  // namespace rireki
