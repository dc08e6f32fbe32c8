// types: which types of events there are, and the fields of one, as the catalog and the types themselves have them.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "events/types/catalog.h"
#include "events/types/json_writer.h"
#include "events/types/text.h"
#include "tools/rireki/output.h"

namespace rireki {

namespace {

std::string_view subject_of(const TypeTraits& type) {
  switch (type.subject) {
    case SubjectKind::person:
      return "person";
    case SubjectKind::unit:
      return "unit";
    case SubjectKind::organisation:
      return kOrganisation;
    case SubjectKind::of_target:
      return "the target's";
  }
  return {};
}

int print_types(const GlobalOptions& global) {
  Output output(global, {"type", "name_ja", "subject"});
  for (std::size_t i = 0; i < kEventTypeCount; ++i) {
    const TypeTraits& type = traits_of(static_cast<EventType>(i));
    JsonWriter json;
    json.begin_object().key("type").text(type.name).key("name_ja").text(type.name_ja);
    json.key("subject").text(subject_of(type)).end_object();
    output.row(json.str(), {std::string(type.name), std::string(type.name_ja), std::string(subject_of(type))});
  }
  output.finish();
  return exit_done;
}

/// What a field holds.
struct Kind {
  std::string name;
  std::vector<std::string> values = {};  // of an enumeration
};

std::string within(Bounds bounds) {
  const std::string first = std::to_string(bounds.min);
  return bounds.max == kCountMax ? "integer from " + first : "integer " + first + " to " + std::to_string(bounds.max);
}

Kind kind_of(const std::string*, Bounds) { return {"text"}; }
Kind kind_of(const Identifier*, Bounds) { return {"code"}; }
Kind kind_of(const Document*, Bounds) { return {"document"}; }
Kind kind_of(const Day*, Bounds) { return {"date"}; }
Kind kind_of(const Month*, Bounds) { return {"month YYYY-MM"}; }
Kind kind_of(const Period*, Bounds) { return {"period FY2022 or 2022-04"}; }
Kind kind_of(const Replacement*, Bounds) { return {"object: the fields of the target's type"}; }
Kind kind_of(const bool*, Bounds) { return {"true or false"}; }
Kind kind_of(const Count*, Bounds bounds) { return {within(bounds)}; }
Kind kind_of(const double*, Bounds) { return {"number"}; }

template <Enumeration E>
Kind kind_of(const E*, Bounds) {
  const auto all = names(E{});
  return {"one of", {all.begin(), all.end()}};
}

template <Described E>
Kind kind_of(const E*, Bounds) {
  return {"object"};
}

template <class T>
Kind kind_of(const std::vector<T>*, Bounds bounds) {
  Kind item = kind_of(static_cast<const T*>(nullptr), bounds);
  return {"list of " + (item.values.empty() ? item.name + "s" : "these"), std::move(item.values)};
}

template <class T>
Kind kind_of(const std::optional<T>*, Bounds bounds) {
  return kind_of(static_cast<const T*>(nullptr), bounds);
}

std::string_view category_of(Part part) {
  return part == Part::clear ? std::string_view() : names(PersonalCategory{})[static_cast<std::size_t>(part) - 1];
}

std::string in_words(const Kind& kind) {
  std::string values;
  for (const std::string& value : kind.values) values += (values.empty() ? "" : "|") + value;
  return kind.name + (values.empty() ? "" : ": " + values);
}

/// Prints the fields of a struct, and after a list of structs those of its items as `rows[].title`.
class FieldTable {
 public:
  explicit FieldTable(Output& output) : output_(output) {}

  template <Described E>
  void print(const std::string& prefix) {
    for_each_field<E>([&](const auto& f) {
      using T = std::remove_cvref_t<decltype(std::declval<E&>().*(f.member))>;
      print(prefix + std::string(f.key), kind_of(static_cast<const T*>(nullptr), f.bounds), !is_optional<T>,
            category_of(f.part));
      print_items(prefix + std::string(f.key), static_cast<const T*>(nullptr));
    });
  }

 private:
  void print(const std::string& field, const Kind& kind, bool is_required, std::string_view category) {
    JsonWriter json;
    json.begin_object().key("field").text(field).key("kind").text(kind.name);
    json.key("required").boolean(is_required).key("personal");
    category.empty() ? json.null() : json.text(category);
    if (!kind.values.empty()) {
      json.key("values").begin_array();
      for (const std::string& value : kind.values) json.text(value);
      json.end_array();
    }
    json.end_object();
    output_.row(json.str(), {field, is_required ? "yes" : "", in_words(kind), std::string(category)});
  }

  template <class T>
  void print_items(const std::string&, const T*) {}

  template <Described E>
  void print_items(const std::string& field, const std::vector<E>*) {
    print<E>(field + "[].");
  }

  Output& output_;
};

int print_fields(const GlobalOptions& global, EventType type) {
  const TypeTraits& traits = traits_of(type);
  remarks() << traits.name << " " << traits.name_ja << ", of subject: " << subject_of(traits) << '\n';
  Output output(global, {"field", "required", "kind", "personal"});
  std::visit([&]<class E>(const E&) { FieldTable(output).print<E>(""); }, empty_data(type).value);
  output.finish();
  return exit_done;
}

int run_types(const GlobalOptions& global, const std::string& name) {
  if (name.empty()) return print_types(global);
  const auto type = event_type(name);
  if (type) return print_fields(global, *type);
  return report({Code::usage, code_in_quotes(name) + " is not an event type" + hint_of_types(name)});
}

}  // namespace

void add_types(Commands& commands) {
  auto* command = commands.add("types", "The types of events, or the fields of one",
                               "  rireki types\n"
                               "  rireki types Promoted\n"
                               "\nA personal field is stored encrypted, under a key of its person and category.\n");
  auto name = std::make_shared<std::string>();
  command->add_option("type", *name, "event type, such as Promoted (default: all)");
  commands.runs_anywhere(command, [=, &commands] { return run_types(commands.global(), *name); });
}

}  // namespace rireki
