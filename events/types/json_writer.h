// Writes one JSON text from left to right into a string: what a line of output needs, without a tree in between.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rireki {

class JsonWriter {
 public:
  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view name);

  JsonWriter& text(std::string_view value);  // UTF-8
  JsonWriter& integer(std::int64_t value);
  JsonWriter& number(double value);  // shortest form that reads back equal; finite
  JsonWriter& boolean(bool value);
  JsonWriter& null();
  JsonWriter& raw(std::string_view json);  // a value that is JSON already

  [[nodiscard]] const std::string& str() const& { return out_; }
  [[nodiscard]] std::string str() && { return std::move(out_); }

 private:
  void separate();

  std::string out_;
  bool needs_comma_ = false;
};

}  // namespace rireki
