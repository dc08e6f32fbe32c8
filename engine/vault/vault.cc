#include "engine/vault/vault.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <set>
#include <system_error>

#include <boost/unordered/unordered_flat_map.hpp>
#include <openssl/crypto.h>

#include "engine/durable_file.h"
#include "engine/proof/checkpoint_file.h"
#include "engine/proof/signing_key.h"
#include "engine/vault/master_key.h"
#include "engine/vault/opened_parts.h"
#include "engine/vault/tombstone.h"
#include "events/types/event.h"

namespace rireki {

namespace {

constexpr std::size_t kCategoryCount = names(PersonalCategory{}).size();
constexpr std::size_t kPersonBytes = 58 * kCategoryCount;  // of the file, for a person's code of some seven characters
constexpr int kReadAttempts = 3;  // an erasure overwrites the file that a reader has just opened

struct Slot {
  enum class State : std::uint8_t { none, wrapped, open, destroyed };
  State state = State::none;
  std::size_t wrapped_at = 0;  // in the image
  SecretKey key{};
};
using Slots = std::array<Slot, kCategoryCount>;

std::string wrapping_context(std::string_view person, PersonalCategory category) {
  return std::string(person) + '\0' + static_cast<char>(category);
}

std::string sealing_context(const PartPlace& place) {
  std::string context(place.id);
  context += '\0';
  context += static_cast<char>(place.type);
  context += static_cast<char>(place.category);
  return context;
}

std::string_view view(const SecretKey& key) { return {reinterpret_cast<const char*>(key.data()), key.size()}; }

SecretKey key_of(std::string_view bytes) {
  SecretKey key;
  std::ranges::copy(bytes, key.begin());
  return key;
}

std::string name_of(std::string_view person, PersonalCategory category) {
  return "the key of " + std::string(person) + " (" + std::string(to_text(category)) + ")";
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
  explicit Impl(VaultPlace where) : place(std::move(where)) {}
  ~Impl() {
    for (auto& [person, slots] : people) OPENSSL_cleanse(slots.data(), sizeof slots);
    if (master) OPENSSL_cleanse(master->data(), master->size());
  }

  Result<void> load();
  Result<void> load_file();
  Result<void> load_register();
  Result<void> must_load() { return is_loaded ? Result<void>{} : load(); }
  Result<void> load_master();
  Result<const SecretKey*> key(std::string_view person, PersonalCategory category);
  SecretKey* make_key(std::string_view person, PersonalCategory category);
  void bury(const Erasure& erasure);
  Result<void> note_in_register(std::span<const std::string> notes);
  std::vector<std::string> lost_by_register() const;
  Result<void> check_master();
  Result<void> write_anew();
  Result<void> replace(const std::string& next);
  std::string kept_entries();
  Result<void> finish_interrupted();
  void step() const {
    if (place.between_steps) place.between_steps();
  }

  VaultPlace place;
  mutable std::mutex mutex;  // of everything but the file's end
  std::mutex writing_mutex;  // of the file's end; taken first
  Cipher cipher;
  std::optional<SecretKey> master;
  bool is_loaded = false;
  std::string image;      // the file as it was read
  std::size_t whole = 0;  // bytes of it that are not torn
  boost::unordered::unordered_flat_map<std::string, Slots> people;
  OpenedParts opened_parts;  // forgotten with the first key that is destroyed
  std::vector<Erasure> intents;
  std::vector<std::string> notes;    // tombstones of the file
  std::set<std::string> registered;  // and those of the register
  std::string pending;               // entries that are not on disk yet
  std::optional<DurableFile> end;    // of a writer
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
    people.clear();
    opened_parts.forget();
    intents.clear();
    notes.clear();
    registered.clear();
    loaded = load_file();
    if (loaded) loaded = load_register();
    if (loaded || loaded.error().code != Code::integrity_error) break;
  }
  is_loaded = loaded.has_value();
  return loaded;
}

Result<void> Vault::Impl::load_file() {
  auto read = read_durable_file(place.file);
  if (!read) return std::unexpected(read.error());
  image = std::move(*read);
  people.reserve(image.size() / kPersonBytes);
  Result<void> result;
  std::string_view last;  // keys of one person mostly lie side by side
  Slots* slots = nullptr;
  const auto end_of_whole = each_vault_entry(image, place.file, [&](const VaultEntry& entry) {
    if (entry.kind == VaultEntryKind::tombstone) {
      notes.emplace_back(entry.bytes);
    } else if (entry.kind == VaultEntryKind::intent) {
      intents.push_back({std::string(entry.person), entry.categories, std::string(entry.bytes)});
    } else if (entry.kind == VaultEntryKind::key) {
      if (slots == nullptr || entry.person != last) slots = &people[std::string(entry.person)];
      last = entry.person;
      Slot& slot = (*slots)[static_cast<std::size_t>(entry.category)];
      slot.state = Slot::State::wrapped;
      slot.wrapped_at = static_cast<std::size_t>(entry.bytes.data() - image.data());
    }
  });
  if (!end_of_whole) return std::unexpected(end_of_whole.error());
  whole = *end_of_whole;
  for (const std::string& note : notes) {
    const auto tombstone = parse_tombstone(note);
    if (!tombstone) return std::unexpected(tombstone.error());
    bury(tombstone->erasure);
  }
  return result;
}

/// What the register has buried stays so, whatever the file says: it may come from an older backup.
Result<void> Vault::Impl::load_register() {
  auto bytes = read_durable_file(place.register_file);
  if (!bytes) return std::unexpected(bytes.error());
  Result<void> result;
  const auto read = each_vault_entry(*bytes, place.register_file, [&](const VaultEntry& entry) {
    const auto tombstone = parse_tombstone(entry.bytes);
    if (!tombstone) {
      result = std::unexpected(tombstone.error());
      return;
    }
    bury(tombstone->erasure);
    registered.emplace(entry.bytes);
  });
  return read ? result : std::unexpected(read.error());
}

void Vault::Impl::bury(const Erasure& erasure) {
  Slots& slots = people[erasure.person];
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if ((erasure.categories & bit_of(static_cast<PersonalCategory>(i))) == 0) continue;
    OPENSSL_cleanse(slots[i].key.data(), slots[i].key.size());
    slots[i].state = Slot::State::destroyed;
    opened_parts.forget();
  }
  std::erase_if(intents, [&](const Erasure& e) { return e.event_id == erasure.event_id; });
}

