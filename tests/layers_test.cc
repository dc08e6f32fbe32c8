// Holds the tree to its own rules: which folder may include which, where a library may be seen, the form of a file.
// Layers that nothing checks are lost; a new library or folder is named here first.

#include <algorithm>
#include <array>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/support/checkout.h"

namespace {

constexpr std::size_t kSourceLinesMax = 600;

// Lowest first: a folder includes itself and what stands before it.
constexpr std::array<std::string_view, 5> kLayers = {"events", "projections", "engine", "tools", "tests"};

struct SourceFile {
  std::string path;  // from the root, '/' between its parts
  std::string text;
};

std::size_t layer_of(std::string_view path) {
  const auto folder = path.substr(0, path.find('/'));
  return static_cast<std::size_t>(std::ranges::find(kLayers, folder) - kLayers.begin());
}

bool names_a_folder(std::string_view header) { return layer_of(header) < kLayers.size() && header.contains('/'); }

bool is_source(std::string_view file) { return file.ends_with(".cc"); }

bool in_any(std::string_view file, std::initializer_list<std::string_view> folders) {
  return std::ranges::any_of(folders, [&](std::string_view folder) { return file.starts_with(folder); });
}

bool is_binary_codec(std::string_view file) {
  if (!file.starts_with("events/types/")) return false;
  const auto name = file.substr(file.rfind('/'));
  return name.contains("archive") || (name.contains("codec") && is_source(file));
}

struct Library {
  std::string_view prefix;  // of its headers
  std::string_view where;
  bool (*allowed)(std::string_view file);  // outside tests/, which may include any library named here
};

constexpr auto kLibraries = std::to_array<Library>({
    {"cereal/", "the binary codec of events/types", is_binary_codec},
    {"boost/json", "sources of events/types and tools/",
     [](std::string_view file) {
       return in_any(file, {"tools/"}) || (in_any(file, {"events/types/"}) && is_source(file));
     }},
    {"boost/crc.hpp", "events/types/crc32c.cc", [](std::string_view file) { return file == "events/types/crc32c.cc"; }},
    {"boost/unordered/", "sources of events/lifecycle and engine/",
     [](std::string_view file) {
       return in_any(file, {"events/lifecycle/", "engine/"}) && is_source(file);
     }},
    {"boost/asio", "tools/server", [](std::string_view file) { return in_any(file, {"tools/server/"}); }},
    {"boost/beast", "tools/server", [](std::string_view file) { return in_any(file, {"tools/server/"}); }},
    {"boost/url/", "tools/server", [](std::string_view file) { return in_any(file, {"tools/server/"}); }},
    {"rocksdb/", "sources of engine/log, engine/views, engine/vault",
     [](std::string_view file) {
       return in_any(file, {"engine/log/", "engine/views/", "engine/vault/"}) && is_source(file);
     }},
    {"toml++/", "sources of events/policy and tools/server",
     [](std::string_view file) {
       return in_any(file, {"tools/server/"}) || (in_any(file, {"events/policy/"}) && is_source(file));
     }},
    {"CLI/", "tools/rireki", [](std::string_view file) { return in_any(file, {"tools/rireki/"}); }},
    {"xlsxwriter.h", "sources of tools/rireki",
     [](std::string_view file) { return in_any(file, {"tools/rireki/"}) && is_source(file); }},
    {"csv.h", "sources of tools/rireki",
     [](std::string_view file) { return in_any(file, {"tools/rireki/"}) && is_source(file); }},
    {"spdlog/", "sources of engine/ and tools/",
     [](std::string_view file) {
       return in_any(file, {"engine/", "tools/"}) && is_source(file);
     }},
    {"openssl/", "sources of engine/ and tools/verify",
     [](std::string_view file) {
       return in_any(file, {"engine/", "tools/verify/"}) && is_source(file);
     }},
    {"utf8proc.h", "sources of events/types",
     [](std::string_view file) { return in_any(file, {"events/types/"}) && is_source(file); }},
    {"xxhash.h", "events/types/text_hash.cc",
     [](std::string_view file) { return file == "events/types/text_hash.cc"; }},
    {"date/", "sources of engine/", [](std::string_view file) { return in_any(file, {"engine/"}) && is_source(file); }},
    {"catch2/", "tests/", [](std::string_view) { return false; }},
    {"rapidcheck", "tests/", [](std::string_view) { return false; }},
});

constexpr auto kSystemHeaders =
    std::to_array<std::string_view>({"sys/", "netinet/", "arpa/", "linux/", "fcntl.h", "iconv.h", "poll.h", "pthread.h",
                                     "malloc.h", "pwd.h", "sched.h", "signal.h", "spawn.h", "termios.h", "unistd.h"});

// Standard, and the compiler's own names for instructions of the processor.
bool is_standard(std::string_view header) {
  return header.find_first_of("/.") == std::string_view::npos || header == "nmmintrin.h";
}

// Whether a folder of projections/ is included by what it stands on.
bool makes_a_cycle(std::string_view file, std::string_view header) {
  constexpr std::string_view kFolder = "projections/";
  const bool is_beside = file.starts_with(kFolder) && file.find('/', kFolder.size()) == std::string_view::npos;
  return is_beside && in_any(header, {"projections/reports/", "projections/forms/"});
}

// The complaint about one include, if there is one.
std::optional<std::string> judge_include(std::string_view file, std::string_view header) {
  if (header.contains("../")) return "is relative: includes are written from the root";
  if (names_a_folder(header)) {
    if (makes_a_cycle(file, header)) return "makes a cycle: reports and forms stand on the other projections";
    if (layer_of(header) <= layer_of(file)) return std::nullopt;
    return "is against the layers events <- projections <- engine <- tools <- tests";
  }
  if (is_standard(header)) return std::nullopt;

  const auto library = std::ranges::find_if(kLibraries, [&](const Library& l) { return header.starts_with(l.prefix); });
  if (library != kLibraries.end()) {
    if (file.starts_with("tests/") || library->allowed(file)) return std::nullopt;
    return "may be seen in " + std::string(library->where) + " only";
  }
  if (std::ranges::any_of(kSystemHeaders, [&](std::string_view s) { return header.starts_with(s); })) {
    if (!in_any(file, {"events/", "projections/"})) return std::nullopt;
    return "is the operating system's: events/ and projections/ are pure";
  }
  return "is neither written from the root nor a library this test knows";
}

std::string_view after_blanks(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(" \t"), text.size()));
}

