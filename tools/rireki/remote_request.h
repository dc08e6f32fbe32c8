// Single requests to the service of --server, and what it refuses them with.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "tools/rireki/command.h"
#include "tools/server/http_client.h"

namespace rireki {

/// Whether it cannot stand in a field of a request's header: it might begin another field.
[[nodiscard]] bool has_control_characters(std::string_view text);

/// Sends a request with the token and the purpose of the options. Errors: as `send_request`.
[[nodiscard]] Result<ServiceAnswer> send_to_service(const GlobalOptions& global, ServiceRequest request);

/// A field of an answer's header, named in lower case; empty if it is not there.
[[nodiscard]] std::string header(const ServiceAnswer& answer, const char* name);

/// Says what the service says beside its answer.
void say_remarks_of(const ServiceAnswer& answer);

/// The body of a 2xx answer, whose remarks are said. Errors: as `send_to_service`, and what the service refuses the
/// request with.
[[nodiscard]] Result<std::string> ask_for_text(const GlobalOptions& global, ServiceRequest request);

/// The same as the JSON object that it is. Errors: also IO_ERROR if it is none.
[[nodiscard]] Result<boost::json::object> ask_for_object(const GlobalOptions& global, ServiceRequest request);

/// A POST of JSON.
[[nodiscard]] ServiceRequest post_of(std::string target, std::string json);

/// What a problem document says, or a refused outcome within an answer. What is not there counts as wrong usage, as it
/// does in a data directory.
[[nodiscard]] Error refusal_of(const ServiceAnswer& answer);
[[nodiscard]] Error refusal_of(const boost::json::object& object);

/// The code with this name; IO_ERROR for one that only services have.
[[nodiscard]] Code code_named(std::string_view name);

/// Empty if there is no text.
[[nodiscard]] std::string text_at(const boost::json::object& object, std::string_view key);

/// A number that must be there: throws as Boost.JSON does.
[[nodiscard]] std::uint64_t number_at(const boost::json::object& object, std::string_view key);

/// Errors: IO_ERROR unless there is a hash in hex.
[[nodiscard]] Result<Hash> hash_at(const boost::json::object& object, std::string_view key);

/// Prints a text as the service has given it; the exit status.
int print_text(const Result<std::string>& text);

}  // namespace rireki
