#include "tools/server/page.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

#include "tools/server/problem.h"

namespace rireki {

namespace {

constexpr std::string_view kInterface = "/v1";
constexpr std::string_view kCompressed = ".gz";
constexpr std::string_view kFirst = "/index.html";
constexpr std::string_view kAssets = "/assets/";  // their names change with their content

// No script, style or picture from elsewhere, none in the document itself, no frame around it, no request to another
// host.
constexpr std::string_view kContentPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kMediaTypes = {{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".woff2", "font/woff2"},
    {".txt", "text/plain; charset=utf-8"},
    {".json", "application/json"},
}};

std::string_view media_type_of(std::string_view path) {
  const auto found = std::ranges::find_if(kMediaTypes, [&](const auto& type) { return path.ends_with(type.first); });
  return found == kMediaTypes.end() ? "application/octet-stream" : found->second;
}

Result<std::string> read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string content{std::istreambuf_iterator<char>(in), {}};
  if (!in) return fail(Code::io_error, path.string() + ": cannot be read");
  return content;
}

}  // namespace

Result<Page> Page::load(const std::filesystem::path& directory) {
  Page page;
  std::error_code ec;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory, ec)) {
    if (!entry.is_regular_file()) continue;
    auto content = read_file(entry.path());
    if (!content) return std::unexpected(content.error());
    std::string path = "/" + std::filesystem::relative(entry.path(), directory).generic_string();
    const bool is_compressed = path.ends_with(kCompressed);
    if (is_compressed) path.resize(path.size() - kCompressed.size());
    File& file = page.files_[path];
    (is_compressed ? file.compressed : file.content) = std::move(*content);
  }
  return page;
}

bool Page::is_asked_for(const HttpRequest& request) {
  return request.target != kInterface && !request.target.starts_with(std::string(kInterface) + "/");
}

HttpResponse Page::answer(const HttpRequest& request) const {
  if (request.method != "GET" && request.method != "HEAD") {
    HttpResponse refusal = problem(405, "METHOD_NOT_ALLOWED", "the page takes GET, HEAD");
    refusal.headers.emplace_back("Allow", "GET, HEAD");
    return refusal;
  }
  std::string_view path = std::string_view(request.target).substr(0, request.target.find('?'));
  if (path == "/") path = kFirst;
  const auto found = files_.find(path);
  if (found == files_.end()) {
    const bool is_installed = files_.contains(kFirst);
    return problem(404, "NOT_FOUND", is_installed ? "there is no such file" : "the page is not installed here");
  }
  HttpResponse response{.content_type = std::string(media_type_of(path))};
  const bool is_fixed = path.starts_with(kAssets);
  response.headers = {{"Cache-Control", is_fixed ? "public, max-age=31536000, immutable" : "no-cache"},
                      {"Content-Security-Policy", std::string(kContentPolicy)},
                      {"Referrer-Policy", "no-referrer"},
                      {"Cross-Origin-Opener-Policy", "same-origin"},
                      {"Vary", "Accept-Encoding"}};
  const bool is_compressed = !found->second.compressed.empty() && request.accept_encoding.contains("gzip");
  if (is_compressed) response.headers.emplace_back("Content-Encoding", "gzip");
  response.body = is_compressed ? found->second.compressed : found->second.content;
  return response;
}

}  // namespace rireki