Result<void> Vault::Impl::load_master() {
  if (master) return {};
  const auto loaded = load_master_key(place.master_key);
  if (!loaded) return std::unexpected(loaded.error());
  master = *loaded;
  return {};
}

/// Null: destroyed.
Result<const SecretKey*> Vault::Impl::key(std::string_view person, PersonalCategory category) {
  const auto it = people.find(std::string(person));
  Slot* const slot = it == people.end() ? nullptr : &it->second[static_cast<std::size_t>(category)];
  if (slot == nullptr || slot->state == Slot::State::none) {
    return fail(Code::integrity_error,
                name_of(person, category) + " is not in the vault, and nothing says that it was destroyed");
  }
  if (slot->state == Slot::State::destroyed) return nullptr;
  if (slot->state == Slot::State::open) return &slot->key;
  if (auto r = load_master(); !r) return std::unexpected(r.error());
  const std::string_view wrapped = std::string_view(image).substr(slot->wrapped_at, sizeof(SecretKey) + kSealBytes);
  const auto opened = cipher.open(*master, wrapping_context(person, category), wrapped);
  if (!opened) return fail(Code::integrity_error, name_of(person, category) + " was not wrapped by this master key");
  slot->key = key_of(*opened);
  slot->state = Slot::State::open;
  return &slot->key;
}

Result<std::optional<std::string>> Vault::open(const PartPlace& place, std::string_view sealed) {
  const std::lock_guard lock(impl_->mutex);
  if (auto r = impl_->must_load(); !r) return std::unexpected(r.error());
  const auto key = impl_->key(place.subject, place.category);
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
  if (auto r = impl_->finish_interrupted(); !r) return r;
  if (auto r = impl_->load(); !r) return r;
  if (auto r = impl_->load_master(); !r) return r;
  auto end = DurableFile::open_end(impl_->place.file, impl_->whole);
  if (!end) return std::unexpected(end.error());
  impl_->end.emplace(std::move(*end));
  if (const auto lost = impl_->lost_by_register(); !lost.empty()) {
    if (auto r = impl_->note_in_register(lost); !r) return r;
  }
  // The register may know of more than this file, which then comes from a backup.
  const bool lacks = std::ranges::any_of(impl_->registered, [&](const std::string& note) {
    return std::ranges::find(impl_->notes, note) == impl_->notes.end();
  });
  if (!lacks) return {};
  for (const std::string& note : impl_->registered) {
    if (std::ranges::find(impl_->notes, note) == impl_->notes.end()) impl_->notes.push_back(note);
  }
  return impl_->write_anew();
}

