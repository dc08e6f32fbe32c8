// The server's side of TLS.
#pragma once

#include <boost/asio/ssl/context.hpp>

#include "tools/server/http_server.h"

namespace rireki {

/// Errors: IO_ERROR for files that cannot be read or do not belong together.
[[nodiscard]] Result<boost::asio::ssl::context> tls_context(const TlsFiles& files);

}  // namespace rireki
