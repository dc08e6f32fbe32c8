#include "engine/vault/vault.h"

#include <algorithm>
#include <filesystem>
#include <mutex>
#include <stdexcept>

#include "engine/files/durable_file.h"
#include "engine/proof/signing_key.h"
#include "engine/vault/master_key.h"
#include "engine/vault/replacement.h"
#include "engine/vault/tombstone.h"
#include "engine/vault/vault_impl.h"
#include "events/types/event.h"

namespace rireki {

namespace {

constexpr int kReadAttempts = 3;  // an erasure overwrites the file that a reader has just opened

std::string sealing_context(const PartPlace& place) {
  std::string context(place.id);
  context += '\0';
  context += static_cast<char>(place.type);
  context += static_cast<char>(place.category);
  return context;
}

}  // namespace

std::optional<Erasure> erasure_of(const Event& event) {
  const auto* erased = event.as<PersonalDataErased>();
  if (erased == nullptr) return std::nullopt;
  Erasure erasure{.person = event.subject, .categories = 0, .event_id = event.id};
  for (const PersonalCategory category : erased->categories) erasure.categories |= bit_of(category);
  return erasure;
}

Vault::Vault(VaultPlace place) : impl_(std::make_unique<Impl>(std::move(place))) {}
Vault::~Vault() = default;

Result<void> Vault::create(const VaultPlace& place) {
  if (auto r = create_master_key(place.master_key); !r) return r;
  if (auto r = write_durable_file(place.file, vault_magic()); !r) return r;
  if (std::filesystem::exists(place.register_file)) return {};
  return write_durable_file(place.register_file, vault_magic());
}

Result<void> Vault::Impl::load() {
  Result<void> loaded;
  for (int attempt = 0; attempt < kReadAttempts; ++attempt) {
    keys.clear();
    destroyed_keys.clear();
    opened_parts.forget();
    intents.clear();
    tombstones.clear();
    loaded = load_file();
    // Whose keys the register says are destroyed stays so, whatever the file says: it may come from an older backup.
    if (loaded) loaded = register_of_erasures.load([this](const Erasure& erasure) { destroy_keys(erasure); });
    if (loaded || loaded.error().code != Code::integrity_error) break;
  }
  is_loaded = loaded.has_value();
  return loaded;
}

Result<void> Vault::Impl::load_file() {
  auto read = read_durable_file(place.file);
  if (!read) return std::unexpected(read.error());
  const auto end_of_whole = keys.read(std::move(*read), place.file, [&](const VaultEntry& entry) {
    if (entry.kind == VaultEntryKind::tombstone) {
      tombstones.emplace_back(entry.bytes);
    } else if (entry.kind == VaultEntryKind::intent) {
      intents.push_back({std::string(entry.person), entry.categories, std::string(entry.bytes)});
    }
  });
  if (!end_of_whole) return std::unexpected(end_of_whole.error());
  whole = *end_of_whole;
  for (const std::string& tombstone : tombstones) {
    const auto parsed = parse_tombstone(tombstone);
    if (!parsed) return std::unexpected(parsed.error());
    destroy_keys(parsed->erasure);
  }
  return {};
}

void Vault::Impl::destroy_keys(const Erasure& erasure) {
  keys.destroy(erasure);
  destroyed_keys[erasure.person] |= erasure.categories;
  opened_parts.forget();
  std::erase_if(intents, [&](const Erasure& e) { return e.event_id == erasure.event_id; });
}

Result<std::optional<std::string>> Vault::open(const PartPlace& place, std::string_view sealed) {
  const std::lock_guard lock(impl_->mutex);
  if (auto r = impl_->must_load(); !r) return std::unexpected(r.error());
  const auto key = impl_->keys.find(place.subject, place.category);
  if (!key) return std::unexpected(key.error());
  if (*key == nullptr) return std::nullopt;
  const std::string context = sealing_context(place);
  const std::string whose = context + '\0' + std::string(place.subject);
  if (const std::string* known = impl_->opened_parts.find(whose, sealed); known != nullptr) return *known;
  auto clear = impl_->cipher.open(**key, context, sealed);
  if (clear) impl_->opened_parts.remember(whose, sealed, *clear);
  if (clear) return clear;
  return fail(Code::integrity_error, "its part " + std::string(to_text(place.category)) +
                                         " was not sealed for this record with the key of " +
                                         std::string(place.subject));
}

Result<void> Vault::begin_writing() {
  const std::lock_guard writing(impl_->writing_mutex);
  const std::lock_guard lock(impl_->mutex);
  if (auto r = finish_replacement(impl_->place.file); !r) return r;
  if (auto r = impl_->load(); !r) return r;
  if (auto r = impl_->keys.load_master(); !r) return r;
  if (auto r = impl_->keys.check_master(); !r) return r;  // what another one wraps would be lost with it
  auto end = DurableFile::open_end(impl_->place.file, impl_->whole);
  if (!end) return std::unexpected(end.error());
  impl_->end.emplace(std::move(*end));
  if (const auto lost = impl_->register_of_erasures.lacking(impl_->tombstones); !lost.empty()) {
    if (auto r = impl_->register_of_erasures.add(lost); !r) return r;
  }
  return impl_->apply_register();
}

/// The register may know of more than this file, which then comes from a backup. What it says destroys keys, so it must
/// be this log's.
Result<void> Vault::Impl::apply_register() {
  std::vector<std::string> more;
  for (const std::string& tombstone : register_of_erasures.tombstones()) {
    if (std::ranges::find(tombstones, tombstone) == tombstones.end()) more.push_back(tombstone);
  }
  if (more.empty()) return {};
  const auto key = SigningKey::load(place.signing_key);
  if (!key) return std::unexpected(key.error());
  for (const std::string& tombstone : more) {
    if (auto r = must_be_signed(tombstone, key->verifiers()); !r) return r;
  }
  tombstones.insert(tombstones.end(), more.begin(), more.end());
  return write_anew();
}

void Vault::seal(const PartPlace& place, std::string_view clear, std::string& out) {
  const std::lock_guard lock(impl_->mutex);
  const bool is_kept = impl_->keys.state(place.subject, place.category) == KeyState::kept;
  const auto known = is_kept ? impl_->keys.find(place.subject, place.category) : Result<const SecretKey*>(nullptr);
  if (!known) throw std::runtime_error(known.error().message);  // a new key in its place would lose what it opens
  const SecretKey* const key = is_kept ? *known : impl_->keys.make(place.subject, place.category, impl_->pending);
  impl_->cipher.seal(*key, sealing_context(place), clear, out);
}

void Vault::intend(const Erasure& erasure) {
  const std::lock_guard lock(impl_->mutex);
  impl_->intents.push_back(erasure);
  put_vault_entry(impl_->pending, {.kind = VaultEntryKind::intent,
                                   .categories = erasure.categories,
                                   .person = erasure.person,
                                   .bytes = erasure.event_id});
}

Result<void> Vault::sync() {
  const std::lock_guard writing(impl_->writing_mutex);
  std::string entries;
  {
    const std::lock_guard lock(impl_->mutex);
    if (impl_->failed) return fail(Code::io_error, "the vault takes no more keys after an earlier error");
    if (impl_->pending.empty()) return {};
    entries.swap(impl_->pending);
  }
  auto written = impl_->end->append(vault_frame(entries));
  const std::lock_guard lock(impl_->mutex);
  impl_->failed = !written.has_value();
  return written;
}

std::vector<Erasure> Vault::intended() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->intents;
}