/// A file that an erasure has replaced and had no time to overwrite.
Result<void> Vault::Impl::finish_interrupted() {
  std::error_code ignored;
  std::filesystem::remove(place.file + ".next", ignored);
  const std::string old = place.file + ".old";
  if (!std::filesystem::exists(old)) return {};
  if (!std::filesystem::equivalent(old, place.file, ignored)) return overwrite_and_remove(old);
  std::filesystem::remove(old, ignored);
  return {};
}

SecretKey* Vault::Impl::make_key(std::string_view person, PersonalCategory category) {
  Slot& slot = people[std::string(person)][static_cast<std::size_t>(category)];
  slot.key = cipher.new_key();
  if (slot.state == Slot::State::destroyed) return &slot.key;  // and nobody will ever know it
  slot.state = Slot::State::open;
  std::string wrapped;
  cipher.seal(*master, wrapping_context(person, category), view(slot.key), wrapped);
  put_vault_entry(pending, {.kind = VaultEntryKind::key, .category = category, .person = person, .bytes = wrapped});
  return &slot.key;
}

void Vault::seal(const PartPlace& place, std::string_view clear, std::string& out) {
  const std::lock_guard lock(impl_->mutex);
  const auto known = impl_->key(place.subject, place.category);
  const SecretKey* const key = known && *known != nullptr ? *known : impl_->make_key(place.subject, place.category);
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
  if (auto r = impl_->note_in_register(made); !r) return r;
  for (const Erasure& erasure : erasures) impl_->bury(erasure);
  impl_->notes.insert(impl_->notes.end(), made.begin(), made.end());
  impl_->step();
  return impl_->write_anew();
}

Result<void> Vault::Impl::note_in_register(std::span<const std::string> made) {
  std::string entries;
  for (const std::string& note : made) put_vault_entry(entries, {.kind = VaultEntryKind::tombstone, .bytes = note});
  const auto bytes = read_durable_file(place.register_file);
  if (!bytes) return std::unexpected(bytes.error());
  const auto whole_bytes = each_vault_entry(*bytes, place.register_file, [](const VaultEntry&) {});
  if (!whole_bytes) return std::unexpected(whole_bytes.error());
  auto file = DurableFile::open_end(place.register_file, *whole_bytes);
  if (!file) return std::unexpected(file.error());
  if (auto r = file->append(vault_frame(entries)); !r) return r;
  registered.insert(made.begin(), made.end());
  return {};
}

std::vector<std::string> Vault::Impl::lost_by_register() const {
  std::vector<std::string> lost;
  std::ranges::remove_copy_if(notes, std::back_inserter(lost),
                              [&](const auto& note) { return registered.contains(note); });
  return lost;
}

/// All but what was destroyed. Keys that are newer than the image are wrapped again.
std::string Vault::Impl::kept_entries() {
  std::string entries;
  for (const auto& [person, slots] : people) {
    for (std::size_t i = 0; i < slots.size(); ++i) {
      const auto category = static_cast<PersonalCategory>(i);
      const Slot& slot = slots[i];
      if (slot.state == Slot::State::none || slot.state == Slot::State::destroyed) continue;
      std::string wrapped;
      if (slot.wrapped_at > 0) {
        wrapped = image.substr(slot.wrapped_at, sizeof(SecretKey) + kSealBytes);
      } else {
        cipher.seal(*master, wrapping_context(person, category), view(slot.key), wrapped);
      }
      put_vault_entry(entries, {.kind = VaultEntryKind::key, .category = category, .person = person, .bytes = wrapped});
    }
  }
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
  const std::string next = place.file + ".next";
  if (auto r = write_durable_file(next, bytes); !r) return r;
  step();
  if (auto r = replace(next); !r) return r;
  OPENSSL_cleanse(image.data(), image.size());
  if (auto r = load(); !r) return r;
  auto reopened = DurableFile::open_end(place.file, whole);
  if (!reopened) return std::unexpected(reopened.error());
  end.emplace(std::move(*reopened));
  return {};
}

/// Puts the new file in the old one's place; the old one keeps a name until its bytes are overwritten.
Result<void> Vault::Impl::replace(const std::string& next) {
  const std::string old = place.file + ".old";
  std::error_code ec;
  std::filesystem::create_hard_link(place.file, old, ec);
  if (ec) return fail(Code::io_error, "linking " + old + ": " + ec.message());
  step();
  if (::rename(next.c_str(), place.file.c_str()) != 0) {
    return fail(Code::io_error, "renaming " + next + ": " + std::generic_category().message(errno));
  }
  if (auto r = sync_folder_of(place.file); !r) return r;
  step();
  return overwrite_and_remove(old);
}