// What a line includes, without its quotes or brackets.
std::optional<std::string_view> included_header(std::string_view line) {
  for (const std::string_view word : {"#", "include"}) {
    line = after_blanks(line);
    if (!line.starts_with(word)) return std::nullopt;
    line.remove_prefix(word.size());
  }
  line = after_blanks(line);
  if (!line.starts_with('<') && !line.starts_with('"')) return std::nullopt;
  return line.substr(1, line.find_first_of(">\"", 1) - 1);
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::vector<std::string> complaints(const SourceFile& file) {
  std::vector<std::string> found;
  const auto lines = lines_of(file.text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto header = included_header(lines[i]);
    if (!header) continue;
    if (const auto complaint = judge_include(file.path, *header)) {
      found.push_back(file.path + ":" + std::to_string(i + 1) + ": " + std::string(*header) + " " + *complaint);
    }
  }
  if (file.path.ends_with(".h") && std::ranges::find(lines, "#pragma once") == lines.end()) {
    found.push_back(file.path + ": has no #pragma once");
  }
  if (lines.size() > kSourceLinesMax) {
    found.push_back(file.path + ": has " + std::to_string(lines.size()) + " lines");
  }
  return found;
}

std::vector<SourceFile> source_tree(const std::filesystem::path& root) {
  std::vector<SourceFile> files;
  for (const auto folder : kLayers) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
      const auto extension = entry.path().extension();
      if (!entry.is_regular_file() || (extension != ".h" && extension != ".cc")) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      files.push_back({entry.path().lexically_relative(root).generic_string(),
                       std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>())});
    }
  }
  return files;
}

