#include "engine/vault/key_table.h"

#include <algorithm>
#include <array>
#include <optional>

#include <boost/unordered/unordered_flat_map.hpp>
#include <openssl/crypto.h>

#include "engine/vault/master_key.h"
#include "events/types/sealing.h"

namespace rireki {

namespace {

constexpr std::size_t kCategoryCount = names(PersonalCategory{}).size();
constexpr std::size_t kPersonBytes = 58 * kCategoryCount;  // of the file, for a person's code of some seven characters

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

std::string_view view(const SecretKey& key) { return {reinterpret_cast<const char*>(key.data()), key.size()}; }

SecretKey key_of(std::string_view bytes) {
  SecretKey key;
  std::ranges::copy(bytes, key.begin());
  return key;
}

}  // namespace

struct KeyTable::Keys {
  [[nodiscard]] std::string wrap(std::string_view person, PersonalCategory category, std::string_view key) {
    std::string wrapped;
    cipher.seal(*master, wrapping_context(person, category), key, wrapped);
    return wrapped;
  }

  static void put(std::string& entries, std::string_view person, PersonalCategory category, std::string_view wrapped) {
    put_vault_entry(entries, {.kind = VaultEntryKind::key, .category = category, .person = person, .bytes = wrapped});
  }

  std::string master_key_path;
  std::optional<SecretKey> master;
  Cipher cipher;
  std::string image;  // the file as it was read
  boost::unordered::unordered_flat_map<std::string, Slots> people;
};

KeyTable::KeyTable(std::string master_key_path) : keys_(std::make_unique<Keys>()) {
  keys_->master_key_path = std::move(master_key_path);
}

KeyTable::~KeyTable() {
  for (auto& [person, slots] : keys_->people) OPENSSL_cleanse(slots.data(), sizeof slots);
  if (keys_->master) OPENSSL_cleanse(keys_->master->data(), keys_->master->size());
}

Result<std::size_t> KeyTable::read(std::string file, const std::string& path,
                                   const std::function<void(const VaultEntry&)>& visit) {
  const std::string& image = keys_->image = std::move(file);
  keys_->people.reserve(image.size() / kPersonBytes);
  std::string_view last;  // keys of one person mostly lie side by side
  Slots* slots = nullptr;
  return each_vault_entry(image, path, [&](const VaultEntry& entry) {
    if (entry.kind != VaultEntryKind::key) {
      visit(entry);
      return;
    }
    if (slots == nullptr || entry.person != last) slots = &keys_->people[std::string(entry.person)];
    last = entry.person;
    Slot& slot = (*slots)[static_cast<std::size_t>(entry.category)];
    slot.state = Slot::State::wrapped;
    slot.wrapped_at = static_cast<std::size_t>(entry.bytes.data() - image.data());
  });
}

void KeyTable::clear() {
  keys_->people.clear();
  OPENSSL_cleanse(keys_->image.data(), keys_->image.size());
}

Result<void> KeyTable::load_master() {
  if (keys_->master) return {};
  const auto loaded = load_master_key(keys_->master_key_path);
  if (!loaded) return std::unexpected(loaded.error());
  keys_->master = *loaded;
  return {};
}

void KeyTable::take_master(const SecretKey& key) { keys_->master = key; }

Result<void> KeyTable::check_master() {
  for (const auto& [person, slots] : keys_->people) {
    const auto wrapped = std::ranges::find(slots, Slot::State::wrapped, &Slot::state);
    if (wrapped == slots.end()) continue;
    const auto opened = find(person, static_cast<PersonalCategory>(wrapped - slots.begin()));
    return opened ? Result<void>{} : std::unexpected(opened.error());
  }
  return {};
}

Result<const SecretKey*> KeyTable::find(std::string_view person, PersonalCategory category) {
  const auto it = keys_->people.find(std::string(person));
  Slot* const slot = it == keys_->people.end() ? nullptr : &it->second[static_cast<std::size_t>(category)];
  if (slot == nullptr || slot->state == Slot::State::none) return refuse_missing_key(person, category);
  if (slot->state == Slot::State::destroyed) return nullptr;
  if (slot->state == Slot::State::open) return &slot->key;
  if (auto r = load_master(); !r) return std::unexpected(r.error());
  const std::string_view wrapped =
      std::string_view(keys_->image).substr(slot->wrapped_at, sizeof(SecretKey) + kSealBytes);
  const auto opened = keys_->cipher.open(*keys_->master, wrapping_context(person, category), wrapped);
  if (!opened) return fail(Code::integrity_error, key_name(person, category) + " was not wrapped by this master key");
  slot->key = key_of(*opened);
  slot->state = Slot::State::open;
  return &slot->key;
}

KeyState KeyTable::state(std::string_view person, PersonalCategory category) const {
  const auto it = keys_->people.find(std::string(person));
  if (it == keys_->people.end()) return KeyState::missing;
  switch (it->second[static_cast<std::size_t>(category)].state) {
    case Slot::State::none:
      return KeyState::missing;
    case Slot::State::destroyed:
      return KeyState::destroyed;
    default:
      return KeyState::kept;
  }
}

const SecretKey* KeyTable::make(std::string_view person, PersonalCategory category, std::string& entries) {
  Slot& slot = keys_->people[std::string(person)][static_cast<std::size_t>(category)];
  slot.key = keys_->cipher.new_key();
  if (slot.state == Slot::State::destroyed) return &slot.key;
  slot.state = Slot::State::open;
  keys_->put(entries, person, category, keys_->wrap(person, category, view(slot.key)));
  return &slot.key;
}

void KeyTable::adopt(std::string_view person, PersonalCategory category, std::string_view key, std::string& entries) {
  Slot& slot = keys_->people[std::string(person)][static_cast<std::size_t>(category)];
  if (slot.state != Slot::State::none) return;
  slot.state = Slot::State::open;
  slot.key = key_of(key);
  keys_->put(entries, person, category, keys_->wrap(person, category, key));
}

void KeyTable::destroy(const Erasure& erasure) {
  Slots& slots = keys_->people[erasure.person];
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if ((erasure.categories & bit_of(static_cast<PersonalCategory>(i))) == 0) continue;
    OPENSSL_cleanse(slots[i].key.data(), slots[i].key.size());
    slots[i].state = Slot::State::destroyed;
  }
}