// --- beside it -------------------------------------------------------------------------------------------------------

Result<void> Vault::check() {
  const std::lock_guard lock(impl_->mutex);
  if (auto r = impl_->load(); !r) return r;
  const auto key = SigningKey::load(impl_->place.signing_key);
  if (!key) return std::unexpected(key.error());
  std::set<std::string> all = impl_->registered;
  all.insert(impl_->notes.begin(), impl_->notes.end());
  for (const std::string& note : all) {
    if (open_note(note, key->verifiers())) continue;
    const auto tombstone = parse_tombstone(note);
    return fail(Code::integrity_error, "the tombstone of " +
                                           (tombstone ? tombstone->erasure.person : std::string("an erasure")) +
                                           " is not signed by this log's key");
  }
  if (auto r = impl_->check_master(); !r) return r;
  const auto lost = impl_->lost_by_register();
  if (lost.empty()) return {};
  return fail(Code::integrity_error, "the register of erasures, " + impl_->place.register_file + ", lacks " +
                                         std::to_string(lost.size()) +
                                         " tombstone(s) that the vault has; whoever writes next puts them back");
}

/// Whether there is a master key, and it unwraps what lies here.
Result<void> Vault::Impl::check_master() {
  for (const auto& [person, slots] : people) {
    const auto wrapped = std::ranges::find(slots, Slot::State::wrapped, &Slot::state);
    if (wrapped == slots.end()) continue;
    const auto opened = key(person, static_cast<PersonalCategory>(wrapped - slots.begin()));
    return opened ? Result<void>{} : std::unexpected(opened.error());
  }
  return {};
}

Result<bool> Vault::knows_of(const Erasure& erasure) {
  const std::lock_guard lock(impl_->mutex);
  if (auto r = impl_->must_load(); !r) return std::unexpected(r.error());
  const auto is_this = [&](const Erasure& other) { return other.event_id == erasure.event_id; };
  if (std::ranges::any_of(impl_->intents, is_this)) return true;
  const auto it = impl_->people.find(erasure.person);
  if (it == impl_->people.end()) return false;
  for (std::size_t i = 0; i < it->second.size(); ++i) {
    const bool is_asked = (erasure.categories & bit_of(static_cast<PersonalCategory>(i))) != 0;
    if (is_asked && it->second[i].state != Slot::State::destroyed) return false;
  }
  return true;
}

Result<void> Vault::write_open_keys(const std::string& path) {
  const std::lock_guard lock(impl_->mutex);
  if (auto r = impl_->must_load(); !r) return r;
  std::string entries;
  for (auto& [person, slots] : impl_->people) {
    for (std::size_t i = 0; i < slots.size(); ++i) {
      const auto category = static_cast<PersonalCategory>(i);
      if (slots[i].state == Slot::State::none) continue;
      const auto key = impl_->key(person, category);
      if (!key) return std::unexpected(key.error());
      if (*key == nullptr) continue;
      put_vault_entry(entries,
                      {.kind = VaultEntryKind::open_key, .category = category, .person = person, .bytes = view(**key)});
    }
  }
  std::string bytes(vault_magic());
  bytes += vault_frame(entries);
  auto written = write_durable_file(path, bytes);
  OPENSSL_cleanse(bytes.data(), bytes.size());
  OPENSSL_cleanse(entries.data(), entries.size());
  return written;
}

Result<void> Vault::adopt_open_keys(const std::string& path) {
  const auto bytes = read_durable_file(path);
  if (!bytes) return std::unexpected(bytes.error());
  {
    const std::lock_guard lock(impl_->mutex);
    const auto read = each_vault_entry(*bytes, path, [&](const VaultEntry& entry) {
      if (entry.kind != VaultEntryKind::open_key) return;
      Slot& slot = impl_->people[std::string(entry.person)][static_cast<std::size_t>(entry.category)];
      if (slot.state != Slot::State::none) return;
      slot.state = Slot::State::open;
      slot.key = key_of(entry.bytes);
      std::string wrapped;
      impl_->cipher.seal(*impl_->master, wrapping_context(entry.person, entry.category), entry.bytes, wrapped);
      put_vault_entry(
          impl_->pending,
          {.kind = VaultEntryKind::key, .category = entry.category, .person = entry.person, .bytes = wrapped});
    });
    if (!read) return std::unexpected(read.error());
    if (*read != bytes->size()) return fail(Code::integrity_error, path + " is cut off");
  }
  return sync();
}

}  // namespace rireki
