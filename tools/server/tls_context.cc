#include "tools/server/tls_context.h"

namespace rireki {

namespace ssl = boost::asio::ssl;

Result<ssl::context> tls_context(const TlsFiles& files) {
  ssl::context context(ssl::context::tls_server);
  const auto oldest = files.allows_1_2 ? TLS1_2_VERSION : TLS1_3_VERSION;
  SSL_CTX_set_min_proto_version(context.native_handle(), oldest);
  boost::system::error_code ec;
  context.use_certificate_chain_file(files.certificate, ec);
  if (ec) return fail(Code::io_error, "--tls-certificate: " + files.certificate + ": " + ec.message());
  context.use_private_key_file(files.key, ssl::context::pem, ec);
  if (ec) return fail(Code::io_error, "--tls-key: " + files.key + ": " + ec.message());
  return context;
}

}  // namespace rireki
