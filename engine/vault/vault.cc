#include "engine/vault/vault.h"

#include <algorithm>
#include <filesystem>
#include <mutex>
#include <set>

#include <openssl/crypto.h>

#include "engine/files/durable_file.h"
#include "engine/proof/checkpoint_file.h"
#include "engine/proof/signing_key.h"
#include "engine/vault/erasure_register.h"
#include "engine/vault/key_table.h"
#include "engine/vault/master_key.h"
#include "engine/vault/opened_parts.h"
#include "engine/vault/replacement.h"
#include "engine/vault/tombstone.h"
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

struct Vault::Impl {
  explicit Impl(VaultPlace where)
      : place(std::move(where)), keys(place.master_key), register_of_erasures(place.register_file) {}

  Result<void> load();
  Result<void> load_file();
  Result<void> must_load() { return is_loaded ? Result<void>{} : load(); }
  void bury(const Erasure& erasure);
  Result<void> apply_register();
  Result<void> write_anew();
  std::string kept_entries();
  void step() const {
    if (place.between_steps) place.between_steps();
  }

  VaultPlace place;
  mutable std::mutex mutex;  // of everything but the file's end
  std::mutex writing_mutex;  // of the file's end; taken first
  Cipher cipher;             // of parts
  bool is_loaded = false;
  KeyTable keys;
  ErasureRegister register_of_erasures;
  std::size_t whole = 0;     // bytes of the file that are not torn
  OpenedParts opened_parts;  // forgotten with each key that is destroyed
  DestroyedKeys buried;
  std::vector<Erasure> intents;
  std::vector<std::string> notes;  // tombstones of the file
  std::string pending;             // entries that are not on disk yet
  std::optional<DurableFile> end;  // of a writer
  bool failed = false;
};

Vault::Vault(VaultPlace place) : impl_(std::make_unique<Impl>(std::move(place))) {}
Vault::~Vault() = default;

Result<void> Vault::create(const VaultPlace& place) {
  if (auto r = create_master_key(place.master_key); !r) return r;
  if (auto r = write_durable_file(place.file, vault_magic()); !r) return r;
  if (std::filesystem::exists(place.register_file)) return {};
  return write_durable_file(place.register_file, vault_magic());
}

// --- reading ---------------------------------------------------------------------------------------------------------

Result<void> Vault::Impl::load() {
  Result<void> loaded;
  for (int attempt = 0; attempt < kReadAttempts; ++attempt) {
    keys.clear();
    buried.clear();
    opened_parts.forget();
    intents.clear();
    notes.clear();
    loaded = load_file();
    // What the register has buried stays so, whatever the file says: it may come from an older backup.
    if (loaded) loaded = register_of_erasures.load([this](const Erasure& erasure) { bury(erasure); });
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
      notes.emplace_back(entry.bytes);
    } else if (entry.kind == VaultEntryKind::intent) {
      intents.push_back({std::string(entry.person), entry.categories, std::string(entry.bytes)});
    }
  });
  if (!end_of_whole) return std::unexpected(end_of_whole.error());
  whole = *end_of_whole;
  for (const std::string& note : notes) {
    const auto tombstone = parse_tombstone(note);
    if (!tombstone) return std::unexpected(tombstone.error());
    bury(tombstone->erasure);
  }
  return {};
}

