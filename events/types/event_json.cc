#include "events/types/event_json.h"

#include "events/types/catalog.h"
#include "events/types/event_form.h"
#include "events/types/json_writer.h"

namespace rireki {

namespace {

void write_value(JsonWriter& out, const std::string& v) { out.text(v); }
void write_value(JsonWriter& out, const Document& v) { out.text(v.text); }
void write_value(JsonWriter& out, const Identifier& v) { out.text(v.text); }
void write_value(JsonWriter& out, bool v) { out.boolean(v); }
void write_value(JsonWriter& out, Count v) { out.integer(v); }
void write_value(JsonWriter& out, double v) { out.number(v); }
void write_value(JsonWriter& out, Day v) { out.text(to_iso(v)); }
void write_value(JsonWriter& out, Month v) { out.text(to_iso(v)); }
void write_value(JsonWriter& out, const Period& v) {
  out.text(v.is_fiscal_year ? "FY" + std::to_string(v.index) : to_iso(Month{v.index}));
}
void write_value(JsonWriter& out, const Replacement& v, std::uint8_t erased = 0, std::uint8_t unread = 0) {
  out.raw(v.data ? to_json(*v.data, erased, unread) : v.json);
}

template <Enumeration E>
void write_value(JsonWriter& out, E v) {
  out.text(to_text(v));
}

template <Described E>
void write_value(JsonWriter& out, const E& v);

template <class T>
void write_value(JsonWriter& out, const std::vector<T>& v) {
  out.begin_array();
  for (const T& item : v) write_value(out, item);
  out.end_array();
}

template <class T>
bool is_given(const T&) {
  return true;
}
template <class T>
bool is_given(const std::optional<T>& value) {
  return value.has_value();
}

template <class T>
void write_member(JsonWriter& out, std::string_view key, const T& value) {
  out.key(key);
  write_value(out, value);
}

template <class T>
void write_member(JsonWriter& out, std::string_view key, const std::optional<T>& value) {
  if (value) write_member(out, key, *value);
}

template <Described E>
void write_fields(JsonWriter& out, const E& v, std::uint8_t erased, std::uint8_t unread, std::uint8_t withheld = 0) {
  out.begin_object();
  for_each_field<E>([&](const auto& f) {
    const bool is_there = is_given(v.*(f.member));
    const bool is_erased = (erased & bit_of(f.part)) != 0 && is_there;
    if ((withheld & bit_of(f.part)) != 0) {
      if (is_there || (unread & bit_of(f.part)) != 0) out.key(f.key).text("withheld");
    } else if (is_erased || (unread & bit_of(f.part)) != 0) {
      out.key(f.key).text("erased");
    } else if constexpr (std::is_same_v<std::remove_cvref_t<decltype(v.*(f.member))>, Replacement>) {
      write_value(out.key(f.key), v.*(f.member), erased, unread);
    } else {
      write_member(out, f.key, v.*(f.member));
    }
  });
  out.end_object();
}

template <Described E>
void write_value(JsonWriter& out, const E& v) {
  write_fields(out, v, 0, 0);
}

void write_envelope(JsonWriter& out, const Event& event, const std::optional<Instant>& recorded,
                    std::uint8_t erased = 0) {
  if (!event.id.empty()) write_member(out, "id", event.id);
  out.key("type").text(to_text(event.type()));
  write_member(out, "subject", event.subject);
  write_member(out, "effective", event.effective);
  if (event.line != 0) out.key("line").integer(event.line);
  if (recorded) out.key("recorded").text(to_text(*recorded));
  write_member(out, "actor", event.actor);
  write_member(out, "approved_by", event.approved_by);
  write_member(out, "order_ref", event.order_ref);
  write_member(out, "note", event.note);
  out.key("data").raw(to_json(event.data, erased, event.unread));
}

}  // namespace

std::string to_json(const EventData& data, std::uint8_t erased, std::uint8_t unread, std::uint8_t withheld) {
  JsonWriter out;
  std::visit([&](const auto& fields) { write_fields(out, fields, erased, unread, withheld); }, data.value);
  return std::move(out).str();
}

std::string to_json(const Event& event) {
  JsonWriter out;
  out.begin_object();
  write_envelope(out, event, event.recorded);
  out.end_object();
  return std::move(out).str();
}

std::string to_json(const Record& record, Version version, std::uint8_t erased) {
  JsonWriter out;
  out.begin_object();
  out.key("seq").integer(static_cast<std::int64_t>(record.seq.value));
  if (version.value != 0) out.key("version").integer(static_cast<std::int64_t>(version.value));
  write_envelope(out, record.event, record.recorded, erased);
  out.end_object();
  return std::move(out).str();
}

}  // namespace rireki
