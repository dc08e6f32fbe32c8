// What bodies each route takes and gives, by media type: what requests are held against, and what the
// OpenAPI document says.
#pragma once

#include <string_view>
#include <vector>

#include "tools/server/routes.h"

namespace rireki {

/// A body's form, and the schema of openapi_schemas.h that it has; without one it is text or bytes.
struct BodyForm {
  std::string_view media_type;
  std::string_view schema = {};
};
using BodyForms = std::vector<BodyForm>;

/// An answer that is no problem document.
struct GivenForms {
  std::string_view status;
  std::string_view description;
  BodyForms bodies;  // what is given unless something else is asked for comes first
};

struct RouteForms {
  BodyForms taken;                // none: no body
  std::vector<GivenForms> given;  // the usual one first
};

/// Of a route of `routes()`. Lives as long as the program.
[[nodiscard]] const RouteForms& forms_of(const HttpRoute& route);

}  // namespace rireki