bool accepts(std::string path, std::string_view include) {
  return complaints({std::move(path), "#pragma once\n#include " + std::string(include) + "\n"}).empty();
}

}  // namespace

TEST_CASE("the source tree keeps to its layers, libraries and forms", "[tree]") {
  std::string all;
  const auto files = source_tree(rireki::checkout());
  for (const auto& file : files) {
    for (const auto& complaint : complaints(file)) all += complaint + "\n";
  }
  CHECK(all == "");
  CHECK(std::ranges::any_of(files, [](const SourceFile& f) { return f.path == "tests/layers_test.cc"; }));
}

TEST_CASE("a folder includes itself and what lies below it", "[tree]") {
  for (std::size_t from = 0; from < kLayers.size(); ++from) {
    for (std::size_t to = 0; to < kLayers.size(); ++to) {
      const auto path = std::string(kLayers[from]) + "/part/some.cc";
      const auto header = std::string(kLayers[to]) + "/part/other.h";
      CAPTURE(path, header);
      CHECK(accepts(path, "\"" + header + "\"") == (to <= from));
      CHECK(accepts(path, "<" + header + ">") == (to <= from));
    }
  }
}

TEST_CASE("reports and forms stand on the other projections, not these on them", "[tree]") {
  CHECK(accepts("projections/reports/report.cc", "\"projections/counts.h\""));
  CHECK(accepts("projections/reports/report.cc", "\"projections/reports/told.h\""));
  CHECK_FALSE(accepts("projections/counts.cc", "\"projections/reports/report.h\""));
  CHECK_FALSE(accepts("projections/counts.h", "\"projections/forms/form.h\""));
}

TEST_CASE("an include is written from the root", "[tree]") {
  CHECK(accepts("engine/log/log.cc", "\"engine/log/log.h\""));
  CHECK_FALSE(accepts("engine/log/log.cc", "\"log.h\""));
  CHECK_FALSE(accepts("engine/log/log.cc", "\"log/log.h\""));
  CHECK_FALSE(accepts("engine/log/log.cc", "\"../log/log.h\""));
  CHECK_FALSE(accepts("engine/log/log.cc", "\"engine/../events/types/error.h\""));
}