void Vault::Impl::bury(const Erasure& erasure) {
  keys.destroy(erasure);
  buried[erasure.person] |= erasure.categories;
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

// --- writing ---------------------------------------------------------------------------------------------------------

Result<void> Vault::begin_writing() {
  const std::lock_guard writing(impl_->writing_mutex);
  const std::lock_guard lock(impl_->mutex);
  if (auto r = finish_replacement(impl_->place.file); !r) return r;
  if (auto r = impl_->load(); !r) return r;
  if (auto r = impl_->keys.load_master(); !r) return r;
  auto end = DurableFile::open_end(impl_->place.file, impl_->whole);
  if (!end) return std::unexpected(end.error());
  impl_->end.emplace(std::move(*end));
  if (const auto lost = impl_->register_of_erasures.lacking(impl_->notes); !lost.empty()) {
    if (auto r = impl_->register_of_erasures.note(lost); !r) return r;
  }
  return impl_->apply_register();
}

/// The register may know of more than this file, which then comes from a backup. What it says destroys keys, so it must
/// be this log's.
Result<void> Vault::Impl::apply_register() {
  std::vector<std::string> more;
  for (const std::string& note : register_of_erasures.tombstones()) {
    if (std::ranges::find(notes, note) == notes.end()) more.push_back(note);
  }
  if (more.empty()) return {};
  const auto key = SigningKey::load(place.signing_key);
  if (!key) return std::unexpected(key.error());
  for (const std::string& note : more) {
    if (auto r = must_be_signed(note, key->verifiers()); !r) return r;
  }
  notes.insert(notes.end(), more.begin(), more.end());
  return write_anew();
}

void Vault::seal(const PartPlace& place, std::string_view clear, std::string& out) {
  const std::lock_guard lock(impl_->mutex);
  const auto known = impl_->keys.find(place.subject, place.category);
  const bool is_there = known && *known != nullptr;
  const SecretKey* const key = is_there ? *known : impl_->keys.make(place.subject, place.category, impl_->pending);
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

// --- erasing ---------------------------------------------------------------------------------------------------------

std::vector<Erasure> Vault::intended() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->intents;
}

Result<void> Vault::destroy(std::span<const Erasure> erasures, Instant now) {
  if (erasures.empty()) return {};
  if (auto r = sync(); !r) return r;
  const std::lock_guard writing(impl_->writing_mutex);
  const std::lock_guard lock(impl_->mutex);
  const auto key = SigningKey::load(impl_->place.signing_key);
  if (!key) return std::unexpected(key.error());
  std::vector<std::string> made;
  for (const Erasure& erasure : erasures) {
    const auto note = key->sign(Tombstone{erasure, now}.text());
    if (!note) return std::unexpected(note.error());
    made.push_back(*note);
  }
  impl_->step();
  if (auto r = impl_->register_of_erasures.note(made); !r) return r;
  for (const Erasure& erasure : erasures) impl_->bury(erasure);
  impl_->notes.insert(impl_->notes.end(), made.begin(), made.end());
  impl_->step();
  return impl_->write_anew();
}

std::string Vault::Impl::kept_entries() {
  std::string entries;
  keys.put_wrapped(entries);
  for (const Erasure& e : intents) {
    put_vault_entry(
        entries, {.kind = VaultEntryKind::intent, .categories = e.categories, .person = e.person, .bytes = e.event_id});
  }
  for (const std::string& note : notes) put_vault_entry(entries, {.kind = VaultEntryKind::tombstone, .bytes = note});
  return entries;
}

Result<void> Vault::Impl::write_anew() {
  std::string bytes(vault_magic());
  bytes += vault_frame(kept_entries());
  if (auto r = replace_and_overwrite(place.file, bytes, [this] { step(); }); !r) return r;
  if (auto r = load(); !r) return r;
  auto reopened = DurableFile::open_end(place.file, whole);
  if (!reopened) return std::unexpected(reopened.error());
  end.emplace(std::move(*reopened));
  return {};
}

// --- beside it -------------------------------------------------------------------------------------------------------

Result<void> Vault::check() {
  const std::lock_guard lock(impl_->mutex);
  if (auto r = impl_->load(); !r) return r;
  const auto key = SigningKey::load(impl_->place.signing_key);
  if (!key) return std::unexpected(key.error());
  std::set<std::string> all = impl_->register_of_erasures.tombstones();
  all.insert(impl_->notes.begin(), impl_->notes.end());
  for (const std::string& note : all) {
    if (auto r = must_be_signed(note, key->verifiers()); !r) return r;
  }
  if (auto r = impl_->keys.check_master(); !r) return r;
  const auto lost = impl_->register_of_erasures.lacking(impl_->notes);
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

Result<const DestroyedKeys*> Vault::destroyed() {
  const std::lock_guard lock(impl_->mutex);
  if (auto r = impl_->must_load(); !r) return std::unexpected(r.error());
  return &impl_->buried;
}

Result<std::size_t> Vault::erasures() {
  const std::lock_guard lock(impl_->mutex);
  if (auto r = impl_->must_load(); !r) return std::unexpected(r.error());
  return impl_->register_of_erasures.tombstones().size();
}

Result<void> Vault::write_open_keys(const std::function<Result<void>(std::string_view)>& sink) {
  const std::lock_guard lock(impl_->mutex);
  if (auto r = impl_->must_load(); !r) return r;
  std::string entries;
  if (auto r = impl_->keys.put_open(entries); !r) return r;
  std::set<std::string> all = impl_->register_of_erasures.tombstones();
  all.insert(impl_->notes.begin(), impl_->notes.end());
  for (const std::string& note : all) put_vault_entry(entries, {.kind = VaultEntryKind::tombstone, .bytes = note});
  std::string bytes(vault_magic());
  bytes += vault_frame(entries);
  auto written = sink(bytes);
  OPENSSL_cleanse(bytes.data(), bytes.size());
  OPENSSL_cleanse(entries.data(), entries.size());
  return written;
}

Result<DestroyedKeys> Vault::adopt_open_keys(const std::string& path) {
  const auto bytes = read_durable_file(path);
  if (!bytes) return std::unexpected(bytes.error());
  const std::lock_guard lock(impl_->mutex);
  if (auto r = impl_->must_load(); !r) return std::unexpected(r.error());
  if (auto r = impl_->keys.load_master(); !r) return std::unexpected(r.error());
  DestroyedKeys destroyed;
  Result<void> parsed;
  const auto read = each_vault_entry(*bytes, path, [&](const VaultEntry& entry) {
    if (entry.kind == VaultEntryKind::open_key) {
      impl_->keys.adopt(entry.person, entry.category, entry.bytes, impl_->pending);
    } else if (entry.kind == VaultEntryKind::tombstone) {
      const auto tombstone = parse_tombstone(entry.bytes);
      if (tombstone) destroyed[tombstone->erasure.person] |= tombstone->erasure.categories;
      if (!tombstone) parsed = std::unexpected(tombstone.error());
    }
  });
  if (!read) return std::unexpected(read.error());
  if (!parsed) return std::unexpected(parsed.error());
  if (*read != bytes->size()) return fail(Code::integrity_error, path + " is cut off");
  return destroyed;
}

}  // namespace rireki
