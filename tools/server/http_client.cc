#include "tools/server/http_client.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/pct_string_view.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <boost/url/url_view.hpp>

namespace rireki {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

constexpr std::uint64_t kAnswerBytesMax = std::uint64_t{4} << 30;

/// Runs one asynchronous step to its end or its time limit.
template <class Begin>
void complete(asio::io_context& io, Begin&& begin) {
  beast::error_code result;
  begin([&](beast::error_code ec, auto&&...) { result = ec; });
  io.restart();
  io.run();
  if (result) throw beast::system_error(result);
}

template <class Stream>
ServiceAnswer exchange(asio::io_context& io, Stream& stream, http::request<http::string_body>& message,
                       std::chrono::seconds patience) {
  auto& tcp = beast::get_lowest_layer(stream);
  tcp.expires_after(patience);
  complete(io, [&](auto done) { http::async_write(stream, message, done); });
  beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(kAnswerBytesMax);
  complete(io, [&](auto done) { http::async_read(stream, buffer, parser, done); });
  ServiceAnswer answer{.status = static_cast<int>(parser.get().result_int()), .headers = {}, .body = {}};
  for (const auto& field : parser.get()) {
    std::string name(field.name_string());
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    answer.headers[name] = field.value();
  }
  answer.body = std::move(parser.get().body());
  return answer;
}

void connect(asio::io_context& io, beast::tcp_stream& tcp, const boost::urls::url_view& url, bool is_tls,
             std::chrono::seconds patience) {
  asio::ip::tcp::resolver resolver(io);
  const auto places = resolver.resolve(url.host_address(), url.has_port() ? std::string(url.port())
                                                           : is_tls       ? "443"
                                                                          : "80");
  tcp.expires_after(patience);
  complete(io, [&](auto done) { tcp.async_connect(places, done); });
}

ServiceAnswer exchange_by_tls(asio::io_context& io, const boost::urls::url_view& url, const std::string& trusted_ca,
                              http::request<http::string_body>& message, std::chrono::seconds patience) {
  asio::ssl::context context(asio::ssl::context::tls_client);
  context.set_verify_mode(asio::ssl::verify_peer);
  trusted_ca.empty() ? context.set_default_verify_paths() : context.load_verify_file(trusted_ca);
  beast::ssl_stream<beast::tcp_stream> stream(io, context);
  const std::string host(url.host_address());
  stream.set_verify_callback(asio::ssl::host_name_verification(host));
  SSL_set_tlsext_host_name(stream.native_handle(), host.c_str());
  connect(io, beast::get_lowest_layer(stream), url, true, patience);
  complete(io, [&](auto done) { stream.async_handshake(asio::ssl::stream_base::client, done); });
  return exchange(io, stream, message, patience);
}

}  // namespace

std::string encoded(std::string_view text) { return boost::urls::encode(text, boost::urls::unreserved_chars); }

std::string decoded(std::string_view text) {
  const auto encoded_text = boost::urls::make_pct_string_view(text);
  return encoded_text ? encoded_text->decode() : std::string();
}

Result<ServiceAnswer> send_request(const ServiceAddress& address, const ServiceRequest& request) {
  const auto url = boost::urls::parse_uri(address.url);
  if (!url || (url->scheme() != "http" && url->scheme() != "https")) {
    return fail(Code::usage, "--server: " + address.url + " is no http or https address");
  }
  http::request<http::string_body> message;
  message.method_string(request.method);
  message.target(request.target);
  message.version(11);
  message.set(http::field::host, std::string(url->encoded_host_and_port()));
  message.set(http::field::connection, "close");
  if (!address.token.empty()) message.set(http::field::authorization, "Bearer " + address.token);
  for (const auto& [name, value] : request.headers) message.set(name, value);
  message.body() = request.body;
  message.prepare_payload();
  const std::chrono::seconds patience(request.patience_seconds);
  try {
    asio::io_context io;
    if (url->scheme() == "https") return exchange_by_tls(io, *url, address.trusted_ca, message, patience);
    beast::tcp_stream stream(io);
    connect(io, stream, *url, false, patience);
    return exchange(io, stream, message, patience);
  } catch (const boost::system::system_error& e) {
    return fail(Code::io_error, "asking " + address.url + ": " + e.code().message());
  }
}

}  // namespace rireki
