#include <array>

#include "events/types/catalog.h"
#include "events/types/event_form.h"
#include "events/types/event_json.h"
#include "events/types/json_fields.h"
#include "events/types/json_writer.h"

namespace rireki {

namespace {

/// A number as it was: 3.0 is not the integer 3, and one beyond every bound stays so, for the field to refuse it by
/// name.
std::string number_text(double number) {
  if (!std::isfinite(number)) return "1e999";
  JsonWriter out;
  std::string text = out.number(number).str();
  return text.find_first_of(".eE") == std::string::npos ? text + ".0" : text;
}

void write_node(JsonWriter& out, const Tape& tape, std::uint32_t index) {
  const JsonNode& node = tape[index];
  switch (node.kind) {
    case JsonKind::null:
      out.null();
      return;
    case JsonKind::boolean:
      out.boolean(node.boolean);
      return;
    case JsonKind::integer:
      out.integer(node.integer);
      return;
    // A number beyond every bound stays one: the field that gets it refuses it by name.
    case JsonKind::number:
      out.raw(number_text(node.number));
      return;
    case JsonKind::text:
      out.text(node.text);
      return;
    case JsonKind::array:
      out.begin_array();
      for_each_child(tape, index, [&](std::uint32_t i) { write_node(out, tape, i); });
      out.end_array();
      return;
    case JsonKind::object:
      out.begin_object();
      for_each_child(tape, index, [&](std::uint32_t i) {
        out.key(tape[i].key);
        write_node(out, tape, i);
      });
      out.end_object();
      return;
  }
}

/// How the keys of section 3 are spelt in one of the two forms.
struct EnvelopeKeys {
  std::string_view recorded;
  std::string_view approved_by;
  std::string_view order_ref;
  std::array<std::string_view, 7> ignored;
};

constexpr EnvelopeKeys kPlainKeys{"recorded", "approved_by", "order_ref", {"seq", "version"}};
constexpr EnvelopeKeys kCloudEventKeys{
    "recordedtime",
    "approvedby",
    "orderref",
    {"specversion", "source", "time", "datacontenttype", "dataschema", "sequence", "version"}};

/// Reads the envelope of one event, key by key in the contract's order.
class EnvelopeReader {
 public:
  EnvelopeReader(const Tape& tape, const EnvelopeKeys& keys, ReadOptions options, Event& event)
      : tape_(tape), members_(tape, 0), keys_(keys), options_(options), event_(event) {}

  Result<void> read() {
    Result<void> result = read_identity();
    if (result) result = read_subject();
    if (result) result = read_time();
    if (result) result = read_texts();
    if (result) result = read_data();
    return result;
  }

 private:
  template <class Use>
  Result<void> with(std::string_view key, Use&& use) {
    const auto index = members_.find(key);
    if (!index) return {};
    ++keys_used_;
    return use(Place{tape_, *index, key, nullptr, Place::kNoItem, options_.needs_recorded});
  }

  template <class Use>
  Result<void> with_required(std::string_view key, Use&& use) {
    const std::size_t before = keys_used_;
    auto result = with(key, use);
    if (keys_used_ > before) return result;
    return fail(Code::missing_field, std::string(key) + " is missing", std::string(key));
  }

  Result<void> read_identity() {
    Identifier id;
    if (auto r = with("id", [&](const Place& p) { return read_value(p, id, {}); }); !r) return r;
    event_.id = std::move(id.text);
    return with_required("type", [&](const Place& p) { return read_type(p); });
  }

  Result<void> read_type(const Place& place) {
    if (place.node().kind != JsonKind::text) return wrong_kind(place, "a text");
    const auto type = event_type(place.node().text);
    if (!type) {
      return fail(
          Code::unknown_type,
          "type: " + code_in_quotes(place.node().text) + " is not an event type" + hint_of_types(place.node().text),
          "type");
    }
    event_.data = empty_data(*type);
    return {};
  }

  Result<void> read_subject() {
    return with_required("subject", [&](const Place& p) -> Result<void> {
      Identifier subject;
      if (auto r = read_value(p, subject, {}); !r) return r;
      const auto misfit = misfit_of_subject(event_.type(), subject.text);
      if (!misfit.empty()) return invalid(p, misfit);
      event_.subject = std::move(subject.text);
      return {};
    });
  }

  Result<void> read_time() {
    const bool takes_targets_date = traits_of(event_.type()).subject == SubjectKind::of_target;
    const auto read_date = [&](const Place& p) { return read_value(p, event_.effective.emplace(), {}); };
    auto r = takes_targets_date ? with("effective", read_date) : with_required("effective", read_date);
    if (!r) return r;
    Count line = 0;
    r = with("line", [&](const Place& p) { return read_value(p, line, kLineBounds); });
    if (!r) return r;
    event_.line = static_cast<std::uint16_t>(line);
    if (!options_.needs_recorded) return {};
    return with_required(keys_.recorded, [&](const Place& p) { return read_recorded(p); });
  }