TEST_CASE("a library is seen only where the house allows it", "[tree]") {
  struct Row {
    std::string header;
    std::vector<std::string> allowed;
    std::vector<std::string> refused;
  };
  const std::vector<Row> rows = {
      {"cereal/cereal.hpp",
       {"events/types/binary_codec.cc", "events/types/compact_archive.h", "events/types/compact_archive.cc"},
       {"events/types/binary_codec.h", "events/types/error.cc", "events/policy/archive.h", "engine/log/codec.cc"}},
      {"boost/json.hpp",
       {"events/types/json_codec.cc", "tools/rireki/output.h", "tools/demo/city.cc"},
       {"events/types/json_codec.h", "events/policy/loader.cc", "projections/roster.cc", "engine/log/log.cc"}},
      {"boost/unordered/unordered_flat_map.hpp",
       {"events/lifecycle/table.cc", "engine/views/table.cc"},
       {"events/lifecycle/table.h", "events/types/table.cc", "engine/views/table.h", "tools/demo/city.cc"}},
      {"boost/asio.hpp", {"tools/server/listener.cc"}, {"tools/rireki/main.cc", "engine/log/append.cc"}},
      {"boost/beast/http.hpp", {"tools/server/session.h"}, {"tools/rireki/main.cc", "engine/log/append.cc"}},
      {"rocksdb/db.h",
       {"engine/log/rocksdb_log.cc", "engine/views/store.cc", "engine/vault/journal.cc"},
       {"engine/log/log.h", "engine/proof/tree.cc", "events/types/error.cc", "tools/rireki/main.cc"}},
      {"toml++/toml.h",
       {"events/policy/loader.cc", "tools/server/configuration.cc"},
       {"events/policy/loader.h", "events/types/error.cc", "tools/rireki/main.cc"}},
      {"CLI/CLI.hpp", {"tools/rireki/main.cc", "tools/rireki/query.h"}, {"tools/server/main.cc", "engine/log/log.cc"}},
      {"csv.h",
       {"tools/rireki/csv_reader.cc"},
       {"tools/rireki/csv_reader.h", "events/types/error.cc", "tools/server/main.cc"}},
      {"spdlog/spdlog.h",
       {"engine/log/log.cc", "tools/demo/city.cc"},
       {"engine/log/log.h", "projections/roster.cc", "events/types/error.cc"}},
      {"openssl/evp.h", {"engine/proof/hash.cc"}, {"engine/proof/hash.h", "events/types/id.cc", "tools/demo/city.cc"}},
      {"utf8proc.h", {"events/types/text.cc"}, {"events/types/text.h", "projections/find.cc", "tools/rireki/main.cc"}},
      {"date/tz.h", {"engine/clock.cc"}, {"engine/clock.h", "events/calendar/day.cc", "tools/rireki/main.cc"}},
      {"catch2/catch.hpp", {}, {"events/types/error.cc", "tools/rireki/main.cc"}},
      {"rapidcheck.h", {}, {"events/types/error.cc", "tools/demo/city.cc"}},
      {"unistd.h", {"engine/proof/guard.cc", "tools/rireki/main.cc"}, {"events/types/id.cc", "projections/roster.cc"}},
      {"sys/stat.h", {"engine/proof/guard.h"}, {"events/policy/loader.cc"}},
      {"sqlite3.h", {}, {"engine/log/log.cc", "tools/rireki/main.cc", "tests/engine/log_test.cc"}},
  };
  for (const auto& row : rows) {
    const auto include = "<" + row.header + ">";
    for (const auto& file : row.allowed) {
      CAPTURE(file, include);
      CHECK(accepts(file, include));
    }
    for (const auto& file : row.refused) {
      CAPTURE(file, include);
      CHECK_FALSE(accepts(file, include));
    }
    if (!row.allowed.empty()) CHECK(accepts("tests/support/any.h", include));
  }
  CHECK(accepts("tests/events/error_test.cc", "<catch2/catch.hpp>"));
  CHECK(accepts("tests/support/generators.h", "<rapidcheck.h>"));
  CHECK(accepts("events/types/error.h", "<string_view>"));
}

TEST_CASE("npm's packages are named in a form that Debian's npm 9 reads", "[tree]") {
  for (const std::string folder : {"tools/web", "tests/web", "tests/openapi"}) {
    for (const std::string file : {"/package.json", "/package-lock.json"}) {
      std::ifstream in(rireki::checkout() / (folder + file));
      const std::string text(std::istreambuf_iterator<char>(in), {});
      CAPTURE(folder, file);
      CHECK(text.contains("\"name\""));
      CHECK_FALSE(text.contains("\"overrides\""));  // in which it refuses an alias
    }
  }
}

TEST_CASE("a complaint names the file, the line and the header", "[tree]") {
  const auto found = complaints({"events/a.cc", "// first\n  #  include \"engine/b.h\"  // why\n"});
  REQUIRE(found.size() == 1);
  CHECK(found[0] ==
        "events/a.cc:2: engine/b.h is against the layers events <- projections <- engine <- tools <- tests");
}

TEST_CASE("an include in a comment is none", "[tree]") {
  CHECK(complaints({"events/a.cc", "// #include \"engine/b.h\"\nint including;\n#define include\n#include\n"}).empty());
}

TEST_CASE("a header without #pragma once is refused", "[tree]") {
  CHECK(complaints({"events/a.h", "// why\n#pragma once\n"}).empty());
  CHECK(complaints({"events/a.h", "// #pragma once\n"}).size() == 1);
  CHECK(complaints({"events/a.cc", "int a;\n"}).empty());
}

TEST_CASE("a file of more than 600 lines is refused", "[tree]") {
  std::string text(kSourceLinesMax, '\n');
  CHECK(complaints({"events/a.cc", text}).empty());
  text += "\n";
  CHECK(complaints({"events/a.cc", text}).size() == 1);
}
