#include "events/types/event_form.h"

#include <cmath>
#include <vector>

#include "events/types/catalog.h"
#include "events/types/text.h"
#include "events/types/text_form.h"

namespace rireki {

namespace {

/// Where a value stands; its text is made only when something is wrong with it.
struct FieldPath {
  std::string_view key;
  const FieldPath* parent = nullptr;
  std::size_t item = kNoItem;  // of a list

  static constexpr std::size_t kNoItem = SIZE_MAX;

  [[nodiscard]] std::string text() const {
    if (item != kNoItem) return parent->text() + "[" + std::to_string(item) + "]";
    return parent == nullptr ? std::string(key) : parent->text() + "." + std::string(key);
  }
};

Result<void> misfit(const FieldPath& at, std::string_view clause) {
  return fail(Code::invalid_field, at.text() + ": " + std::string(clause), at.text());
}

/// Nearly every text, without a path made for it.
bool is_in_form(std::string_view text, std::size_t characters_max) {
  return text.size() <= characters_max && !text.contains('\0') && is_nfc(text);  // NFC is of well-formed UTF-8 alone
}

Result<void> check_of_length(const FieldPath& at, std::string_view text, std::size_t characters_max) {
  return is_in_form(text, characters_max) ? Result<void>{} : check_text(at.text(), text, characters_max);
}

Result<void> check_value(const FieldPath& at, const std::string& text, Bounds) {
  return check_of_length(at, text, kTextCharactersMax);
}

Result<void> check_value(const FieldPath& at, const Document& document, Bounds) {
  if (document.text.size() > kDocumentBytesMax) return misfit(at, "the document is longer than 1 MiB");
  return check_of_length(at, document.text, kDocumentBytesMax);
}

Result<void> check_value(const FieldPath& at, const Identifier& code, Bounds) {
  return is_identifier(code.text) ? Result<void>{} : misfit(at, kCodeForm);
}

Result<void> check_value(const FieldPath& at, Count count, Bounds bounds) {
  if (count >= bounds.min && count <= bounds.max) return {};
  return misfit(
      at, std::to_string(count) + " is not within " + std::to_string(bounds.min) + " to " + std::to_string(bounds.max));
}

Result<void> check_value(const FieldPath& at, double number, Bounds) {
  return std::isfinite(number) ? Result<void>{} : misfit(at, "the number is too large");
}

/// Dates and enumerations cannot be out of form.
template <class T>
requires(!Described<T>) Result<void> check_value(const FieldPath&, const T&, Bounds) { return {}; }

Result<void> check_value(const FieldPath& at, const Replacement& replacement, Bounds);
template <Described E>
Result<void> check_value(const FieldPath& at, const E& fields, Bounds);

template <class T>
Result<void> check_value(const FieldPath& at, const std::optional<T>& value, Bounds bounds) {
  return value ? check_value(at, *value, bounds) : Result<void>{};
}

template <class T>
Result<void> check_value(const FieldPath& at, const std::vector<T>& list, Bounds bounds) {
  if (list.size() > kListItemsMax) {
    return misfit(at, "the list is longer than " + std::to_string(kListItemsMax) + " items");
  }
  Result<void> result;
  for (std::size_t i = 0; i < list.size() && result; ++i) result = check_value(FieldPath{{}, &at, i}, list[i], bounds);
  return result;
}

Result<void> check_data(const FieldPath& at, const EventData& data) {
  return std::visit(
      [&](const auto& fields) -> Result<void> {
        if (auto r = check_value(at, fields, {}); !r) return r;
        return require_something("data", fields);
      },
      data.value);
}

/// A replacement that is still JSON is read when its target is known.
Result<void> check_value(const FieldPath& at, const Replacement& replacement, Bounds) {
  return replacement.data == nullptr ? check_utf8(at.text(), replacement.json) : check_data(at, *replacement.data);
}

template <Described E>
Result<void> check_value(const FieldPath& at, const E& fields, Bounds) {
  Result<void> result;
  for_each_field<E>([&](const auto& f) {
    if (result) result = check_value(FieldPath{f.key, &at}, fields.*(f.member), f.bounds);
  });
  return result;
}

}  // namespace

std::string_view misfit_of_subject(EventType type, std::string_view subject) {
  if (!is_identifier(subject)) return kCodeForm;
  const SubjectKind kind = traits_of(type).subject;
  const bool is_org = subject == kOrganisation;
  if (kind == SubjectKind::organisation && !is_org) return "this type's subject is \"org\"";
  if ((kind == SubjectKind::person || kind == SubjectKind::unit) && is_org) {
    return "\"org\" is the organisation itself, not a person or unit";
  }
  return {};
}

Result<void> check_form(const Event& event) {
  if (event.sealed != nullptr) return {};
  if (!event.id.empty() && !is_identifier(event.id)) return misfit({"id"}, kCodeForm);
  const auto subject = misfit_of_subject(event.type(), event.subject);
  if (!subject.empty()) return misfit({"subject"}, subject);
  const std::pair<std::string_view, const std::optional<std::string>*> texts[] = {{"actor", &event.actor},
                                                                                  {"approved_by", &event.approved_by},
                                                                                  {"order_ref", &event.order_ref},
                                                                                  {"note", &event.note}};
  for (const auto& [key, text] : texts) {
    if (auto r = check_value(FieldPath{key}, *text, {}); !r) return r;
  }
  return check_data({"data"}, event.data);
}

}  // namespace rireki
