// What a service shows to be itself, made for one test.
#pragma once

#include "tests/tools/served_city.h"

namespace rireki::running {

/// A key and a certificate for localhost that it signs itself.
inline void make_certificate(const ServedCity& city) {
  const Ran made = Process(city.scratch(),
                           {"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                            "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                            "-keyout", city.path("tls.key"), "-out", city.path("tls.crt")})
                       .wait();
  REQUIRE(made.status == 0);
}

}  // namespace rireki::running