bool KeyTable::are_destroyed(const Erasure& erasure) const {
  const auto it = keys_->people.find(erasure.person);
  if (it == keys_->people.end()) return false;
  for (std::size_t i = 0; i < it->second.size(); ++i) {
    const bool is_asked = (erasure.categories & bit_of(static_cast<PersonalCategory>(i))) != 0;
    if (is_asked && it->second[i].state != Slot::State::destroyed) return false;
  }
  return true;
}

bool KeyTable::has_destroyed_in_file() const {
  const auto is_left = [](const Slot& slot) { return slot.state == Slot::State::destroyed && slot.wrapped_at > 0; };
  return std::ranges::any_of(keys_->people,
                             [&](const auto& each) { return std::ranges::any_of(each.second, is_left); });
}

/// Keys that are newer than the image are wrapped again.
void KeyTable::put_wrapped(std::string& entries) {
  for (const auto& [person, slots] : keys_->people) {
    for (std::size_t i = 0; i < slots.size(); ++i) {
      const auto category = static_cast<PersonalCategory>(i);
      const Slot& slot = slots[i];
      if (slot.state == Slot::State::none || slot.state == Slot::State::destroyed) continue;
      const bool is_in_image = slot.wrapped_at > 0;
      keys_->put(entries, person, category,
                 is_in_image ? keys_->image.substr(slot.wrapped_at, sizeof(SecretKey) + kSealBytes)
                             : keys_->wrap(person, category, view(slot.key)));
    }
  }
}

Result<void> KeyTable::put_open(std::string& entries) {
  for (const auto& [person, slots] : keys_->people) {
    for (std::size_t i = 0; i < slots.size(); ++i) {
      const auto category = static_cast<PersonalCategory>(i);
      if (slots[i].state == Slot::State::none) continue;
      const auto key = find(person, category);
      if (!key) return std::unexpected(key.error());
      if (*key == nullptr) continue;
      put_vault_entry(entries,
                      {.kind = VaultEntryKind::open_key, .category = category, .person = person, .bytes = view(**key)});
    }
  }
  return {};
}

}  // namespace rireki