  Result<void> read_recorded(const Place& place) {
    if (place.node().kind != JsonKind::text) return wrong_kind(place, "an RFC 3339 instant as text");
    const auto instant = parse_instant(place.node().text);
    if (!instant) return fail(instant.error().code, place.path() + ": " + instant.error().message, place.path());
    event_.recorded = *instant;
    return {};
  }

  Result<void> read_texts() {
    const std::pair<std::string_view, std::optional<std::string>*> texts[] = {{"actor", &event_.actor},
                                                                              {keys_.approved_by, &event_.approved_by},
                                                                              {keys_.order_ref, &event_.order_ref},
                                                                              {"note", &event_.note}};
    for (const auto& [key, out] : texts) {
      if (auto r = with(key, [&, to = out](const Place& p) { return read_value(p, to->emplace(), {}); }); !r) return r;
    }
    return {};
  }

  Result<void> read_data() {
    return with_required("data", [&](const Place& p) { return read_fields(p); });
  }

  Result<void> read_fields(const Place& place) {
    if (place.node().kind != JsonKind::object) return wrong_kind(place, "an object");
    return std::visit(
        [&](auto& fields) -> Result<void> {
          if (auto r = read_known_fields(place, fields); !r) return r;
          if (auto r = require_something(place.path(), fields); !r) return r;
          if (auto r = refuse_unknown_envelope_keys(); !r) return r;
          return refuse_unknown_keys(place, fields);
        },
        event_.data.value);
  }

  Result<void> refuse_unknown_envelope_keys() const {
    if (count_children(tape_, 0) == keys_used_) return {};
    constexpr std::array<std::string_view, 8> kKnown = {"id",   "type",  "subject", "effective",
                                                        "line", "actor", "note",    "data"};
    const std::array<std::string_view, 3> spelt = {keys_.recorded, keys_.approved_by, keys_.order_ref};
    Result<void> result;
    for_each_child(tape_, 0, [&](std::uint32_t i) {
      const std::string_view key = tape_[i].key;
      const auto has = [key](const auto& list) {
        return std::ranges::any_of(list, [key](std::string_view known) { return same_key(known, key); });
      };
      if (!result || has(kKnown) || has(spelt) || (!key.empty() && has(keys_.ignored))) return;
      result = fail(Code::unknown_field, code_in_quotes(key) + " is not a key of an event",
                    is_identifier(key) ? std::string(key) : std::string());
    });
    return result;
  }

 private:
  const Tape& tape_;
  JsonMembers members_;
  const EnvelopeKeys& keys_;
  ReadOptions options_;
  Event& event_;
  std::size_t keys_used_ = 0;
};

}  // namespace

Result<void> read_value(const Place& place, Period& out, Bounds) {
  if (place.node().kind != JsonKind::text) return wrong_kind(place, "a text");
  const std::string_view text = place.node().text;
  if (text.starts_with("FY")) {
    if (const auto month = parse_month(std::string(text.substr(2)) + "-01")) {
      out = Period{true, month->index / 12};
      return {};
    }
  } else if (const auto month = parse_month(text)) {
    out = Period{false, month->index};
    return {};
  }
  return invalid(place, code_in_quotes(text) + " is not a period such as FY2022 or 2022-04");
}

Result<void> read_value(const Place& place, Replacement& out, Bounds) {
  if (place.node().kind != JsonKind::object) return wrong_kind(place, "an object");
  JsonWriter json;
  write_node(json, place.tape, place.index);
  out.json = std::move(json).str();
  return {};
}

Result<Event> EventReader::read(std::string_view json, ReadOptions options) {
  Result<Event> event;
  if (auto r = read(json, options, *event); !r) event = std::unexpected(std::move(r.error()));
  return event;
}

Result<void> EventReader::read(std::string_view json, ReadOptions options, Event& event) {
  const auto tape = reader_.parse(json);
  if (!tape) return std::unexpected(tape.error());
  if ((*tape)->front().kind != JsonKind::object) {
    return fail(Code::invalid_json,
                "column 1: an event is a JSON object, not " + std::string(to_text((*tape)->front().kind)));
  }
  const auto specversion = JsonMembers(**tape, 0).find("specversion");
  const bool is_cloud_event = specversion.has_value();
  if (is_cloud_event && (**tape)[*specversion].text != "1.0") {
    return fail(Code::invalid_field, "specversion: only CloudEvents 1.0 are read", "specversion");
  }
  return EnvelopeReader(**tape, is_cloud_event ? kCloudEventKeys : kPlainKeys, options, event).read();
}

Result<EventData> EventReader::read_data(EventType type, std::string_view json, bool is_trusted) {
  const auto tape = reader_.parse(json);
  if (!tape) return std::unexpected(tape.error());
  EventData data = empty_data(type);
  const Place place{**tape, 0, "data.data", nullptr, Place::kNoItem, is_trusted};
  const auto result = std::visit(
      [&](auto& fields) -> Result<void> {
        if (auto r = read_known_fields(place, fields); !r) return r;
        if (auto r = require_something(place.path(), fields); !r) return r;
        return refuse_unknown_keys(place, fields);
      },
      data.value);
  if (!result) return std::unexpected(result.error());
  return data;
}

}  // namespace rireki
