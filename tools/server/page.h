// The page (tools/web): the files that browsers are given. They say nothing about staff, and need no token.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "events/types/error.h"
#include "tools/server/http_message.h"

namespace rireki {

/// Read once, kept in memory. Beside `name` may lie `name.gz`, the same compressed, for whoever takes it.
class Page {
 public:
  /// Without an index.html in the directory there is no page, and every path is answered with 404. Errors: IO_ERROR.
  [[nodiscard]] static Result<Page> load(const std::filesystem::path& directory);

  /// Whether it is the page that is asked for, and not the interface.
  [[nodiscard]] static bool is_asked_for(const HttpRequest& request);

  /// The file under the request's path; `/` is index.html.
  [[nodiscard]] HttpResponse answer(const HttpRequest& request) const;

 private:
  struct File {
    std::string content;
    std::string compressed;  // empty: is not
  };
  std::map<std::string, File, std::less<>> files_;  // by their path, "/assets/index-1a2b.js"
};

}  // namespace rireki
