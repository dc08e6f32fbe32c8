// What the service can be asked: one row a route. The table is what requests are held against, what the OpenAPI
// document is made from, and what says who may ask.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "events/types/error.h"
#include "tools/server/tokens.h"

namespace rireki {

inline constexpr std::size_t kPageMax = 1'000;

/// What a query parameter becomes on the command line.
enum class ParameterKind : std::uint8_t {
  option,  // --name=value, as often as it is given
  flag,    // --name, if it is "true"
  word,    // an argument of its own
  page     // --name=value, a number of rows up to kPageMax, which is also what counts if it is not given
};

struct Parameter {
  std::string_view name;
  ParameterKind kind = ParameterKind::option;
  bool is_required = false;  // whatever the path says: what only some of its answers need is not
};

enum class Action : std::uint8_t {
  answer_command,
  append,
  import_events,
  close_period,
  stream,
  // a second person's approval (proposals.h)
  propose,
  propose_erasure,
  list_proposals,
  show_proposal,
  withdraw_proposal,
  approve_proposal,
  // tokens (administering.h)
  list_tokens,
  make_token,
  revoke_token,
  show_asker,
  health,
  ready,
  metrics,
  openapi,
  // of the data directory as a whole (operating.h)
  back_up,
  checkpoint,
  verifier_key,
  prove,
  prove_growth,
  tile,
  bundle,
  long_record,
  start_rebuild,
  rebuild_state,
  cancel_rebuild,
  start_verification,
  verification_state
};

/// A pattern's segments in braces are arguments of the command, in order.
struct HttpRoute {
  std::string_view method;
  std::string_view pattern;
  std::string_view summary;
  Action action = Action::answer_command;
  std::vector<std::string_view> command = {};
  std::vector<Parameter> parameters = {};
  std::vector<TokenRole> roles = {};  // empty: anybody, without a token
  bool is_tagged = false;             // its answers change with the Log and the day alone, and have an ETag
};

/// Of two that a path fits, the first one counts.
[[nodiscard]] std::span<const HttpRoute> routes();

/// A request held against the table.
struct Match {
  const HttpRoute* route = nullptr;
  std::vector<std::string> segments;                         // those in braces, decoded
  std::vector<std::pair<std::string, std::string>> queries;  // decoded, in order
};

struct Matched {
  bool has_path = false;       // of a route
  std::string allowed;         // the methods of the routes that have it, with commas
  std::optional<Match> match;  // none if no route has it with this method
};

/// Errors: USAGE if the target cannot be read, or a parameter is unknown, without a value, a flag that is neither true
/// nor false, or given twice where no command decides whether it may be; ENCODING_ERROR.
[[nodiscard]] Result<Matched> match(std::string_view method, std::string_view target);

/// Whether such a request brings its body as an upload.
[[nodiscard]] bool is_upload(std::string_view method, std::string_view target);

/// What an answer looks like.
enum class AnswerForm : std::uint8_t {
  object,             // application/json: the rows, and on what they stand
  lines,              // application/jsonl: as the command's --json
  csv,                // text/csv: as its --csv
  table,              // text/plain: as without either
  certificate,        // application/vnd.rireki.certificate: of the lines
  workbook,           // application/vnd.openxmlformats-officedocument.spreadsheetml.sheet: as the file of its --xlsx
  toml,               // application/toml: as its --toml
  cloud_events,       // application/cloudevents+json: the lines, each a CloudEvent, as its --cloudevents
  cloud_events_batch  // application/cloudevents-batch+json: the same as one array
};
/// Whether it is a file beside what the command prints.
[[nodiscard]] constexpr bool is_file(AnswerForm form) {
  return form == AnswerForm::certificate || form == AnswerForm::workbook;
}
[[nodiscard]] AnswerForm form_of(std::string_view media_type);
[[nodiscard]] std::string_view media_type(AnswerForm form);

/// The words of the command that answers, without the program's name. Errors: USAGE for too large a page.
[[nodiscard]] Result<std::vector<std::string>> command_words(const Match& match, AnswerForm form = AnswerForm::object);

/// The whole table as an OpenAPI 3.1 document.
[[nodiscard]] std::string openapi_document(std::string_view version);

}  // namespace rireki