Result<void> Vault::destroy(std::span<const Erasure> erasures, Instant now) {
  if (erasures.empty() && !impl_->is_behind) return {};
  if (auto r = impl_->is_behind ? Result<void>{} : sync(); !r) return r;
  const std::lock_guard writing(impl_->writing_mutex);
  const std::lock_guard lock(impl_->mutex);
  if (auto r = impl_->bury(erasures, now); !r) return r;
  impl_->step();
  return impl_->write_anew();
}

Result<void> Vault::Impl::bury(std::span<const Erasure> erasures, Instant now) {
  if (erasures.empty()) return {};
  const auto key = SigningKey::load(place.signing_key);
  if (!key) return std::unexpected(key.error());
  std::vector<std::string> made;
  for (const Erasure& erasure : erasures) {
    const auto tombstone = key->sign(Tombstone{erasure, now}.text());
    if (!tombstone) return std::unexpected(tombstone.error());
    made.push_back(*tombstone);
  }
  step();
  if (auto r = register_of_erasures.add(made); !r) return r;
  is_behind = true;
  for (const Erasure& erasure : erasures) destroy_keys(erasure);
  tombstones.insert(tombstones.end(), made.begin(), made.end());
  return {};
}

std::set<std::string> Vault::Impl::all_tombstones() const {
  std::set<std::string> all = register_of_erasures.tombstones();
  all.insert(tombstones.begin(), tombstones.end());
  return all;
}

std::string Vault::Impl::kept_entries() {
  std::string entries;
  keys.put_wrapped(entries);
  for (const Erasure& e : intents) {
    put_vault_entry(
        entries, {.kind = VaultEntryKind::intent, .categories = e.categories, .person = e.person, .bytes = e.event_id});
  }
  for (const std::string& tombstone : tombstones) {
    put_vault_entry(entries, {.kind = VaultEntryKind::tombstone, .bytes = tombstone});
  }
  return entries;
}

/// Whatever happens meanwhile, nothing more goes to the old file, which is overwritten.
Result<void> Vault::Impl::write_anew() {
  if (auto r = must_load(); !r) return r;  // an earlier attempt may have ended amid loading
  is_behind = true;
  failed = true;
  end.reset();
  if (auto r = finish_replacement(place.file); !r) return r;  // of an earlier attempt
  std::string bytes(vault_magic());
  bytes += vault_frame(kept_entries());
  if (auto r = replace_and_overwrite(place.file, bytes, [this] { step(); }); !r) return r;
  if (auto r = load(); !r) return r;
  auto reopened = DurableFile::open_end(place.file, whole);
  if (!reopened) return std::unexpected(reopened.error());
  end.emplace(std::move(*reopened));
  failed = false;
  is_behind = false;
  return {};
}

}  // namespace rireki
