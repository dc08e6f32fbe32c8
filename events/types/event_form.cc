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

/// Nearly every text, without a path made for it.
bool is_in_form(std::string_view text, std::size_t characters_max) {
  return text.size() <= characters_max && !text.contains('\0') && is_nfc(text);  // NFC is of well-formed UTF-8 alone
}

/// Looks at one value after the other until one is out of form. Every event passes here: what is in form costs no more
/// than a look.
class FormCheck {
 public:
  /// Whether the value is in form; else `error` says what is wrong with it.
  bool passes(const FieldPath& at, const std::string& text, Bounds) {
    return is_in_form(text, kTextCharactersMax) || passes(check_text(at.text(), text, kTextCharactersMax));
  }

  bool passes(const FieldPath& at, const Document& document, Bounds) {
    if (document.text.size() > kDocumentBytesMax) return refuse(at, "the document is longer than 1 MiB");
    return is_in_form(document.text, kDocumentBytesMax) ||
           passes(check_text(at.text(), document.text, kDocumentBytesMax));
  }

  bool passes(const FieldPath& at, const Identifier& code, Bounds) {
    return is_identifier(code.text) || refuse(at, kCodeForm);
  }

  bool passes(const FieldPath& at, Count count, Bounds bounds) {
    if (count >= bounds.min && count <= bounds.max) return true;
    return refuse(at, std::to_string(count) + " is not within " + std::to_string(bounds.min) + " to " +
                          std::to_string(bounds.max));
  }

  bool passes(const FieldPath& at, double number, Bounds) {
    return std::isfinite(number) || refuse(at, "the number is too large");
  }

  /// Dates and enumerations cannot be out of form.
  template <class T>
  requires(!Described<T>) bool passes(const FieldPath&, const T&, Bounds) { return true; }

  template <class T>
  bool passes(const FieldPath& at, const std::optional<T>& value, Bounds bounds) {
    return !value || passes(at, *value, bounds);
  }

  template <class T>
  bool passes(const FieldPath& at, const std::vector<T>& list, Bounds bounds) {
    if (list.size() > kListItemsMax) {
      return refuse(at, "the list is longer than " + std::to_string(kListItemsMax) + " items");
    }
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (!passes(FieldPath{{}, &at, i}, list[i], bounds)) return false;
    }
    return true;
  }

  /// An erasure of nothing is none.
  bool passes(const FieldPath& at, const std::vector<PersonalCategory>& categories, Bounds) {
    return !categories.empty() || refuse(at, kNoCategory);
  }

  /// A replacement that is still JSON is read when its target is known.
  bool passes(const FieldPath& at, const Replacement& replacement, Bounds) {
    return replacement.data == nullptr ? passes(check_utf8(at.text(), replacement.json))
                                       : data_passes(at, *replacement.data);
  }

  template <Described E>
  bool passes(const FieldPath& at, const E& fields, Bounds) {
    bool all = true;
    for_each_field<E>([&](const auto& f) { all = all && passes(FieldPath{f.key, &at}, fields.*(f.member), f.bounds); });
    return all;
  }

  bool data_passes(const FieldPath& at, const EventData& data) {
    return std::visit(
        [&](const auto& fields) { return passes(at, fields, {}) && passes(require_something("data", fields)); },
        data.value);
  }

  bool refuse(const FieldPath& at, std::string_view clause) {
    error = {Code::invalid_field, at.text() + ": " + std::string(clause), at.text()};
    return false;
  }

  Error error;

 private:
  bool passes(const Result<void>& checked) {
    if (!checked) error = checked.error();
    return checked.has_value();
  }
};

bool event_passes(const Event& event, FormCheck& form) {
  if (!event.id.empty() && !is_identifier(event.id)) return form.refuse({"id"}, kCodeForm);
  const auto subject = misfit_of_subject(event.type(), event.subject);
  if (!subject.empty()) return form.refuse({"subject"}, subject);
  return form.passes({"actor"}, event.actor, {}) && form.passes({"approved_by"}, event.approved_by, {}) &&
         form.passes({"order_ref"}, event.order_ref, {}) && form.passes({"note"}, event.note, {}) &&
         form.data_passes({"data"}, event.data);
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
  FormCheck form;
  return event_passes(event, form) ? Result<void>{} : std::unexpected(std::move(form.error));
}

}  // namespace rireki
